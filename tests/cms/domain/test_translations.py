"""The states of translations, and what happens to them when their source changes (G3, G14; L9)."""

import socket
from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.models import Page, PageLogEntry

from cms.domain.translations import State, record_publication, translation_overview, translation_states
from cms.models import StandardPage, TranslationStatus
from tests.factories.cms import locale, make_standard_page, make_translated_page, submit, translate_texts

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def capture(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def state_in(page: Page, code: str = "en"):
    return next(state for state in translation_states(page) if state.language.code == code)


def shown(page: Page) -> tuple[str, int, int]:
    state = state_in(page)
    return str(state.state), state.translated, state.segments


def change(page: Page, intro: str) -> None:
    page = StandardPage.objects.get(pk=page.pk)
    page.intro = intro
    page.save_revision().publish()


def test_states_from_missing_to_stale_and_back(capture):
    page = make_standard_page()
    seen = [shown(page)]
    translation = submit(page, "en")["en"]
    seen.append(shown(page))
    translate_texts(translation, leave_out=1)
    seen.append(shown(page))
    translate_texts(translation)
    seen.append(shown(page))
    with capture(execute=True):
        translation.save_target(publish=True)
    seen.append(shown(page))
    change(page, "En ny mening.")
    seen.append(shown(page))
    translate_texts(translation)
    with capture(execute=True):
        translation.save_target(publish=True)
    seen.append(shown(page))

    assert seen == [
        ("missing", 0, 0),
        ("draft", 0, 2),
        ("draft", 1, 2),
        ("ready", 2, 2),
        ("live", 2, 2),
        ("stale", 1, 2),
        ("live", 2, 2),
    ]


def test_publishing_the_same_text_again_makes_nothing_stale(capture):
    pages = make_translated_page(capture, "en")

    pages["sv"].specific.save_revision().publish()

    assert shown(pages["sv"]) == ("live", 2, 2)


def test_stale_since_is_the_first_change(capture):
    pages = make_translated_page(capture, "en")
    change(pages["sv"], "En ny mening.")
    first = state_in(pages["sv"]).stale_since

    change(pages["sv"], "Ännu en ny mening.")

    assert first is not None
    assert state_in(pages["sv"]).stale_since == first


def test_going_back_to_the_translated_text_ends_staleness(capture):
    pages = make_translated_page(capture, "en")
    intro = pages["sv"].intro
    change(pages["sv"], "En ny mening.")

    change(pages["sv"], intro)

    assert shown(pages["sv"]) == ("live", 2, 2)


def test_removed_text_counts_again(capture):
    page = make_standard_page()
    translation = submit(page, "en")["en"]
    translate_texts(translation)

    translation.source.stringsegment_set.get_translations(locale("en")).first().delete()

    assert shown(page) == ("draft", 1, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_overview_takes_three_queries_for_any_number_of_pages(capture, django_assert_num_queries, count):
    pages = [make_standard_page(f"Sida {number}") for number in range(count)]
    for page in pages:
        submit(page, "en")

    with django_assert_num_queries(3):
        overview = translation_overview(pages)

    assert {str(states[0].state) for states in overview.values()} == {"draft"}


# --- G3 -----------------------------------------------------------------------------------------------------------


def answers(pages: dict[str, Page]) -> list[int]:
    return [Client().get(page.get_url()).status_code for page in pages.values()]


def test_unpublishing_the_source_withdraws_every_language_and_says_why(capture):
    pages = make_translated_page(capture)
    assert answers(pages) == [200, 200, 200]

    Page.objects.get(pk=pages["sv"].pk).unpublish()

    assert answers(pages) == [404, 404, 404]
    assert shown(pages["sv"])[0] == State.WITHDRAWN
    entry = PageLogEntry.objects.filter(page=pages["fa-af"].pk, action="wagtail.unpublish").get()
    assert entry.data["reason"] == "source withdrawn"


def test_deleting_the_source_withdraws_every_language(capture):
    pages = make_translated_page(capture)

    Page.objects.get(pk=pages["sv"].pk).delete()

    assert answers(pages) == [404, 404, 404]


def test_unpublishing_a_translation_leaves_the_others(capture):
    pages = make_translated_page(capture)

    Page.objects.get(pk=pages["en"].pk).unpublish()

    assert sorted(answers(pages)) == [200, 200, 404]


def test_translations_would_stay_live_without_withdrawal_and_be_served_without_the_check(capture, monkeypatch):
    monkeypatch.setattr("cms.translation_signals.withdraw_translations", lambda page, reason: [])
    pages = make_translated_page(capture)
    Page.objects.get(pk=pages["sv"].pk).unpublish()
    assert answers(pages) == [404, 404, 404]

    monkeypatch.setattr("cms.translation_hooks.may_be_served", lambda page, **given: True)

    assert sorted(answers(pages)) == [200, 200, 404]


def test_republished_source_makes_withdrawn_translations_drafts_to_publish(capture):
    pages = make_translated_page(capture, "en")
    Page.objects.get(pk=pages["sv"].pk).unpublish()

    StandardPage.objects.get(pk=pages["sv"].pk).get_latest_revision().publish()

    assert shown(pages["sv"]) == ("ready", 2, 2)


def test_recording_a_publication_twice_changes_nothing(capture):
    pages = make_translated_page(capture, "en")
    before = TranslationStatus.objects.filter(translation_key=pages["sv"].translation_key).values().get()

    record_publication(StandardPage.objects.get(pk=pages["sv"].pk), now=NOW)

    assert TranslationStatus.objects.filter(translation_key=pages["sv"].translation_key).values().get() == before


# --- G16 ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_way_out(monkeypatch):
    """No connection of Python's own leaves this process (the database's is not one of them)."""

    def refuse(*arguments):
        raise AssertionError(f"A connection to {arguments[-1]!r}.")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def of_texts(count: int) -> list[tuple[str, dict[str, str]]]:
    return [("quote", {"text": f"Mening {number}.", "source": f"Källa {number}"}) for number in range(count // 2)]


@pytest.mark.usefixtures("no_way_out")
def test_page_of_two_hundred_texts_is_submitted_and_counted(capture):
    page = make_standard_page(body=of_texts(200))

    translation = submit(page, "en")["en"]

    assert translation.get_progress() == (202, 0)
    assert shown(page) == ("draft", 0, 202)
