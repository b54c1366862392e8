"""A reader leaves nothing and is told to nobody: no cookie, no other host, no violated policy, little to fetch."""

import pytest

from tests.browser.public_pages import FORMS, KINDS, LANGUAGES, PublicPages

MOST_REQUESTS, MOST_BYTES, MOST_BYTES_DARI = 6, 25_000, 75_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_every_kind_of_page_sets_no_cookie_and_asks_no_other_host(open_page, public_pages, language):
    page = open_page()
    expected = {f"404 {page.watch.base_url}{public_pages.one('not found', language)}"}

    for kind in KINDS:
        if kind not in FORMS:
            page.goto(public_pages.one(kind, language), wait_until="networkidle")

    assert page.context.cookies() == []
    assert page.watch.foreign == []
    assert set(page.watch.failed) == expected
    assert [error for error in page.watch.errors if "404" not in error] == []


@pytest.mark.parametrize(("language", "most_bytes"), [("sv", MOST_BYTES), ("fa-af", MOST_BYTES_DARI)])
def test_page_weighs_little(open_page, public_pages: PublicPages, language, most_bytes):
    page = open_page(service_workers="block")
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda request: sizes.__setitem__(request.url, request.sizes()["responseBodySize"]),
    )

    page.goto(public_pages.one("knowledgebank.GuidancePage", language), wait_until="networkidle")

    assert len([url for url in sizes if "/images/" not in url]) <= MOST_REQUESTS + (2 if language == "fa-af" else 0)
    assert sum(size for url, size in sizes.items() if "/images/" not in url) <= most_bytes


def test_swedish_page_loads_no_dari_font(open_page):
    page = open_page(service_workers="block")

    page.goto("/sv/", wait_until="networkidle")

    assert [url for url in page.watch.requests if "vazirmatn" in url] == []


def test_dari_page_is_set_in_vazirmatn(open_page):
    page = open_page(service_workers="block")

    page.goto("/fa-af/", wait_until="networkidle")

    assert page.evaluate("document.fonts.check('16px \"Vazirmatn Variable\"', 'د')") is True
    assert [url for url in page.watch.requests if url.endswith(".woff2")] != []
