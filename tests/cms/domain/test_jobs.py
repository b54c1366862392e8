"""Jobs: due, leased, renewed, taken over, counted late."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connections

from cms import hooks
from cms.domain import jobs
from cms.hooks import JobDefinition
from cms.models import Job

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def declared(monkeypatch):
    """Replace the declared jobs; returns the list to fill."""
    definitions = []
    monkeypatch.setattr(hooks, "answers", lambda hook: [lambda: definitions] if hook == hooks.JOB else [])
    return definitions


def add(definitions, run, name="tidy", every=60):
    definitions.append(JobDefinition(name, every, run))
    jobs.write_job_rows(definitions, now=NOW)


def run_all(now=NOW, owner="w"):
    return jobs.run_due_jobs(owner=owner, clock=lambda: now)


@pytest.mark.django_db
def test_job_runs_when_due_and_not_before(declared):
    ran = []
    add(declared, ran.append)
    assert run_all() == ["tidy"]
    assert run_all(NOW + timedelta(seconds=59)) == []
    assert run_all(NOW + timedelta(seconds=60)) == ["tidy"]
    assert ran == [NOW, NOW + timedelta(seconds=60)]
    row = Job.objects.get()
    assert (row.last_ok_at, row.locked_by, row.locked_until) == (NOW + timedelta(seconds=60), "", None)


@pytest.mark.django_db
def test_failing_job_keeps_its_error_and_is_tried_at_its_next_time(declared, caplog):
    def fail(now):
        raise RuntimeError("anna@example.org")

    add(declared, fail)
    assert run_all() == ["tidy"]
    row = Job.objects.get()
    assert (row.last_error, row.last_ok_at, row.next_at) == ("RuntimeError", None, NOW + timedelta(seconds=60))
    assert run_all(NOW + timedelta(seconds=60)) == ["tidy"]


@pytest.mark.django_db
def test_running_job_is_not_started_twice_and_a_dead_worker_is_followed_within_the_lease(declared):
    ran = []
    add(declared, ran.append)
    assert jobs.claim_job("tidy", owner="first", now=NOW)
    assert run_all(NOW + timedelta(seconds=44), owner="second") == []
    assert jobs.renew_job("tidy", owner="first", now=NOW + timedelta(seconds=15))
    assert run_all(NOW + timedelta(seconds=59), owner="second") == []
    assert jobs.stuck_jobs(now=NOW + timedelta(seconds=61)) == ["tidy"]
    assert run_all(NOW + timedelta(seconds=60), owner="second") == ["tidy"]
    assert not jobs.renew_job("tidy", owner="first", now=NOW + timedelta(seconds=60))
    assert not jobs.finish_job("tidy", owner="first", now=NOW + timedelta(seconds=60))


@pytest.mark.django_db
def test_stopped_worker_gives_its_leases_back(declared):
    add(declared, lambda now: None)
    jobs.claim_job("tidy", owner="first", now=NOW)
    assert jobs.release_jobs(owner="first") == 1
    assert run_all(owner="second") == ["tidy"]


@pytest.mark.django_db
def test_rows_follow_the_declared_jobs(declared):
    add(declared, lambda now: None, "old")
    declared[:] = [JobDefinition("new", 5, lambda now: None)]
    jobs.write_job_rows(declared, now=NOW)
    assert list(Job.objects.values_list("name", "every_seconds")) == [("new", 5)]
    declared[:] = [JobDefinition("new", 7, lambda now: None)]
    jobs.write_job_rows(declared, now=NOW)
    assert list(Job.objects.values_list("name", "every_seconds")) == [("new", 7)]


@pytest.mark.django_db
def test_two_jobs_with_one_name_are_refused(declared):
    declared += [JobDefinition("a", 5, lambda now: None)] * 2
    with pytest.raises(ValueError, match="same name"):
        jobs.declared_jobs()


@pytest.mark.django_db
def test_lateness_and_sleep(declared):
    add(declared, lambda now: None, every=60)
    assert jobs.late_jobs(now=NOW + timedelta(seconds=180)) == []
    assert jobs.late_jobs(now=NOW + timedelta(seconds=181)) == ["tidy"]
    assert jobs.seconds_until_next(now=NOW, at_most=2) == 0.2
    run_all()
    assert jobs.seconds_until_next(now=NOW, at_most=2) == 2
    assert jobs.seconds_until_next(now=NOW + timedelta(seconds=59), at_most=2) == 1


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_one_worker_of_many_runs_a_job_and_its_lease_is_renewed(declared, monkeypatch):
    monkeypatch.setattr(jobs, "RENEWED_EVERY_SECONDS", 0.05)
    ran, leases, started = [], [], threading.Event()
    clock_lock = threading.Lock()
    ticks = iter(range(10_000))

    def clock():
        with clock_lock:
            return NOW + timedelta(milliseconds=next(ticks))

    def slow(now):
        started.set()
        ran.append(now)
        before = Job.objects.get().locked_until
        for _ in range(100):
            if Job.objects.get().locked_until > before:
                break
            threading.Event().wait(0.02)
        leases.append(Job.objects.get().locked_until > before)

    add(declared, slow)
    barrier = threading.Barrier(3)

    def work(number):
        try:
            barrier.wait()
            jobs.run_due_jobs(owner=f"w{number}", clock=clock)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(ran), leases) == (1, [True])


@pytest.mark.django_db
def test_our_own_jobs_are_declared():
    assert {job.name for job in jobs.declared_jobs()} >= {
        "send_outgoing_mail",
        "publish_scheduled",
        "remove_expired_rows",
    }


@pytest.mark.django_db(transaction=True)
def test_one_pass_of_the_worker_runs_what_is_due(capsys):
    import signal

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        call_command("run_jobs", once=True)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert "send_outgoing_mail" in capsys.readouterr().out
    assert not Job.objects.exclude(locked_by="").exists()
    assert list(Job.objects.exclude(last_error="").values_list("name", "last_error")) == []
