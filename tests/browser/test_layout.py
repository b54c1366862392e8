"""Nothing runs out of the screen at 320 px (which is 1280 px at 400 % zoom), in any language."""

import pytest

from tests.browser.public_pages import KINDS, LANGUAGES, PublicPages

WIDEST_ELEMENTS = """
() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().width > window.innerWidth + 1)
  .filter((element) => !element.closest(".table-scroll"))
  .map((element) => element.tagName + "." + element.className)
"""
SIDEWAYS = "document.scrollingElement.scrollWidth - window.innerWidth"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_public_page_scrolls_sideways_at_320_px(open_page, public_pages: PublicPages, language):
    page = open_page(width=320, height=640)
    found = []

    for kind in KINDS:
        page.goto(public_pages.one(kind, language))
        if page.evaluate(SIDEWAYS) > 0:
            found.append((kind, page.evaluate(WIDEST_ELEMENTS)[:5]))

    assert found == []


def test_long_swedish_word_in_a_heading_stays_on_the_screen(open_page):
    page = open_page(width=320, height=640)
    page.goto("/sv/")

    page.locator("h1").evaluate("(heading) => { heading.textContent = 'Överförmyndarnämndsordförandekonferensen' }")

    assert page.evaluate(SIDEWAYS) <= 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_may_be_twice_as_large(open_page, public_pages: PublicPages, language):
    page = open_page(width=640, height=800)
    found = []

    for kind in KINDS:
        page.goto(public_pages.one(kind, language))
        page.locator("html").evaluate("(root) => { root.style.fontSize = '200%' }")
        if page.evaluate(SIDEWAYS) > 0:
            found.append((kind, page.evaluate(WIDEST_ELEMENTS)[:5]))

    assert found == []


def test_direction_and_language_stand_on_the_root_in_every_language(page):
    seen = {}

    for language in LANGUAGES:
        page.goto(f"/{language}/")
        seen[language] = (page.get_attribute("html", "lang"), page.get_attribute("html", "dir"))

    assert seen == {"sv": ("sv", "ltr"), "en": ("en", "ltr"), "fa-af": ("fa-AF", "rtl")}
