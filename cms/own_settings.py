"""Our own Django settings with the defaults that hold in another project, which has none of them. A leaf."""

from pathlib import Path
from typing import Any

from django.conf import settings

DEFAULTS: dict[str, Any] = {
    "BASE_URL": "",
    "PUBLIC_URL": "http://localhost:8000",
    "EMBEDDED": False,
    "HTTPS": False,
    "DATA_DIR": Path("."),
    "DATABASE_IS_EXPLICIT": True,
    "FIELD_KEYS": [],
    "HEALTH_TOKEN": "",
    "REDIS_URL": "",
    "TRUSTED_PROXIES": 0,
    "SESSION_IDLE_SECONDS": 60 * 60,
}


class OwnSettings:
    """Gives a setting of ours as the project has it now, or its default."""

    def __getattr__(self, name: str) -> Any:
        return getattr(settings, name, DEFAULTS[name])


own_settings = OwnSettings()
