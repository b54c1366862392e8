"""What a device may keep, and the worker with our addresses in it."""

import json
import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from cms.domain import offline

BUILT = "precache(self.__WB_MANIFEST);const site=self.__SITE;"


def answer(**headers: str) -> HttpResponse:
    return HttpResponse("", headers={"Cache-Control": "public, max-age=60", "Content-Type": "text/html"} | headers)


def asked(path: str = "/sv/", method: str = "get"):
    return getattr(RequestFactory(), method)(path)


def test_public_page_may_be_kept():
    assert offline.may_be_kept(asked(), answer()) is True


@pytest.mark.parametrize(
    "headers", [{"Cache-Control": "no-store, private"}, {"Content-Type": "application/pdf"}, {"Cache-Control": ""}]
)
def test_page_that_is_not_public_html_may_not_be_kept(headers):
    assert offline.may_be_kept(asked(), answer(**headers)) is False


def test_answer_with_a_cookie_may_not_be_kept():
    response = answer()
    response.set_cookie("csrf", "x")

    assert offline.may_be_kept(asked(), response) is False


def test_answer_to_a_post_and_an_error_may_not_be_kept():
    failed = answer()
    failed.status_code = 404

    assert offline.may_be_kept(asked(method="post"), answer()) is False
    assert offline.may_be_kept(asked(), failed) is False


@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
@pytest.mark.parametrize("path", ["events/ab12cd34/register/", "my/", "my/cancel/", "link/secret-token/"])
def test_forms_and_personal_links_are_private_paths(language, path):
    assert any(re.search(regex, f"/{language}/{path}") for regex in offline.private_paths())


@pytest.mark.parametrize(
    "path", ["/sv/", "/fa-af/knowledge/checklist/", "/en/offline/", "/sv/search/", "/sv/networks/"]
)
def test_pages_search_and_offline_page_are_no_private_paths(path):
    assert [regex for regex in offline.private_paths() if re.search(regex, path)] == []


def test_private_paths_are_written_for_scripts():
    assert [regex for regex in offline.private_paths() if "(?P<" in regex or r"\Z" in regex or r"\A" in regex] == []


@pytest.mark.django_db
def test_worker_gets_the_files_and_addresses_in_place_of_its_literals(monkeypatch):
    monkeypatch.setattr(offline, "_built_worker", lambda: BUILT)

    source = offline.worker_source()

    files, site = re.fullmatch(r"precache\((.*)\);const site=(.*);", source).groups()
    assert [file["url"] for file in json.loads(files)][-3:] == ["/sv/offline/", "/en/offline/", "/fa-af/offline/"]
    assert json.loads(site)["startPages"] == ["/sv/", "/en/", "/fa-af/"]


@pytest.mark.django_db
def test_revisions_of_the_offline_pages_differ_by_language_and_stay(monkeypatch):
    first = {file["url"]: file["revision"] for file in offline.shell_files() if "offline" in file["url"]}
    again = {file["url"]: file["revision"] for file in offline.shell_files() if "offline" in file["url"]}

    assert first == again
    assert len(set(first.values())) == 3


def test_worker_removes_itself_when_not_built(monkeypatch):
    monkeypatch.setattr(offline, "_built_worker", lambda: "")

    assert offline.worker_source() == offline.REMOVES_ITSELF


def test_worker_removes_itself_when_switched_off(monkeypatch, settings):
    settings.OFFLINE = False
    monkeypatch.setattr(offline, "_built_worker", lambda: BUILT)

    assert "unregister" in offline.worker_source()
