"""The outermost page cache: what is kept, for whom, for how long; never stale after a change in another process."""

import gzip
import subprocess
import sys
import threading
import time

import brotli
import pytest
from django.db import connection, connections

from cms.domain.generation import bump_generation
from cms.http_conditions import chosen_coding
from cms.page_cache import GenerationReader, PageCache, allowed_query, cache_key

PAGE = b"<!doctype html><title>words</title>" + b"<p>words and words</p>" * 200
CSP = ("Content-Security-Policy", "default-src 'none'")


class Application:
    """A WSGI application that counts, answers what it is told, and can be slow."""

    def __init__(self, body=PAGE, *, status="200 OK", headers=(), control="public, max-age=60", seconds=0.0):
        self.body, self.status, self.extra, self.control, self.seconds = body, status, list(headers), control, seconds
        self.calls = 0
        self.environs = []

    def __call__(self, environ, start_response):
        self.calls += 1
        self.environs.append(dict(environ))
        time.sleep(self.seconds)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(self.body))), CSP]
        if self.control:
            headers.append(("Cache-Control", self.control))
        start_response(self.status, headers + self.extra)
        return [self.body]


class Clock:
    def __init__(self, at=1_000_000_020.0):
        self.at = at

    def __call__(self):
        return self.at


def get(cache, path="/sv/", **changes):
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "samverka.example.org",
        "wsgi.url_scheme": "https",
        **changes,
    }
    answer = {}

    def start_response(status, headers, exc_info=None):
        answer["status"], answer["headers"] = status, dict(headers)

    body = b"".join(cache(environ, start_response))
    return answer["status"], answer["headers"], body


def make(application=None, *, generation=lambda: 1, clock=None, **options):
    application = application or Application()
    return PageCache(application, read_generation=generation, wall_clock=clock or Clock(), **options), application


def test_second_reader_is_answered_from_memory_with_all_headers():
    cache, application = make()
    first, second = get(cache), get(cache)
    assert first == second
    assert application.calls == 1
    status, headers, body = second
    assert (status, body) == ("200 OK", PAGE)
    assert headers["Content-Security-Policy"] == CSP[1]
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["Content-Length"] == str(len(PAGE))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("*;q=0", ""),
        ("gzip; q=0.0", ""),
    ],
)
def test_each_client_gets_the_coding_it_takes(accepted, coding):
    assert chosen_coding(accepted) == coding
    cache, application = make()
    for _ in range(2):
        _status, headers, body = get(cache, HTTP_ACCEPT_ENCODING=accepted)
        assert headers.get("Content-Encoding", "") == coding
        assert {"": bytes, "br": brotli.decompress, "gzip": gzip.decompress}[coding](body) == PAGE
        assert headers["Content-Length"] == str(len(body))
    assert application.calls == 1


def test_unchanged_is_304_with_all_headers_in_any_coding():
    cache, application = make()
    tags = {get(cache, HTTP_ACCEPT_ENCODING=coding)[1]["ETag"] for coding in ("", "gzip", "br")}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)
    for tag in (*tags, *(f"W/{tag}" for tag in tags), '"x", ' + next(iter(tags)), "*"):
        status, headers, body = get(cache, HTTP_IF_NONE_MATCH=tag, HTTP_ACCEPT_ENCODING="br")
        assert (status, body) == ("304 Not Modified", b"")
        assert headers["Content-Security-Policy"] == CSP[1]
        assert headers["Cache-Control"] == "public, max-age=60"
        assert headers["Vary"] == "Accept-Encoding"
        assert "Content-Length" not in headers
    assert get(cache, HTTP_IF_NONE_MATCH='"other"')[0] == "200 OK"
    assert application.calls == 1


@pytest.mark.parametrize(
    ("since", "tag", "status"),
    [
        ("Sun, 01 Nov 2026 10:00:00 GMT", "", "304 Not Modified"),
        ("Sun, 01 Nov 2026 10:00:01 GMT", "", "304 Not Modified"),
        ("Sun, 01 Nov 2026 09:59:59 GMT", "", "200 OK"),
        ("yesterday", "", "200 OK"),
        ("Sun, 01 Nov 2026 10:00:00 GMT", '"another"', "200 OK"),
    ],
)
def test_unchanged_by_date_is_304_when_no_tag_is_named(since, tag, status):
    modified = ("Last-Modified", "Sun, 01 Nov 2026 10:00:00 GMT")
    cache, application = make(Application(headers=[modified]))
    get(cache)
    asked = {"HTTP_IF_MODIFIED_SINCE": since} | ({"HTTP_IF_NONE_MATCH": tag} if tag else {})
    assert get(cache, **asked)[0] == status
    assert application.calls == 1


