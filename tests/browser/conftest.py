"""Fixtures of the browser tests: one served site and one Chromium for all of them, a fresh context for each.

Everything here is marked ``browser``; a worker that gets some has its own site (``tests/sharing_out.py``). Skipped by
name without Chromium.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.public_pages import PublicPages, find_public_pages
from tests.browser.served_site import Line, ServedSite, served
from tests.browser.watching import Watch

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PASSWORD = "samverka-demo-2026"
HERE = Path(__file__).resolve().parent


def chromium_path() -> str | None:
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = pytest.mark.skip(reason="no Chromium found (set CHROMIUM or install it)")
    for item in items:
        if HERE not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        if chromium_path() is None:
            item.add_marker(missing)


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedSite]:
    """The served site with demo content, shared: a test that changes it says so by using names of its own."""
    with served(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture(scope="package")
def site_url(site: ServedSite) -> str:
    """The site's address, such as ``http://127.0.0.1:43210``, without a slash at the end."""
    return site.url


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser. Playwright's loop must not outlive this package: Django refuses queries beside a running loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, site_url: str) -> Iterator[Callable[..., Page]]:
    """A function that opens a fresh window (a context of its own): ``open_page(width=320, dark=True, scripts=True)``.

    Addresses may be written from the root: ``page.goto("/sv/")``. ``page.watch`` holds what went wrong in it.
    """
    contexts = []

    def opened(
        *, width: int = 1280, height: int = 900, dark: bool = False, scripts: bool = True, base_url: str = "", **options
    ) -> Page:
        context = chromium.new_context(
            base_url=base_url or site_url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            **options,
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.watch = Watch(page, base_url or site_url)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """A fresh window, 1280 wide, light."""
    return open_page()


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    """A function that signs a demo user in: ``sign_in(page, "editor")``; the page then shows the editor's start."""

    def signed_in(page: Page, username: str) -> None:
        page.goto("/admin/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/admin/")

    return signed_in


@pytest.fixture
def line(site: ServedSite) -> Iterator[Line]:
    """A way to the site that a test can cut: the browser then has no network, for real."""
    way = Line(site.port)
    way.connect()
    yield way
    way.cut()


@pytest.fixture(scope="package")
def public_pages(site: ServedSite) -> PublicPages:
    """Which public pages there are: ``public_pages.one("events.EventPage", "sv")`` is an address."""
    return find_public_pages(site)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page, list[str]], list[str]]:
    """A function that runs axe-core in a page and returns one line for each violated rule and element."""
    source = HERE / "node_modules" / "axe-core" / "axe.min.js"
    if not source.is_file():
        pytest.skip("axe-core: run npm ci in tests/browser")
    script = source.read_text(encoding="utf-8")

    def violations(page: Page, rules: list[str]) -> list[str]:
        page.evaluate(script)
        found = page.evaluate("(tags) => axe.run({ runOnly: { type: 'tag', values: tags } })", rules)
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return violations


@pytest.fixture(scope="package")
def mails(site: ServedSite) -> Callable[[], list[bytes]]:
    """A function that returns the mails written so far, as bytes, oldest first."""

    def written() -> list[bytes]:
        return [path.read_bytes() for path in sorted((site.data / "mail").glob("[!.]*.eml"))]

    return written
