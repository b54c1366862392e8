"""What an operator sees: readiness, doctor, system checks, mail files, client addresses."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import checks as django_checks
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import RequestFactory

from cms import checks
from cms.client_addresses import client_address, client_prefix
from cms.domain import health
from cms.domain.diagnosis import diagnose
from cms.domain.mail import queue_mail
from cms.domain.outbox import claim_due
from cms.mail_files import EmailBackend
from cms.models import Job, MailState, OutgoingMail

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


def queue():
    return queue_mail(
        kind="test",
        template="cms/mail/password_reset",
        to_address="anna@example.org",
        language="sv",
        dedup_key="test/1",
        context={"url": "https://samverka.example.org/"},
        now=NOW,
    )


def ready(now=NOW):
    return health.readiness(now=now, fresh=True)


@pytest.fixture
def healthy(db, monkeypatch):
    monkeypatch.setattr(health, "stale_catalogs", list)
    monkeypatch.setattr(health, "disk_problems", lambda folder=None: [])
    Job.objects.all().delete()


def test_healthy_installation_is_ok(healthy):
    assert ready().state == "ok"


def test_full_disk_missing_migrations_or_no_writing_fail(healthy, monkeypatch):
    for name in ("disk_problems", "unapplied_migrations", "write_problems"):
        with monkeypatch.context() as patch:
            patch.setattr(health, name, lambda *args: ["broken"])
            assert ready().state == "failed"


def test_waiting_and_dead_mails_and_late_jobs_degrade(healthy):
    queue()
    assert ready(NOW + timedelta(minutes=15)).degraded == ()
    assert ready(NOW + timedelta(minutes=16)).degraded == ("mail waiting for 16 minutes",)
    OutgoingMail.objects.update(state=MailState.DEAD)
    Job.objects.create(name="tidy", every_seconds=60, next_at=NOW - timedelta(hours=1))
    assert ready().degraded == ("1 dead mails", "job late: tidy")


def test_answer_is_kept_ten_seconds(healthy, monkeypatch):
    assert ready().state == "ok"
    monkeypatch.setattr(health, "write_problems", lambda: ["broken"])
    assert health.readiness(now=NOW + timedelta(seconds=9)).state == "ok"
    assert health.readiness(now=NOW + timedelta(seconds=10)).state == "failed"
    assert ready(NOW - timedelta(hours=1)).state == "failed"


@pytest.mark.django_db(transaction=True)
def test_doctor_finds_a_good_house_in_order(capsys, monkeypatch):
    monkeypatch.setattr("cms.domain.diagnosis.stale_catalogs", list)
    monkeypatch.setattr(checks, "stale_catalogs", list)
    Job.objects.all().delete()
    found = {finding.what: finding for finding in diagnose(now=NOW)}
    assert not [finding for finding in found.values() if finding.level == "error"], found
    call_command("doctor", format="json")
    lines = json.loads(capsys.readouterr().out)
    assert {"level", "what", "why", "remedy"} == set(lines[0])


@pytest.mark.django_db
def test_doctor_finds_stuck_leases_unreadable_mails_and_a_broken_check(settings, monkeypatch):
    queue()
    claim_due(now=NOW, owner="dead")
    Job.objects.create(name="tidy", every_seconds=60, next_at=NOW, locked_until=NOW, locked_by="dead")
    settings.SECRET_KEY = "changed"
    found = [finding.what for finding in diagnose(now=NOW + timedelta(minutes=5))]
    assert "1 mails in sending, lease over" in found
    assert "lease of job tidy is over" in found
    assert "1 waiting mails no key opens" in found

    def broken():
        raise RuntimeError

    monkeypatch.setattr("cms.hooks.answers", lambda hook: [broken])
    assert "a check failed: RuntimeError" in [finding.what for finding in diagnose(now=NOW)]


@pytest.mark.django_db
def test_doctor_ends_with_one_when_something_is_wrong(monkeypatch):
    monkeypatch.setattr(health, "disk_problems", lambda folder=None: ["disk: 1 MB free"])
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1


def ids(function):
    return [message.id for message in function(None)]


def test_checks_name_what_is_wrong(settings):
    settings.DEBUG, settings.BASE_URL = True, "https://samverka.example.se"
    assert ids(checks.debug_belongs_to_embedded_mode) == ["samverka.E001"]
    for address in ("http://a.example.se", "https://a.example.se/path", "https://u:p@a.example.se", "ftp://x", "x"):
        settings.BASE_URL = address
        assert ids(checks.base_url_is_an_https_origin) == ["samverka.E002"], address
    settings.FIELD_KEYS = ["short"]
    assert ids(checks.field_keys_are_keys) == ["samverka.E003"]
    settings.LANGUAGES = [("sv", "Svenska"), ("prs", "دری")]
    assert ids(checks.languages_are_ours) == ["samverka.E006"]


def test_second_search_app_is_refused(monkeypatch):
    assert ids(checks.no_second_search) == []
    monkeypatch.setattr(checks, "settings", SimpleNamespace(INSTALLED_APPS=["wagtail.search", "modelsearch"]))
    assert ids(checks.no_second_search) == ["samverka.E005"]


def test_missing_catalogue_is_an_error_and_an_old_one_in_embedded_mode_a_warning(settings, tmp_path):
    folder = tmp_path / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, target = folder / "django.po", folder / "django.mo"
    source.write_text("")
    settings.LOCALE_PATHS = [tmp_path]
    (missing,) = checks.catalogues_are_compiled(None)
    assert (missing.id, missing.level) == ("samverka.E004", django_checks.ERROR)
    target.write_bytes(b"")
    os.utime(target, (1, 1))
    (old,) = checks.catalogues_are_compiled(None)
    assert old.level == django_checks.WARNING
    settings.EMBEDDED = False
    (old,) = checks.catalogues_are_compiled(None)
    assert old.level == django_checks.ERROR
    settings.DEBUG = True
    assert checks.catalogues_are_compiled(None) == []


def check_deploy(**variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMVERKA", "DATABASE"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "cms.settings", **variables}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def test_deployment_check_is_quiet_with_the_documented_settings_and_loud_without(tmp_path):
    call_command("compile_catalogs")
    good = {
        "SAMVERKA_DATA_DIR": str(tmp_path),
        "SAMVERKA_BASE_URL": "https://samverka.example.se",
        "SAMVERKA_SECRET_KEY": "vK3xQ9pLr7TzW1mYc5Nf8Hs2Jd6Gb4Ua0EoRiPtXqZlMkwYhSvB81nCjD",
        "DATABASE_URL": f"sqlite:///{tmp_path}/samverka.sqlite3",
        "SAMVERKA_SMTP_URL": "smtp+tls://user:password@mail.example.se:587",
    }
    quiet = check_deploy(**good)
    assert (quiet.returncode, quiet.stdout) == (0, "System check identified no issues (2 silenced).\n"), quiet.stderr
    assert quiet.stderr == ""
    loud = check_deploy(SAMVERKA_DATA_DIR=str(tmp_path), SAMVERKA_BASE_URL="http://x", SAMVERKA_SECRET_KEY="abc")
    assert loud.returncode == 1
    for number in ("E002", "W008", "W009", "W010"):
        assert f"samverka.{number}" in loud.stderr
    refused = check_deploy(SAMVERKA_DATA_DIR=str(tmp_path), SAMVERKA_BASE_URL="https://samverka.example.se")
    assert "SAMVERKA_SECRET_KEY" in refused.stderr
    assert refused.returncode == 1


def test_mails_as_files_are_one_readable_message_each(tmp_path):
    backend = EmailBackend(file_path=str(tmp_path / "mail"))
    messages = [EmailMessage(f"Ämne {number}", "Hej", "a@example.org", ["b@example.org"]) for number in range(3)]
    assert backend.send_messages(messages) == 3
    files = sorted((tmp_path / "mail").glob("*.eml"))
    assert len(files) == 3
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert b"b@example.org" in files[0].read_bytes()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (1, "[2001:db8::1]:443", "2001:db8::1"),
        (1, "203.0.113.9:5000", "203.0.113.9"),
    ],
)
def test_address_comes_from_the_trusted_proxies_alone(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("garbage", "unknown"),
        ("", "unknown"),
    ],
)
def test_prefix_is_all_that_may_be_kept(address, prefix):
    assert client_prefix(RequestFactory().get("/", REMOTE_ADDR=address)) == prefix
