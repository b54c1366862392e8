"""The outbox: leases, waiting times, death, crashes between sending and committing, races of workers."""

import email.policy
import smtplib
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.db import connection, connections

from cms.domain import outbox
from cms.domain.mail import CalendarPart, RenderedMail, queue_mail
from cms.models import MailState, OutgoingMail

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
ICS = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def queue(number=1, **changes):
    values = {
        "kind": "test",
        "template": "cms/mail/password_reset",
        "to_address": f"anna{number}@example.org",
        "language": "sv",
        "dedup_key": f"test/{number}",
        "context": {"url": "https://samverka.example.org/x/"},
        "now": NOW,
    }
    return queue_mail(**{**values, **changes})


def send(now=NOW, owner="worker"):
    return outbox.send_due_mails(clock=lambda: now, owner=owner)


SUBJECTS = [
    "Kort",
    "Bekräftad: " + "Överförmyndarhandläggare möts i Jönköping " * 4,
    "تأیید شد: " + "گردهمایی شبکهٔ ولی\u200cها در یونشوپینگ " * 4,
    "Confirmed: Spring in the network " * 5,
    "A" * 200,
    "å" * 200,
]


@pytest.mark.django_db
@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_is_folded_and_comes_back_whole(monkeypatch, subject):
    rendered = RenderedMail(subject.strip(), "text", "<p>text</p>")
    monkeypatch.setattr(outbox, "read_mail", lambda row: rendered)
    sent = outbox.build_message(queue()).message().as_bytes(linesep="\r\n")
    lines = sent.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(len(line) for line in lines) <= 78
    assert all(line.strip() and line != b"Subject: " for line in lines)
    assert email.message_from_bytes(sent, policy=email.policy.default)["Subject"] == subject.strip()


class Server:
    """A mail server that does what it is told, instead of django's connection."""

    def __init__(self, *, errors=(), down=False):
        self.errors, self.down, self.messages = list(errors), down, []

    def open(self):
        if self.down:
            raise ConnectionRefusedError

    def close(self):
        pass

    def send_messages(self, messages):
        if self.errors:
            error = self.errors.pop(0)
            if error is not None:
                raise error
        self.messages += messages


@pytest.fixture
def server(monkeypatch):
    server = Server()
    monkeypatch.setattr(outbox, "get_connection", lambda: server)
    return server


@pytest.mark.django_db
def test_sent_mail_has_its_headers_and_leaves_nothing_personal_in_the_row():
    mail = queue()
    assert send().sent == 1
    message = django_mail.outbox[0].message()
    assert message["Message-ID"] == mail.message_id
    assert message["Content-Language"] == "sv"
    assert message["Date"] == "Mon, 02 Nov 2026 08:00:00 +0000"
    assert message["To"] == "anna1@example.org"
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, bytes(mail.payload), mail.to_address) == (MailState.SENT, NOW, b"", "")
    assert mail.to_hash
    assert not send()


@pytest.mark.django_db
def test_calendar_goes_as_alternative_with_method_and_as_file():
    queue(calendar=CalendarPart("REQUEST", ICS))
    send()
    parts = list(django_mail.outbox[0].message().walk())
    alternative = next(part for part in parts if part.get_content_type() == "text/calendar")
    assert alternative.get_param("method") == "REQUEST"
    assert alternative.get_payload(decode=True).replace(b"\r\n", b"\n") == ICS.replace(b"\r\n", b"\n")
    file = next(part for part in parts if part.get_content_type() == "application/ics")
    assert file.get_filename() == "invite.ics"
    assert file.get_payload(decode=True) == ICS


@pytest.mark.django_db
def test_failure_waits_longer_each_time_then_the_mail_is_dead(server):
    mail = queue()
    now = NOW
    for wait in outbox.BACKOFF:
        server.errors = [smtplib.SMTPServerDisconnected()]
        assert send(now).retried == 1
        mail.refresh_from_db()
        assert (mail.state, mail.next_at, mail.last_error) == (MailState.READY, now + wait, "SMTPServerDisconnected")
        assert not send(mail.next_at - timedelta(seconds=1))
        now = mail.next_at
    server.errors = [smtplib.SMTPServerDisconnected()]
    assert send(now).dead == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.DEAD, 7)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"anna1@example.org": (550, b"no such user anna1@example.org")}),
        smtplib.SMTPDataError(554, b"spam"),
        ValueError("header"),
    ],
)
def test_permanent_refusal_is_dead_at_once_and_no_address_is_kept(server, error):
    mail = queue()
    server.errors = [error]
    assert send().dead == 1
    mail.refresh_from_db()
    assert mail.state == MailState.DEAD
    assert "@" not in mail.last_error


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"anna1@example.org": (451, b"greylisted")}),
        smtplib.SMTPAuthenticationError(535, b"wrong password"),
        TimeoutError(),
    ],
)
def test_passing_refusal_is_tried_again(server, error):
    queue()
    server.errors = [error]
    assert send().retried == 1


