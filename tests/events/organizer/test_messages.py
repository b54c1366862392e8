"""Writing to participants: whom it reaches, what they read before it is sent, once per person; and mail previews."""

import uuid

import pytest

from cms import languages
from cms.domain.mail import read_mail
from cms.models import OutgoingMail
from events.domain import registration
from events.domain.mail_kinds import KINDS
from events.domain.mail_previews import mail_kinds
from events.domain.transitions import COMMAND
from events.enums import Source
from tests.factories.events import NOW, make_applicant, make_occasion

pytestmark = pytest.mark.django_db


@pytest.fixture
def occasion():
    """Two with seats (Swedish, Dari), one waiting in English, one silent, one without an address."""
    made = make_occasion(capacity=4)
    for number, language, doubtful in ((1, "sv", False), (2, "fa-af", False), (3, "sv", True)):
        applicant = make_applicant(number, language=language)
        registration.register(made, applicant=applicant, now=NOW, doubtful=doubtful)
    for number, values in ((4, {"email": ""}), (5, {"language": "en"})):
        applicant = make_applicant(number, **values)
        registration.register(made, applicant=applicant, now=NOW, source=Source.COMMAND, by=COMMAND)
    return made


def message(**values):
    return {
        "recipients": "confirmed",
        "municipality": "",
        "message_id": str(uuid.uuid4()),
        "subject_sv": "Ta med legitimation",
        "text_sv": "Ta med legitimation.\n\nIngången är på baksidan <b>.",
        **values,
    }


def reached():
    return sorted(OutgoingMail.objects.filter(kind="message").values_list("to_address", flat=True))


def test_mails_are_shown_in_each_language_and_nothing_is_sent(client, organizer, desk, occasion):
    answer = client.post(desk("write", occasion), message(subject_en="Bring ID", text_en="Bring your ID."))

    shares = answer.context["shares"]
    assert [(share.reader.code, share.number, share.written_in.code) for share in shares] == [
        ("sv", 1, "sv"),
        ("fa-af", 1, "sv"),
    ]
    assert shares[0].mail.subject == "Ta med legitimation"
    assert "Hej Deltagare 1" in shares[0].mail.text
    assert [row.name for row in answer.context["unreached"]] == ["Deltagare 4"]
    assert reached() == []


@pytest.mark.parametrize(
    ("recipients", "numbers"), [("confirmed", (1, 2)), ("waiting", (5,)), ("silent", (3,)), ("all", (1, 2, 3, 5))]
)
def test_each_choice_reaches_its_people(client, organizer, desk, occasion, recipients, numbers):
    client.post(desk("write", occasion), message(recipients=recipients, confirmed="1"))

    assert reached() == [f"deltagare{number}@example.org" for number in numbers]


def test_the_same_message_twice_reaches_each_person_once(client, organizer, desk, occasion):
    sent = message(confirmed="1")

    client.post(desk("write", occasion), sent)
    client.post(desk("write", occasion), sent)
    assert len(reached()) == 2

    client.post(desk("write", occasion), message(confirmed="1"))
    assert len(reached()) == 4


def test_readers_get_their_own_language_and_words_are_escaped(client, organizer, desk, occasion):
    dari = {"subject_fa-af": "تذکره بیاورید", "text_fa-af": "تذکرهٔ خود را بیاورید."}

    client.post(desk("write", occasion), message(confirmed="1", **dari))

    swedish, other = (read_mail(OutgoingMail.objects.get(kind="message", language=code)) for code in ("sv", "fa-af"))
    assert other.subject == "تذکره بیاورید"
    assert "&lt;b&gt;" in swedish.html
    assert swedish.html.count("<p>Ta med legitimation.</p>") == 1
    assert '<div lang="sv" dir="ltr">' in swedish.html


def test_words_in_half_and_identity_numbers_are_refused(client, organizer, desk, occasion):
    for slip in ({"text_sv": ""}, {"subject_en": "Bring ID"}, {"text_sv": "Hej 19900101-0017"}):
        answer = client.post(desk("write", occasion), message(confirmed="1", **slip))
        assert answer.status_code == 422
    assert reached() == []


def test_nobody_to_write_to_is_told(client, organizer, desk):
    answer = client.post(desk("write", make_occasion()), message(confirmed="1"), follow=True)

    assert "Ingen i det urvalet har någon e-postadress." in answer.content.decode()


def test_every_kind_of_mail_has_words_for_the_organizer():
    assert set(mail_kinds()) <= set(KINDS)


@pytest.mark.parametrize("kind", mail_kinds())
def test_each_mail_is_shown_in_three_languages_and_nothing_is_written(client, organizer, desk, kind):
    occasion = make_occasion()

    answer = client.get(desk("mail", occasion, kind))

    previews = answer.context["previews"]
    assert [preview.language.code for preview in previews] == list(languages.CODES)
    assert all(preview.mail.subject and preview.mail.text.strip() for preview in previews)
    assert not OutgoingMail.objects.exists()
    body = client.get(desk("mail_body", occasion, kind, "fa-af"))
    assert 'dir="rtl"' in body.content.decode()
    assert body["X-Frame-Options"] == "SAMEORIGIN"


def test_an_unknown_mail_is_not_found(client, organizer, desk):
    occasion = make_occasion()

    assert client.get(desk("mail", occasion, "nonsense")).status_code == 404
    assert client.get(desk("mail_body", occasion, "confirmed", "xx")).status_code == 404
