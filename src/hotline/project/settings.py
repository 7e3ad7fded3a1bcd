"""Django settings. Everything that differs between machines comes from the environment; see README for the list."""

from __future__ import annotations

import os

from hotline.infra import logging as hotline_logging
from hotline.infra.addresses import embedded_url, parse_database_url
from hotline.infra.paths import base_dir, room_has, var_dir
from hotline.infra.secret import secret_key

BASE_DIR = base_dir()
VAR_DIR = var_dir()
PACKS_DIR = BASE_DIR / "packs"


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# Debug pages can show personal data: off unless a developer asks for it.
DEBUG = _flag("HOTLINE_DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("HOTLINE_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HOTLINE_ORIGINS", "").split(",") if origin]

# Rooms appear here in the order of the layers; one that does not exist yet is left out.
ROOMS = [
    "infra",
    "policy",
    "accounts",
    "language",
    "knowledge",
    "orders",
    "intake",
    "dispatch",
    "handling",
    "callback",
    "supervision",
    "quality",
    "archive",
    "outreach",
    "insight",
    "appraisal",
    "reports",
    "desk",
    "portal",
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    *(f"hotline.{room}" for room in ROOMS if room_has(room, "apps")),
    "hotline.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hotline.project.headers.ContentPolicyMiddleware",
    "hotline.project.tongue.TongueMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "hotline.project.urls"
ASGI_APPLICATION = "hotline.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                ("hotline.infra.template_loader.Loader", ["django.template.loaders.app_directories.Loader"]),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **parse_database_url(os.environ.get("DATABASE_URL") or embedded_url()),
        # A connection is looked at before use: after a restart of the database nobody gets an error page.
        "CONN_HEALTH_CHECKS": True,
    }
}
# A process holds few connections however many requests it serves at once.
DATABASES["default"]["OPTIONS"] |= {
    "pool": {"min_size": 1, "max_size": int(os.environ.get("HOTLINE_POOL", "8")), "timeout": 20},
    "application_name": "hotline",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if room_has("accounts", "models"):
    AUTH_USER_MODEL = "accounts.Person"
    AUTHENTICATION_BACKENDS = ["hotline.accounts.backends.RememberingBackend"]
    SESSION_ENGINE = "hotline.accounts.sessions"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Files from npm are copied to var/static-src/vendor at set-up: only what pages use, never committed.
STATICFILES_DIRS = [VAR_DIR / "static-src"]
(VAR_DIR / "static-src").mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "hotline.project.staticfiles.HashedFilesStorage"
    },
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hotline.desk.views.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _flag("HOTLINE_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600

# A finished order stays open so long for additions; then the system seals it (where its pack lets it).
ARCHIVE_AFTER_DAYS = int(os.environ.get("HOTLINE_ARCHIVE_AFTER_DAYS", "7"))

# A check of uploaded files of one's own, as module:function (handling/holding.py).
FILE_CHECK = os.environ.get("HOTLINE_FILE_CHECK", "")

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = "hotline.infra.jobs.on_app_ready"

LOGGING_CONFIG = None
hotline_logging.configure(debug=DEBUG)
