"""After one visit: what was read opens without a network, the rest is said honestly, nothing personal is stored.

The network is cut for real: the relay between browser and site refuses connections (``line.cut()``).
"""

import re
import secrets
import time

import pytest

from tests.browser.mail_files import wait_for_letters
from tests.browser.public_pages import LANGUAGES, PublicPages

OFFLINE_TITLES = {
    "sv": "Du har inget nät just nu",
    "en": "You have no network right now",
    "fa-af": "شما حالا انترنت ندارید",
}
KEPT_WITHIN_SECONDS = 60
WORKER_READY = "navigator.serviceWorker.ready.then((registration) => registration.active.state)"
KEPT_PATHS = """
async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
  return kept.sort();
}
"""
KEPT_TEXTS = """
async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const response of await cache.matchAll()) texts.push(await response.text());
  }
  return texts.join("\\n");
}
"""


def wait_until_kept(page, *paths: str) -> None:
    """Wait until the worker has stored pages; it does so in the background."""
    deadline = time.monotonic() + KEPT_WITHIN_SECONDS
    while missing := set(paths) - set(page.evaluate(KEPT_PATHS)):
        assert time.monotonic() < deadline, f"not kept: {sorted(missing)}"
        page.wait_for_timeout(200)


def visit(page, path: str) -> None:
    """Open a page and wait until the worker has kept it, and the start pages."""
    page.goto(path)
    page.evaluate(WORKER_READY)
    wait_until_kept(page, path, *(f"/{language}/" for language in LANGUAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_network_visited_pages_open_and_the_rest_is_said(open_page, line, public_pages: PublicPages, language):
    page = open_page(base_url=line.url)
    visited = public_pages.one("knowledgebank.GuidancePage", language)
    not_visited = public_pages.one("knowledgebank.NewsIndexPage", language)
    visit(page, visited)
    heading = page.inner_text("h1")

    line.cut()
    page.goto(visited)

    assert page.inner_text("h1") == heading
    page.reload()  # within a minute the browser's own cache answers; a reload asks the network
    page.wait_for_selector('[data-bar="bar-stored"]')
    assert page.inner_text("h1") == heading

    for start in LANGUAGES:
        page.goto(f"/{start}/")
        assert page.get_attribute("html", "lang") == {"fa-af": "fa-AF"}.get(start, start)
        assert page.inner_text("h1") != OFFLINE_TITLES[start]

    page.goto(not_visited)
    assert page.inner_text("h1") == OFFLINE_TITLES[language]
    page.wait_for_selector(f'[data-saved-pages] a[href="{visited}"]')


def test_network_that_comes_back_is_used(open_page, line, public_pages: PublicPages):
    page = open_page(base_url=line.url)
    visit(page, "/sv/")
    path = public_pages.one("knowledgebank.NewsIndexPage", "sv")
    line.cut()
    page.goto(path)
    assert page.inner_text("h1") == OFFLINE_TITLES["sv"]

    line.connect()
    page.click("main a.button")
    page.wait_for_function("title => document.querySelector('h1').innerText !== title", arg=OFFLINE_TITLES["sv"])

    assert page.url.endswith(path)


def test_form_is_left_to_the_browser_without_network(open_page, line, public_pages: PublicPages):
    page = open_page(base_url=line.url)
    form = public_pages.one("registration", "sv")
    visit(page, "/sv/")
    page.goto(form)

    line.cut()

    with pytest.raises(Exception, match="ERR_"):
        page.goto(form)


def test_nothing_personal_is_stored_after_using_forms_search_and_sign_in(
    open_page, line, public_pages: PublicPages, sign_in
):
    page = open_page(base_url=line.url)
    visit(page, "/sv/")
    page.goto(public_pages.one("registration", "sv"))
    page.goto("/sv/search/?q=hemlighetsord")
    sign_in(page, "editor")
    page.goto("/sv/")
    page.wait_for_timeout(500)

    kept = page.evaluate(KEPT_PATHS)
    texts = page.evaluate(KEPT_TEXTS)

    assert [path for path in kept if "admin" in path or "register" in path or "search" in path or "/my/" in path] == []
    assert set(kept) >= {"/sv/", "/en/", "/fa-af/", "/sv/offline/", "/en/offline/", "/fa-af/offline/"}
    for personal in ("hemlighetsord", "csrfmiddlewaretoken", "editor@"):
        assert personal not in texts


def test_personal_page_when_opened_then_nothing_of_it_is_stored(open_page, line, mails, public_pages: PublicPages):
    page = open_page(base_url=line.url)
    visit(page, "/sv/")
    address = f"utan-nat-{secrets.token_hex(3)}@example.org"
    page.goto(public_pages.one("registration", "sv"))
    page.fill("#id_name", "Hemlig Exempel")
    page.fill("#id_email", address)
    page.wait_for_timeout(3_500)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/events/receipt/**")
    page.goto(wait_for_letters(address, 1, mails)[0].path_of_link())
    page.click("main form button[type=submit]")
    page.wait_for_url("**/my/")
    assert "Hemlig Exempel" in page.inner_text("main")
    page.wait_for_timeout(500)

    kept = page.evaluate(KEPT_PATHS)
    texts = page.evaluate(KEPT_TEXTS)

    assert [path for path in kept if re.search("/(my|link|receipt|register)/", path)] == []
    assert "Hemlig" not in texts
    assert address not in texts
    line.cut()
    with pytest.raises(Exception, match="ERR_"):
        page.goto("/sv/my/")


def test_install_is_small(open_page, line):
    page = open_page(base_url=line.url)
    page.goto("/sv/")
    page.evaluate(WORKER_READY)

    sizes = page.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys()).find((name) => name.includes("shell")));
          const sizes = [];
          for (const response of await cache.matchAll()) sizes.push((await response.arrayBuffer()).byteLength);
          return sizes;
        }"""
    )

    assert 0 < len(sizes) <= 20
    assert sum(sizes) <= 300_000
