"""The Nu HTML Checker finds no error on any public page, in any language."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.public_pages import LANGUAGES, PublicPages
from tests.browser.served_site import ServedSite

CHECKER = Path(__file__).resolve().parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.mark.skipif(shutil.which("java") is None, reason="Nu HTML Checker: no Java found")
@pytest.mark.skipif(not CHECKER.is_file(), reason="Nu HTML Checker: run npm ci in tests/browser")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_page_is_valid_html(site: ServedSite, public_pages: PublicPages, tmp_path, language):
    files = {}
    for number, path in enumerate([*public_pages.all(language), public_pages.one("registration", language)]):
        status, text = site.fetch(path)
        assert status == (404 if "no-such-page" in path else 200), path
        file = tmp_path / f"{number}.html"
        file.write_text(text, encoding="utf-8")
        files[file.name] = path

    done = subprocess.run(
        ["java", "-jar", str(CHECKER), "--format", "json", "--stdout", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )

    messages = [
        f"{files[Path(message['url']).name]}:{message.get('lastLine')} {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] == "error" or message.get("subType") == "warning"
    ]
    assert messages == []