def test_head_has_the_headers_of_get_and_no_body():
    cache, application = make()
    get(cache)
    status, headers, body = get(cache, REQUEST_METHOD="HEAD")
    assert (status, body, headers["Content-Length"]) == ("200 OK", b"", str(len(PAGE)))
    assert application.calls == 1


def test_head_first_is_passed_on_and_not_kept():
    cache, application = make()
    get(cache, REQUEST_METHOD="HEAD")
    get(cache)
    assert application.calls == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "session=abc"},
        {"HTTP_COOKIE": "__Host-session=abc"},
        {"HTTP_COOKIE": "link-registration=abc; csrf=x"},
        {"HTTP_COOKIE": "messages=abc"},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
        {"HTTP_RANGE": "bytes=0-1"},
        {"QUERY_STRING": "utm_source=x"},
        {"QUERY_STRING": "page=1&token=x"},
        {"QUERY_STRING": "page=" + "1" * 400},
        {"PATH_INFO": "/admin/pages/"},
        {"PATH_INFO": "/static/cms/base.css"},
        {"PATH_INFO": "/documents/1/x.pdf"},
    ],
)
def test_these_requests_are_always_passed_on_unchanged(changes):
    cache, application = make()
    for _ in range(2):
        get(cache, **changes)
    assert application.calls == 2
    assert not cache.entries
    for name, value in changes.items():
        assert application.environs[-1][name] == value


def test_reader_with_a_leftover_form_cookie_is_served_but_fills_nothing(settings):
    cache, application = make()
    cookie = f"{settings.CSRF_COOKIE_NAME}=abc"
    get(cache, HTTP_COOKIE=cookie)
    assert (application.calls, len(cache.entries)) == (1, 0)
    get(cache)
    get(cache, HTTP_COOKIE=cookie)
    assert application.calls == 2


@pytest.mark.parametrize(
    "application",
    [
        Application(control=""),
        Application(control="no-store, private"),
        Application(control="public, no-cache"),
        Application(control="public"),
        Application(control="public, max-age=0"),
        Application(status="404 Not Found"),
        Application(status="302 Found"),
        Application(status="500 Internal Server Error"),
        Application(headers=[("Set-Cookie", "a=b")]),
        Application(headers=[("Content-Encoding", "gzip")]),
        Application(headers=[("Vary", "Accept-Language")]),
        Application(headers=[("Vary", "*")]),
    ],
)
def test_these_answers_are_never_kept(application):
    cache, _ = make(application)
    application.calls = 0
    answers = [get(cache) for _ in range(2)]
    assert application.calls == 2
    assert answers[0] == answers[1]
    assert answers[0][2] == PAGE


def test_host_scheme_path_and_query_are_apart():
    cache, application = make()
    for changes in (
        {},
        {"HTTP_HOST": "other.example.org"},
        {"wsgi.url_scheme": "http"},
        {"PATH_INFO": "/en/"},
        {"QUERY_STRING": "page=2"},
        {"QUERY_STRING": "page=3"},
    ):
        get(cache, **changes)
    assert application.calls == 6


def test_query_is_canonical():
    assert allowed_query("topic=b&page=2") == allowed_query("page=2&topic=b") == "page=2&topic=b"
    assert allowed_query("topic=b&topic=a") != allowed_query("topic=a&topic=b")
    for query in ("x=1", "page", "page=1&x=2", "&".join(["topic=a"] * 20)):
        assert allowed_query(query) is None


def test_proxy_scheme_counts_only_behind_a_trusted_proxy(settings):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": "https"}
    assert cache_key(environ)[0] == "http"
    settings.TRUSTED_PROXIES = 1
    assert cache_key(environ)[0] == "https"


def test_entry_ends_with_its_age_and_at_the_turn_of_the_minute():
    clock = Clock(at=6_000_000_000.0)
    cache, application = make(Application(control="public, max-age=10"), clock=clock)
    get(cache)
    clock.at += 9.9
    get(cache)
    assert application.calls == 1
    clock.at += 0.2
    get(cache)
    assert application.calls == 2
    clock.at = 6_000_000_059.0
    get(cache)
    assert application.calls == 3
    clock.at = 6_000_000_060.0
    get(cache)
    assert application.calls == 4


def test_long_ages_are_cut_to_a_minute():
    clock = Clock(at=6_000_000_000.0)
    cache, application = make(Application(control="public, max-age=900"), clock=clock)
    get(cache)
    clock.at += 60
    get(cache)
    assert application.calls == 2


