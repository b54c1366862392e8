"""Sending a page to review while Wagtail is saving it by itself: on a slow line the two used to collide."""

import re
import secrets

SLOW_ANSWERS = """
const send = window.fetch;
window.fetch = async (address, options = {}) => {
  const answer = await send(address, options);
  if ((options.method || "").toLowerCase() === "post" && /\\/(add|edit)\\//.test(String(address))) {
    document.documentElement.dataset.saved = "on the server";
    await new Promise((resolve) => setTimeout(resolve, 4000));
  }
  return answer;
};
"""

WATCHED_AFTER_MS = 2500  # Wagtail begins to look for changes two seconds after the form has opened


def test_sending_to_review_when_the_page_is_being_saved_then_waits_for_it_and_makes_one_page(open_page, sign_in):
    page = open_page(width=1600, height=1000)
    page.context.add_init_script(SLOW_ANSWERS)
    sign_in(page, "editor")
    page.goto("/admin/pages/")
    row = page.locator("main table tr", has_text=re.compile(r"^\s*Nyheter\b"))
    row.locator("a[href*='/admin/pages/']").last.click()
    page.click("a[href*='/add_subpage/']")
    page.wait_for_url("**/add/knowledgebank/newspage/**")
    page.wait_for_timeout(WATCHED_AFTER_MS)
    title = f"Skriven på långsam linje {secrets.token_hex(4)}"
    page.fill("#id_title", title)
    page.fill("#id_summary", "Sparas medan den skickas.")
    page.click("[role=tab]:has-text('Hittas genom')")
    page.select_option("#id_responsible_organization", label="Länsstyrelsen i Örebro län")
    page.fill("#id_contact_function", "Länssamordnare")
    page.wait_for_selector("html[data-saved]", state="attached")

    page.locator("footer .w-dropdown__toggle").last.click()
    page.click("[name=action-submit]")

    page.wait_for_selector(".messages .success")
    page.goto("/admin/pages/search/?q=" + title.replace(" ", "+"))
    assert page.locator("main table tbody tr", has_text=title).count() == 1
