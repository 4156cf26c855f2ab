"""Django's settings, assembled from `hadir.config`. Nothing is decided by the hour or the machine here, and nothing
is started: the embedded database is the command line's business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict
from whitenoise.compress import Compressor

from hadir import config as hadir_config
from hadir.lib import language, logmask
from hadir.postgres.service import cluster_of

CONFIG = hadir_config.load_site()
PACKAGE = Path(__file__).resolve().parent
IS_HTTPS = CONFIG.base_url.startswith("https://")
if not IS_HTTPS and not CONFIG.is_demo:
    # Browsers give no camera to plain http, and the cookies of a sign-in must not travel in the clear.
    raise hadir_config.ConfigError(
        "base_url_not_https",
        language._("Mode production membutuhkan HADIR_BASE_URL berawalan https://. Untuk mencoba: HADIR_MODE=demo."),
    )


def _secret(name: str) -> str:
    """A secret that `load_site` has made sure of."""
    return str(getattr(CONFIG, name).get_secret_value())


def database_of(url: str, **more: Any) -> dict[str, Any]:
    """Django's settings for a database address. `more` is for the backend (`hadir.audit.guarded`)."""
    parts = conninfo_to_dict(url)
    named = {
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
    }
    # What remains of the address is for the driver (sslmode and the like). Values travel beside the statement, and a
    # statement seen three times is planned once a connection: a check-in sends about forty.
    options = {**parts, "server_side_binding": True, "prepare_threshold": 3}
    return {"ENGINE": "hadir.audit.guarded", **named, "OPTIONS": options, "CONN_MAX_AGE": 600, **more}


def _database_url() -> str:
    """Where the database is: the configured server, else the socket of our own one, running or not."""
    return CONFIG.database_url.get_secret_value() if CONFIG.database_url else cluster_of(CONFIG).url()


def _tile_hosts() -> list[str]:
    """Where the browser may fetch map pictures besides from here."""
    parts = urlsplit(CONFIG.map_tiles)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


DEBUG = False
SECRET_KEY = _secret("secret_key")
ALLOWED_HOSTS = list(CONFIG.hosts)
ROOT_URLCONF = "hadir.urls"
WSGI_APPLICATION = "hadir.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hadir.jobs",
    "hadir.audit",
    "hadir.notices",
    "hadir.periods",
    "hadir.people",
    "hadir.accounts",
    "hadir.schedules",
    "hadir.schedules.calendar",
    "hadir.schedules.rosters",
    "hadir.devices",
    "hadir.places",
    "hadir.capture",
    "hadir.enrolment",
    "hadir.leave",
    "hadir.attendance",
    "hadir.attendance.corrections",
    "hadir.attendance.incidents",
    "hadir.attendance.events",
    "hadir.attendance.patterns",
    "hadir.attendance.presence",
    "hadir.privacy",
    "hadir.rollout",
    "hadir.workdays",
    "hadir.recap",
    "hadir.web",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tree_queries",
    "csp",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "hadir.accounts.middleware.behind_proxies",  # first: everything below asks who the client is
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "hadir.lib.headers.browser_powers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hadir.accounts.middleware.rows_of_the_log_in",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hadir.accounts.middleware.chosen_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hadir.web.middleware.ExplainErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- database, cache, sessions
# Each thread of a web worker keeps one connection. It does not ask before each request whether it still lives: that
# would cost every frame a round trip. After a restart of PostgreSQL a thread's first request is answered with 503 and
# repeated by the page. The cache is in the database because login limits must hold across web workers.
# This is the owner's connection, for commands and the worker; web processes have `hadir.settings_web`.
DATABASES: dict[str, dict[str, Any]] = {"default": database_of(_database_url())}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        # Django's 300 entries would throw out the failures of one attack by the failures of another.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
SESSION_ENGINE = "hadir.accounts.log_ins"
SESSION_COOKIE_NAME = "__Host-hadir_session" if IS_HTTPS else "hadir_session"
SESSION_COOKIE_AGE = 12 * 3600  # a working day: phones get lost
SESSION_COOKIE_HTTPONLY = True
# Lax, not Strict: the link in an invitation or reset mail must find the session that its page has just opened.
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-hadir_csrf" if IS_HTTPS else "hadir_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [CONFIG.base_url]