def test_new_generation_ends_everything_at_once():
    number = [1]
    cache, application = make(generation=lambda: number[0])
    get(cache)
    number[0] = 2
    application.body = b"new"
    assert get(cache)[2] == b"new"
    assert get(cache)[2] == b"new"
    assert application.calls == 2


def test_answer_rendered_while_the_generation_rises_is_not_kept_for_the_new_one():
    number = [1]

    def slow(environ, start_response):
        number[0] += 1
        return application(environ, start_response)

    application = Application()
    cache = PageCache(slow, read_generation=lambda: number[0], wall_clock=Clock())
    get(cache)
    get(cache)
    assert application.calls == 2


def test_unreadable_generation_passes_everything_on():
    answers = iter([1, 1, None, None])
    cache, application = make(generation=lambda: next(answers))
    for _ in range(4):
        get(cache)
    assert application.calls == 3


def test_memory_is_bounded_and_the_oldest_go_first():
    clock = Clock()
    cache, application = make(most_bytes=4 * (len(PAGE) + 2048) + 100, clock=clock)
    for number in range(50):
        get(cache, f"/sv/{number}/", HTTP_ACCEPT_ENCODING="gzip" if number % 2 else "")
        assert cache.bytes <= cache.most_bytes
        assert cache.bytes == sum(entry.size() for entry in cache.entries.values())
    assert 1 <= len(cache.entries) <= 4
    get(cache, "/sv/49/", HTTP_ACCEPT_ENCODING="gzip")
    assert application.calls == 50


def test_answer_too_large_to_keep_comes_whole():
    body = b"x" * (5 * 1024 * 1024)
    cache, application = make(Application(body))
    assert get(cache)[2] == body
    assert get(cache)[2] == body
    assert (application.calls, len(cache.entries)) == (2, 0)


def test_one_renders_while_the_others_wait():
    cache, application = make(Application(seconds=0.3))
    bodies = []
    threads = [threading.Thread(target=lambda: bodies.append(get(cache)[2])) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert bodies == [PAGE] * 12
    assert application.calls == 1


def test_nobody_waits_for_an_answer_that_is_not_kept():
    cache, application = make(Application(control="no-store, private", seconds=0.2))
    get(cache)
    began = time.monotonic()
    threads = [threading.Thread(target=get, args=(cache,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 1.0
    assert application.calls == 9


def test_page_that_is_public_later_is_kept_then():
    number = [1]
    cache, application = make(Application(status="404 Not Found"), generation=lambda: number[0])
    get(cache)
    application.status, number[0] = "200 OK", 2
    get(cache)
    get(cache)
    assert application.calls == 2


def test_failing_application_frees_those_who_wait():
    def fails(environ, start_response):
        raise RuntimeError

    cache = PageCache(fails, read_generation=lambda: 1)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            get(cache)
    assert not cache.rendering


BUMP = "import django; django.setup(); from cms.domain.generation import bump_generation; bump_generation()"


def bump_in_another_process():
    import os

    config = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite://{config['NAME']}"
    else:
        address = f"postgres://{config['USER']}@{config['HOST']}:{config['PORT']}/{config['NAME']}"
    environment = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run([sys.executable, "-c", BUMP], env=environment, check=True, timeout=120)


@pytest.mark.django_db(transaction=True)
def test_nothing_stale_after_a_change_by_another_process_and_the_control_is_stale():
    """Performance goal P2: two workers, 40 GETs; with the generation unread every one is stale."""
    readers = [GenerationReader(), GenerationReader()]
    workers = [make(Application(b"old"), generation=reader)[0] for reader in readers]
    control, _ = make(Application(b"old"), generation=lambda: 1)
    for worker in (*workers, control):
        assert get(worker)[2] == b"old"
    bump_in_another_process()
    for worker in (*workers, control):
        worker.application.body = b"new"
    time.sleep(0.11)
    answers = [get(workers[number % 2])[2] for number in range(40)]
    assert answers.count(b"old") == 0
    assert [get(control)[2] for _ in range(40)].count(b"old") == 40
    for reader in readers:
        reader.close()


@pytest.mark.django_db(transaction=True)
def test_own_change_is_seen_at_once_and_reading_is_rare():
    reader = GenerationReader(every=3600)
    first = reader()
    assert reader() == first
    bump_generation()
    assert reader() == first + 1
    reader.close()


@pytest.mark.django_db(transaction=True)
def test_database_that_is_away_means_pass_on(monkeypatch):
    reader = GenerationReader(every=0)
    assert reader() is not None
    reader.close()
    monkeypatch.setattr(reader, "connection", connections.create_connection("default"))
    reader.connection.settings_dict = {**reader.connection.settings_dict, "NAME": "/nowhere/at/all"}
    assert reader() is None
    reader.close()
