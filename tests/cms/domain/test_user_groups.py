"""Groups as the table says, the review workflow, and an editor's way to three languages end to end."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, WorkflowPage
from wagtail_localize.models import StringSegment, Translation

from cms import user_groups
from cms.domain.user_groups import UnknownPermission, sync_user_groups
from cms.models import StandardPage
from cms.user_groups import EDITORS, HEAD_EDITORS, REVIEW_WORKFLOW, TRANSLATORS, USER_GROUPS, Tree, UserGroup
from tests.factories.cms import locale, make_home, make_standard_page, submit

pytestmark = pytest.mark.django_db


def make_user(name: str, group: str) -> Client:
    user = User.objects.create_user(name, f"{name}@example.org", "a-long-password")
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def snapshot() -> dict:
    return {
        "permissions": sorted(Group.objects.values_list("name", "permissions__codename")),
        "pages": sorted(GroupPagePermission.objects.values_list("group__name", "page__path", "permission__codename")),
        "workflows": sorted(WorkflowPage.objects.values_list("page__path", "workflow__name")),
    }


def test_sync_twice_gives_the_same_as_once():
    make_home()
    sync_user_groups()
    first = snapshot()

    sync_user_groups()

    assert snapshot() == first
    assert {name for name, _ in first["permissions"]} == {group.name for group in USER_GROUPS}


def test_rights_given_by_hand_are_taken_back_and_members_stay():
    sync_user_groups()
    group = Group.objects.get(name=TRANSLATORS)
    member = User.objects.create_user("translator")
    member.groups.add(group)
    before = snapshot()
    group.permissions.add(*Group.objects.get(name=HEAD_EDITORS).permissions.all())

    sync_user_groups()

    assert snapshot() == before
    assert list(member.groups.all()) == [group]


def test_trees_without_start_page_are_named_and_made_good_later():
    assert sync_user_groups().missing_trees == (Tree.SOURCE, Tree.TRANSLATIONS)
    submit(make_home(), "en")

    assert sync_user_groups().missing_trees == ()


def test_permission_that_does_not_exist_is_refused_and_writes_nothing(monkeypatch):
    table = (UserGroup("New group", ("cms.fly_page",)),)
    monkeypatch.setattr("cms.domain.user_groups.USER_GROUPS", table)

    with pytest.raises(UnknownPermission, match=r"cms\.fly_page"):
        sync_user_groups()

    assert not Group.objects.filter(name="New group").exists()


def test_permission_of_an_app_that_is_not_installed_is_left_out(monkeypatch):
    table = (*user_groups.USER_GROUPS, UserGroup("New group", ("forum.add_post", "wagtailadmin.access_admin")))
    monkeypatch.setattr("cms.domain.user_groups.USER_GROUPS", table)

    sync_user_groups()

    codenames = Group.objects.get(name="New group").permissions.values_list("codename", flat=True)
    assert list(codenames) == ["access_admin"]


def test_command_says_what_it_did(capsys):
    call_command("sync_user_groups")

    output = capsys.readouterr()
    assert output.out == f"{len(USER_GROUPS)} groups\n"
    assert output.err.count("No start page") == 2


# --- who may do what ----------------------------------------------------------------------------------------------


def test_only_head_editors_and_county_coordinators_publish():
    page = make_standard_page()
    target = submit(page, "en")["en"].get_target_instance()
    sync_user_groups()
    publishers = {"sv": set(), "en": set()}

    for entry in USER_GROUPS:
        user = User.objects.create_user(f"user{entry.name}")
        user.groups.add(Group.objects.get(name=entry.name))
        for code, seen in (("sv", page), ("en", target)):
            if seen.permissions_for_user(user).can_publish():
                publishers[code].add(entry.name)

    assert publishers == {"sv": {HEAD_EDITORS, "County coordinators"}, "en": {HEAD_EDITORS, "County coordinators"}}


def test_translator_edits_translations_only_and_editor_swedish_only():
    page = make_standard_page()
    target = submit(page, "en")["en"].get_target_instance()
    sync_user_groups()
    may = {}

    for name in (EDITORS, TRANSLATORS):
        user = User.objects.create_user(name)
        user.groups.add(Group.objects.get(name=name))
        may[name] = [seen.permissions_for_user(user).can_edit() for seen in (page, target)]

    assert may == {EDITORS: [True, False], TRANSLATORS: [False, True]}


# --- the whole way ------------------------------------------------------------------------------------------------


def test_page_goes_from_draft_over_review_to_three_languages(django_capture_on_commit_callbacks):
    home = make_home()
    submit(home)
    sync_user_groups()
    editor = make_user("editor", EDITORS)
    head = make_user("head", HEAD_EDITORS)
    translator = make_user("translator", TRANSLATORS)

    # the editor writes, looks at it and submits it
    words = {
        "title": "Stöd åt barn",
        "intro": "Så gör vi.",
        "body-count": "0",
        "slug": "stod-at-barn",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    response = editor.post(
        reverse("wagtailadmin_pages:add", args=["cms", "standardpage", home.pk]), {**words, "action-submit": "1"}
    )
    page = StandardPage.objects.get(slug="stod-at-barn")
    assert (response.status_code, page.live) == (302, False)
    assert page.current_workflow_state.workflow.name == REVIEW_WORKFLOW
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200

    # the head editor approves: Swedish is live
    task = page.current_workflow_task_state
    with django_capture_on_commit_callbacks(execute=True):
        head.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk]), {"comment": ""})
    assert Client().get("/sv/stod-at-barn/").status_code == 200

    # the editor sends it to translation: drafts, nothing live
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(
            reverse("wagtail_localize:submit_page_translation", args=[page.pk]),
            {"locales": [locale("en").pk, locale("fa-af").pk]},
        )
    translations = {
        translation.target_locale.language_code: translation
        for translation in Translation.objects.filter(source__object_id=page.translation_key)
    }
    assert set(translations) == {"en", "fa-af"}
    assert Client().get("/fa-af/stod-at-barn/").status_code == 404

    # the translator translates every text, and cannot publish
    words_in = {"en": ["Support for children", "How we work."], "fa-af": ["کمک به اطفال", "ما چنین کار می‌کنیم."]}
    for code, translation in translations.items():
        edit = reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk])
        assert translator.get(edit).status_code == 200
        for segment, words_out in zip(
            StringSegment.objects.filter(source=translation.source).order_by("order"), words_in[code], strict=True
        ):
            answer = translator.put(
                reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
                f"value={words_out}",
                content_type="application/x-www-form-urlencoded",
            )
            assert answer.status_code == 201
        with django_capture_on_commit_callbacks(execute=True):
            translator.post(edit, {"action": "publish"})
        assert Page.objects.get(pk=translation.get_target_instance().pk).live is False

    # the head editor publishes both, the start pages first
    for translation in Translation.objects.filter(source__object_id=home.translation_key):
        segment = StringSegment.objects.get(source=translation.source)
        head.put(
            reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
            "value=Samverka",
            content_type="application/x-www-form-urlencoded",
        )
    for translation in Translation.objects.order_by("pk"):
        with django_capture_on_commit_callbacks(execute=True):
            head.post(
                reverse("wagtailadmin_pages:edit", args=[translation.get_target_instance().pk]), {"action": "publish"}
            )

    english = Client().get("/en/stod-at-barn/").content.decode()
    dari = Client().get("/fa-af/stod-at-barn/").content.decode()
    assert "Support for children" in english
    assert 'lang="fa-AF" dir="rtl"' in dari
    assert "کمک به اطفال" in dari
    assert "Så gör vi." not in english + dari
