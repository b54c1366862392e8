"""Write what a viewer may see as CSV or XLSX: streamed, text cells, nothing that a spreadsheet program would run."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cms.spreadsheets import safe_cell
from networks.enums import ImportTarget
from networks.importing.columns import COLUMNS
from networks.importing.reasons import titles_of, words
from networks.importing.resources import RESOURCES
from networks.models import ImportJob, KeyPersonAssignment, Membership, Network, Organization, Person

BYTE_ORDER_MARK: Final = "\ufeff"
DELIMITER: Final = ";"
XLSX_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def exported_rows(target: str, *, user: Any, day: date | None = None, network: Network | None = None) -> Any:
    """Return the rows to export, from what the user may see; with ``day`` those in force then, else all history.

    Rows of persons whom the user may no longer see (rule 37) stay out, whatever the day.
    """
    if target == ImportTarget.ORGANIZATIONS:
        rows: Any = Organization.objects.for_user(user).live()
    elif target == ImportTarget.KEY_PERSONS:
        rows = KeyPersonAssignment.objects.for_user(user).select_related(
            "network", "for_organization", "engagement__person", "engagement__organization"
        )
    else:
        rows = Membership.objects.for_user(user).select_related(
            "network", "engagement__person", "engagement__organization"
        )
    if target != ImportTarget.ORGANIZATIONS:
        rows = rows.filter(engagement__person__in=Person.objects.for_user(user))
    if network is not None and target != ImportTarget.ORGANIZATIONS:
        rows = rows.filter(network=network)
    return (rows if day is None else rows.on(day)).order_by("pk")


def table(target: str, rows: Any) -> Iterator[list[str]]:
    """Yield the heading row in the active language, then one row of text cells for each row."""
    resource = RESOURCES[target]()
    columns = resource.get_export_fields()
    yield [str(COLUMNS[column.column_name].heading) for column in columns]
    for row in rows.iterator(chunk_size=500):
        yield ["" if cell is None else str(cell) for cell in resource.export_resource(row)]


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file as Excel in Sweden reads it: byte order mark, semicolons, CRLF, safe cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=DELIMITER)
    buffer.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def xlsx_bytes(rows: Iterable[Iterable[Any]], *, title: str) -> bytes:
    """Return an Excel workbook with one sheet; every cell is a typed string: nothing is run or read as a number."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=title[:31])
    for row in rows:
        cells = []
        for value in row:
            text = ILLEGAL_CHARACTERS_RE.sub("", str(safe_cell(value)))  # no XML can hold them
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def error_table(job: ImportJob, *, reason_heading: str) -> Iterator[list[Any]]:
    """Yield the rows that were not saved as they stood in the file, with the reasons last, in the active language.

    The file can be corrected and uploaded again: the column of reasons has a heading that no column is known by.
    """
    for sheet, header in job.mapping.items():
        rows = list(job.rows.filter(sheet=sheet, outcome__in=["invalid", "conflict"]))
        if not rows:
            continue
        width = len(header["headings"])
        yield [*header["headings"], reason_heading]
        for row in rows:
            cells = ["" if cell is None else cell for cell in row.raw]
            reasons = words(row.reasons, titles=titles_of(header))
            yield [*cells, *([""] * (width - len(cells))), " ".join(reasons)]
