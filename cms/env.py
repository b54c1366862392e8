"""Typed readers of environment variables that fail loudly and name the variable.

Knows nothing of the settings themselves; those are in ``cms/settings.py``.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off"}


def read_text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that ``<name>_FILE`` names, stripped.

    Errors: ImproperlyConfigured when the file cannot be read, or when both forms are set.
    """
    value = os.environ.get(name, "").strip()
    file_name = os.environ.get(f"{name}_FILE", "").strip()
    if value and file_name:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE names {file_name}, which cannot be read: {error}.") from error
    return value or default


def read_bool(name: str, default: bool = False) -> bool:
    """Return the variable as a truth value. Errors: ImproperlyConfigured for any other word."""
    word = read_text(name).lower()
    if not word:
        return default
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; write one of 1, 0, true, false, yes, no, on, off.")


def read_int(name: str, default: int, *, least: int | None = None, most: int | None = None) -> int:
    """Return the variable as a whole number within ``least`` and ``most``, both inclusive.

    Errors: ImproperlyConfigured when it is no whole number or outside the limits.
    """
    word = read_text(name)
    if not word:
        return default
    try:
        number = int(word)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {word!r}; write a whole number.") from error
    if (least is not None and number < least) or (most is not None and number > most):
        raise ImproperlyConfigured(f"{name} is {number}; it must be between {least} and {most}.")
    return number


def read_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable, stripped, without empty ones."""
    return [part.strip() for part in read_text(name, default).split(",") if part.strip()]


def read_path(name: str, default: Path) -> Path:
    """Return the variable as an absolute path; ``~`` is expanded."""
    word = read_text(name)
    return Path(word).expanduser().resolve() if word else default
