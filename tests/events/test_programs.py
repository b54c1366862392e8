"""The programme on the event page: order, sessions side by side, words of each language, material and its release."""

from datetime import UTC, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from wagtail.documents import get_document_model

from events.domain.programs import program_of
from events.models import EventPage, ProgramSession
from tests.factories.events import NOW, START, make_occasion, make_pages
from tests.factories.networks import make_user

pytestmark = pytest.mark.django_db

DAYS = [(START, START + timedelta(hours=7)), (START + timedelta(days=1), START + timedelta(days=1, hours=7))]


def status_of(client, document):
    """Return the status of the document's own address, after the file was read to its end."""
    answer = client.get(document.url)
    assert answer.status_code == 404 or answer.getvalue().startswith(b"%PDF")
    return answer.status_code


def add_session(page, title, start="09:00", end="10:00", **values):
    times = {"start": time.fromisoformat(start), "end": time.fromisoformat(end)}
    session = ProgramSession(page=page, title=title, locale=page.locale, **times, **values)
    session.save()
    return session


def translate(session, page, title):
    return add_session(page, title, translation_key=session.translation_key)


def in_language(page, code):
    return EventPage.objects.get(translation_key=page.translation_key, locale__language_code=code)


def shown(client, page):
    return BeautifulSoup(client.get(page.url).text, "html.parser").find(class_="program")


def titles(program):
    return [[[session.title for session in slot.sessions] for slot in day.slots] for day in program]


@pytest.fixture
def document():
    return get_document_model().objects.create(title="Bilder", file=ContentFile(b"%PDF-1.4", name="bilder.pdf"))


def test_sessions_stand_by_day_and_time_and_equal_times_side_by_side():
    page = make_pages()
    occasion = make_occasion(page=page, days=DAYS)
    add_session(page, "Dag två", day_number=2)
    add_session(page, "Verkstad B", "10:00", "11:00", room="B")
    add_session(page, "Verkstad A", "10:00", "11:00", room="A")
    add_session(page, "Öppning")

    program = program_of(page, list(occasion.days.all()), now=NOW)

    assert titles(program) == [[["Öppning"], ["Verkstad B", "Verkstad A"]], [["Dag två"]]]
    assert [day.day.isoformat() for day in program] == ["2027-03-11", "2027-03-12"]


def test_a_translation_lends_words_and_the_source_page_says_when_and_where():
    page = make_pages()
    dari = in_language(page, "fa-af")
    first, second = add_session(page, "Öppning", room="Stora salen"), add_session(page, "Samtal", "10:00", "11:00")
    old = translate(first, dari, "افتتاح")
    gone = add_session(page, "Borttagen", "14:00", "15:00")
    translate(gone, dari, "حذف")
    gone.delete()
    ProgramSession.objects.filter(pk=first.pk).update(start=time(9, 30))

    [day] = program_of(dari, [], now=NOW)

    assert old.start == time(9, 0)
    assert [(slot.start, slot.sessions[0].title, slot.sessions[0].language) for slot in day.slots] == [
        (time(9, 30), "افتتاح", "fa-af"),
        (second.start, "Samtal", "sv"),
    ]
    assert day.slots[0].sessions[0].room == "Stora salen"


def test_the_page_shows_the_programme_with_language_of_each_passage(client):
    page = make_pages()
    make_occasion(page=page)
    first = add_session(page, "Öppning", speakers="Åsa Öberg", spoken_language="sv")
    add_session(page, "Inte översatt", "10:00", "11:00")
    dari = in_language(page, "fa-af")
    translate(first, dari, "افتتاح")

    rows = shown(client, dari).find_all(class_="program__title")

    assert [(row.text, row["lang"], row["dir"]) for row in rows] == [
        ("افتتاح", "fa-AF", "rtl"),
        ("Inte översatt", "sv", "ltr"),
    ]
    assert shown(client, dari).find("time").text == "09:00"
    assert "Åsa Öberg" in shown(client, page).text


def test_without_sessions_there_is_no_heading(client):
    page = make_pages()
    make_occasion(page=page)

    assert shown(client, page) is None


def test_material_is_linked_from_its_release_on_and_not_before(document):
    page = make_pages()
    released = NOW + timedelta(days=1)
    add_session(page, "Öppning", material=document, material_released_at=released)

    def material(now):
        [day] = program_of(page, [], now=now)
        session = day.slots[0].sessions[0]
        return session.material, session.material_from

    assert material(released - timedelta(seconds=1)) == (None, released)
    assert material(released) == (document, None)


def test_held_back_material_is_404_for_visitors_and_open_to_those_who_work_here(client, document):
    page = make_pages()
    make_occasion(page=page)
    session = add_session(page, "Öppning", material=document, material_released_at=datetime(2999, 1, 1, tzinfo=UTC))

    assert document.url not in client.get(page.url).text
    assert status_of(client, document) == 404
    client.force_login(make_user("wagtailadmin.access_admin"))
    assert status_of(client, document) == 200
    client.logout()
    ProgramSession.objects.filter(pk=session.pk).update(material_released_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert status_of(client, document) == 200


def test_material_without_a_time_is_there_at_once(client, document):
    page = make_pages()
    make_occasion(page=page)
    add_session(page, "Öppning", material=document)

    assert shown(client, page).find("a", href=document.url).text == "Bilder"
    assert status_of(client, document) == 200


def test_a_session_must_end_after_it_starts():
    page = make_pages()

    with pytest.raises(ValidationError):
        ProgramSession(page=page, title="A", start=time(10), end=time(9), locale=page.locale).full_clean()
    with pytest.raises(IntegrityError):
        add_session(page, "A", "10:00", "10:00")


def test_sessions_are_edited_in_the_pages_own_form_and_the_times_are_not_translated():
    handler = EventPage.get_edit_handler()
    form = handler.get_form_class()(instance=make_pages(), for_user=make_user())

    names = set(form.formsets["program_sessions"].empty_form.fields)

    assert {"title", "text", "day_number", "start", "end", "room", "speakers", "material_released_at"} <= names
    translated = {field.field_name for field in ProgramSession.translatable_fields if field.is_translated(None)}
    assert translated == {"title", "text"}
