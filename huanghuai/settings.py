"""Settings of every installation; what differs between machines comes from the environment (see .env.example)."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from huanghuai.secret import stored_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("ENVIRONMENT", "development").strip().lower()
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", False)
HOST = env.str("HOST", "127.0.0.1")
try:
    PORT = env.int("PORT", 8000)
except ValueError:
    raise SystemExit(f"PORT={env.str('PORT')} is not a number.") from None
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise SystemExit(f"DATA_DIR={DATA_DIR} cannot be made: {error.strerror}.") from error
if PRODUCTION:
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL") if not env.str(name, "")]
    if missing:
        raise SystemExit(f"ENVIRONMENT=production needs {', '.join(missing)}: set them in the environment or .env.")
SECRET_KEY = env.str("SECRET_KEY", "") or stored_secret_key(DATA_DIR)
# The address that readers use. Canonical links, QR codes and 本文地址 are made from it, never from the Host header.
SITE_URL = env.str("SITE_URL", "").rstrip("/") or f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}"  # noqa: S104
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or [
    "localhost",
    "127.0.0.1",
    "[::1]",
    HOST,
    urlsplit(SITE_URL).hostname or "localhost",
]
HTTPS = SITE_URL.startswith("https://")
# How many proxies in front of the application add to X-Forwarded-For; 0 means that none is trusted.
PROXY_COUNT = env.int("PROXY_COUNT", 0)

INSTALLED_APPS = [
    "news.apps.NewsConfig",
    "news.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
    "tree_queries",
    "js_asset",
    "django_prose_editor",
    "axes",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "huanghuai.middleware.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "huanghuai.middleware.RefuseNul",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "huanghuai.middleware.DeskMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "huanghuai.urls"
WSGI_APPLICATION = "huanghuai.wsgi.application"
APPEND_SLASH = (
    False  # the reader's addresses decide for themselves, so that a missing slash costs one redirect, not two
)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

try:
    DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
except (environ.ImproperlyConfigured, ValueError, KeyError):
    raise SystemExit("DATABASE_URL cannot be read; write postgres://user:password@host:5432/name.") from None
if DATABASES["default"].get("ENGINE", "").rsplit(".", 1)[-1] not in {"sqlite3", "postgresql"}:
    raise SystemExit("DATABASE_URL must name SQLite or PostgreSQL: postgres://user:password@host:5432/name.")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000;",
    )
else:
    DATABASES["default"].update(CONN_HEALTH_CHECKS=True)
    # A database that has gone without a word must not hold up readers: pages that are stored do not need it.
    _given = DATABASES["default"].setdefault("OPTIONS", {})
    for _name, _value in {"connect_timeout": 5, "tcp_user_timeout": 10_000, "keepalives_idle": 30}.items():
        _given.setdefault(_name, _value)
# Opening one costs a third of a page on SQLite, which reads all words of the schema each time.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "admin:login"
# Eight wrong passwords for one account from one address close the door for a quarter of an hour.
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "news.views.client.client_ip"
AXES_LOCKOUT_CALLABLE = "news.views.errors.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "news.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 3600) if HTTPS else 0
X_FRAME_OPTIONS = "SAMEORIGIN"
if PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Reader pages carry no inline script or style, no nonce and no form but the search box.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],  # the search box of the masthead; docs/decisions says why
        "frame-ancestors": [SELF],
    }
}
DESK_CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, NONCE],
    "img-src": [SELF, "data:", "blob:"],
    "form-action": [SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
}

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "news.text.keywords.split_keywords"
TAGGIT_STRING_FROM_TAGS = "news.text.keywords.join_keywords"
# The figure picker is the desk's own window on the picture library.
PICTURE_MAX_BYTES = env.int("PICTURE_MAX_BYTES", 30 * 1024 * 1024)
# Videos and documents of stories; nginx's client_max_body_size must be no smaller.
VIDEO_MAX_BYTES = env.int("VIDEO_MAX_BYTES", 200 * 1024 * 1024)
FILE_MAX_BYTES = env.int("FILE_MAX_BYTES", 50 * 1024 * 1024)
# The law wants network logs kept for six months at least (网络安全法); news.editorial.audit refuses less as well.
try:
    AUDIT_DAYS = env.int("AUDIT_DAYS", 400)
except ValueError:
    raise SystemExit(f"AUDIT_DAYS={env.str('AUDIT_DAYS')} is not a number.") from None
if AUDIT_DAYS < 180:
    raise SystemExit(f"AUDIT_DAYS={AUDIT_DAYS} is too short: logs must be kept for 180 days at least.")
# Names and contacts of readers' letters are blanked after so many days; rights claims keep theirs.
try:
    LETTER_CONTACT_DAYS = env.int("LETTER_CONTACT_DAYS", 365)
except ValueError:
    raise SystemExit(f"LETTER_CONTACT_DAYS={env.str('LETTER_CONTACT_DAYS')} is not a number.") from None
if LETTER_CONTACT_DAYS < 180:
    raise SystemExit(f"LETTER_CONTACT_DAYS={LETTER_CONTACT_DAYS} is too short: 180 days at least.")
LETTERS_PER_MINUTE = env.int("LETTERS_PER_MINUTE", 6)
LETTER_LOOKUPS_PER_MINUTE = env.int("LETTER_LOOKUPS_PER_MINUTE", 10)
STAFF_LOOKUPS_PER_MINUTE = env.int("STAFF_LOOKUPS_PER_MINUTE", 20)
SEARCHES_PER_MINUTE = env.int("SEARCHES_PER_MINUTE", 60)
# The same reader of the same story counts again after so many seconds; many readers may share one address.
HITS_AGAIN_AFTER = env.int("HITS_AGAIN_AFTER", 600)
HITS_PER_MINUTE = env.int("HITS_PER_MINUTE", 240)

# The page store (docs/page-store.md): pages of this host, their greatest size on disk and in each web process.
PAGE_STORE = env.bool("PAGE_STORE", True)
PAGES_DIR = Path(env.str("PAGES_DIR", str(DATA_DIR / "pages")))
PAGES_BYTES = env.int("PAGES_MB", 2048) * 1024 * 1024
PAGES_MEMORY = env.int("PAGES_MEMORY_MB", 64) * 1024 * 1024
PAGES_LISTEN = env.bool("PAGES_LISTEN", True)  # hear of changes by NOTIFY on PostgreSQL, beside looking for them
STALE_MAX = env.int("STALE_MAX", 3600)  # seconds for which pages are served while the database is away
SURROGATE_KEYS = env.bool("SURROGATE_KEYS", False)  # name each page's tags to a CDN
# Parameters that only count clicks; a page is the same with and without them. ``*`` ends a prefix.
PAGES_IGNORED = env.list(
    "PAGES_IGNORED", default=["from", "isappinstalled", "scene", "clicktime", "enterid", "nsukey", "utm_*", "spm"]
)

try:
    EMAIL_CONFIG = env.email_url_config(env.str("EMAIL_URL", "") or "consolemail://")
except (environ.ImproperlyConfigured, ValueError, KeyError):
    raise SystemExit("EMAIL_URL cannot be read; write smtp+tls://user:password@host:587.") from None
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 5
# Without a mail server no notice is kept for sending.
MAIL_ON = not EMAIL_CONFIG["EMAIL_BACKEND"].endswith((".console.EmailBackend", ".dummy.EmailBackend"))
# Mail services in China take only the account's own address as the sender.
_account = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
_own = _account if "@" in _account else f"noreply@{urlsplit(SITE_URL).hostname or 'localhost'}"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "") or _own

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "null": {"class": "logging.NullHandler"},
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"django.security.DisallowedHost": {"handlers": ["null"], "propagate": False}},
}
