"""The main ways through the site by keyboard alone, and the order in which things are met."""

FOCUSED = """
() => {
  const at = document.activeElement;
  const name = at.textContent || at.getAttribute("aria-label") || at.id || "";
  return name.trim().replace(/\\s+/g, " ");
}
"""
OUTLINED = """
() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== "none" || style.boxShadow !== "none";
}
"""


def press_tab(page, times: int = 1) -> str:
    for _ in range(times):
        page.keyboard.press("Tab")
    return page.evaluate(FOCUSED)


def test_first_tab_offers_the_content_and_leads_there(page):
    page.goto("/sv/")

    assert press_tab(page) == "Hoppa till innehållet"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_order_is_skip_link_wordmark_languages_search_menu_content(page):
    page.goto("/sv/")

    met = [press_tab(page) for _ in range(6)]

    assert met == ["Hoppa till innehållet", "Samverka", "Svenska", "English", "دری", "Sök"]


def test_order_in_dari_is_the_same(page):
    page.goto("/fa-af/")

    met = [press_tab(page) for _ in range(6)]

    assert met == ["رفتن به محتوا", "Samverka", "Svenska", "English", "دری", "جستجو"]


def test_everything_focused_on_the_way_is_visibly_marked(page):
    page.goto("/sv/")

    unmarked = [name for _ in range(25) if (name := press_tab(page)) and not page.evaluate(OUTLINED)]

    assert unmarked == []


def test_search_from_the_start_page_by_keyboard(page):
    page.goto("/sv/")
    page.focus("#search-query")

    page.keyboard.type("barn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sv/search/?q=barn")

    assert page.locator("main h1").count() == 1


def test_language_is_changed_by_keyboard_and_stays_on_the_page(page, public_pages):
    page.goto(public_pages.one("knowledgebank.GuidancePage", "sv"))
    page.focus(".languages a[lang=en]")

    page.keyboard.press("Enter")
    page.wait_for_url("**/en/**")

    assert page.url.endswith(public_pages.one("knowledgebank.GuidancePage", "en"))
    assert page.get_attribute("html", "lang") == "en"
