"""Write the table of ``cms/user_groups.py`` to the database: groups, permissions, page rights, the review workflow."""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms import languages
from cms.exceptions import SamverkaError
from cms.models import HomePage
from cms.user_groups import HEAD_EDITORS, REVIEW_TASK, REVIEW_WORKFLOW, USER_GROUPS, Tree, UserGroup

# Groups and workflow that Wagtail's own first migration makes and that the table replaces.
WAGTAIL_GROUP = "Moderators"
WAGTAIL_WORKFLOW = "Moderators approval"


class UnknownPermission(SamverkaError):
    """The table names a permission that an installed app does not have; nothing was written."""

    code = "unknown_permission"
    message = "cms/user_groups.py names permissions that do not exist: %(names)s."


@dataclass(frozen=True)
class SyncResult:
    """What was done: groups in the table, and the trees that have no start page yet (sync again when they have)."""

    groups: int
    missing_trees: tuple[Tree, ...]


def sync_user_groups() -> SyncResult:
    """Make the groups as the table says, no more and no less; their members stay. Safe to repeat.

    Rights given by hand to these groups are taken back; groups outside the table are left alone.
    Errors: UnknownPermission, before anything is written.
    """
    wanted = {group.name: _permissions(group.permissions) for group in USER_GROUPS}
    trees = _trees()
    with transaction.atomic():
        for entry in USER_GROUPS:
            group, _created = Group.objects.get_or_create(name=entry.name)
            group.permissions.set(wanted[entry.name])
            _give_page_permissions(group, entry, trees)
            _give_collection_permissions(group, entry)
        _make_review_workflow()
        _retire_wagtails_own()
    missing = tuple(tree for tree, roots in trees.items() if not roots)
    return SyncResult(groups=len(USER_GROUPS), missing_trees=missing)


def _permissions(names: tuple[str, ...]) -> list[Permission]:
    labels = {config.label for config in apps.get_app_configs()}
    return _existing([name for name in names if name.partition(".")[0] in labels])


def _existing(names: list[str]) -> list[Permission]:
    found = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.filter(
            codename__in=[name.partition(".")[2] for name in names]
        ).select_related("content_type")
    }
    if unknown := sorted(set(names) - set(found)):
        raise UnknownPermission(params={"names": ", ".join(unknown)})
    return [found[name] for name in names]


def _trees() -> dict[Tree, list[Page]]:
    homes = list(HomePage.objects.select_related("locale"))
    source = languages.SOURCE_LANGUAGE.code
    return {
        Tree.ALL: list(Page.objects.filter(depth=1)),
        Tree.SOURCE: [home.page_ptr for home in homes if home.locale.language_code == source],
        Tree.TRANSLATIONS: [home.page_ptr for home in homes if home.locale.language_code != source],
    }


def _give_page_permissions(group: Group, entry: UserGroup, trees: dict[Tree, list[Page]]) -> None:
    wanted = {
        (page.pk, permission.pk)
        for tree, codenames in entry.pages.items()
        for permission in _existing([f"wagtailcore.{codename}" for codename in codenames])
        for page in trees[tree]
    }
    for row in GroupPagePermission.objects.filter(group=group):
        if (row.page_id, row.permission_id) in wanted:
            wanted.remove((row.page_id, row.permission_id))
        else:
            row.delete()
    GroupPagePermission.objects.bulk_create(
        [GroupPagePermission(group=group, page_id=page, permission_id=permission) for page, permission in wanted]
    )


def _give_collection_permissions(group: Group, entry: UserGroup) -> None:
    root = Collection.get_first_root_node()
    wanted = {permission.pk for permission in _existing(list(entry.collections))}
    present = GroupCollectionPermission.objects.filter(group=group)
    present.exclude(collection=root, permission__in=wanted).delete()
    wanted -= set(present.values_list("permission_id", flat=True))
    GroupCollectionPermission.objects.bulk_create(
        [GroupCollectionPermission(group=group, collection=root, permission_id=pk) for pk in wanted]
    )


def _make_review_workflow() -> None:
    """Make "Granskning": what an editor submits is approved, and so published, by a head editor."""
    workflow, _created = Workflow.objects.get_or_create(name=REVIEW_WORKFLOW)
    task = GroupApprovalTask.objects.filter(name=REVIEW_TASK).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=REVIEW_TASK)
    task.groups.set([Group.objects.get(name=HEAD_EDITORS)])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    for row in (workflow, task):
        if not row.active:
            row.active = True
            row.save(update_fields=["active"])
    for root in Page.objects.filter(depth=1):
        WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})


def _retire_wagtails_own() -> None:
    Workflow.objects.filter(name=WAGTAIL_WORKFLOW, active=True).update(active=False)
    unused = Group.objects.filter(name=WAGTAIL_GROUP, user__isnull=True).first()
    if unused is not None:
        unused.delete()
