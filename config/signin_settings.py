"""Settings of signing in (offices/signin) and of the Django admin for platform admins."""

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

# Signed-in devices live in the database: emptying the cache signs nobody out, and a lost cache stops nobody.
SESSION_ENGINE = "offices.signin.store"
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
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "/static/favicon.svg"}],
    # The colours of the product itself, so that an office colour never looks like the platform.
    "COLORS": {
        "primary": {
            "50": "oklch(.97 .02 205)",
            "100": "oklch(.94 .03 205)",
            "200": "oklch(.88 .05 205)",
            "300": "oklch(.80 .07 205)",
            "400": "oklch(.68 .08 205)",
            "500": "oklch(.56 .08 205)",
            "600": "oklch(.47 .08 205)",
            "700": "oklch(.40 .07 205)",
            "800": "oklch(.34 .06 205)",
            "900": "oklch(.29 .05 205)",
            "950": "oklch(.22 .04 205)",
        },
    },
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
