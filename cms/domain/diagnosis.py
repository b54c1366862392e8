"""What the doctor looks at (trust.md rule 16): each line says what, why, and what to do. Reads only."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from cms import hooks
from cms.domain import health, jobs
from cms.domain.catalogs import stale_catalogs
from cms.field_encryption import decrypt, encrypt
from cms.hooks import DoctorFinding
from cms.models import MailState, OutgoingMail

PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
logger = logging.getLogger("samverka.doctor")


def diagnose(*, now: datetime) -> list[DoctorFinding]:
    """Return the findings of all parts in a fixed order, then those of the apps (hook DOCTOR_CHECK).

    A part that fails itself is a finding too.
    """
    findings: list[DoctorFinding] = []
    for look in (settings_findings, database_findings, catalogue_findings, key_findings, time_zone_findings):
        findings += _looked(look)
    findings += _looked(lambda: work_findings(now=now))
    findings += _looked(health_findings)
    for answer in hooks.answers(hooks.DOCTOR_CHECK):
        findings += _looked(answer)
    return findings


def settings_findings() -> Iterator[DoctorFinding]:
    """Yield what the system checks say, those for a public site too when there is a base address."""
    messages = checks.run_checks(include_deployment_checks=not getattr(settings, "EMBEDDED", False))
    messages = [message for message in messages if message.id not in settings.SILENCED_SYSTEM_CHECKS]
    for message in messages:
        level = "error" if message.level >= checks.ERROR else "warning"
        yield DoctorFinding(level, f"{message.id}: {message.msg}", remedy=str(message.hint or ""))
    if not messages:
        yield DoctorFinding("ok", "settings")


def database_findings() -> Iterator[DoctorFinding]:
    """Yield what the database says of itself: SQLite's pragmas and checks, PostgreSQL's durability."""
    waiting = health.unapplied_migrations()
    if waiting:
        yield DoctorFinding("error", waiting[0], "the code is newer than the tables", "python manage.py migrate")
    if connection.vendor == "sqlite":
        yield from _sqlite_findings()
    else:
        yield from _postgresql_findings()


def _sqlite_findings() -> Iterator[DoctorFinding]:
    with connection.cursor() as cursor:
        for name, wanted in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            found = str(cursor.fetchone()[0]).lower()
            if found != wanted:
                yield DoctorFinding(
                    "error", f"SQLite {name} is {found}", f"{wanted} is needed", "put the database on a local disk"
                )
        cursor.execute("PRAGMA integrity_check(20)")
        damage = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        orphans = cursor.fetchall()
    for line in damage:
        yield DoctorFinding("error", f"SQLite integrity: {line}", "the file is damaged", "restore the latest backup")
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        yield DoctorFinding("error", f"{len(orphans)} rows point at nothing", f"in {tables}", "restore a backup")
    if not damage and not orphans:
        yield DoctorFinding("ok", "SQLite pragmas, integrity, foreign keys")


def _postgresql_findings() -> Iterator[DoctorFinding]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
        cursor.execute("SHOW synchronous_commit")
        synchronous = cursor.fetchone()[0]
    if version < 150000:
        yield DoctorFinding("error", f"PostgreSQL {version // 10000}", "15 is the oldest tested", "upgrade the server")
    if synchronous not in {"on", "remote_apply", "remote_write"}:
        yield DoctorFinding(
            "error", f"synchronous_commit is {synchronous}", "an answer given may be lost at power loss", "set it to on"
        )
    if version >= 150000 and synchronous != "off":
        yield DoctorFinding("ok", f"PostgreSQL {version // 10000}")


def catalogue_findings() -> Iterator[DoctorFinding]:
    """Yield the catalogues that are not compiled."""
    stale = stale_catalogs()
    for path in stale:
        name = f"{path.parent.parent.name}/{path.name}"
        yield DoctorFinding("error", f"catalogue {name}", "readers get old words", "python manage.py compile_catalogs")
    if not stale:
        yield DoctorFinding("ok", "translation catalogues")


def key_findings() -> Iterator[DoctorFinding]:
    """Yield whether the field keys open what they close, and the mails that wait."""
    try:
        is_open = decrypt(encrypt(b"probe")) == b"probe"
    except (ValueError, ImproperlyConfigured) as error:
        yield DoctorFinding("error", "SAMVERKA_FIELD_KEYS", type(error).__name__, "write whole keys, comma-separated")
        return
    waiting = OutgoingMail.objects.filter(state__in=[MailState.READY, MailState.SENDING]).order_by("pk")[:50]
    closed = sum(1 for mail in waiting if not _opens(bytes(mail.payload)))
    if closed:
        yield DoctorFinding(
            "error",
            f"{closed} waiting mails no key opens",
            "a key was taken away",
            "add it to SAMVERKA_FIELD_KEYS",
        )
    elif is_open:
        yield DoctorFinding("ok", "field keys")


def time_zone_findings() -> Iterator[DoctorFinding]:
    """Yield whether the time zone data are there."""
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        yield DoctorFinding("error", f"no time zone data for {settings.TIME_ZONE}", "", "install the package tzdata")
    else:
        yield DoctorFinding("ok", "time zone data")


def work_findings(*, now: datetime) -> Iterator[DoctorFinding]:
    """Yield stuck leases, late jobs and mails that wait or died."""
    stuck = jobs.stuck_jobs(now=now)
    for name in stuck:
        yield DoctorFinding("warning", f"lease of job {name} is over", "its worker died", "start run_jobs")
    mails = OutgoingMail.objects.filter(state=MailState.SENDING, locked_until__lt=now).count()
    if mails:
        yield DoctorFinding("warning", f"{mails} mails in sending, lease over", "a worker died", "start run_jobs")
    late = health.late_work(now=now)
    for line in late:
        yield DoctorFinding("warning", line, "", "is run_jobs running, and SAMVERKA_SMTP_URL right?")
    if not (stuck or mails or late):
        yield DoctorFinding("ok", "jobs and mails")


def health_findings() -> Iterator[DoctorFinding]:
    """Yield what would make ``/readyz`` fail: disk, writing."""
    problems = health.disk_problems() + health.write_problems()
    for line in problems:
        yield DoctorFinding("error", line, "", "make room, or give the right to write")
    if not problems:
        yield DoctorFinding("ok", "disk and writing")


def _opens(stored: bytes) -> bool:
    try:
        decrypt(stored)
    except Exception:
        return False
    return True


def _looked(look: Callable[[], object]) -> list[DoctorFinding]:
    try:
        found = look()
        return [found] if isinstance(found, DoctorFinding) else list(found)  # type: ignore[call-overload]
    except DatabaseError as error:
        return [DoctorFinding("error", f"database: {type(error).__name__}", str(error)[:200], "is it migrated?")]
    except Exception as error:
        logger.exception("doctor check failed")
        return [DoctorFinding("error", f"a check failed: {type(error).__name__}", "", "see the log")]
