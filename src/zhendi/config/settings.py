"""All settings of the product, in one file. The environment is read here, once, and nowhere else.

``ZHENDI_MODE`` is ``development`` (a laptop, a demonstration: loopback only), ``production`` (refuses to load
with an unsafe value and names what to set) or ``test``. docs/operations.md lists every variable.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from zhendi.config import folder, safety

# --- The environment, read once ------------------------------------------------------------------------------


def _flag(name: str, default: bool = False) -> bool:
    word = os.environ.get(name, "").strip().lower()
    if word in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if not word else word in {"1", "true", "yes", "on"}
    raise ImproperlyConfigured(f"{name}: say 1 or 0, not {word!r}\n{name}:请填 1 或 0")


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _number(name: str, default: int) -> int:
    word = os.environ.get(name, "").strip()
    if word and not word.isdigit():
        raise ImproperlyConfigured(f"{name}: a whole number is needed, not {word!r}\n{name}:请填整数")
    return int(word) if word else default


ROOT = folder.ROOT
MODE = os.environ.get("ZHENDI_MODE", "development")
DATA_DIR = folder.data_dir(os.environ)
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DEBUG = _flag("ZHENDI_DEBUG")
HOSTS = _words("ZHENDI_HOSTS", "" if MODE == "production" else "localhost,127.0.0.1,[::1],testserver")
SECRET = os.environ.get("ZHENDI_SECRET_KEY", "")
KEYS = os.environ.get("ZHENDI_KEYS", "")
CIPHER = os.environ.get("ZHENDI_CIPHER", "aes")
SECURE_COOKIES = _flag("ZHENDI_SECURE_COOKIES", MODE == "production")
BEHIND_PROXY = _flag("ZHENDI_BEHIND_PROXY")
DEMONSTRATION = _flag("ZHENDI_DEMONSTRATION")
SECOND_FACTOR = _flag("ZHENDI_SECOND_FACTOR", not DEMONSTRATION)
LOG_LEVEL = os.environ.get("ZHENDI_LOG_LEVEL", "INFO").upper()
CONNECTION_AGE = _number("ZHENDI_CONNECTION_AGE", 60)
SMS_GATEWAYS = os.environ.get("ZHENDI_SMS_GATEWAYS", "")  # a file, or the JSON itself; holds secrets

if MODE not in {"development", "production", "test"}:
    raise ImproperlyConfigured(
        f"ZHENDI_MODE: development, production or test, not {MODE!r}\nZHENDI_MODE:请填 development、production 或 test"
    )
if CIPHER not in {"aes", "sm4"}:
    raise ImproperlyConfigured(f"ZHENDI_CIPHER: aes or sm4, not {CIPHER!r}\nZHENDI_CIPHER:请填 aes 或 sm4")

if MODE == "production" and (
    found := safety.findings(
        safety.Values(
            debug=DEBUG,
            secret=SECRET,
            hosts=HOSTS,
            keys=KEYS,
            secure_cookies=SECURE_COOKIES,
            demonstration=DEMONSTRATION,
        )
    )
):
    raise ImproperlyConfigured("\n".join(str(finding) for finding in found))

# --- What the product is made of -----------------------------------------------------------------------------
SECRET_FILE = DATA_DIR / folder.SECRET_NAME  # a laptop's own secret, made with the data folder
SECRET_KEY = SECRET or (SECRET_FILE.read_text("ascii").strip() if SECRET_FILE.is_file() else "")
if not SECRET_KEY:
    # Only what runs before the data folder is ready comes here; nothing signed with this outlives the process.
    SECRET_KEY = os.urandom(48).hex()

ALLOWED_HOSTS = HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS] if BEHIND_PROXY else []
ROOT_URLCONF = "zhendi.config.urls"
WSGI_APPLICATION = "zhendi.config.wsgi.application"
POLICY_DIR = ROOT / "policy" / "opinions"
SCHEDULE = ROOT / "src" / "zhendi" / "config" / "schedule.toml"
FONTS_DIR = DATA_DIR / "fonts"  # an office's own typefaces, searched first

_ENGINES = ("orgs", "people", "activities", "messaging", "matters", "ballots")
_DOMAIN = (*_ENGINES, "mobile", "democracy", "setup", "services")
_APPS = (
    "zhendi.kernel.crypto",
    "zhendi.kernel.audit",
    *(f"zhendi.domain.{app}" for app in _DOMAIN),
    "zhendi.obligations",
    "zhendi.intake",
    "zhendi.demonstration",
    "zhendi.web",
    "zhendi.api",
)
INSTALLED_APPS = [
    *_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
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
    "django_htmx.middleware.HtmxMiddleware",
    "zhendi.web.shell.middleware.Gate",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        # The only page engine: undefined names are errors and rows come frozen (docs/decisions/0002).
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "src" / "zhendi" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "zhendi.web.shell.environment.environment", "auto_reload": DEBUG},
    }
]

# --- Database ------------------------------------------------------------------------------------------------
_SQLITE_OPTIONS: dict[str, Any] = {
    # A writer asks for its lock at the start, so that two writers queue instead of failing at the end.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        f"PRAGMA synchronous={'OFF' if MODE == 'test' else 'NORMAL'};"
        "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-65536;PRAGMA mmap_size=268435456;"
    ),
}
_database: dict[str, Any] = dict(
    dj_database_url.parse(DATABASE_URL or f"sqlite:///{DATA_DIR / 'zhendi.sqlite3'}", conn_max_age=CONNECTION_AGE)
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["ENGINE"] = "zhendi.kernel.sqlite"
    _database["OPTIONS"] = _SQLITE_OPTIONS
    _database["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file: a test's second processes see it too
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _database["CONN_HEALTH_CHECKS"] = True
    _database["DISABLE_SERVER_SIDE_CURSORS"] = _flag("ZHENDI_POOLED")  # behind a transaction pooler
    if not _flag("ZHENDI_POOLED"):  # a pooler takes no settings of its own
        # The planner takes a list page for dear and compiles it first, which costs ten times what it saves.
        _database.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
    # Names sort and compare by code point, and a two-character search finds Chinese (libraries: C.UTF-8).
    _database["TEST"] = {"TEMPLATE": "template0", "CHARSET": "UTF8"}
else:
    raise ImproperlyConfigured(
        "DATABASE_URL: sqlite:///file or postgresql://user:password@host/name\n"
        "DATABASE_URL:请填 sqlite:///文件 或 postgresql://用户:密码@主机/库名"
    )
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language and time ---------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- Signing in ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "zhendi.domain.people.authentication.PersonBackend"]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if MODE == "test"
    else ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhendi.domain.people.passwords.Length", "OPTIONS": {"shortest": 10}},
    {"NAME": "zhendi.domain.people.passwords.NotOnlyDigits"},
    {"NAME": "zhendi.domain.people.passwords.NotBreached"},
    {"NAME": "zhendi.domain.people.passwords.NotAboutOneself"},
]
RECOVERY_CODE_LIFE = timedelta(hours=24)  # handed over in person; used at home the same day
OTP_TOTP_ISSUER = "阵地"

# One township shares one address: a colleague's mistakes must not lock the whole office out, so an account is locked
# for one address first; guessing from many addresses, and one address guessing at many accounts, have counters apart.
AXES_FAILURE_LIMIT = 5
LOCKOUT_ANYWHERE = 20
LOCKOUT_ADDRESS = 100
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "zhendi.domain.people.authentication.LockOut"
# What is typed as a name may be a citizen number: attempts are kept under a keyed digest of the account.
AXES_USERNAME_CALLABLE = "zhendi.domain.people.authentication.attempt_name"
AXES_LOCKOUT_CALLABLE = "zhendi.web.account.signing.locked"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "new_password", "again", "next", "csrfmiddlewaretoken"]
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True
AXES_CLIENT_IP_CALLABLE = "zhendi.config.proxy.client_address"

API_TOKEN_DAYS = 365  # the longest life of a personal access token
API_CALLS_A_MINUTE = 120  # of one token

# --- Cookies, headers ----------------------------------------------------------------------------------------
SESSION_ENGINE = "zhendi.web.shell.session"
SESSION_COOKIE_NAME = "zhendi"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day with its evening
SESSION_IDLE = timedelta(hours=2)  # unused for so long, a session ends; pages warn before
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "zhendi.web.shell.errors.csrf_failure"

SECURE_SSL_REDIRECT = SECURE_COOKIES
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # pictures only: a QR code, an arrow in a style sheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Files ---------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [ROOT / "src" / "zhendi" / "web" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if MODE != "test" and not DEBUG
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = MODE == "test" or DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "tmp")  # rosters never lie about in the machine's common folder
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FILES = 500
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a review page decides thousands of doubts at once

# --- Logging: what happened and where, never whose data. Query strings and bodies are not logged. ------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.db.backends": {"level": "WARNING"},  # statements carry values
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
