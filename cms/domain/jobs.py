"""Run scheduled jobs by lease: one worker or many, on one host or several (trust.md rule 10).

A job is declared by the hook ``register_samverka_job``; its row holds when it is due and who runs it. A running job
renews its lease every 15 seconds, so that a killed worker's job is taken over within 60.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import connection, connections
from django.db.models import Q

from cms import hooks
from cms.hooks import JobDefinition
from cms.models import Job

LEASE = timedelta(seconds=45)
RENEWED_EVERY_SECONDS = 15.0

Clock = Callable[[], datetime]
logger = logging.getLogger("samverka.jobs")


def declared_jobs() -> list[JobDefinition]:
    """Return the jobs of all apps, by name. Errors: ValueError when two have one name."""
    jobs = sorted(hooks.flatten(hooks.ask_strictly(hooks.JOB)), key=lambda job: job.name)
    names = [job.name for job in jobs]
    if len(set(names)) != len(names):
        raise ValueError("Two jobs have the same name.")
    return jobs


def write_job_rows(jobs: Iterable[JobDefinition], *, now: datetime) -> None:
    """Make a row for each new job, due at once, and note a changed period; rows of jobs that are gone are deleted."""
    declared = {job.name: job for job in jobs}
    rows = {row.name: row for row in Job.objects.all()}
    missing = [
        Job(name=job.name, every_seconds=job.every_seconds, next_at=now)
        for job in declared.values()
        if job.name not in rows
    ]
    if missing:
        Job.objects.bulk_create(missing, ignore_conflicts=True)
    for row in rows.values():
        if row.name not in declared:
            Job.objects.filter(pk=row.pk, locked_until=None).delete()
        elif row.every_seconds != declared[row.name].every_seconds:
            Job.objects.filter(pk=row.pk).update(every_seconds=declared[row.name].every_seconds)


def due_job_names(*, now: datetime) -> list[str]:
    """Return the names of jobs that are due and not running, the longest waiting first."""
    return list(Job.objects.filter(_due(now)).order_by("next_at", "id").values_list("name", flat=True))


def claim_job(name: str, *, owner: str, now: datetime) -> bool:
    """Take the lease of a due job; ``False`` when another worker was first."""
    return bool(Job.objects.filter(_due(now), name=name).update(locked_by=owner[:60], locked_until=now + LEASE))


def renew_job(name: str, *, owner: str, now: datetime) -> bool:
    """Begin the lease anew; ``False`` when it was lost."""
    return bool(Job.objects.filter(name=name, locked_by=owner[:60]).update(locked_until=now + LEASE))


def finish_job(name: str, *, owner: str, now: datetime, error: str = "") -> bool:
    """Give the lease back and set the next time, ``every_seconds`` from now; ``False`` when it was lost."""
    row = Job.objects.filter(name=name, locked_by=owner[:60]).first()
    if row is None:
        return False
    row.locked_by, row.locked_until = "", None
    row.next_at = now + timedelta(seconds=row.every_seconds)
    row.last_error = error[:300]
    if not error:
        row.last_ok_at = now
    row.save(update_fields=["locked_by", "locked_until", "next_at", "last_error", "last_ok_at"])
    return True


def release_jobs(*, owner: str) -> int:
    """Give all leases of an owner back at once, without changing when the jobs are due (a worker that stops)."""
    return Job.objects.filter(locked_by=owner[:60]).update(locked_by="", locked_until=None)


def run_job(job: JobDefinition, *, owner: str, clock: Clock) -> bool:
    """Run one job if it is due and free; return whether it ran.

    Its exception is logged with the traceback and kept on the row by type; the job is tried again at its next time.
    """
    if not claim_job(job.name, owner=owner, now=clock()):
        return False
    error = ""
    with _LeaseKeeper(job.name, owner=owner, clock=clock):
        try:
            job.run(clock())
        except Exception as exception:
            error = type(exception).__name__
            logger.exception("job failed", extra={"job": job.name})
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
    finish_job(job.name, owner=owner, now=clock(), error=error)
    return True


def run_due_jobs(*, owner: str, clock: Clock, should_stop: Callable[[], bool] = lambda: False) -> list[str]:
    """Run each declared job that is due now, once; return the names of those that ran."""
    jobs = {job.name: job for job in declared_jobs()}
    ran = []
    for name in due_job_names(now=clock()):
        if should_stop():
            break
        if name in jobs and run_job(jobs[name], owner=owner, clock=clock):
            ran.append(name)
    return ran


def seconds_until_next(*, now: datetime, at_most: float) -> float:
    """Return how long a worker may sleep, 0.2 s to ``at_most``: until a job is due or a lease is over."""
    times = [locked or due for due, locked in Job.objects.values_list("next_at", "locked_until")]
    if not times:
        return at_most
    return min(at_most, max(0.2, (min(times) - now).total_seconds()))


def late_jobs(*, now: datetime) -> list[str]:
    """Return the names of jobs that are late by two periods and a minute, or more."""
    return [
        row.name
        for row in Job.objects.order_by("name")
        if row.next_at + timedelta(seconds=2 * row.every_seconds + 60) < now
    ]


def stuck_jobs(*, now: datetime) -> list[str]:
    """Return the names of jobs whose lease is over but was not given back."""
    return list(Job.objects.filter(locked_until__lt=now).order_by("name").values_list("name", flat=True))


def _due(now: datetime) -> Q:
    return Q(next_at__lte=now) & (Q(locked_until=None) | Q(locked_until__lte=now))


class _LeaseKeeper:
    """Renews a job's lease from a thread with a database connection of its own, while the job runs."""

    def __init__(self, name: str, *, owner: str, clock: Clock) -> None:
        self.name, self.owner, self.clock = name, owner, clock
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._keep, name=f"lease {name}", daemon=True)

    def __enter__(self) -> "_LeaseKeeper":
        self.thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.ended.set()
        self.thread.join()

    def _keep(self) -> None:
        try:
            while not self.ended.wait(RENEWED_EVERY_SECONDS):
                try:
                    if not renew_job(self.name, owner=self.owner, now=self.clock()):
                        return
                except Exception:
                    logger.exception("lease not renewed", extra={"job": self.name})
        finally:
            connections.close_all()
