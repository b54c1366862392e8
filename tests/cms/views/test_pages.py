"""Pages of the tree are found in few queries, and answered as Wagtail answers."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail import hooks
from wagtail.models import PageViewRestriction
from wagtail.url_routing import RouteResult

from cms.models import StandardPage
from cms.views import pages as page_views
from tests.factories.cms import make_home, make_standard_page, make_translated_page
from tests.query_counts import make_restricted_section, query_count

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """Two sections with a page of the same slug, a draft above a live page, and a section behind a sign-in."""
    section, other = make_standard_page("Avdelning"), make_standard_page("Annan")
    for parent in (section, other):
        make_standard_page("Lika", slug="lika", parent=parent, intro=f"Under {parent.title}.")
    draft = make_standard_page("Utkast")
    make_standard_page("Under utkast", parent=draft)
    draft.unpublish()
    make_standard_page("Hemligt", parent=make_restricted_section())


ADDRESSES = {
    "": 200,
    "avdelning/": 200,
    "avdelning/lika/": 200,
    "annan/lika/": 200,
    "utkast/": 404,
    "utkast/under-utkast/": 200,  # Wagtail asks only whether the page itself is live
    "lika/": 404,
    "avdelning/finns-inte/": 404,
    "avdelning/avdelning/": 404,
    "finns-inte/lika/": 404,
    "internt/": 302,
    "internt/hemligt/": 302,
    "/".join(["lika"] * 40) + "/": 404,
}


def answers() -> dict[str, tuple[int, str]]:
    found = {}
    for address in ADDRESSES:
        response = Client().get(f"/sv/{address}")
        found[address] = (response.status_code, response.text.partition("<main")[2])
    return found


@pytest.mark.usefixtures("tree")
def test_every_address_is_answered_as_wagtail_does(monkeypatch):
    ours = answers()
    monkeypatch.setattr(page_views, "routed_page", lambda request, path: None)
    wagtails = answers()

    assert {address: status for address, (status, _words) in ours.items()} == ADDRESSES
    assert ours == wagtails
    assert "Under Avdelning." in ours["avdelning/lika/"][1]
    assert "Under Annan." in ours["annan/lika/"][1]


@pytest.mark.parametrize("levels", [1, 2, 3, 4])
@pytest.mark.parametrize("restricted", [False, True])
def test_page_costs_five_queries_at_any_depth(levels, restricted):
    page = make_home()
    for level in range(levels):
        page = make_standard_page(f"Nivå {level}", parent=page)
    if restricted:
        make_restricted_section()

    assert query_count(Client(), page.url) == 5  # site, frame, page, restrictions, settings


def test_translation_costs_what_its_source_does(django_capture_on_commit_callbacks):
    pages = make_translated_page(django_capture_on_commit_callbacks)
    make_restricted_section()

    assert {code: query_count(Client(), page.url) for code, page in pages.items()} == {"sv": 5, "en": 5, "fa-af": 5}


def test_restriction_above_a_page_closes_it_until_it_is_lifted():
    section = make_standard_page("Avdelning")
    page = make_standard_page("Under", parent=section)
    restriction = PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)

    closed = Client().get(page.url)
    restriction.delete()
    opened = Client().get(page.url)

    assert (closed.status_code, opened.status_code) == (302, 200)
    assert "no-store" in closed.headers["Cache-Control"]


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD])
def test_alias_is_closed_with_its_source(kind):
    page = make_standard_page("Förlaga", intro="Bara för några.")
    alias = page.create_alias(update_slug="alias")
    page.refresh_from_db()
    before = Client().get(alias.url)
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")

    after = Client().get(alias.url)

    assert "Bara för några." in before.text
    assert "Bara för några." not in after.text


def test_page_type_with_a_route_of_its_own_keeps_it(monkeypatch):
    page = make_standard_page("Avdelning")
    child = make_standard_page("Under", parent=page)

    before = Client().get(child.url)
    monkeypatch.setattr(StandardPage, "route", lambda self, request, path_components: RouteResult(self))
    after = Client().get(child.url)

    assert [title in before.text for title in ("Under – Samverka", "Avdelning – Samverka")] == [True, False]
    assert [title in after.text for title in ("Under – Samverka", "Avdelning – Samverka")] == [False, True]


def test_hooks_are_called_with_the_page_itself():
    page = make_standard_page("Avdelning")
    seen = []

    def answer(found, request, *args):
        seen.append(found)
        return HttpResponse("Av en krok.")

    with hooks.register_temporarily("before_serve_page", answer):
        response = Client().get(page.url)

    assert response.text == "Av en krok."
    assert seen == [page]
    assert type(seen[0]) is StandardPage


def test_wagtails_other_addresses_stand():
    page = make_standard_page("Avdelning")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="password", password="öppna")

    form = Client().get(page.url)
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
    answer = Client().post(address, {"password": "öppna", "return_url": page.url})

    assert address in form.text
    assert (answer.status_code, answer.headers["Location"]) == (302, page.url)
