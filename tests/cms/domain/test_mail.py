"""Rendering and queueing of mails: language, direction, clean headers, one row a key, nothing readable in the table."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext_lazy

from cms import field_encryption
from cms.domain.mail import (
    CalendarPart,
    QueuedMail,
    address_hash,
    clean_subject,
    isolate_text,
    queue_mail,
    read_mail,
    render_mail,
)
from cms.models import MailState, OutgoingMail

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
CONTEXT = {"url": "https://samverka.example.org/admin/password/reset/key/1-abc/"}


def queue(dedup_key="password_reset/1", **changes):
    values = {
        "kind": "password_reset",
        "template": "cms/mail/password_reset",
        "to_address": "anna@example.org",
        "language": "fa-af",
        "dedup_key": dedup_key,
        "context": CONTEXT,
        "now": NOW,
    }
    return queue_mail(**{**values, **changes})


@pytest.mark.django_db
def test_mail_is_one_row_encrypted_and_due_at_once():
    mail = queue(send_before=NOW + timedelta(hours=3))
    assert (mail.state, mail.next_at, mail.attempts) == (MailState.READY, NOW, 0)
    assert mail.send_before == NOW + timedelta(hours=3)
    assert mail.message_id.startswith("<")
    assert mail.message_id.endswith("@example.org>")
    assert b"samverka.example.org" not in bytes(mail.payload)
    assert CONTEXT["url"] in read_mail(mail).text


@pytest.mark.django_db
def test_same_key_again_is_nothing_new():
    assert queue() is not None
    assert queue() is None
    assert queue(to_address="other@example.org") is None
    assert OutgoingMail.objects.count() == 1
    assert queue("password_reset/2") is not None


@pytest.mark.django_db
def test_malformed_address_is_refused_before_anything_is_written():
    for address in ("", "anna", "a@localhost", "a@example.org\r\nBcc: b@example.org", "a@[127.0.0.1]"):
        with pytest.raises(ValidationError):
            queue(to_address=address)
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("code", "lang", "direction"), [("sv", "sv", "ltr"), ("en", "en", "ltr"), ("fa-af", "fa-AF", "rtl")]
)
def test_html_part_names_language_and_direction_on_html_and_on_the_table(code, lang, direction):
    mail = render_mail(template="cms/mail/password_reset", language=code, context=CONTEXT)
    assert f'<html lang="{lang}" dir="{direction}">' in mail.html
    assert f'role="presentation" lang="{lang}" dir="{direction}"' in mail.html
    assert mail.html.count(f'align="{"right" if direction == "rtl" else "left"}"') == 2


def test_plain_text_is_not_escaped_as_html():
    url = "https://samverka.example.org/?a=1&b=2"
    mail = render_mail(template="cms/mail/password_reset", language="en", context={"url": url})
    assert url in mail.text
    assert "&amp;" in mail.html


@pytest.mark.parametrize(
    "text",
    [
        "Hi\r\nBcc: x@example.org",
        "Hi\nSubject: y",
        "a\x00b",
        "a\u202eb",
        "a\u2028b",
        "\x1b[31mred",
        "a\u0085b",
        "a\u2066b\u2069",
    ],
)
def test_subject_holds_no_control_characters(text):
    subject = clean_subject(text)
    assert not any(ord(letter) < 32 or letter in "\x7f\x85\u202e\u2028\u2029\u2066\u2069" for letter in subject)


def test_subject_keeps_the_joiner_of_dari():
    assert clean_subject("ثبت\u200cنام") == "ثبت\u200cنام"


def test_isolates_surround_and_do_not_nest():
    assert isolate_text("Åre 1") == "\u2068Åre 1\u2069"
    assert isolate_text(isolate_text("x")) == "\u2068x\u2069"


def test_calendar_part_and_moments_come_back_equal():
    content = "BEGIN:VCALENDAR\r\nSUMMARY:سمینار\r\nEND:VCALENDAR\r\n".encode()
    mail = QueuedMail("t", "sv", {"days": [{"start": NOW, "all_day": False}]}, CalendarPart("REQUEST", content))
    assert QueuedMail.from_bytes(mail.to_bytes()) == mail


@pytest.mark.django_db
def test_what_could_change_before_the_mail_is_sent_is_refused():
    for value in (queue("password_reset/row"), gettext_lazy("Name")):
        with pytest.raises(TypeError):
            queue(context={"name": value})
    with pytest.raises(TemplateDoesNotExist):
        queue(template="cms/mail/nowhere")
    assert OutgoingMail.objects.count() == 1


def test_one_address_in_two_spellings_has_one_hash(settings):
    assert address_hash("Anna@Example.org") == address_hash("anna@example.org")
    before = address_hash("anna@example.org")
    settings.SECRET_KEY = "another"
    assert address_hash("anna@example.org") != before


def test_old_field_key_still_opens_what_it_closed(settings):
    from cryptography.fernet import Fernet

    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.FIELD_KEYS = [old]
    stored = field_encryption.encrypt(b"secret")
    settings.FIELD_KEYS = [new, old]
    assert field_encryption.decrypt(stored) == b"secret"
    settings.FIELD_KEYS = [new]
    with pytest.raises(field_encryption.UnreadableField):
        field_encryption.decrypt(stored)
