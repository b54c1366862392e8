"""The worker, the offline page and the web manifest as they are answered."""

import pytest

pytestmark = pytest.mark.django_db


def test_worker_is_always_asked_for_anew_and_answers_304_when_unchanged(client):
    first = client.get("/sw.js")
    again = client.get("/sw.js", headers={"If-None-Match": first["ETag"]})

    assert first.status_code == 200
    assert first["Content-Type"] == "text/javascript; charset=utf-8"
    assert first["Cache-Control"] == "no-cache"
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("language", "lang", "direction", "words"),
    [
        ("sv", "sv", "ltr", "Du har inget nät just nu"),
        ("en", "en", "ltr", "You have no network right now"),
        ("fa-af", "fa-AF", "rtl", "شما حالا انترنت ندارید"),
    ],
)
def test_offline_page_is_public_in_the_language_of_its_address(client, language, lang, direction, words):
    response = client.get(f"/{language}/offline/")

    page = response.content.decode()
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.cookies
    assert f'<html lang="{lang}" dir="{direction}">' in page
    assert words in page


def test_offline_page_is_not_stored_among_the_pages(client):
    assert "X-Offline" not in client.get("/sv/offline/")


def test_manifest_is_in_the_language_of_its_address(client):
    manifest = client.get("/fa-af/manifest.webmanifest")

    described = manifest.json()
    assert manifest["Content-Type"] == "application/manifest+json"
    assert (described["lang"], described["dir"], described["start_url"]) == ("fa-AF", "rtl", "/fa-af/")
    assert {icon["purpose"] for icon in described["icons"]} == {"any", "maskable"}


def test_only_reading_is_allowed(client):
    assert client.post("/sw.js").status_code == 405
