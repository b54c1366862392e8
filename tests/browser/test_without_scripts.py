"""Nothing that a reader needs asks for scripts."""

import pytest

from tests.browser.public_pages import KINDS, LANGUAGES, PublicPages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_has_its_heading_and_text_without_scripts(open_page, public_pages: PublicPages, language):
    page = open_page(scripts=False)
    without = []

    for kind in KINDS:
        page.goto(public_pages.one(kind, language))
        if page.locator("main h1").count() != 1 or len(page.inner_text("main")) < 40:
            without.append(kind)

    assert without == []
    assert page.watch.errors == [] or all("404" in error for error in page.watch.errors)


def test_search_and_filters_work_without_scripts(open_page):
    page = open_page(scripts=False)
    page.goto("/sv/")
    page.fill("#search-query", "checklista")
    page.click(".search-form button")
    found = page.locator(".search-hit").count()

    page.goto("/sv/calendar/")
    page.select_option("#filter-kind", index=1)
    page.click(".calendar-filter button")

    assert found > 0
    assert "kind=" in page.url
