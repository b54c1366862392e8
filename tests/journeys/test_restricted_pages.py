"""A restricted page's title and address stand nowhere in public: each surface shows them before, none after (G17)."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms import hooks
from tests.factories.cms import make_home, make_standard_page
from tests.factories.events import make_occasion, make_pages
from tests.factories.knowledgebank import (
    make_collection,
    make_guidance,
    make_knowledge_index,
    make_news,
    make_news_index,
)

pytestmark = pytest.mark.django_db

SECRET = "Lunnevi"  # in titles alone; the addresses of these pages begin with it too
WORD = "tolkstöd"  # in the texts, to search for


@pytest.fixture
def restricted_pages() -> list[Page]:
    return [
        make_standard_page(f"{SECRET} i menyn", slug="lunnevi-menu", show_in_menus=True),
        make_guidance(title=f"{SECRET} i banken", slug="lunnevi-work", summary=f"Om {WORD}."),
        make_news(title=f"{SECRET} i nyheterna", slug="lunnevi-news"),
        make_pages({"sv": f"{SECRET} i kalendern"}),
    ]


@pytest.fixture
def surfaces(restricted_pages) -> dict[str, str]:
    """Every public list, feed, file and text that could name them: name -> address."""
    section, work, _news, event = restricted_pages
    tomorrow = timezone.now() + timedelta(days=1)
    occasion = make_occasion(page=event, days=[(tomorrow, tomorrow + timedelta(hours=2))], now=timezone.now())
    home = make_home()
    listed = [("listing", {"page": index, "title": "Senaste", "limit": 3, "more": ""}) for index in indexes(event)]
    home.body, home.intro = listed, "Välkommen."
    home.save_revision().publish()
    linking = make_standard_page("Länkar", body=[("page_link", section)])
    referring = make_guidance(title="Läs mer", body=[("work", {"page": work, "sentence": ""})])
    return {
        "menu": "/sv/offline/",
        "start page": home.url,
        "link in a text": linking.url,
        "reference in a work": referring.url,
        "collection": make_collection(work, title="Samling").url,
        "knowledge bank": make_knowledge_index().url,
        "news": make_news_index().url,
        "news feed": "/sv/news/feed.atom",
        "search": f"/sv/search/?q={WORD}",
        "calendar": "/sv/calendar/",
        "calendar feed": "/sv/calendar/all.ics",
        "calendar as Atom": "/sv/calendar/feed.atom",
        "calendar as JSON": "/sv/calendar/feed.json",
        "calendar file": f"/sv/calendar/{occasion.code}.ics",
        "registration form": f"/sv/events/{occasion.code}/register/",
        "site map": "/sitemap.xml",
    }


def indexes(event: Page) -> list[Page]:
    return [make_knowledge_index(), make_news_index(), event.get_parent()]


def showing(surfaces: dict[str, str]) -> set[str]:
    """Return the names of the surfaces that show the secret to an anonymous reader, and of hooks that name it."""
    found = {name for name, url in surfaces.items() if SECRET.lower() in Client().get(url).content.decode().lower()}
    kept = [url for answer in hooks.ask_strictly(hooks.OFFLINE_URLS, "sv") for url in answer.urls]
    return found | ({"offline packs"} if any(SECRET.lower() in url for url in kept) else set())


@pytest.mark.parametrize("kind", [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS])
def test_every_public_surface_names_an_open_page_and_none_a_restricted_one(surfaces, restricted_pages, kind):
    before = showing(surfaces)

    for page in restricted_pages:
        made = PageViewRestriction.objects.create(page=page.page_ptr, restriction_type=kind, password="lösen")
        made.groups.set([Group.objects.get_or_create(name="Handläggare")[0]])

    assert before == {*surfaces, "offline packs"}
    assert showing(surfaces) == set()


def test_pages_behind_the_same_restriction_still_link_to_each_other(client, django_user_model):
    section = make_standard_page("Avdelning")
    target = make_standard_page(SECRET, parent=section)
    linking = make_standard_page("Länkar", parent=section, body=[("page_link", target)])
    PageViewRestriction.objects.create(page=section.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    client.force_login(django_user_model.objects.create_user("member"))

    assert f'href="{target.url}"' in client.get(linking.url).content.decode()
