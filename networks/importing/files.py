"""What may be uploaded, and reading it safely: limits before anything is unpacked, parsing in a child process."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from networks.exceptions import FileRefused

MAX_UPLOAD_BYTES: Final = 10 * 1024 * 1024
MAX_ZIP_ENTRIES: Final = 200
MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 100
WALL_SECONDS: Final = 90
_CODE_FOLDER: Final = Path(__file__).resolve().parent.parent.parent

MESSAGES: Final[dict[str, Promise]] = {
    "too_large": _("The file is too large: at most 10 megabytes. Divide it into several."),
    "not_a_table": _("This is not a table that can be read. Save it as CSV or as an Excel workbook (.xlsx)."),
    "old_excel": _("This is an old Excel file (.xls). Open it and save it as an Excel workbook (.xlsx)."),
    "suspicious": _("The file holds far more than its size says and is not opened. Save it again from Excel."),
    "too_many_rows": _("The file has more than 200,000 rows. Divide it into several."),
    "too_many_columns": _("The file has more than 200 columns."),
    "cell_too_long": _("A cell has more than 32,000 characters."),
    "encoding": _("That character encoding is not known."),
    "too_slow": _("It took too long to read the file. Divide it into several, or save it as CSV."),
    "empty": _("The file has no rows."),
    "no_heading": _(
        "No heading in the file is known. The first row should name the columns, such as Organisation, Förnamn, E-post."
    ),
}


@dataclass(frozen=True)
class TableRow:
    """One row as it stands in the file; ``number`` as a spreadsheet program shows it, ``sheet`` empty in a CSV."""

    sheet: str
    number: int
    cells: list[Any]


@dataclass(frozen=True)
class Table:
    """A file as read: what was guessed (format, encoding, delimiter, sheets, garbled), and its rows but blank ones."""

    guessed: dict[str, Any]
    rows: list[TableRow] = field(default_factory=list)


def refused(code: str) -> FileRefused:
    return FileRefused(MESSAGES[code])


def fingerprint(content: bytes) -> str:
    """Return the SHA-256 of the upload, in hex."""
    return hashlib.sha256(content).hexdigest()


def file_format(content: bytes) -> str:
    """Return ``csv`` or ``xlsx`` by the first bytes, never by the name, after looking at all limits.

    Errors: FileRefused. Nothing is unpacked: the sizes are those of the archive's own list, which ``reading`` does not
    trust either (it runs with little memory).
    """
    if not content:
        raise refused("empty")
    if len(content) > MAX_UPLOAD_BYTES:
        raise refused("too_large")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused("old_excel")
    if not content.startswith(b"PK"):
        return "csv"
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise refused("not_a_table") from error
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES or unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(content):
        raise refused("suspicious")
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise refused("not_a_table")
    return "xlsx"


def read_table(content: bytes, *, encoding: str = "", delimiter: str = "") -> Table:
    """Return the rows of an upload. ``encoding`` and ``delimiter`` overrule what would be guessed.

    Errors: FileRefused with the limit that was broken. Takes at most 60 CPU seconds and 512 MB, in another process.
    """
    options = {"format": file_format(content), "encoding": encoding, "delimiter": delimiter}
    command = [sys.executable, "-m", "networks.importing.reading", json.dumps(options)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, arguments are JSON
            command, input=content, capture_output=True, timeout=WALL_SECONDS, cwd=_CODE_FOLDER, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise refused("too_slow") from error
    if done.returncode != 0:
        raise refused("too_slow" if done.returncode < 0 else "not_a_table")
    lines = done.stdout.split(b"\n")
    guessed = json.loads(lines[0] or b'{"refused": "not_a_table"}')
    rows: list[TableRow] = []
    for line in lines[1:]:
        if line:
            answer = json.loads(line)
            if isinstance(answer, dict):
                raise refused(answer["refused"])
            rows.append(TableRow(*answer))
    if "refused" in guessed:
        raise refused(guessed["refused"])
    if not rows:
        raise refused("empty")
    return Table(guessed, rows)
