"""Pages chosen in a text: shown in the reader's language, and as many as one likes for the same queries."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.factories.cms import make_standard_page, make_translated_page
from tests.factories.knowledgebank import make_guidance
from tests.query_counts import make_restricted_section, query_count

pytestmark = pytest.mark.django_db


def test_more_links_cost_no_more_queries(django_capture_on_commit_callbacks):
    make_restricted_section()
    targets = [
        make_translated_page(django_capture_on_commit_callbacks, title=title)["sv"] for title in ("Ett", "Två", "Tre")
    ]
    one, three = (
        make_translated_page(
            django_capture_on_commit_callbacks, title=f"Länkar {count}", body=[("page_link", page) for page in pages]
        )
        for count, pages in ((1, targets[:1]), (3, [*targets, targets[0]]))
    )

    costs = [query_count(Client(), pages[code].get_url()) for pages in (one, three) for code in ("sv", "en", "fa-af")]

    assert len(set(costs)) == 1
    assert costs[0] <= 8


def test_more_references_to_works_cost_no_more_queries():
    works = [make_guidance() for _each in range(3)]
    one, three = (
        make_guidance(body=[("work", {"page": work, "sentence": ""}) for work in chosen])
        for chosen in (works[:1], works)
    )

    assert query_count(Client(), one.url) == query_count(Client(), three.url)
    assert query_count(Client(), one.url) <= 8


def test_page_that_is_chosen_twice_is_shown_twice():
    target = make_standard_page("Målet")
    page = make_standard_page("Länkar", body=[("page_link", target), ("page_link", target)])

    assert Client().get(page.url).text.partition("<main")[2].count(f'href="{target.url}"') == 2


def test_link_to_a_draft_and_to_a_deleted_page_shows_nothing():
    draft, deleted = make_standard_page("Utkastet"), make_standard_page("Borttagen")
    page = make_standard_page("Länkar", body=[("page_link", draft), ("page_link", deleted)])
    before = Client().get(page.url).text.partition("<main")[2].count("page-link")
    draft.unpublish()
    deleted.delete()

    after = Client().get(page.url)

    assert before == 2
    assert after.status_code == 200
    assert after.text.partition("<main")[2].count("page-link") == 0


@pytest.mark.parametrize(("where", "shown"), [("inside", 1), ("outside", 0)])
def test_closed_page_is_linked_from_pages_behind_the_same_restriction_alone(admin_client, where, shown):
    section = make_restricted_section()
    target = make_standard_page("Hemligt", parent=section)
    parent = {"parent": section} if where == "inside" else {}
    page = make_standard_page("Länkar", body=[("page_link", target)], **parent)

    text = admin_client.get(page.url).text

    assert text.partition("<main")[2].count(f'href="{target.url}"') == shown


def test_alias_is_linked_until_its_source_is_closed():
    source = make_standard_page("Förlaga")
    alias = source.create_alias(update_slug="alias")
    page = make_standard_page("Länkar", body=[("page_link", alias)])
    before = Client().get(page.url).text.count(f'href="{alias.url}"')
    source.refresh_from_db()
    PageViewRestriction.objects.create(page=source, restriction_type=PageViewRestriction.LOGIN)

    assert (before, Client().get(page.url).text.count(f'href="{alias.url}"')) == (1, 0)
