"""Settings of the portal, read from the environment; without one, those of the one-command run."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured

from ocop_portal import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- where it runs -------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
# Without a database of its own the portal is the one-command local run, with secrets it made.
IS_LOCAL = not DATABASE_URL
DATA_DIR = embedded.data_dir()
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or (embedded.secret("django") if IS_LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY must be set where DATABASE_URL is.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
PORT = env.int("PORT", default=8000)
# Printed in QR codes and e-mails: the address that outsiders use.
PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "territories",  # first: its `migrate` also creates the database roles and grants
    "accounts",
    "regulations",
    "files",
    "producers",
    "products",
    "councils",
    "evaluations",
    "trade",
    "ocop_portal",
    "ocop_portal.apps.OperatorsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "drf_spectacular",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ocop_portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ocop_portal.middleware.SessionAgeMiddleware",
    "ocop_portal.middleware.TokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ocop_portal.middleware.ProvinceMiddleware",
]

CSRF_FAILURE_VIEW = "ocop_portal.problems.csrf_failure"
ROOT_URLCONF = "ocop_portal.urls"
WSGI_APPLICATION = "ocop_portal.wsgi.application"
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
                "ocop_portal.views.frame",
            ],
        },
    }
]
FORM_RENDERER = "ocop_portal.rendering.Renderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- database ------------------------------------------------------------------------------------
# The web login by default; `manage.py migrate` and its like ask for the owner (manage.py).
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
if IS_LOCAL:
    DATABASE_URL = embedded.url(embedded.WEB)
    DATABASE_OWNER_URL = embedded.url(embedded.OWNER)

# Visibility and row security make statements of a dozen tables; weighing every order of joining
# them takes PostgreSQL longer (12 ms) than the answer (1 ms). Four at a time give the same plans.
PLANNING = "-c join_collapse_limit=4 -c from_collapse_limit=4"


def _database() -> dict:
    wanted = env.str("OCOP_DATABASE_LOGIN", default="web")
    if wanted == "owner":
        return env.db_url_config(DATABASE_OWNER_URL or DATABASE_URL)
    config = env.db_url_config(DATABASE_URL)
    config["OPTIONS"] = {"options": PLANNING} | config.get("OPTIONS", {})
    if not DATABASE_OWNER_URL:
        # Only a privileged address is known: `migrate` made the web login and its password.
        config |= {"USER": embedded.WEB, "PASSWORD": embedded.secret(embedded.WEB)}
    return config


DATABASES = {
    "default": _database()
    | {
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation's link already proves the address
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[OCOP] "  # not the host that the letter names anyway
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OCOP"
# Nobody signs himself up with another's address; without this, whoever has a second factor could
# never change his own.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Staff, chairs, secretaries and operators must use a second factor, save in the local demo.
TOTP_IS_COMPULSORY = env.bool("TOTP_IS_COMPULSORY", default=not IS_LOCAL)
SESSION_ABSOLUTE_SECONDS = 12 * 3600
SESSION_COOKIE_AGE = 3 * 3600  # idle: renewed at each request
SESSION_SAVE_EVERY_REQUEST = False  # SessionAgeMiddleware renews, at most once a minute
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- transport -----------------------------------------------------------------------------------
IS_HTTPS = env.bool("IS_HTTPS", default=not IS_LOCAL)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
if IS_HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    # Only behind our own proxy, which sets or removes this header itself (deploy/).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
        "frame-src": [SELF],
    }
}

# --- language, dates, numbers --------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["ocop_portal.formats"]
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.str("STATIC_ROOT", default=str(DATA_DIR / "static"))
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(DATA_DIR / "media"))  # never served by address
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ocop_portal.static_files.ReleasedFiles"},
}
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o600

# --- worker --------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default=f"unix://{embedded.run_dir()}/broker.sock")
# Celery writes a Unix socket's address in its own way.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
# Which codes of a second factor were used and how often a sign-in failed: one memory for all
# processes, or each would let the same code in once more.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
    }
}
CELERY_TASK_IGNORE_RESULT = True  # the truth about a job is its row in the database
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1500,  # over twice the longest task, or it would run twice
    # kombu's own sweep of about 100 s would leave a killed worker's task waiting that long
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
    # A request that finds the broker down goes on at once: the sweep sends its job later.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "connect_retries_timeout": 2,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # Jobs whose worker was killed or whose message got lost are sent again (accounts/jobs.py).
    "sweep-jobs": {"task": "accounts.sweep_jobs", "schedule": 60.0, "options": {"expires": 55}},
    "forget-exports": {"task": "files.forget_exports", "schedule": crontab(hour=2, minute=15)},
    # 26/2026/QĐ-TTg, Điều 7.6.a: certificates that come to their end; a missed day is caught up.
    "remind-renewals": {
        "task": "evaluations.remind_renewals",
        "schedule": crontab(hour=6, minute=30),
    },
    # The record of scoring, sealed after midnight; a missed night is made up for by the next.
    "remind-members": {
        "task": "evaluations.remind_members",
        "schedule": crontab(hour=6, minute=45),
    },
    "seal-record": {"task": "evaluations.seal_record", "schedule": crontab(hour=0, minute=10)},
    # Sittings for practice, a week after their day.
    "delete-rehearsals": {
        "task": "evaluations.delete_rehearsals",
        "schedule": crontab(hour=2, minute=30),
    },
}

# --- post, API, logs -----------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="OCOP <ocop@localhost>")
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.doors.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe forms that no act reads
    "DEFAULT_PERMISSION_CLASSES": [
        "accounts.doors.HasPermission",
        "ocop_portal.list_words.KnownQuery",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "ocop_portal.api.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "accounts.doors.PlainJSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "ocop_portal.schema.Schema",
    "EXCEPTION_HANDLER": "ocop_portal.problems.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OCOP Portal",
    "DESCRIPTION": "The One Commune One Product programme of a province, act by act.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": r"/api/v1(/\{province\})?",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # choices stand where they belong, without names of their own
    "DISABLE_ERRORS_AND_WARNINGS": False,
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # pikepdf greets at every start, the others tell each step of each document.
    "loggers": {
        name: {"level": "WARNING"} for name in ("pikepdf", "weasyprint.progress", "fontTools")
    },
}
# The API's schema is not offered yet; its naming hints concern nothing that is served.
