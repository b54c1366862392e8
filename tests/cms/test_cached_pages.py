"""The page cache round the whole of Django: a published page is kept, and every way of changing it is seen at once."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from cms.page_cache import GenerationReader, PageCache
from tests.factories.cms import make_standard_page

A_FULL_MINUTE = 6_000_000_000.0


@pytest.fixture
def cache(transactional_db):
    """Yield a cache that never looks again by itself: what it sees, it was told by the change."""
    reader = GenerationReader(every=3600)
    yield PageCache(WSGIHandler(), read_generation=reader, wall_clock=lambda: A_FULL_MINUTE)
    reader.close()


def get(cache, path, **changes):
    environ = RequestFactory().get(path, HTTP_HOST="localhost", **changes).environ
    environ.pop("HTTP_COOKIE", None)
    environ.update(changes)
    answer = {}

    def start_response(status, headers, exc_info=None):
        answer["status"], answer["headers"] = status, dict(headers)

    body = cache(environ, start_response)
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    return answer["status"], answer["headers"], content


def test_page_is_kept_without_a_query_and_answers_304(cache, django_assert_num_queries):
    page = make_standard_page()
    get(cache, page.url)  # the very first request makes the row of the site's settings, which is a change
    status, headers, content = get(cache, page.url)
    assert (status, headers["Cache-Control"], headers["X-Offline"]) == ("200 OK", "public, max-age=60", "1")
    assert "Set-Cookie" not in headers
    assert b"csrfmiddlewaretoken" not in content
    with django_assert_num_queries(0):
        again = get(cache, page.url)
        unchanged = get(cache, page.url, HTTP_IF_NONE_MATCH=headers["ETag"])
    assert again == (status, headers, content)
    assert unchanged[0].startswith("304")
    assert unchanged[1]["Content-Security-Policy"] == headers["Content-Security-Policy"]


def rename(page):
    page.title = "Nytt namn"
    page.save_revision().publish()


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


CHANGES = {
    "publish": (rename, "200"),
    "unpublish": (lambda page: page.unpublish(), "404"),
    "delete": (lambda page: page.delete(), "404"),
    "restrict": (restrict, "302"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_seen_at_once(cache, name):
    page = make_standard_page()
    url = page.url
    before = get(cache, url)
    assert before[0].startswith("200")
    change, status = CHANGES[name]
    change(page)
    after = get(cache, url)
    assert after[0].startswith(status)
    assert after[2] != before[2]


def test_draft_changes_nothing(cache):
    page = make_standard_page()
    before = get(cache, page.url)
    page.title = "Utkast"
    page.save_revision()
    number = cache.read_generation()
    assert get(cache, page.url) == before
    assert cache.read_generation() == number


def test_form_of_a_password_page_is_never_kept(cache):
    page = make_standard_page()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="x")
    for cookie in ({}, {"HTTP_COOKIE": "csrf=" + "a" * 32}):
        status, headers, content = get(cache, page.url, **cookie)
        assert status.startswith("200")
        assert "no-store" in headers["Cache-Control"]
        assert "X-Offline" not in headers
    assert not cache.entries
