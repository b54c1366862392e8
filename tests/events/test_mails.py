"""Every mail of events as plain text and HTML, in all languages: the same words, right direction, nothing remote."""

import email
import email.policy
import re
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cms import languages
from cms.domain.mail import render_mail
from cms.domain.outbox import build_message
from cms.models import OutgoingMail
from events.domain import occasions, registration
from events.domain.transitions import Agent
from events.enums import Actor, Source
from tests.factories.events import NOW, START, TITLES, make_applicant, make_occasion

FOLDER = Path(__file__).parents[2] / "events" / "templates" / "events" / "mail"
KINDS = sorted(path.name.removesuffix(".subject.txt") for path in FOLDER.glob("*.subject.txt"))
LINK = "https://samverka.example.org/sv/link/abc/?a=1&b=2"
REASON = "Föreläsaren är sjuk.\n<b>Vi ses i höst</b>"
ISOLATES = str.maketrans("", "", "\u2068\u2069")


def context_of(code):
    return {
        "registration": {
            "name": "Åsa <script> Öberg",
            "hold_expires_at": NOW,
            "ended_by": "organizer",
            "ended_reason": REASON,
        },
        "occasion": {"location": "Rådhuset, Falköping"},
        "words": {"title": TITLES[code], "language": code},
        "days": [{"start": START, "end": START + timedelta(hours=7), "all_day": False}],
        "latin_lines": ["\u20682027-03-11 09:00–16:00, Rådhuset, Falköping\u2069"],
        "join_url": "https://mote.example.org/abc?x=1&y=2",
        "state": "confirmed",
        "link": LINK,
        "reason": REASON,
        "before": ["2027-03-10 09:00–16:00, Rådhuset, Falköping"],
        "place": 12,
        "asks_to_confirm": True,
        "places_may_change": True,
        "offers": True,
        "answer_by": NOW,
        "by_name": "Aina <i>Berg</i>",
        "from_name": "Aina <i>Berg</i>",
        "mode": "online",
        "invited": True,
        "number": 2,
        "total": 3,
        "method": "REQUEST",
        "concerns": "Åsa <b>Öberg</b>",
        "released": 2,
        "party": {
            "wanted": 5,
            "seated": 3,
            "unnamed": 2,
            "waiting": 2,
            "place": 12,
            "comes_whole": True,
            "names_due_at": NOW,
            "hold_expires_at": None,
        },
    }


def mail_of(kind, code):
    return render_mail(template=f"events/mail/{kind}", language=code, context=context_of(code))


def words(text):
    """Return the words of a text without marks that only one of the formats writes."""
    return re.findall(r"[^\s:]+", text.translate(ISOLATES))


@pytest.mark.parametrize("code", TITLES)
@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_say_the_same_words_in_the_same_order(kind, code):
    mail = mail_of(kind, code)
    body = BeautifulSoup(mail.html, "html.parser").body
    for name in body.find_all(class_="mail__name"):
        name.decompose()
    for cell in body.find_all(["th", "p", "h1"]):
        cell.append(" ")

    shown = [word for word in words(body.get_text()) if word != "--"]

    assert shown == [word for word in words(mail.text) if word != "--"]
    assert len(shown) > 20


@pytest.mark.parametrize("code", TITLES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_html_part_has_language_direction_both_schemes_and_nothing_remote(kind, code):
    mail = mail_of(kind, code)
    soup = BeautifulSoup(mail.html, "html.parser")
    language = languages.get_language(code)

    assert (soup.html["lang"], soup.html["dir"]) == (language.html_lang, language.direction)
    assert soup.find("meta", attrs={"name": "color-scheme"})["content"] == "light dark"
    assert "prefers-color-scheme: dark" in soup.style.text
    assert soup.title.text == mail.subject
    assert [one.name for one in soup.find_all(["img", "link", "script", "iframe", "object", "form", "b"])] == []
    assert "url(" not in mail.html
    assert {a["href"] for a in soup.find_all("a")} <= {LINK, "https://mote.example.org/abc?x=1&y=2"}
    assert all(cell.get_text(strip=True) for cell in soup.find_all(["p", "td", "th", "h1", "a"]) if not cell.table)


@pytest.mark.parametrize("kind", KINDS)
def test_what_people_typed_is_escaped_in_html_alone(kind):
    mail = mail_of(kind, "sv")

    assert "Åsa <script> Öberg" in mail.text
    assert "Åsa &lt;script&gt; Öberg" in mail.html
    assert ("<b>Vi ses" in mail.text) == ("&lt;b&gt;Vi ses" in mail.html) == (REASON.split("\n")[0] in mail.text)


def test_text_has_one_empty_line_between_parts_and_the_address_on_a_line_of_its_own():
    lines = mail_of("confirmed", "sv").text.splitlines()

    assert LINK in lines
    assert "När: torsdag 11 mars 2027, 09:00–16:00" in lines
    assert not any(line == following == "" for line, following in zip(lines, lines[1:], strict=False))
    assert lines[-1] != ""


def test_dari_isolates_what_is_typed_and_swedish_has_no_such_signs():
    assert "\u2068Rådhuset, Falköping\u2069" in mail_of("confirmed", "fa-af").text
    assert "\u206809:00–16:00\u2069" in mail_of("confirmed", "fa-af").text
    assert not set("\u2068\u2069") & set(mail_of("confirmed", "sv").text)


@pytest.mark.django_db
@pytest.mark.parametrize("code", TITLES)
def test_the_message_holds_text_html_and_the_calendar_twice_with_equal_bytes(code):
    occasion = make_occasion()
    row = registration.register(occasion, applicant=make_applicant(language=code), now=NOW, source=Source.FORM)
    occasions.cancel_occasion(occasion, reason="Sjukdom", now=NOW, by=Agent(Actor.COMMAND))

    for mail, method in zip(OutgoingMail.objects.order_by("pk"), ("REQUEST", "CANCEL"), strict=True):
        message = email.message_from_bytes(build_message(mail).message().as_bytes(), policy=email.policy.default)
        alternatives, attached = message.iter_parts()
        text, html, calendar = alternatives.iter_parts()

        assert message.get_content_type() == "multipart/mixed"
        assert alternatives.get_content_type() == "multipart/alternative"
        assert [part.get_content_type() for part in (text, html, calendar)] == [
            "text/plain",
            "text/html",
            "text/calendar",
        ]
        assert dict(calendar["Content-Type"].params) == {"method": method, "charset": "utf-8"}
        assert {part.get_content_charset() for part in (text, html, calendar)} == {"utf-8"}
        assert message["Content-Language"] == languages.get_language(code).html_lang
        assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
        given = attached.get_payload(decode=True)
        assert given.count(b"\r\n") == given.count(b"\n")
        assert calendar.get_payload(decode=True).splitlines() == given.splitlines()
        assert f"METHOD:{method}\r\n".encode() in given
    assert row
