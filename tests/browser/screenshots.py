"""Make the pictures of docs/screenshots from a served demo site (``make screenshots``).

PNG with a small palette, first screen only, so that the repository stays small.
"""

import io
import re
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS, chromium_path
from tests.browser.served_site import ROOT, ServedSite, served

GOAL = ROOT / "docs" / "screenshots"
COLOURS = 96
SHAPES = {320: 640, 1280: 860}
KNOWLEDGE = "knowledge/unaccompanied-children-who-does-what/"


def pictures(site: ServedSite) -> dict[str, str]:
    """Return what is pictured: name to path below the language. The event is one that takes registrations."""
    _, calendar = site.fetch("/sv/calendar/")
    events = re.findall(r'href="/sv/(calendar/[a-z0-9-]+/)"', calendar)
    for event in events:
        link = re.search(r'"/sv/(events/[^/"]+/register/)"', site.fetch(f"/sv/{event}")[1])
        if link:
            break
    else:
        raise RuntimeError("The demo calendar has no event that takes registrations.")
    return {
        "start": "",
        "guidance": KNOWLEDGE,
        "calendar": "calendar/",
        "event": event,
        "registration": link[1],
        "search": "search/?q=barn",
    }


def shoot(browser: Browser, site: ServedSite, *, language: str, width: int, dark: bool) -> None:
    """Make one picture of each page in one language, width and scheme."""
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": SHAPES[width]},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        service_workers="block",
    )
    page = context.new_page()
    for name, path in pictures(site).items():
        if language == "fa-af":
            path = path.replace("q=barn", "q=طفل")
        page.goto(f"/{language}/{path}", wait_until="networkidle")
        page.evaluate("document.fonts.ready")
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        image.save(GOAL / f"{name}-{language}-{width}-{'dark' if dark else 'light'}.png", optimize=True)
    context.close()


def main() -> int:
    if chromium_path() is None:
        sys.stderr.write("No Chromium found: set CHROMIUM or install it.\n")
        return 1
    GOAL.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        for language in ("sv", "fa-af"):
            for width in SHAPES:
                for dark in (False, True):
                    shoot(browser, site, language=language, width=width, dark=dark)
        browser.close()
    total = sum(path.stat().st_size for path in GOAL.glob("*.png"))
    sys.stdout.write(f"{len(list(GOAL.glob('*.png')))} pictures in {GOAL.relative_to(ROOT)}, {total // 1024} KB.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
