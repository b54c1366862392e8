"""One stylesheet out of many small files, without a build step.

The parts under ``cms/static/cms/`` are written and read on their own (tokens, base, layout, components); a reader's
browser gets them joined as ``cms/site.css`` in one request. Joining is a staticfiles finder, so that ``collectstatic``,
the tests and the development server see the same file. Each part names its cascade layer itself.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = Path(__file__).resolve().parent / "static" / "cms"
JOINED = "cms/site.css"
FIRST = ("tokens.css", "base.css", "layout.css")
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def parts() -> list[Path]:
    """Return the parts in the order of the layers: the three foundations, then components by name, print last."""
    components = sorted((FOLDER / "components").glob("*.css"))
    return [*(FOLDER / name for name in FIRST), *components, FOLDER / "print.css"]


def joined() -> str:
    """Return all parts as one text, without comments and indentation."""
    text = "".join(COMMENT.sub("", path.read_text(encoding="utf-8")) for path in parts())
    return re.sub(r"\n\s*", "\n", text)


class JoinedStylesheetFinder(BaseFinder):
    """Offer ``cms/site.css``, written anew beside the collected files whenever somebody asks."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != JOINED:
            return []
        found = self._written().path(JOINED)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Any]]:
        yield JOINED, self._written()

    def _written(self) -> FileSystemStorage:
        storage = FileSystemStorage(Path(settings.STATIC_ROOT).parent / "joined")
        target = Path(storage.path(JOINED))
        text = joined()
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(f".{os.getpid()}")
            partial.write_text(text, encoding="utf-8")
            partial.replace(target)
        return storage
