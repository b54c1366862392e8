"""Wiring: what events answers to Wagtail's hooks and ours."""

from typing import Any

from django.http import Http404
from django.urls import include, path, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.hooks import (
    DEMO,
    DOCTOR_CHECK,
    JOB,
    NETWORK_MEETINGS,
    OFFLINE_URLS,
    ORGANIZATION_PANEL,
    PERSONAL_DATA,
    REFERENCES,
)
from events.demo.load import demo_step
from events.domain import answers, audit, personal_data
from events.domain.programs import is_held_back
from events.permissions import READ, has_all

hooks.register(JOB, answers.jobs)
hooks.register(NETWORK_MEETINGS, answers.network_meetings)
hooks.register(ORGANIZATION_PANEL, answers.organization_panel)
hooks.register(OFFLINE_URLS, answers.offline_urls)
hooks.register(PERSONAL_DATA, personal_data.personal_fields)
hooks.register(REFERENCES, personal_data.references)
hooks.register(DOCTOR_CHECK, answers.doctor_findings)
hooks.register(DEMO, demo_step)


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    for act in audit.LOGGED:
        actions.register_action(audit.log_name(act), act.label, act.label)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[Any]:
    return [path("events/", include("events.admin_urls"))]


@hooks.register("before_serve_document")
def hold_material_back(document: Any, request: Any) -> None:
    """Answer 404 for material of a programme that is not released yet, to all but those who work here."""
    if is_held_back(document, now=timezone.now()) and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404


class EventsMenuItem(MenuItem):
    """Shown to those who may see events."""

    def is_shown(self, request: Any) -> bool:
        return has_all(request.user, READ)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return EventsMenuItem(_("Events"), reverse_lazy("events_admin"), name="events", icon_name="date", order=220)