# --- transport and browser
# TLS ends at the proxy; without a trusted one we cannot see it, and a redirect would go round for ever.
SECURE_SSL_REDIRECT = IS_HTTPS and bool(CONFIG.trusted_proxies)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the region's other sites are not ours to promise for
SECURE_HSTS_PRELOAD = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIG.trusted_proxies else None
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # REMOTE_ADDR is the client's: accounts.middleware.behind_proxies
TRUSTED_PROXIES = CONFIG.proxies
# The back office's look (hadir.backoffice); its sign-in is the site's own.
UNFOLD = {
    "SITE_TITLE": "Hadir",
    "SITE_HEADER": "Hadir",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "COLORS": {  # the blue of the other pages, from light to dark
        "primary": {
            "50": "#eff6fd",
            "100": "#d9eafa",
            "200": "#b3d4f4",
            "300": "#80b8ec",
            "400": "#4596e0",
            "500": "#1a78cf",
            "600": "#0b5cad",
            "700": "#0b5394",
            "800": "#08417c",
            "900": "#07305c",
            "950": "#041e3a",
        }
    },
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"show_search": False, "show_all_applications": False},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:", *_tile_hosts()],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Frames are read by the API with their own limit; nothing else a person sends is long.
DATA_UPLOAD_MAX_MEMORY_SIZE = CONFIG.frame_max_bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = CONFIG.frame_max_bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # the editor of allowance rules sends a hundred lines of thirty fields
FILE_UPLOAD_HANDLERS = [
    "hadir.web.uploads.RefuseFloods",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- static files
STATIC_URL = "static/"
STATIC_ROOT = CONFIG.static_dir
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "hadir.web.vendor.VendorFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hadir.web.storage.StaticStorage"},
}
# Pages name files with their hash only; source maps are for developers. Compressing both costs each set-up seconds.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# --- people and passwords
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hadir.accounts.backends.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hadir.accounts.passwords.FourKindsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "hadir.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # sign-up is closed; this only says that mail is not compulsory
ACCOUNT_EMAIL_VERIFICATION = "none"  # people without mail sign in too; a changed address is verified all the same
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Hadir] "
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
# ADR 0005. Failures count per person, never per address: an office is one address. The `/ip` figures only stop floods.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "5/15m/key",
    "reset_password": "60/m/ip,3/h/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "manage_email": "10/h/user",
    "confirm_email": "1/3m/key",
    "signup": "5/m/ip",
}
MFA_ADAPTER = "hadir.accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # sign-up is closed: nobody can occupy somebody else's address
MFA_TOTP_ISSUER = "Hadir"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = (
    CONFIG.is_demo
)  # http://localhost counts as secure for the browser, not for allauth
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}

# --- languages and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "hadir_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # a person's day is that of the work place

# --- mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if CONFIG.email_host
    else f"django.core.mail.backends.{'console' if CONFIG.is_demo else 'dummy'}.EmailBackend"
)
EMAIL_HOST = CONFIG.email_host
EMAIL_PORT = CONFIG.email_port
EMAIL_HOST_USER = CONFIG.email_user
EMAIL_HOST_PASSWORD = CONFIG.email_password.get_secret_value() if CONFIG.email_password else ""
EMAIL_USE_TLS = CONFIG.email_tls == "starttls"
EMAIL_USE_SSL = CONFIG.email_tls == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = CONFIG.email_from

# --- jobs (ADR 0014). A round that fell into the time when the site was down is made up for at the next start.
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 25 * 3600.0}

# --- log: to the terminal, without personal data
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": logmask.MaskPersonalData}},
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["mask"]},
    },
    "root": {"handlers": ["stderr"], "level": CONFIG.log_level},
    "loggers": {
        "django": {"handlers": [], "level": CONFIG.log_level, "propagate": True},
        # At INFO the queue tells every command which tasks it knows; only its worker has something to say.
        "procrastinate": {"level": "WARNING" if CONFIG.log_level == "INFO" else CONFIG.log_level},
        "procrastinate.worker": {"level": CONFIG.log_level},
    },
}
