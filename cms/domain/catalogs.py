"""Compile the translation catalogues with polib, so that no gettext tools are needed on any machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings


def catalogs() -> Iterator[Path]:
    """Yield our ``.po`` files, in the order of their paths."""
    for folder in settings.LOCALE_PATHS:
        yield from sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))


def compiled(catalog: Path) -> Path:
    """Return the path of the ``.mo`` file of a catalogue."""
    return catalog.with_suffix(".mo")


def stale_catalogs() -> list[Path]:
    """Return the ``.po`` files whose ``.mo`` is missing or older than they are."""
    return [
        path
        for path in catalogs()
        if not compiled(path).exists() or compiled(path).stat().st_mtime_ns < path.stat().st_mtime_ns
    ]


def compile_catalogs(*, everything: bool = False) -> list[Path]:
    """Write the ``.mo`` file of each stale catalogue (or of every one) and return the catalogues compiled.

    A file is replaced whole: a process that reads while we write sees the old or the new one.
    Errors: ``OSError`` (polib's word for a catalogue that cannot be parsed) with path and line.
    """
    done = list(catalogs()) if everything else stale_catalogs()
    for path in done:
        # The time of reading counts: a change made while we compile makes the result stale again.
        read_at = path.stat().st_mtime_ns
        temporary = path.with_name(f".{path.stem}.{os.getpid()}.mo")
        polib.pofile(str(path)).save_as_mofile(str(temporary))
        os.utime(temporary, ns=(read_at, read_at))
        temporary.replace(compiled(path))
    return done
