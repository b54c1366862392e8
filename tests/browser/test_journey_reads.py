"""Journey 1: a person reads. Each step is a click on what the page shows; nobody types an address twice."""

import re

import pytest

from tests.browser.public_pages import LANGUAGES

HTML_LANGUAGE = {"sv": ("sv", "ltr"), "en": ("en", "ltr"), "fa-af": ("fa-AF", "rtl")}
NOT_FOUND = {"sv": "Sidan finns inte", "en": "The page was not found", "fa-af": "صفحه پیدا نشد"}
STATEMENT = {"sv": "Tillgänglighet", "en": "Accessibility", "fa-af": "دسترس‌پذیری"}
CONTACT = {"sv": "Kontakt", "en": "Contact", "fa-af": "تماس"}
SEARCHES = {"sv": "tolken", "en": "interpreter", "fa-af": "ترجمان"}
FOUND = "knowledge/working-with-interpreters/"
READERS = [*((language, True) for language in LANGUAGES), ("sv", False)]
"""Everybody reads with scripts; one language is read without them too."""

readers = pytest.mark.parametrize(
    ("language", "scripts"),
    READERS,
    ids=[f"{code}{'' if scripts else '-without-scripts'}" for code, scripts in READERS],
)


@pytest.fixture
def reader(open_page, language, scripts):
    page = open_page(scripts=scripts)
    page.goto(f"/{language}/")
    yield page
    assert page.watch.foreign == []
    assert [error for error in page.watch.errors if "404" not in error] == []


def path_of(page) -> str:
    return re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)


def spoken(page) -> tuple[str | None, str | None]:
    return page.get_attribute("html", "lang"), page.get_attribute("html", "dir")


@readers
def test_guidance_when_found_by_topic_then_it_says_who_and_when_and_stands_in_all_languages(reader, language):
    reader.click(f".site-nav a[href='/{language}/knowledge/']")
    all_works = reader.locator(".card").count()
    reader.check("#topic-health")
    reader.click(".facet-form button")
    reader.wait_for_url("**topic=health**")
    assert 0 < reader.locator(".card").count() < all_works

    reader.click(f"main a[href='/{language}/{FOUND}']")
    heading = reader.inner_text("h1")

    assert reader.locator(".prose h2").count() >= 2
    assert reader.locator(".prose .source").count() >= 1
    assert reader.inner_text("#work-contact") == CONTACT[language]
    assert reader.get_attribute(".contact a", "href").startswith("mailto:")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", reader.get_attribute(".facts time >> nth=0", "datetime"))
    headings = {heading}
    for other in [code for code in LANGUAGES if code != language]:
        reader.click(f".languages a[hreflang='{HTML_LANGUAGE[other][0]}']")
        assert path_of(reader) == f"/{other}/{FOUND}"
        assert spoken(reader) == HTML_LANGUAGE[other]
        headings.add(reader.inner_text("h1"))
    assert len(headings) == 3


@readers
def test_checklist_when_opened_from_the_knowledge_bank_then_its_points_can_be_ticked(reader, language):
    reader.click(f".site-nav a[href='/{language}/knowledge/']")
    reader.click(f"main a[href='/{language}/knowledge/checklist-for-the-guardian/']")

    box = reader.locator(".checklist__box").first
    box.check()

    assert box.is_checked()
    assert reader.locator(".checklist__item").count() >= 4
    assert reader.locator(".checklist__label").first.inner_text()


@readers
def test_news_when_listed_then_an_item_opens_and_the_feed_names_the_same_item(reader, language):
    reader.click(f".site-nav a[href='/{language}/news/']")
    assert reader.locator(".news-list__item").count() >= 6
    feed_path = reader.get_attribute(".feed-link a", "href")
    title = reader.inner_text(".news-list__title a >> nth=0")
    reader.click(".news-list__title a >> nth=0")

    feed = reader.request.get(feed_path)

    assert reader.inner_text("h1") == title
    assert feed_path == f"/{language}/news/feed.atom"
    assert feed.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert f'xml:lang="{HTML_LANGUAGE[language][0]}"' in feed.text()
    assert path_of(reader) in feed.text()


@readers
def test_calendar_when_stepped_by_month_then_an_event_of_that_month_opens(reader, language):
    reader.click(f".site-nav a[href='/{language}/calendar/']")
    reader.click(".calendar-steps a[rel=next]")
    reader.wait_for_url("**from=**")
    month = re.search(r"from=(\d{4}-\d\d)", reader.url)[1]
    assert reader.locator(".calendar-month").count() == 1
    moments = reader.locator(".calendar-item time").evaluate_all("them => them.map((one) => one.dateTime)")
    assert moments
    assert {moment[:7] for moment in moments} == {month}
    title = reader.inner_text(".calendar-item__link >> nth=0")

    reader.click(".calendar-item__link >> nth=0")

    assert reader.inner_text("h1") == title
    assert reader.get_attribute(".occasion time", "datetime") == moments[0]


@readers
def test_search_when_asked_in_the_readers_language_then_it_finds_the_page(reader, language):
    reader.fill("#search-query", SEARCHES[language])
    reader.click(".search-form button")
    reader.wait_for_url("**q=**")

    found = reader.locator(".search-hit a").evaluate_all("them => them.map((one) => one.getAttribute('href'))")

    assert path_of(reader) == f"/{language}/search/"
    assert any(path.endswith(f"/{language}/{FOUND}") for path in found)
    assert reader.input_value("#search-text") == SEARCHES[language]
    reader.click(f".search-hit a[href$='/{language}/{FOUND}']")
    assert path_of(reader) == f"/{language}/{FOUND}"


@readers
def test_accessibility_statement_when_followed_from_the_foot_then_it_leads_to_the_complaint(reader, language):
    reader.click(f".site-footer a[href='/{language}/accessibility/']")
    assert STATEMENT[language] in reader.inner_text("h1")
    assert reader.locator("main h2").count() >= 5

    reader.click("main a[href$='/accessibility/tell/']")

    assert reader.locator("main form textarea").count() == 1


@readers
def test_missing_page_when_asked_for_then_the_answer_is_404_in_that_language_with_a_way_on(reader, language):
    answer = reader.goto(f"/{language}/knowledge/no-such-page/")

    assert answer.status == 404
    assert reader.inner_text("h1") == NOT_FOUND[language]
    assert spoken(reader) == HTML_LANGUAGE[language]
    reader.click(f"main a[href='/{language}/']")
    assert path_of(reader) == f"/{language}/"
