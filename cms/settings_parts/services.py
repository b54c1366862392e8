"""Cache, storage, mail and logs: embedded unless one URL switches a service on."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def caches(redis_url: str) -> dict[str, Any]:
    """Return CACHES: local memory, or Redis (extra ``redis``)."""
    if not redis_url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}


def storages(s3_url: str, *, debug: bool) -> dict[str, Any]:
    """Return STORAGES: files in the data folder, or ``s3://key:secret@host/bucket?region=`` (extra ``s3``)."""
    static = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if debug:
        static = "django.contrib.staticfiles.storage.StaticFilesStorage"
    default: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    if s3_url:
        parts = urlsplit(s3_url)
        if parts.scheme != "s3" or not parts.path.strip("/"):
            raise ImproperlyConfigured("SAMVERKA_S3_URL must look like s3://key:secret@host/bucket?region=name.")
        query = parse_qs(parts.query)
        default = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": parts.path.strip("/"),
                "access_key": unquote(parts.username or ""),
                "secret_key": unquote(parts.password or ""),
                "endpoint_url": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
                "region_name": query.get("region", [None])[0],
            },
        }
    return {"default": default, "staticfiles": {"BACKEND": static}}


def mail(smtp_url: str, data_dir: Path) -> dict[str, Any]:
    """Return the EMAIL settings: files in ``<data>/mail``, or ``smtp://``, ``smtp+tls://``, ``smtps://user:pw@host:port``.

    ``console:`` prints mails on the console.
    """
    if not smtp_url:
        return {
            "EMAIL_BACKEND": "cms.mail_files.EmailBackend",
            "EMAIL_FILE_PATH": str(data_dir / "mail"),
        }
    parts = urlsplit(smtp_url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in {"smtp", "smtp+tls", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("SAMVERKA_SMTP_URL must begin with smtp://, smtp+tls://, smtps:// or be console:.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587 if parts.scheme == "smtp+tls" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def logging(level: str) -> dict[str, Any]:
    """Return LOGGING: JSON lines on stderr, no names, addresses or paths (written by ``cms.logs.JsonFormatter``)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "cms.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # any scanner's doing, with a traceback each
            "axes": {"level": "ERROR"},  # its warnings hold names and addresses
            "django_tasks": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},  # its lines hold titles
        },
    }
