"""The index follows the site: publishing, moving, restricting, deleting, all in Wagtail's own transaction."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from wagtail.models import PageViewRestriction

from cms.domain.search import index
from cms.models import SearchDocument, SearchForm, SearchKey, SearchPosting
from tests.cms.search.pages import make_home, make_page

pytestmark = pytest.mark.django_db


def document_of(page):
    return SearchDocument.objects.get(content_id=page.translation_key, locale=page.locale.language_code)


def is_indexed(page) -> bool:
    return SearchDocument.objects.filter(content_id=page.translation_key, locale=page.locale.language_code).exists()


def counts_are_right() -> bool:
    keys = SearchKey.objects.annotate(held=Count("postings"))
    return all(key.document_count == key.held for key in keys)


def test_published_page_is_indexed_with_its_words():
    page = make_page("Barnkonventionen", "Varje barn har rätt till skydd.")

    document = document_of(page)
    assert document.title == "Barnkonventionen"
    assert document.text == "Varje barn har rätt till skydd."
    assert document.url == f"/sv/{page.slug}/"
    assert not document.restricted
    assert document.postings.filter(key__key="svpkonvention").exists()
    assert counts_are_right()


def test_draft_is_not_indexed_until_it_is_published():
    page = make_page("Rutin", "gammal text")
    page.title = "Checklista"
    revision = page.save_revision()

    assert document_of(page).title == "Rutin"

    revision.publish()

    assert document_of(page).title == "Checklista"
    assert not SearchPosting.objects.filter(key__key="svkrutin").exists()
    assert counts_are_right()


def test_unpublished_page_leaves_nothing():
    make_home()
    page = make_page("Rutin", "text")
    assert is_indexed(page)

    page.unpublish()

    assert not is_indexed(page)
    assert not SearchKey.objects.filter(key="svkrutin").exists()
    assert not SearchForm.objects.filter(form="rutin").exists()


def test_rolled_back_publishing_leaves_the_index_as_it_was():
    page = make_page("Rutin")
    page.title = "Checklista"

    with transaction.atomic():
        page.save_revision().publish()
        transaction.set_rollback(True)

    assert document_of(page).title == "Rutin"


def test_deleted_branch_is_gone_even_when_it_was_restricted():
    parent = make_page("Förälder")
    child = make_page("Barn", parent=parent)
    PageViewRestriction.objects.create(page=parent, restriction_type=PageViewRestriction.LOGIN)
    assert is_indexed(child)

    parent.delete()

    assert not is_indexed(parent)
    assert not is_indexed(child)


def test_restriction_marks_the_whole_branch_and_takes_its_words_from_suggestions():
    parent = make_page("Förälder")
    child = make_page("Hemligstämplat", parent=parent)
    assert SearchForm.objects.filter(form="hemligstämplat").exists()

    restriction = PageViewRestriction.objects.create(page=parent, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.create(name="Coordinators"))

    assert document_of(child).restricted
    assert not SearchForm.objects.filter(form="hemligstämplat").exists()

    restriction.delete()

    assert not document_of(child).restricted
    assert SearchForm.objects.filter(form="hemligstämplat").exists()


def test_moved_page_has_its_new_address():
    there = make_page("Dit", slug="there")
    page = make_page("Rutin", slug="routine")

    page.move(there, pos="last-child")

    assert document_of(page).url == "/sv/there/routine/"


def test_changed_slug_changes_the_addresses_below(django_capture_on_commit_callbacks):
    parent = make_page("Förälder", slug="before")
    child = make_page("Barn", parent=parent, slug="child")

    with django_capture_on_commit_callbacks(execute=True):
        parent.slug = "after"
        parent.save_revision().publish()

    assert document_of(child).url == "/sv/after/child/"


def test_restricted_move_is_marked():
    closed = make_page("Stängd")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    page = make_page("Rutin")

    page.move(closed, pos="last-child")

    assert document_of(page).restricted


def test_rebuild_gives_the_same_rows_as_publishing():
    make_home().save_revision().publish()
    make_page("Barnkonventionen", "Varje barn har rätt till skydd.")
    make_page("Rutin vid försvinnande", "Ring 112.")

    def rows():
        return (
            sorted(SearchPosting.objects.values_list("key__key", "document__title", "weight")),
            sorted(SearchForm.objects.values_list("language", "form", "count")),
            sorted(SearchKey.objects.values_list("key", "document_count")),
        )

    published = rows()

    assert index.rebuild() == SearchDocument.objects.count()
    assert [set(new) ^ set(old) for new, old in zip(rows(), published, strict=True)] == [set(), set(), set()]


def test_check_names_what_differs_and_the_repair_mends_it():
    home, page, gone = make_home(), make_page("Rutin"), make_page("Borta")
    index.refresh(home)
    assert index.check().is_sound
    SearchDocument.objects.filter(pk=document_of(page).pk).update(analyzer_version="0-old")
    index.remove(gone.translation_key, "sv")
    gone.live = False
    SearchDocument.objects.filter(pk=document_of(home).pk).delete()

    report = index.check()

    assert (report.missing, report.outdated, report.surplus) == ([home.pk, gone.pk], [page.pk], [])

    index.repair()

    assert index.check().is_sound


def test_command_checks_and_rebuilds():
    make_page("Rutin")
    SearchDocument.objects.all().delete()

    with pytest.raises(SystemExit) as refusal:
        call_command("rebuild_search_index", "--check", stdout=io.StringIO())

    assert refusal.value.code == 1


@pytest.mark.django_db(transaction=True)
def test_command_rebuilds():
    make_page("Rutin")
    SearchDocument.objects.all().delete()
    out = io.StringIO()

    call_command("rebuild_search_index", "--format", "json", stdout=out)

    assert out.getvalue().strip() == '{"documents": 2}'
    call_command("rebuild_search_index", "--check", stdout=out)


def test_page_in_three_languages_has_three_documents():
    page = make_page("Rutin")
    for code in ("en", "fa-af"):
        make_home(code)
        translated = page.copy_for_translation(make_home(code).locale)
        translated.save_revision().publish()

    documents = SearchDocument.objects.filter(content_id=page.translation_key)

    assert sorted(documents.values_list("locale", "url")) == [
        ("en", f"/en/{page.slug}/"),
        ("fa-af", f"/fa-af/{page.slug}/"),
        ("sv", f"/sv/{page.slug}/"),
    ]
