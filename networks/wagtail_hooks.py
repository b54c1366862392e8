"""Wiring: what networks answers to Wagtail's hooks and ours."""

from datetime import datetime
from typing import Any

from django.urls import include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from cms.hooks import DEMO, JOB, PERSONAL_DATA, REFERENCES, JobDefinition
from networks.demo.load import demo_step
from networks.domain.acts import LOG_ACTION, forget_personal_values
from networks.domain.personal_data import person_fields, references
from networks.importing.jobs import purge_imports
from networks.permissions import READ, WRITE_NETWORKS, has_any
from networks.viewsets import coverage_rules, grants

HOUR = 3600


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[Any]:
    return [path("networks/", include("networks.admin_urls"))]


class PermittedMenuItem(MenuItem):
    """A menu item shown to those who have one of the permissions."""

    def __init__(self, *args: Any, permissions: tuple[str, ...], **kwargs: Any) -> None:
        self.permissions = permissions
        super().__init__(*args, **kwargs)

    def is_shown(self, request: Any) -> bool:
        return has_any(request.user, self.permissions)


@hooks.register("register_admin_menu_item")
def register_menu() -> SubmenuMenuItem:
    entries = (
        (_("Networks"), "networks_networks", READ, "group"),
        (_("Organizations"), "networks_organizations", READ, "home"),
        (_("Persons"), "networks_persons", READ, "user"),
        (_("Key persons"), "networks_key_persons", READ, "key"),
        (_("Gaps"), "networks_gaps", READ, "warning"),
        (_("Import"), "networks_import", WRITE_NETWORKS, "upload"),
    )
    items = [
        PermittedMenuItem(label, reverse_lazy(name), name=name, permissions=permissions, icon_name=icon, order=place)
        for place, (label, name, permissions, icon) in enumerate(entries)
    ]
    items += [coverage_rules.get_menu_item(order=10), grants.get_menu_item(order=11)]
    return SubmenuMenuItem(_("Networks"), Menu(items=items), name="networks", icon_name="group", order=300)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [grants, coverage_rules]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action(LOG_ACTION, _("Change in the directory"), _("Changed the directory"))


@hooks.register("register_permissions")
def register_permissions() -> Any:
    """Let the permissions of the directory be set on groups in the admin."""
    from django.contrib.auth.models import Permission  # app ready

    names = ("view_directory", "manage_directory", "manage_own_networks", "view_acts")
    return Permission.objects.filter(content_type__app_label="networks", codename__in=names)


def _purge(now: datetime) -> None:
    purge_imports(now)


def _forget(now: datetime) -> None:
    forget_personal_values(now)


def network_jobs() -> list[JobDefinition]:
    """Answer the hook JOB: uploads go after a day, names leave the journal after thirty."""
    return [
        JobDefinition("networks.purge_imports", HOUR, _purge),
        JobDefinition("networks.forget_personal_values", 24 * HOUR, _forget),
    ]


hooks.register(JOB, network_jobs)
hooks.register(PERSONAL_DATA, person_fields)
hooks.register(REFERENCES, references)
hooks.register(DEMO, demo_step)
