"""One settings file for every place; what differs comes from the environment (config/env.py)."""

from datetime import timedelta
from pathlib import Path

import pghistory
from celery.schedules import crontab

from config import env
from config.storage import s3_store

BASE_DIR = env.BASE_DIR
VAR_DIR = env.var_dir()
TESTING = env.flag("KANTOOR_TEST")
DEBUG = env.flag("KANTOOR_DEBUG")
# A practice installation may load made-up offices and shows their mail; never on in a real one.
KANTOOR_PRACTICE = env.flag("KANTOOR_PRACTICE")

SECRET_KEY = env.text("SECRET_KEY", "only-for-tests-" + "x" * 50 if TESTING or DEBUG else "")
# `key_id:base64(32 bytes)`, newest first, separated by commas. Wraps the keys of the offices.
KANTOOR_MASTER_KEYS = env.words("KANTOOR_MASTER_KEYS")
ALLOWED_HOSTS = env.words("KANTOOR_HOSTS", "localhost,127.0.0.1,[::1],testserver")
KANTOOR_BASE_URL = env.text("KANTOOR_BASE_URL", f"http://localhost:{env.text('PORT', '8000')}")
CSRF_TRUSTED_ORIGINS = [KANTOOR_BASE_URL, *env.words("KANTOOR_TRUSTED_ORIGINS")]
HTTPS = KANTOOR_BASE_URL.startswith("https://")
# The number of reverse proxies in front; only their X-Forwarded-For entries are believed.
KANTOOR_PROXIES = env.number("KANTOOR_PROXIES", 0)

INSTALLED_APPS = [
    "offices",
    "crm",
    "dossier",
    "workflows",
    "sbr_inbox",
    "integrations",
    "desk",
    "portal",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.static.Static",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pghistory",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "offices.signin.middleware.SignInMiddleware",
    "offices.middleware.OfficeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "offices.views.context.page",
            ],
        },
    },
]

# Database: the app role does the work, the owner role migrates and makes test databases (house: three walls).
APP_DATABASE = env.database(env.text("DATABASE_URL", "postgresql://kantoor_app@127.0.0.1:5432/kantoor"))
OWNER_DATABASE = env.database(env.text("DATABASE_OWNER_URL", "postgresql://kantoor_owner@127.0.0.1:5432/kantoor"))
AS_OWNER = env.flag("KANTOOR_AS_OWNER")
DATABASES = {
    "default": (OWNER_DATABASE if AS_OWNER else APP_DATABASE)
    | {
        "OWNER": {"USER": OWNER_DATABASE["USER"], "PASSWORD": OWNER_DATABASE["PASSWORD"]},
        "CONN_MAX_AGE": 0 if TESTING else 300,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"connect_timeout": 10},
        "TEST": {"TEMPLATE": "template1"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How the optional validator is started, such as «/opt/arelle/bin/python -m arelle.CntlrCmdLine»; empty: nothing is validated.
ARELLE_COMMAND = env.text("ARELLE_COMMAND")
REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "k"}}

# Signing in: offices/signin
AUTH_USER_MODEL = "offices.User"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "offices.views.faults.csrf_failure"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/inloggen/"
LOGIN_REDIRECT_URL = "/"

# Answers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.number("KANTOOR_PROXIES", 0) else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# Words and time
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "taal"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("KANTOOR_STATIC", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("KANTOOR_MEDIA", str(VAR_DIR / "files")))
MAX_UPLOAD_BYTES = 100 * 1024 * 1024
# Set to the internal location of a reverse proxy to let it send the bytes (X-Accel-Redirect).
KANTOOR_ACCEL_PREFIX = env.text("KANTOOR_ACCEL_PREFIX")
KANTOOR_DROP_ROOT = Path(env.text("KANTOOR_DROP_ROOT", str(VAR_DIR / "drop")))

# Sending: waits between questions and tries are multiplied by the pace (practice and tests only); a database that may
# forget what it committed sends nothing, unless it is thrown away afterwards.
KANTOOR_DELIVERY_PACE = float(env.text("KANTOOR_DELIVERY_PACE", "1"))
KANTOOR_UNSAFE_DATABASE_MAY_SEND = TESTING or env.flag("KANTOOR_UNSAFE_DATABASE_MAY_SEND")

# Calling out: addresses inside the own network are refused, except what the operator lists here (scheme, host and port).
KANTOOR_OUTBOUND_PRIVATE = env.words("KANTOOR_OUTBOUND_PRIVATE")
# The simulator of practice offices; empty where it does not run.
DIGIPOORT_SIMULATOR_URL = env.text("DIGIPOORT_SIMULATOR_URL")
DIGIPOORT_SIMULATOR_DIR = env.text("DIGIPOORT_SIMULATOR_DIR")
# Where the stand-in for KvK answers, for practice offices and for connections in the environment «simulator».
KVK_BASE_URL = env.text("KVK_BASE_URL")
# PEM with the authorities behind Digipoort's own TLS certificate (PKIoverheid), beside those of the system.
DIGIPOORT_CA_FILE = env.text("DIGIPOORT_CA_FILE")
# How long an answer of Digipoort may take, in seconds.
DIGIPOORT_TIMEOUT = float(env.text("DIGIPOORT_TIMEOUT", "60"))
if env.text("S3_BUCKET"):
    FILE_STORE = s3_store(
        bucket=env.text("S3_BUCKET"),
        endpoint=env.text("S3_ENDPOINT"),
        access_key=env.text("S3_ACCESS_KEY"),
        secret_key=env.text("S3_SECRET_KEY"),
        region=env.text("S3_REGION"),
    )
else:
    FILE_STORE = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}}
# Compressing takes most of a first start: hashed copies only, and no source maps.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("png", "jpg", "jpeg", "gif", "webp", "gz", "br", "woff", "woff2", "map")
STATIC_STORE = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if TESTING or DEBUG:
    STATIC_STORE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {"default": FILE_STORE, "staticfiles": {"BACKEND": STATIC_STORE}}

# Mail: console by default, SMTP by settings
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if env.text("SMTP_HOST") else "django.core.mail.backends.console.EmailBackend",
)
EMAIL_HOST = env.text("SMTP_HOST", "localhost")
EMAIL_PORT = env.number("SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("KANTOOR_MAIL_FROM", "Kantoorportaal <portaal@localhost>")

# Work in the background: quality R2, R3 and R8
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 2,
    "socket_timeout": 10,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 540
CELERY_TASK_SOFT_TIME_LIMIT = 480
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "offices.fan_out_sweeps", "schedule": timedelta(seconds=30)},
    "heartbeat": {"task": "offices.heartbeat", "schedule": timedelta(seconds=60)},
    "clear-sessions": {"task": "signin.clear_sessions", "schedule": crontab(hour=3, minute=20)},
    "seal-audit": {"task": "offices.fan_out_sealing", "schedule": timedelta(seconds=60)},
    "poll-drop-folders": {"task": "integrations.fan_out_polls", "schedule": timedelta(seconds=30)},
}

# Interface for programs
from config.api_settings import *  # noqa: E402, F403

# History and signing in
PGHISTORY_APPEND_ONLY = True
# The moment of the write and not of the start of its transaction: under the lock of a row these come in the right order.
PGHISTORY_CREATED_AT_FUNCTION = "CLOCK_TIMESTAMP()"
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_index=False)
# Stored in the event row itself, so that no table without walls is filled.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": env.text("KANTOOR_LOG_LEVEL", "INFO")},
    "loggers": {"django.db.backends": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}, "weasyprint": {"level": "ERROR"}},
}

from config.signin_settings import *  # noqa: E402, F403
