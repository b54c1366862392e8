"""No public address ever answers 500: every page, view and feed, with the query strings and headers of the wild."""

import os
import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.languages import CODES
from events.models import Occasion

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("SAMVERKA_FUZZ_EXAMPLES", "150"))
NAMES = [
    "q",
    "topic",
    "audience",
    "type",
    "page",
    "kind",
    "from",
    "network",
    "county",
    "municipality",
    "older",
    "next",
    "p",
]
WORDS = [
    "", "barn", "کودک", "ÅÄÖ", '"', "'", "%00", "\x00", "%", "%ff", "-1", "0", "99999999999999999999", "2026-13",
    "2026-02", "0000-00", "9999-12", "../../etc/passwd", "<script>", "{{7*7}}", "؛", "\u200c", "a" * 5000, "1e309",
    "null", "[]", "sv",
]  # fmt: skip
METHODS = ["get", "head", "post", "put", "delete", "options"]


def view_addresses() -> list[str]:
    """Every address of our own views without Wagtail's page catch-all, with a fitting and an unfitting argument."""
    code = Occasion.objects.order_by("pk").values_list("code", flat=True).first() or "ABCDEFGH"
    arguments = [
        {"code": code, "receipt_id": "0" * 32, "token": "x" * 43, "restriction_id": "1"},
        {"code": "ZZZZZZZZ", "receipt_id": "f" * 32, "token": "\u00e5", "restriction_id": "99999999"},
    ]
    found = []
    for language in CODES:
        with override(language):
            for resolver in get_resolver().url_patterns:
                prefix = str(resolver.pattern)
                if isinstance(resolver, URLResolver) and not prefix.startswith(("admin/", "documents/")):
                    found += _below(resolver, f"/{prefix}", arguments)
    return sorted(set(found))


def _below(resolver: URLResolver, prefix: str, arguments: list[dict[str, str]]) -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found += _below(entry, prefix + str(entry.pattern), arguments)
        elif isinstance(entry, URLPattern) and entry.name != "wagtail_serve":
            for values in arguments:
                found.append(_filled(prefix + str(entry.pattern), values))
    return found


def _filled(pattern: str, values: dict[str, str]) -> str:
    text = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda hit: values.get(hit[1], "1"), pattern)
    text = re.sub(r"<(?:\w+:)?(\w+)>", lambda hit: values.get(hit[1], "1"), text)
    return text.replace("^", "").replace("$", "").replace("\\.", ".").replace("\\Z", "").replace("\\", "")


@pytest.fixture
def addresses(demo, db) -> list[str]:
    from wagtail.models import Page

    pages = [page.get_url() for page in Page.objects.live().filter(depth__gt=1)]
    found = view_addresses() + [address for address in pages if address]
    assert len(found) > 150
    return found


def answer_of(client: Client, method: str, address: str, query: dict[str, str], **headers: str) -> int:
    """Return the status; an exception in a view becomes 500, as a server would answer it."""
    client.raise_request_exception = False
    return getattr(client, method)(address, query, headers=headers).status_code


def test_every_public_address_answers_plainly(addresses):
    broken = [address for address in addresses if answer_of(Client(), "get", address, {}) >= 500]

    assert broken == []


def test_odd_methods_on_views_are_no_error(addresses):
    views = [address for address in addresses if not address.startswith(("/sv/knowledge/", "/en/", "/fa-af/"))]

    broken = [(method, url) for url in views for method in METHODS if answer_of(Client(), method, url, {}) >= 500]

    assert broken == []


def test_odd_query_strings_and_headers_are_no_error(addresses):
    values = st.one_of(st.sampled_from(WORDS), st.text(max_size=40))
    queries = st.dictionaries(st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=8)), values, max_size=4)
    languages = st.sampled_from(["", "sv", "prs;q=0.1", "*", "xx-" * 50, "en;q=abc", ",,,"])
    cookies = st.sampled_from(["", "session=abc", "csrf=;;=", "=", "session=" + "x" * 3000])

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.sampled_from(addresses), queries, languages, cookies)
    def asked(address, query, language, cookie):
        headers = {"accept-language": language, "cookie": cookie}

        assert answer_of(Client(), "get", address, query, **headers) < 500, (address, query, headers)

    asked()


@pytest.mark.parametrize(
    "path", ["/%00/", "/sv/%ff/", "/sv/" + "a/" * 300, "/sv/calendar/%F0%9F%98%80.ics", "//sv//", "/sv/w/x/"]
)
def test_odd_paths_are_no_error(demo, path):
    assert answer_of(Client(), "get", path, {}) < 500
