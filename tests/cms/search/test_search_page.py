"""The search page: its address in three languages, its answer, and that nothing typed breaks it."""

import os
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from cms.languages import CODES, get_language
from cms.models import SearchDocument, SearchFacet, Topic
from tests.cms.search.pages import make_home, make_page
from tests.factories.cms import locale

pytestmark = pytest.mark.django_db


def found(response) -> list[str]:
    return re.findall(r'<h3 class="search-hit__title"><a href="([^"]+)"', response.content.decode())


@pytest.mark.parametrize("code", CODES)
def test_form_is_shown_with_help_in_each_language(client, code):
    make_home()

    response = client.get(f"/{code}/search/")

    language = get_language(code)
    text = response.content.decode()
    assert response.status_code == 200
    assert f'lang="{language.html_lang}" dir="{language.direction}"' in text
    assert '<meta name="robots" content="noindex">' in text
    assert 'id="search-help-title"' in text
    assert "search-answer" not in text


def test_answer_is_kept_by_nobody_and_sets_no_cookie(client):
    make_home()

    response = client.get("/sv/search/?q=barn")

    assert response.headers["Cache-Control"] == "no-store, private"
    assert not response.cookies


def test_hits_are_listed_with_kind_trail_snippet_and_date(client):
    parent = make_page("Vägledning", slug="guidance")
    page = make_page("Rutin", "När ett barn försvinner.", parent=parent, slug="routine")
    SearchDocument.objects.filter(page_id=page.pk).update(updated_on="2026-03-21")

    text = client.get("/sv/search/?q=barn").content.decode()

    assert '<a href="/sv/guidance/routine/" dir="auto">Rutin</a>' in text
    assert '<p class="search-hit__kind">Sida</p>' in text
    assert '<p class="search-hit__trail"><bdi>Vägledning</bdi></p>' in text
    assert "När ett <mark>barn</mark> försvinner." in text
    assert '<time datetime="2026-03-21">21 mars 2026</time>' in text
    assert "1 sida hittades" in text


def test_dari_answer_has_dari_digits_and_direction(client):
    make_page("سرپرست", "سرپرست قانونی", code="fa-af")

    text = client.get("/fa-af/search/", {"q": "سرپرست"}).content.decode()

    assert 'dir="rtl"' in text
    assert "۱ صفحه پیدا شد" in text


def test_only_get_and_head_are_answered(client):
    assert client.post("/sv/search/", {"q": "barn"}).status_code == 405
    assert client.head("/sv/search/?q=barn").status_code == 200


def test_facets_are_checkboxes_of_the_same_form_with_counts(client):
    page = make_page("Rutin om skola")
    Topic.objects.create(title="Skola", slug="school", locale=locale("sv"), live=True)
    SearchFacet.objects.create(document=SearchDocument.objects.get(page_id=page.pk), group="topic", value="school")
    make_page("Rutin om annat")

    both, one = client.get("/sv/search/?q=rutin"), client.get("/sv/search/?q=rutin&topic=school")

    assert 'name="topic" value="school">' in both.content.decode()
    assert "<bdi>Skola</bdi> (1)" in both.content.decode()
    assert 'name="topic" value="school" checked>' in one.content.decode()
    assert (len(found(both)), len(found(one))) == (2, 1)


def test_pages_of_the_list_take_any_digits_and_keep_the_query(client):
    for number in range(12):
        make_page(f"Rutin {number}")

    first, second = client.get("/sv/search/?q=rutin"), client.get("/sv/search/", {"q": "rutin", "page": "۲"})

    assert 'href="?q=rutin&amp;page=2"' in first.content.decode()
    assert len(found(second)) == 2


def test_nothing_found_offers_words_topics_and_help(client):
    page = make_page("Konvention")
    Topic.objects.create(title="Skola", slug="school", locale=locale("sv"), live=True)
    SearchFacet.objects.create(document=SearchDocument.objects.get(page_id=page.pk), group="topic", value="school")

    text = client.get("/sv/search/?q=konvension").content.decode()

    assert 'href="/sv/search/?q=konvention"' in text
    assert 'href="/sv/search/?topic=school"' in text
    assert 'id="search-help-title"' in text


def test_hits_in_other_languages_are_linked(client):
    make_page("Guardian", code="en")

    text = client.get("/sv/search/?q=guardian").content.decode()

    assert '<a href="/en/search/?q=guardian" hreflang="en"><bdi lang="en" dir="ltr">English</bdi> (1)</a>' in text


def test_restricted_page_is_shown_only_to_those_who_may_read_it(client):
    closed = make_page("Hemlig rutin", "polis")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    member = get_user_model().objects.create_user("member")

    anonymous = client.get("/sv/search/?q=polis")
    client.force_login(member)
    signed_in = client.get("/sv/search/?q=polis")

    assert found(anonymous) == []
    assert "Hemlig" not in anonymous.content.decode()
    assert found(signed_in) == [f"/sv/{closed.slug}/"]


def test_password_protected_page_is_shown_to_nobody(client):
    closed = make_page("Hemlig rutin", "polis")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.PASSWORD, password="x")
    client.force_login(get_user_model().objects.create_user("member"))

    assert found(client.get("/sv/search/?q=polis")) == []


def test_typed_text_is_escaped(client):
    make_home()

    text = client.get("/sv/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in text


HOSTILE = ['barn"', "-barn", "   ", "\x00", '"god man', "۱۱۲", "%00", "x" * 20_000]
WORDS = st.one_of(st.text(max_size=60), st.sampled_from(HOSTILE))
NAMES = st.sampled_from(["q", "topic", "audience", "type", "page", "county", "older"])
PARAMETERS = st.dictionaries(NAMES, st.lists(WORDS, max_size=3), max_size=5)


def fuzz(parameters, code) -> None:
    response = Client(raise_request_exception=False).get(f"/{code}/search/", parameters)

    assert response.status_code == 200


@given(parameters=PARAMETERS, code=st.sampled_from(CODES))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_query_string_is_answered(db, parameters, code):
    fuzz(parameters, code)


@pytest.mark.slow
def test_any_query_string_is_answered_at_length(db):
    make_page("Rutin för barn", "text")
    examples = int(os.environ.get("SAMVERKA_SLOW_EXAMPLES", "5000"))
    at_length = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))

    at_length(given(parameters=PARAMETERS, code=st.sampled_from(CODES))(fuzz))()


@pytest.mark.parametrize(
    "query", ["q=%00", "q=%ff%fe", "q=%22", "page=-1", "page=9999999999999999999999", "topic=%00", "q=" + "a+" * 9_000]
)
def test_raw_query_string_is_answered(client, query):
    make_page("Rutin")

    assert client.get(f"/sv/search/?{query}").status_code == 200
