"""A restriction closes a page in every language at once, and lists leak no title of a restricted page (G1, G17)."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from cms.domain import restrictions
from cms.domain.visibility import is_public, standing_barriers, viewable_by
from cms.models import StandardPage
from tests.factories.cms import make_home, make_standard_page, make_translated_page

pytestmark = pytest.mark.django_db

TYPES = [PageViewRestriction.LOGIN, PageViewRestriction.PASSWORD, PageViewRestriction.GROUPS]


@pytest.fixture
def pages(django_capture_on_commit_callbacks):
    return make_translated_page(django_capture_on_commit_callbacks)


def restrict(page: Page, kind: str, *groups: Group) -> PageViewRestriction:
    """Restrict as the privacy dialog does: the row first, its groups after."""
    made = PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk),
        restriction_type=kind,
        password="open" if kind == PageViewRestriction.PASSWORD else "",
    )
    made.groups.set(groups)
    return made


def statuses(pages: dict[str, Page]) -> dict[str, int]:
    """Return what an anonymous reader gets, with the page's words counted as a leak."""
    answers = {}
    for code, page in pages.items():
        response = Client().get(page.get_url())
        leaked = response.status_code == 200 and page.intro in response.content.decode()
        answers[code] = 200 if leaked else 403
    return answers


OPEN = {"sv": 200, "en": 200, "fa-af": 200}
CLOSED = {"sv": 403, "en": 403, "fa-af": 403}


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("where", ["page", "parent"])
def test_restriction_closes_every_language_at_once_and_opens_with_it(pages, kind, where):
    group = Group.objects.create(name="Handläggare")
    place = pages["sv"] if where == "page" else make_home()
    assert statuses(pages) == OPEN

    made = restrict(place, kind, group)
    closed = statuses(pages)
    made.delete()

    assert closed == CLOSED
    assert statuses(pages) == OPEN


def test_restriction_on_a_translation_closes_its_source_too(pages):
    restrict(pages["fa-af"], PageViewRestriction.LOGIN)

    assert statuses(pages) == CLOSED


def test_groups_and_password_are_the_same_in_every_language(pages):
    groups = [Group.objects.create(name=name) for name in ("A", "B")]
    made = restrict(pages["en"], PageViewRestriction.GROUPS, *groups)

    made.groups.remove(groups[0])

    closures = restrictions.effective_restrictions(list(pages.values()), barriers=standing_barriers())
    assert len(set(closures)) == 1
    assert next(iter(closures[0])).groups == (groups[1].pk,)


def test_deleting_a_restricted_translation_opens_no_other_language(pages):
    restrict(pages["sv"], PageViewRestriction.LOGIN)

    Page.objects.get(pk=pages["fa-af"].pk).delete()

    rest = {code: page for code, page in pages.items() if code != "fa-af"}
    assert statuses(rest) == {"sv": 403, "en": 403}


def test_mismatch_made_behind_our_back_is_served_to_nobody(pages):
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page_id=pages["sv"].pk, restriction_type=PageViewRestriction.LOGIN)]
    )

    assert [Client().get(pages[code].get_url()).status_code for code in ("en", "fa-af")] == [404, 404]
    assert {page.pk for page in restrictions.mismatched_pages()} == {pages["en"].pk, pages["fa-af"].pk}


def test_mismatch_would_be_served_without_the_check(pages, monkeypatch):
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page_id=pages["sv"].pk, restriction_type=PageViewRestriction.LOGIN)]
    )
    monkeypatch.setattr("cms.translation_hooks.may_be_served", lambda page, **given: True)

    assert statuses(pages) == {"sv": 403, "en": 200, "fa-af": 200}


def test_mirroring_twice_changes_nothing(pages):
    restrict(pages["sv"], PageViewRestriction.LOGIN)

    assert restrictions.mirror_view_restrictions(pages["sv"]) == 0


def test_swedish_page_is_not_served_under_another_prefix_when_that_start_page_is_missing():
    page = make_standard_page()

    assert Client().get(page.get_url()).status_code == 200
    assert Client().get("/fa-af/om-samverka/").status_code == 404


# --- G17: lists ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "readers"),
    [
        (None, ["anonymous", "member", "other", "root"]),
        (PageViewRestriction.LOGIN, ["member", "other", "root"]),
        (PageViewRestriction.GROUPS, ["member", "root"]),
        (PageViewRestriction.PASSWORD, ["root"]),
    ],
)
def test_lists_hold_what_their_reader_may_read(kind, readers):
    group = Group.objects.create(name="Handläggare")
    users = {
        "anonymous": AnonymousUser(),
        "member": User.objects.create_user("member"),
        "other": User.objects.create_user("other"),
        "root": User.objects.create_superuser("root"),
    }
    users["member"].groups.add(group)
    section = make_standard_page("Avdelning")
    make_standard_page("Undersida", parent=section)
    if kind:
        restrict(section, kind, group)
    branch = StandardPage.objects.descendant_of(section, inclusive=True)

    seen = {name: viewable_by(branch, user).count() for name, user in users.items()}

    assert seen == {name: 2 if name in readers else 0 for name in users}
    assert is_public(section) == (kind is None)


def test_a_draft_is_in_no_list(admin_user):
    page = make_standard_page()
    page.unpublish()

    assert not viewable_by(StandardPage.objects.all(), admin_user).exists()


def test_a_list_asks_for_restrictions_in_one_query_however_many(django_assert_num_queries):
    group = Group.objects.create(name="Handläggare")
    for number in range(3):
        restrict(make_standard_page(f"Sida {number}"), PageViewRestriction.GROUPS, group)

    with django_assert_num_queries(2):
        list(viewable_by(StandardPage.objects.all(), None))
