"""The secret key and the allowed hosts of both modes."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cms import env

LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


def allowed_hosts(base_url: str) -> list[str]:
    """Return the one host of the base URL, or the loopback hosts in embedded mode (Django ignores the port)."""
    if not base_url:
        return list(LOOPBACK_HOSTS)
    host = urlsplit(base_url).hostname
    if not host:
        raise ImproperlyConfigured("SAMVERKA_BASE_URL must be a whole address, such as https://samverka.example.org.")
    return [host]


def secret_key(data_dir: Path, *, embedded: bool) -> str:
    """Return the secret key: from the environment, or in embedded mode one made once in the data folder (mode 0600).

    Errors: ImproperlyConfigured when a base URL is set and no key is given.
    """
    key = env.read_text("SAMVERKA_SECRET_KEY")
    if key:
        return key
    if not embedded:
        raise ImproperlyConfigured(
            "With SAMVERKA_BASE_URL, SAMVERKA_SECRET_KEY or SAMVERKA_SECRET_KEY_FILE is required."
        )
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()
