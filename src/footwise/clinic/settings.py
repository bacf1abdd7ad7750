"""Django's settings of the clinic; what differs between installations comes from the environment."""

from __future__ import annotations

import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from footwise.clinic.demo import is_demonstration
from footwise.clinic.home import ClinicHome, default_folder, local_time_zone
from footwise.clinic.single_sign_on import provider_settings, read_single_sign_on
from footwise.clinic.watching import log_settings

_CODE = Path(__file__).parent
_MINUTE = 60

HOME = ClinicHome(
    Path(os.environ.get("FOOTWISE_CLINIC", default_folder())), database_url=os.environ.get("DATABASE_URL", "")
)
# Where people reach the clinic, such as https://clinic.example; empty for this machine alone.
PUBLIC_URL = os.environ.get("FOOTWISE_PUBLIC_URL", "")
_SECURE = urlsplit(PUBLIC_URL).scheme == "https"
# The path below which it lives, such as /footwise, where a proxy has others beside it.
_BELOW = urlsplit(PUBLIC_URL).path.rstrip("/")
FORCE_SCRIPT_NAME = _BELOW or None

# Invented people, thrown away at the end: a clinic in which people are treated can be none (see demo/folder.py).
DEMONSTRATION = not PUBLIC_URL and is_demonstration(HOME)

SECRET_KEY = HOME.secret("web")
DEBUG = False
ALLOWED_HOSTS = [host] if (host := urlsplit(PUBLIC_URL).hostname) else ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{urlsplit(PUBLIC_URL).netloc}"] if _SECURE else []

DATABASES = {"default": HOME.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

INSTALLED_APPS = [
    # Before allauth: our templates stand in place of its own.
    "footwise.clinic.accounts",
    "footwise.clinic.audit",
    "footwise.clinic.api",
    "footwise.clinic.people",
    "footwise.clinic.recordings",
    "footwise.clinic.sharing",
    "footwise.clinic.keeping",
    "footwise.clinic.work",
    "footwise.clinic.measuring",
    "footwise.clinic.outcomes",
    "footwise.clinic.prescribing",
    "footwise.clinic.phone",
    "footwise.clinic.live",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "footwise.clinic.watching.requests.WatchingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "footwise.clinic.api.cookies.NoCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "footwise.clinic.accounts.logged_out.LogInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "footwise.clinic.private.PrivatePagesMiddleware",
    "footwise.clinic.accounts.idle.IdleMiddleware",
    "footwise.clinic.accounts.second_factor.SecondFactorMiddleware",
    "footwise.clinic.audit.reads.ReadsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "footwise.clinic.urls"
ASGI_APPLICATION = "footwise.clinic.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_CODE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "footwise.clinic.accounts.roles.roles_of_reader",
                "footwise.clinic.languages.languages",
            ]
        },
    }
]

# Who they are: e-mail and password, or a passkey; accounts come by invitation only, and no e-mail is ever sent.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "footwise.clinic.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Whoever has just logged in is not asked for the password again at once.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * _MINUTE
MFA_ADAPTER = "footwise.clinic.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "footwise.clinic.accounts.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Footwise"
# A clock of a phone that is half a minute wrong is no reason to keep somebody out.
MFA_TOTP_TOLERANCE = 1
# http://localhost is the one address without TLS at which browsers give passkeys.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
# The single sign-on of a hospital, where the clinic's folder describes one. Whose account it opens, identities.py says.
SINGLE_SIGN_ON = read_single_sign_on(HOME.folder)
SOCIALACCOUNT_PROVIDERS = provider_settings(SINGLE_SIGN_ON)
SOCIALACCOUNT_ADAPTER = "footwise.clinic.accounts.identities.IdentityAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# Going there changes nothing here, and so needs no form.
SOCIALACCOUNT_LOGIN_ON_GET = True
USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "footwise.clinic.accounts.adapters.address_typed"
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

# So many days does a person lie in the bin before they are deleted for good.
BIN_DAYS = int(os.environ.get("FOOTWISE_BIN_DAYS", "30"))

# Whom push services may ask about this clinic, such as mailto:it@clinic.example; empty: no phone is reminded by them.
WEB_PUSH = os.environ.get("FOOTWISE_WEB_PUSH", "")
# The services of the makers of browsers, and nobody else, are called by this server.
WEB_PUSH_HOSTS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
)

# A piece of a recording and what comes with it; of a form nothing is nearly as large.
DATA_UPLOAD_MAX_MEMORY_SIZE = 17 * 1024 * 1024
# Held in memory until it is taken: a piece is not written to the disk twice.
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE

SESSION_COOKIE_NAME = "footwise_session"
SESSION_COOKIE_AGE = 12 * 60 * _MINUTE
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# After so long without a click the password is asked for again, and the form that was being sent is kept.
IDLE_S = 20 * _MINUTE

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = f"{_BELOW}/"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * _MINUTE if _SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # The QR code of an authenticator app is drawn into the page.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch"), ("es", "Español")]
LOCALE_PATHS = [_CODE / "locale"]
USE_TZ = True
TIME_ZONE = local_time_zone()

# The address of the static files changes with them, so that browsers may keep them and never show old ones.
_files = sorted(path for path in (_CODE / "static").rglob("*") if path.is_file())
_print = sha256(b"".join(path.read_bytes() for path in _files)).hexdigest()[:12]
STATIC_URL = f"{_BELOW}/static/{_print}/"
STATICFILES_DIRS = [_CODE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 365 * 24 * 60 * _MINUTE

# One JSON object a line, for a machine that collects logs; else lines for people.
LOGGING_CONFIG = "footwise.clinic.watching.logs.configure"
LOGGING = log_settings(as_json=os.environ.get("FOOTWISE_LOGS", "") == "json")
# Where entries of the record are sent as well, such as udp://loghost:514; empty: nowhere.
SYSLOG = os.environ.get("FOOTWISE_SYSLOG", "")
# Whoever knows it may read what the server counts; empty: nobody.
METRICS_TOKEN = os.environ.get("FOOTWISE_METRICS_TOKEN", "")

if DEMONSTRATION:
    # Everybody's role is one click, and there is nothing to lose.
    INSTALLED_APPS.append("footwise.clinic.demo")
    MIDDLEWARE.remove("footwise.clinic.accounts.second_factor.SecondFactorMiddleware")
    TEMPLATES[0]["OPTIONS"]["context_processors"].append("footwise.clinic.demo.log_in_page.demonstration")
    IDLE_S = ACCOUNT_REAUTHENTICATION_TIMEOUT = SESSION_COOKIE_AGE
