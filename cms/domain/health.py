"""Whether this installation can do its work: the answer of ``/readyz`` (trust.md rule 12)."""

import shutil
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from cms.domain import jobs, outbox
from cms.domain.catalogs import stale_catalogs
from cms.models import Generation, MailState, OutgoingMail
from cms.own_settings import own_settings

CACHED_FOR = timedelta(seconds=10)
MAIL_MAY_WAIT = timedelta(minutes=15)
LEAST_FREE_SHARE = 0.05
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True)
class Readiness:
    """``failed``: reasons not to send requests here. ``degraded``: reasons to look. Words for operators, no persons."""

    failed: tuple[str, ...] = ()
    degraded: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Return ``failed``, ``degraded`` or ``ok``."""
        return "failed" if self.failed else "degraded" if self.degraded else "ok"


@dataclass
class _Kept:
    readiness: Readiness = field(default_factory=Readiness)
    until: datetime | None = None
    migrated: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)


_kept = _Kept()


def readiness(*, now: datetime, fresh: bool = False) -> Readiness:
    """Return the readiness, at most 10 seconds old (``fresh``: looked up now)."""
    with _kept.lock:
        if fresh or _kept.until is None or not now < _kept.until <= now + CACHED_FOR:
            _kept.readiness = _look(now)
            _kept.until = now + CACHED_FOR
        return _kept.readiness


def _look(now: datetime) -> Readiness:
    failed = disk_problems()
    degraded = missing_catalogues()
    try:
        failed += unapplied_migrations()
        if not failed:
            failed += write_problems()
        if not failed:
            degraded += late_work(now=now)
    except DatabaseError as error:
        failed.append(f"database: {type(error).__name__}")
    return Readiness(tuple(failed), tuple(degraded))


def write_problems() -> list[str]:
    """Return why a write does not get through, empty when it does. Writes one row and changes nothing."""
    try:
        Generation.objects.filter(id=1).update(number=F("number"))
    except DatabaseError as error:
        return [f"write probe: {type(error).__name__}"]
    return []


def unapplied_migrations() -> list[str]:
    """Return one line when migrations wait; asked again only until they are all applied."""
    if _kept.migrated:
        return []
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    _kept.migrated = not waiting
    return [f"{len(waiting)} migrations not applied"] if waiting else []


def disk_problems(folder: Path | None = None) -> list[str]:
    """Return one line when the data folder's disk has less than 5 % or 500 MB left."""
    usage = shutil.disk_usage(_existing(folder or own_settings.DATA_DIR))
    if usage.free < LEAST_FREE_BYTES or usage.free < usage.total * LEAST_FREE_SHARE:
        return [f"disk: {usage.free // (1024 * 1024)} MB free"]
    return []


def missing_catalogues() -> list[str]:
    """Return one line for each translation catalogue that is not compiled, or compiled before it changed."""
    return [f"catalogue not compiled: {path.parent.parent.name}/{path.stem}" for path in stale_catalogs()]


def late_work(*, now: datetime) -> list[str]:
    """Return lines on mails that wait or died and jobs that are late."""
    lines = []
    oldest = outbox.oldest_due_since(now=now)
    if oldest is not None and now - oldest > MAIL_MAY_WAIT:
        lines.append(f"mail waiting for {int((now - oldest).total_seconds() // 60)} minutes")
    dead = OutgoingMail.objects.filter(state=MailState.DEAD).count()
    if dead:
        lines.append(f"{dead} dead mails")
    lines += [f"job late: {name}" for name in jobs.late_jobs(now=now)]
    return lines


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
