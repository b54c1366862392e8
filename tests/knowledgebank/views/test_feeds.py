from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories.knowledgebank import make_news, make_news_index

pytestmark = pytest.mark.django_db

FEED = "/sv/news/feed.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(answer):
    return Xml.fromstring(answer.content).findall(f"{ATOM}entry")


def titles(answer):
    return [item.findtext(f"{ATOM}title") for item in entries(answer)]


def test_feed_names_works_by_content_id_and_links_to_their_pages(client):
    page = make_news(title="Nytt & gott", summary="Kort <sagt>")

    answer = client.get(FEED)

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = Xml.fromstring(answer.content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"
    assert feed.findtext(f"{ATOM}id") == f"urn:uuid:{make_news_index().translation_key}"
    (item,) = entries(answer)
    assert item.findtext(f"{ATOM}id") == f"urn:uuid:{page.translation_key}"
    assert item.findtext(f"{ATOM}summary") == "Kort <sagt>"
    assert item.find(f"{ATOM}link").get("href").endswith(page.url)


def test_unchanged_news_give_the_same_bytes_and_304(client):
    make_news()
    first = client.get(FEED)

    second = client.get(FEED, HTTP_HOST="other.example.org")
    third = client.get(FEED, HTTP_IF_NONE_MATCH=first["ETag"])

    assert first.content == second.content
    assert (third.status_code, third.content) == (304, b"")


def test_changed_news_give_another_etag(client):
    page = make_news()
    before = client.get(FEED)["ETag"]

    page.title = "Ändrad"
    page.save_revision().publish()

    assert client.get(FEED)["ETag"] != before


def test_restricted_unlisted_and_coming_news_are_left_out(client):
    today = timezone.localdate()
    make_news(title="Öppen")
    closed = make_news(title="Stängd")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    make_news(title="Gammal", published_on=today - timedelta(days=3), listed_until=today - timedelta(days=1))
    make_news(title="Kommande", published_on=today + timedelta(days=1))
    draft = make_news(title="Utkast")
    draft.unpublish()

    assert titles(client.get(FEED)) == ["Öppen"]


def test_control_characters_never_break_the_feed(client):
    make_news(title="Ett\x0btecken", slug="tecken")

    assert titles(client.get(FEED)) == ["Etttecken"]


def test_language_without_a_news_list_has_no_feed(client):
    make_news_index()

    assert client.get("/fa-af/news/feed.atom").status_code == 404


def test_feed_is_linked_from_the_page_and_its_head(client):
    page = make_news().get_parent()

    text = client.get(page.url).text

    assert text.count(f'href="{FEED}"') >= 2


def test_three_news_cost_as_many_queries_as_one(client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 2):
        for _number in range(more):
            make_news()
        client.get(FEED)
        with CaptureQueriesContext(connection) as queries:
            client.get(FEED)
        counts.append(len(queries))

    assert counts[0] == counts[1]
