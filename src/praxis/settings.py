"""Django's settings: one file, fed by `praxis.config`; DEBUG does not exist here."""

import secrets
from pathlib import Path
from typing import Any, Final

from psycopg.conninfo import conninfo_to_dict

from praxis import forms
from praxis.config import config
from praxis.desk.policy import DIRECTIVES

_config = config()

DEBUG: Final = False
# Nothing is signed with it: sessions are random and server-side, CSRF tokens live in the session.
# Django refuses to start without one, so each start makes its own.
SECRET_KEY = secrets.token_urlsafe(48)
ALLOWED_HOSTS = [_config.host]
ROOT_URLCONF = "praxis.urls"
WSGI_APPLICATION = "praxis.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_I18N = True
# German words are their own catalogue; this one holds the English.
LOCALE_PATHS = [Path(__file__).with_name("locale")]
STATIC_URL = "/static/"

# Bottom floor first; a new room adds one line here and brings everything else itself.
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "praxis.audit",
    "praxis.vault",
    "praxis.staff",
    "praxis.gate",
    "praxis.catalogues",
    "praxis.patients",
    "praxis.record",
    "praxis.messages",
    "praxis.tasks",
    "praxis.exchange.lab",
    "praxis.exchange.post",
    "praxis.forms",
    *forms.packages(),
    "praxis.office",
    "praxis.desk",
]

# Outermost first. Static files stand before the sealed page; the decision check is innermost.
MIDDLEWARE = [
    "praxis.office.walls.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "praxis.office.walls.language.BrowserLanguageMiddleware",
    "praxis.office.walls.limits.LimitsMiddleware",
    "praxis.office.walls.sealed.SealedMiddleware",
    "praxis.gate.middleware.GateMiddleware",
    "praxis.staff.middleware.PresenceMiddleware",
    "praxis.office.walls.language.OwnLanguageMiddleware",
    "praxis.office.walls.origin.OriginMiddleware",
    "praxis.office.walls.once.OnceMiddleware",
    "praxis.office.walls.mistakes.MistakesMiddleware",
    "praxis.gate.middleware.DecisionMiddleware",
]
CONTENT_SECURITY_POLICY = {"DIRECTIVES": DIRECTIVES}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Above the longest form, so that an overlong field is refused by name and not by chance (A-13).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 3
# What a browser sends up is sealed as it arrives; nothing lies on the disk in clear.
FILE_UPLOAD_HANDLERS = ["praxis.vault.uploads.SealingUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"safe": {"()": "praxis.core.logs.SafeFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "safe"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "praxis.access": {"level": "INFO"},
        # pypdf's warnings may hold words of the file it reads.
        "pypdf": {"level": "CRITICAL"},
        # Django would log paths and send mail; our own lines say what is needed.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
LOGGING_CONFIG = "logging.config.dictConfig"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "praxis.desk.context.desk",
            ],
        },
    }
]


def _database(conninfo: str, engine: str) -> dict[str, Any]:
    found = conninfo_to_dict(conninfo) if conninfo else {}
    return {
        "ENGINE": engine,
        "NAME": found.get("dbname", "praxis"),
        "USER": found.get("user", ""),
        "PASSWORD": found.get("password", ""),
        "HOST": found.get("host", ""),
        "PORT": found.get("port", ""),
        "OPTIONS": {"passfile": found["passfile"]} if "passfile" in found else {},
        "ATOMIC_REQUESTS": False,
        # One connection per thread, kept: opening one costs more than a whole page's questions.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    # The application role, behind the guard of `praxis.gate`.
    "default": _database(_config.database, "praxis.gate.postgres"),
    # The role that owns the tables: migrations only, never at run time.
    "owner": _database(_config.owner_database, "django.db.backends.postgresql"),
}
DATABASE_ROUTERS: list[str] = []
SILENCED_SYSTEM_CHECKS: list[str] = []
