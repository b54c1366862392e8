"""Make pictures of every mail in every language, to be looked at: ``python -m tests.browser.mail_pictures FOLDER``.

Each at 320 px in the light scheme and at 1280 px in the dark one.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS, chromium_path

SHAPES = {320: "light", 1280: "dark"}


def main(folder: Path) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # app ready

    django.setup()
    from tests.events.test_mails import KINDS, TITLES, mail_of  # app ready

    pages = {(kind, code): mail_of(kind, code).html for kind in KINDS for code in TITLES}
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
        for width, scheme in SHAPES.items():
            page = browser.new_page(viewport={"width": width, "height": 600}, color_scheme=scheme)
            for (kind, code), html in pages.items():
                page.set_content(html)
                page.screenshot(path=folder / f"{kind}-{code}-{width}.png", full_page=True)
        browser.close()
    sys.stdout.write(f"{len(SHAPES) * len(pages)} pictures in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
