"""Writing and sending while Wagtail is saving the page by itself: on a slow line they used to collide."""

import re
import secrets
import time

import pytest

SLOW_ANSWERS = """
const send = window.fetch;
window.fetch = async (address, options = {}) => {
  const answer = await send(address, options);
  if ((options.method || "").toLowerCase() === "post" && /\\/(add\\/\\w+\\/\\w+\\/\\d+|edit)\\/$/.test(address)) {
    document.documentElement.dataset.saved = "on the server";
    await new Promise((resolve) => setTimeout(resolve, 4000));
    if (window.changeBeforeTheAnswer) window.changeBeforeTheAnswer();
  }
  return answer;
};
"""

WATCHED_AFTER_MS = 2500  # Wagtail begins to look for changes two seconds after the form has opened

CHANGE_AT_THE_LAST_MOMENT = """
window.changeBeforeTheAnswer = () => {
  if (window.changed) return;
  document.querySelector("#id_summary").value = "Skriven sent.";
  window.changed = true;
};
null;
"""


@pytest.fixture
def news_form(open_page, sign_in):
    """The form of a new news page on a line where each automatic save takes four seconds; watched for changes."""
    page = open_page(width=1600, height=1000)
    page.context.add_init_script(SLOW_ANSWERS)
    sign_in(page, "editor")
    page.goto("/admin/pages/")
    row = page.locator("main table tr", has_text=re.compile(r"^\s*Nyheter\b"))
    row.locator("a[href*='/admin/pages/']").last.click()
    page.click("a[href*='/add_subpage/']")
    page.wait_for_url("**/add/knowledgebank/newspage/**")
    page.wait_for_timeout(WATCHED_AFTER_MS)
    return page


def fill_in(page, *, title: str, summary: str) -> None:
    page.fill("#id_title", title)
    page.fill("#id_summary", summary)
    page.click("[role=tab]:has-text('Hittas genom')")
    page.select_option("#id_responsible_organization", label="Länsstyrelsen i Örebro län")
    page.fill("#id_contact_function", "Länssamordnare")


def wait_until_at_rest(page) -> None:
    """Wait until the form has been saved, and for two seconds has not begun to be saved again."""
    page.wait_for_function(
        """() => {
          const saved = document.querySelector("#w-autosave-indicator").dataset.wAutosaveStateValue === "saved";
          window.savedSince = saved ? (window.savedSince ?? performance.now()) : null;
          return saved && performance.now() - window.savedSince > 2000;
        }"""
    )


def test_a_change_when_made_as_a_save_ends_then_is_saved_next(news_form):
    page = news_form
    fill_in(page, title=f"Skriven på långsam linje {secrets.token_hex(4)}", summary="Skriven först.")
    wait_until_at_rest(page)

    page.evaluate(CHANGE_AT_THE_LAST_MOMENT)
    page.locator("[role=tab]").first.click()
    page.fill("#id_summary", "Skriven tidigt.")
    page.wait_for_function("() => window.changed")

    edit, until = page.url, time.monotonic() + 60
    while (found := "Skriven sent." in page.request.get(edit).text()) is False and time.monotonic() < until:
        page.wait_for_timeout(500)
    assert found


def test_sending_to_review_when_the_page_is_being_saved_then_waits_for_it_and_makes_one_page(news_form):
    page = news_form
    title = f"Skriven på långsam linje {secrets.token_hex(4)}"
    fill_in(page, title=title, summary="Sparas medan den skickas.")
    page.wait_for_selector("html[data-saved]", state="attached")

    page.locator("footer .w-dropdown__toggle").last.click()
    page.click("[name=action-submit]")

    page.wait_for_selector(".messages .success")
    page.goto("/admin/pages/search/?q=" + title.replace(" ", "+"))
    assert page.locator("main table tbody tr", has_text=title).count() == 1
