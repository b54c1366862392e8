"""How many queries a page costs whose answer is not in the page cache."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from tests.factories.cms import make_standard_page


def query_count(client: Client, url: str) -> int:
    """Return the queries of a GET, once the process has read what it keeps (content types, addresses of the sites)."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(queries)


def make_restricted_section(**values: Any) -> Page:
    """Return a page behind a sign-in: a site has such pages, and they must not cost the open ones more."""
    section = make_standard_page("Internt", **values)
    PageViewRestriction.objects.create(page=section, restriction_type=PageViewRestriction.LOGIN)
    return section
