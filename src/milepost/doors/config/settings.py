"""Django's settings, all derived from the environment (`milepost.doors.config.environment`).

Parts, in order: where things are, who is installed, the request's way, people, language, files, security, logging.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from milepost.doors.config.environment import read_environment
from milepost.platform.ui.csp import POLICY

ENVIRONMENT = read_environment()
PACKAGE = Path(__file__).parents[2]

MILEPOST_HOME = ENVIRONMENT.home
SECRET_KEY = ENVIRONMENT.secret_key
METRICS = ENVIRONMENT.metrics
METRICS_TOKEN = ENVIRONMENT.metrics_token
CLAMD = ENVIRONMENT.clamd
SENDS_MAIL = bool(ENVIRONMENT.mail)
MAILERS: dict[str, Any] = {
    "default": {
        "BACKEND": f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'dummy'}.EmailBackend",
        "OPTIONS": ENVIRONMENT.mail,
    }
}
DEFAULT_FROM_EMAIL = ENVIRONMENT.mail_from
BUCKET = ENVIRONMENT.bucket
BUCKET_COPIES = ENVIRONMENT.bucket_copies
BUCKET_PLAIN_HTTP = ENVIRONMENT.bucket_plain_http
BACKUP_FOLDER = ENVIRONMENT.backup_folder
BACKUP_KEEP = ENVIRONMENT.backup_keep
DEBUG = ENVIRONMENT.debug
PROXIES = ENVIRONMENT.proxies
ALLOWED_HOSTS = [*ENVIRONMENT.hosts]
CSRF_TRUSTED_ORIGINS = [*ENVIRONMENT.origins]
CHECKPOINT_KEY = ENVIRONMENT.checkpoint_key
TIMESTAMP_AUTHORITY = ENVIRONMENT.timestamp_authority
TIMESTAMP_CERTIFICATES = ENVIRONMENT.timestamp_certificates
DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "milepost.platform.ui",
    "milepost.platform.ledger",
    "milepost.platform.organisations",
]
INSTALLED_APPS += [
    f"milepost.{floor}.{package.name}"
    for floor in ("platform", "features")
    for package in sorted((PACKAGE / floor).iterdir())
    if (package / "apps.py").is_file() and f"milepost.{floor}.{package.name}" not in INSTALLED_APPS
]

MIDDLEWARE = [
    "milepost.platform.ui.compression.Compression",
    "milepost.platform.ui.static_files.lasting_static",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "milepost.platform.ui.middleware.browser_guards",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "milepost.doors.config.middleware.request_log",
    "milepost.doors.config.middleware.refuse_nul",
    "milepost.platform.organisations.known_browsers.keep_known_browser",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "milepost.platform.organisations.middleware.actor_of_request",
    "milepost.platform.organisations.middleware.language_of_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "milepost.platform.organisations.middleware.refusals_as_pages",
    "milepost.doors.api.unrouted.problems_only",
    "milepost.doors.api.idempotency.idempotent_writes",
]
ROOT_URLCONF = "milepost.doors.config.urls"
WSGI_APPLICATION = "milepost.doors.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "milepost.doors.config.context.frame",
            ],
            "builtins": ["milepost.platform.ui.templatetags.milepost"],
        },
    }
]
FORM_RENDERER = "milepost.platform.ui.forms.Renderer"

AUTH_USER_MODEL = "organisations.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PROGRAMME_LINES = "milepost.features.programmes.lines.programme_lines"
LOGIN_URL = "signin:sign-in"
LOGIN_REDIRECT_URL = "organisations:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "milepost.platform.organisations.passwords.BoundedLength"},
    {"NAME": "milepost.platform.organisations.passwords.NotTheirOrganisation"},
]
PROVIDER_SECRETS = ENVIRONMENT.provider_secrets
OIDC_PLAIN_HTTP = False  # tests alone ask an identity provider over plain HTTP, on this machine

SESSION_ENGINE = "milepost.platform.organisations.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a day of work: nobody is signed in until tomorrow on a machine left behind
SESSION_IDLE = timedelta(minutes=ENVIRONMENT.idle_minutes)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
KNOWN_BROWSER_COOKIE = "known-browser"
if ENVIRONMENT.behind_tls:  # such a name is taken by a browser only from this very host, over TLS, for all of it
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    KNOWN_BROWSER_COOKIE = "__Host-known-browser"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Indonesian"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they lie (WHITENOISE_USE_FINDERS)
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "milepost.platform.ui.static_files.HashedAddresses"},
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 86_400
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None

SECURE_CSP = POLICY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENVIRONMENT.behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = ENVIRONMENT.hsts_seconds
    SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.hsts_subdomains
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # asked from inside, without TLS

LOGGING_CONFIG = "milepost.doors.config.logs.configure"
LOGGING = {"format": ENVIRONMENT.log_format, "debug": DEBUG, "slow_query_ms": ENVIRONMENT.slow_query_ms}
