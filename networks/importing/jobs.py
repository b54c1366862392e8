"""An upload from file to saved rows: read it, map its columns, check it, throw it away. Saving is ``applying.py``."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from networks.domain.dates import today
from networks.enums import ImportState
from networks.exceptions import ImportNotReady, OutsideScope
from networks.importing.checking import check
from networks.importing.columns import TARGET_COLUMNS
from networks.importing.files import Table, fingerprint, read_table, refused
from networks.importing.mapping import find_headers
from networks.importing.reading import MAX_SHEET_NAME
from networks.models import ImportJob, ImportRow, Network

UPLOAD_HOURS: Final = 24
JOURNAL_DAYS: Final = 30
_OPEN_STATES: Final = (ImportState.UPLOADED, ImportState.READ, ImportState.MAPPED, ImportState.CHECKED)


def start_import(
    content: bytes,
    *,
    file_name: str,
    target: str,
    network: Network | None,
    all_or_nothing: bool = False,
    user: Any,
    now: datetime,
    encoding: str = "",
    delimiter: str = "",
) -> ImportJob:
    """Read an upload into staging rows, guess its columns, check it, and return the job with its preview ready.

    Errors: FileRefused (a limit, no table, no known heading), OutsideScope for a network that the user does not look
    after; nothing is written then. Opens its own transaction, after reading: parsing never holds the writer lock.
    """
    if network is not None and not Network.objects.writable_by(user).filter(pk=network.pk).exists():
        raise OutsideScope
    table = read_table(content, encoding=encoding, delimiter=delimiter)
    mapping = guess_mapping(table, target=target)
    with transaction.atomic():
        job = ImportJob.objects.create(
            user=user,
            target=target,
            network=network,
            state=ImportState.READ,
            file_name=file_name[-255:],
            sha256=fingerprint(content),
            content=content,
            options={"guessed": table.guessed, "all_or_nothing": all_or_nothing},
            mapping=mapping,
            created_at=now,
        )
        _store_rows(job, table)
        return check(job, user=user, day=today(now))


def _store_rows(job: ImportJob, table: Table) -> None:
    rows = [
        ImportRow(job=job, sheet=row.sheet[:MAX_SHEET_NAME], number=row.number, raw=row.cells) for row in table.rows
    ]
    ImportRow.objects.bulk_create(rows, batch_size=1000)


def guess_mapping(table: Table, *, target: str) -> dict[str, Any]:
    """Return ``{sheet: {number, headings, keys}}`` of the sheets with a header. Errors: FileRefused if none has."""
    headers = find_headers(table.rows, target=target)
    if not headers:
        raise refused("no_heading")
    return {
        sheet[:MAX_SHEET_NAME]: {"number": header.number, "headings": header.headings, "keys": header.keys}
        for sheet, header in headers.items()
    }


def reread(job: ImportJob, *, encoding: str, delimiter: str, user: Any, now: datetime) -> ImportJob:
    """Read the same file with another encoding or delimiter, and check it again. Errors: as :func:`start_import`."""
    _refuse_closed(job, user=user)
    if job.content is None:
        raise ImportNotReady
    table = read_table(bytes(job.content), encoding=encoding, delimiter=delimiter)
    mapping = guess_mapping(table, target=job.target)
    with transaction.atomic():
        job.rows.all().delete()
        job.mapping, job.options = mapping, {**job.options, "guessed": table.guessed}
        job.state = ImportState.READ
        job.save(update_fields=["mapping", "options", "state"])
        _store_rows(job, table)
        return check(job, user=user, day=today(now))


def map_columns(job: ImportJob, keys: Mapping[str, Sequence[str]], *, user: Any, now: datetime) -> ImportJob:
    """Overrule which column is which, and check again. ``keys``: sheet -> key of each column, "" = ignored.

    Errors: ImportNotReady; ValueError for a key the target does not have, or one that stands twice.
    """
    _refuse_closed(job, user=user)
    mapping = {sheet: dict(item) for sheet, item in job.mapping.items()}
    for sheet, chosen in keys.items():
        given = [key for key in chosen if key]
        if len(given) != len(set(given)) or not set(given) <= set(TARGET_COLUMNS[job.target]):
            raise ValueError(sheet)
        mapping[sheet]["keys"] = list(chosen)
    with transaction.atomic():
        job.mapping, job.state = mapping, ImportState.MAPPED
        job.save(update_fields=["mapping", "state"])
        return check(job, user=user, day=today(now))


def discard(job: ImportJob, *, user: Any) -> None:
    """Throw the upload and its rows away. Errors: ImportNotReady for one that has been saved."""
    _refuse_closed(job, user=user)
    with transaction.atomic():
        job.rows.all().delete()
        job.state, job.content = ImportState.DISCARDED, None
        job.save(update_fields=["state", "content"])


def purge_imports(now: datetime) -> int:
    """Delete uploads left for 24 hours, and the rows of imports saved 30 days ago; return how many jobs changed."""
    left = ImportJob.objects.filter(state__in=_OPEN_STATES, created_at__lt=now - timedelta(hours=UPLOAD_HOURS))
    old = ImportJob.objects.filter(applied_at__lt=now - timedelta(days=JOURNAL_DAYS), rows__isnull=False)
    with transaction.atomic():
        ids = list(left.values_list("pk", flat=True)), list(old.distinct().values_list("pk", flat=True))
        ImportRow.objects.filter(Q(job__in=ids[0]) | Q(job__in=ids[1])).delete()
        ImportJob.objects.filter(pk__in=ids[0]).update(state=ImportState.EXPIRED, content=None)
    return len(ids[0]) + len(ids[1])


def _refuse_closed(job: ImportJob, *, user: Any) -> None:
    if job.user_id != user.pk or job.state not in _OPEN_STATES:
        raise ImportNotReady
