"""Settings of signing in (offices/signin) and of the Django admin for platform admins."""

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

# Signed-in devices live in the database: emptying the cache signs nobody out, and a lost cache stops nobody.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "sessie"

ACCOUNT_ADAPTER = "offices.signin.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"

MFA_ADAPTER = "offices.signin.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey stands for two factors only when the device asked for a finger, face or PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
# One step of 30 seconds early or late, for clocks that differ.
MFA_TOTP_TOLERANCE = 1

UNFOLD = {
    "SITE_TITLE": "Platformbeheer",
    "SITE_HEADER": "Platformbeheer",
    "SITE_SYMBOL": "shield",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {
        "show_all_applications": True,
        "navigation": [
            {
                "title": "Platform",
                "items": [
                    {"title": "Gezondheid", "icon": "monitor_heart", "link": "/admin/gezondheid/"},
                    {"title": "Kantoor kiezen", "icon": "door_open", "link": "/admin/kantoor-kiezen/"},
                ],
            },
        ],
    },
}
