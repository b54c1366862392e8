"""Turn the bytes of a CSV or XLSX file into rows of cells. Runs in a process of its own, with little time and memory.

Knows nothing of Django: ``files.py`` starts it as ``python -m networks.importing.reading`` with the file on standard
input; it answers one JSON line with what it guessed, then one per row: ``[sheet, number, [cell, ...]]``. A cell is
text, a number or null; dates are ISO text. A broken limit ends it with ``{"refused": code}``.
"""

import csv
import io
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 200
MAX_SHEET_NAME: Final = 100  # characters that are kept of it; spreadsheet programs allow 31
MAX_CELL_CHARACTERS: Final = 32_000
MAX_CHARACTERS: Final = 50_000_000  # of all cells: a workbook can name one long text a thousand times
CPU_SECONDS: Final = 60
MEMORY_BYTES: Final = 512 * 1024 * 1024
DELIMITERS: Final = ";,\t|"
ENCODINGS: Final = (
    "utf-8-sig",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
    "cp1256",
    "mac_roman",
    "latin-1",
)
_SAMPLE_LINES: Final = 20
_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])  # no database and no XML takes them all
_MOJIBAKE: Final = ("Ã¥", "Ã¤", "Ã¶", "Ã…", "Ã„", "Ã–")

Row = tuple[str, int, list[Any]]


class Refused(Exception):
    """A limit is broken or the file is none that can be read; the argument is a stable code."""


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return the text and the name of its encoding: BOM, the pattern of NUL bytes, strict UTF-8, else cp1252."""
    if encoding:
        if encoding not in ENCODINGS:
            raise Refused("encoding")
        return content.decode(encoding, errors="replace"), encoding
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    sample = content[:4000]
    if sample.count(0) > len(sample) // 4:
        name = "utf-16-le" if sample[1::2].count(0) > sample[0::2].count(0) else "utf-16-be"
        return content.decode(name, errors="replace"), name
    if 0 in sample:
        raise Refused("not_a_table")
    for name in ("utf-8", "cp1252"):
        try:
            return content.decode(name), name
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1"), "latin-1"


def choose_delimiter(text: str) -> str:
    """Return the sign between cells: the one that gives most rows the same number of cells, more than one."""
    lines = text.splitlines()[:_SAMPLE_LINES]
    best, best_score = ";", 0
    for delimiter in DELIMITERS:
        widths = Counter(
            len(row) for row in csv.reader(lines, delimiter=delimiter) if any(cell.strip() for cell in row)
        )
        widths.pop(1, None)
        if widths:
            width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            score = rows * 1000 + min(width, 100)
            if score > best_score:
                best, best_score = delimiter, score
    return best


def read_csv(content: bytes, *, encoding: str = "", delimiter: str = "") -> tuple[dict[str, Any], Iterator[Row]]:
    """Return what was guessed, and the rows; row numbers count from 1 and are those a spreadsheet program shows."""
    text, encoding = decode(content, encoding)
    first_line, _newline, rest = text.partition("\n")
    skipped = 0
    if first_line.strip().lower().startswith("sep=") and len(first_line.strip()) <= 5:
        delimiter = delimiter or first_line.strip()[4:] or "\t"
        text, skipped = rest, 1
    delimiter = delimiter or choose_delimiter(text)
    guessed = {
        "format": "csv",
        "encoding": encoding,
        "delimiter": delimiter,
        "garbled": any(sign in text[:200_000] for sign in _MOJIBAKE),
    }
    csv.field_size_limit(MAX_CELL_CHARACTERS + 1)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return guessed, (("", number, list(row)) for number, row in enumerate(rows, start=1 + skipped))


def read_xlsx(content: bytes) -> tuple[dict[str, Any], Iterator[Row]]:
    """Return what was found, and the rows of all visible sheets, in order."""
    from python_calamine import CalamineWorkbook  # slow import, and not needed for CSV

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = [sheet.name for sheet in workbook.sheets_metadata if "Visible" in str(sheet.visible)]
    if len(names) != len({name[:MAX_SHEET_NAME] for name in names}):
        raise Refused("not_a_table")

    def rows() -> Iterator[Row]:
        for name in names:
            sheet = workbook.get_sheet_by_name(name)
            for number, row in enumerate(sheet.iter_rows(), start=1 + (sheet.start or (0, 0))[0]):
                yield name, number, [plain_cell(cell) for cell in row]

    return {"format": "xlsx", "sheets": names}, rows()


def plain_cell(cell: Any) -> Any:
    """Return a cell as JSON holds it: 180.0 is 180, midnight is a date, empty is null."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return str(cell)  # neither JSON nor a database has a number for it
        return int(cell) if cell.is_integer() else cell
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, int | str) and cell != "" else None if cell in ("", None) else str(cell)


def checked(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows that are not blank, without control characters and without empty cells at the end.

    Errors: Refused over a limit.
    """
    characters = 0
    for count, (sheet, number, raw) in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise Refused("too_many_rows")
        cells = [cell.translate(_CONTROLS) if isinstance(cell, str) else cell for cell in raw]
        while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Refused("too_many_columns")
        if any(isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS for cell in cells):
            raise Refused("cell_too_long")
        characters += sum(len(cell) for cell in cells if isinstance(cell, str))
        if characters > MAX_CHARACTERS:
            raise Refused("suspicious")
        if cells:
            yield sheet, number, cells


def _limit_this_process() -> None:
    try:
        import resource  # optional dependency: not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> int:
    _limit_this_process()
    options = json.loads(sys.argv[1])
    content = sys.stdin.buffer.read()
    write = sys.stdout.write
    try:
        if options.get("format") == "xlsx":
            guessed, rows = read_xlsx(content)
        else:
            guessed, rows = read_csv(
                content, encoding=options.get("encoding", ""), delimiter=options.get("delimiter", "")
            )
        write(json.dumps(guessed) + "\n")
        for row in checked(rows):
            write(json.dumps(row) + "\n")
    except Refused as refusal:
        write(json.dumps({"refused": str(refusal)}) + "\n")
    except csv.Error:
        write(json.dumps({"refused": "cell_too_long"}) + "\n")
    except MemoryError:
        write(json.dumps({"refused": "too_large"}) + "\n")
    except Exception:
        write(json.dumps({"refused": "not_a_table"}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
