"""Wires the knowledge bank into Wagtail's admin and answers the hooks of ``cms``."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms import hooks as samverka_hooks
from knowledgebank.demo.load import demo_step
from knowledgebank.domain import answers
from knowledgebank.domain.day_turn import HOURLY_SECONDS, renew_pages_at_midnight
from knowledgebank.domain.personal_data import personal_fields
from knowledgebank.enums import EventKind
from knowledgebank.permissions import may_read_spreading


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    actions.register_action("knowledgebank.plan.create", _("Create plan"), _("Plan created"))
    actions.register_action("knowledgebank.plan.adopt_edition", _("Adopt edition"), _("Edition adopted"))
    actions.register_action("knowledgebank.plan.send_out", _("Send out letter"), _("Letter sent out"))
    for kind in EventKind:
        actions.register_action(f"knowledgebank.adoption.{kind.value}", kind.label, kind.label)


@hooks.register("register_admin_urls")
def admin_urls() -> list[Any]:
    return [path("spreading/", include("knowledgebank.admin_urls"))]


class SpreadingMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return may_read_spreading(request.user)


@hooks.register("register_admin_menu_item")
def spreading_menu_item() -> MenuItem:
    return SpreadingMenuItem(_("Spreading"), reverse("spreading_plans"), name="spreading", icon_name="site", order=260)


def jobs() -> list[samverka_hooks.JobDefinition]:
    return [samverka_hooks.JobDefinition("renew_pages_at_midnight", HOURLY_SECONDS, renew_pages_at_midnight)]


hooks.register(samverka_hooks.JOB, jobs)
hooks.register(samverka_hooks.ORGANIZATION_PANEL, answers.organization_panel)
hooks.register(samverka_hooks.COVERAGE_LAYER, answers.coverage_layers)
hooks.register(samverka_hooks.REFERENCES, answers.references)
hooks.register(samverka_hooks.PERSONAL_DATA, personal_fields)
hooks.register(samverka_hooks.OFFLINE_URLS, answers.offline_urls)
hooks.register(samverka_hooks.DEMO, demo_step)
