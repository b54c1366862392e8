"""Admin views of two small tables that a county coordinator keeps: rights in networks, and rules of coverage."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.admin.viewsets.model import ModelViewSet

from networks.models import CoverageRule, NetworkGrant


class NetworkGrantViewSet(ModelViewSet):
    """Who looks after, or may read, which network. A right is ended by its last day, seldom deleted."""

    model = NetworkGrant
    icon = "key"
    url_prefix = "networks/grants"
    list_display = ["network", "user", "role", "valid_from", "valid_to"]
    list_filter = ["role", "network"]
    copy_view_enabled = False
    inspect_view_enabled = False
    panels = [
        FieldPanel("user", heading=_("User")),
        FieldPanel("network"),
        FieldPanel("role"),
        FieldPanel("include_children"),
        FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
    ]


class CoverageRuleViewSet(ModelViewSet):
    """What each organization of an area should have; the list of gaps is what the rules ask for minus what exists."""

    model = CoverageRule
    icon = "list-ul"
    url_prefix = "networks/coverage-rules"
    list_display = ["name", "network", "kind", "area_county", "area_organization", "minimum"]
    copy_view_enabled = False
    inspect_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel("network"),
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("area_county"), FieldPanel("area_organization")]),
        FieldPanel("minimum"),
    ]


grants = NetworkGrantViewSet("network_grants")
coverage_rules = CoverageRuleViewSet("coverage_rules")