@pytest.mark.django_db
def test_malformed_row_dies_alone():
    OutgoingMail.objects.filter(pk=queue(1).pk).update(to_address="broken\r\nBcc: x@example.org")
    OutgoingMail.objects.filter(pk=queue(2).pk).update(payload=b"garbage")
    queue(3)
    counts = send()
    assert (counts.sent, counts.dead) == (1, 2)
    assert [message.to for message in django_mail.outbox] == [["anna3@example.org"]]


@pytest.mark.django_db
def test_server_that_is_down_is_asked_once_a_pass(server):
    for number in range(5):
        queue(number)
    server.down = True
    assert send().retried == 5
    assert set(OutgoingMail.objects.values_list("next_at", flat=True)) == {NOW + outbox.BACKOFF[0]}


@pytest.mark.django_db
def test_nothing_is_sent_after_send_before():
    queue(1, send_before=NOW + timedelta(minutes=1))
    queue(2, send_before=NOW + timedelta(minutes=3))
    counts = send(NOW + timedelta(minutes=1))
    assert (counts.sent, counts.canceled) == (1, 1)
    canceled = OutgoingMail.objects.get(dedup_key="test/1")
    assert (canceled.state, bytes(canceled.payload), canceled.to_address) == (MailState.CANCELED, b"", "")


@pytest.mark.django_db
def test_send_before_that_comes_during_a_pass_counts():
    queue(1, send_before=NOW + timedelta(seconds=30))
    times = iter([NOW, NOW, NOW + timedelta(seconds=31)])
    counts = outbox.send_due_mails(clock=lambda: next(times, NOW + timedelta(seconds=40)), owner="slow")
    assert (counts.sent, counts.canceled) == (0, 1)


@pytest.mark.django_db
def test_waiting_mails_of_a_subject_can_be_canceled():
    queue(1, dedup_key="reminder/7d/registration/512/seq3")
    queue(2, dedup_key="reminder/7d/registration/513/seq3")
    assert outbox.cancel_mails("reminder/7d/registration/512/") == 1
    assert send().sent == 1


@pytest.mark.django_db
def test_crash_after_sending_gives_one_duplicate_with_the_same_message_id(server, monkeypatch):
    mail = queue()
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_sent", lambda *args, **kwargs: (_ for _ in ()).throw(SystemExit()))
        with pytest.raises(SystemExit):
            send()
    assert not send(NOW + outbox.LEASE - timedelta(seconds=1))
    assert send(NOW + outbox.LEASE).sent == 1
    assert not send(NOW + timedelta(days=2))
    assert [message.message()["Message-ID"] for message in server.messages] == [mail.message_id] * 2


@pytest.mark.django_db
def test_worker_that_lost_its_lease_does_not_send(server):
    queue()
    (first,), claim = outbox.claim_due(now=NOW, owner="slow")
    later = NOW + outbox.LEASE
    assert send(later, owner="quick").sent == 1
    assert not outbox.renew_lease(first.pk, claim=claim, now=later)
    assert not outbox.mark_sent(first.pk, claim=claim, now=later)
    assert len(server.messages) == 1


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_workers_in_a_race_send_each_mail_once(monkeypatch):
    mails = 60
    for number in range(mails):
        queue(number)
    sent, errors, lock = [], [], threading.Lock()

    class Recording(Server):
        def send_messages(self, messages):
            with lock:
                sent.extend(message.to[0] for message in messages)

    monkeypatch.setattr(outbox, "get_connection", Recording)
    barrier = threading.Barrier(4)

    def work(number):
        try:
            barrier.wait()
            outbox.send_due_mails(clock=lambda: NOW, owner=f"worker{number}")
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(sent) == sorted(f"anna{number}@example.org" for number in range(mails))
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.django_db
def test_claim_skips_locked_rows_on_postgresql(django_assert_num_queries):
    if connection.vendor != "postgresql":
        return
    from django.test.utils import CaptureQueriesContext

    queue()
    with CaptureQueriesContext(connection) as captured:
        outbox.claim_due(now=NOW, owner="w")
    update = next(query["sql"] for query in captured if query["sql"].startswith("UPDATE"))
    assert "SKIP LOCKED" in update
    assert update.count("\"state\" = 'ready'") == 2
