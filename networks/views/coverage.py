"""The gap report in the admin: what each rule expects, and who is missing, by name, on a day."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from networks.domain.coverage import gap_report
from networks.models import CoverageRule
from networks.permissions import READ
from networks.views.base import DirectoryView


class GapReportView(DirectoryView):
    permissions = READ
    page_title = _("Gaps")
    template_name = "networks/admin/gaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = CoverageRule.objects.for_user(self.request.user).select_related("network", "area_county")
        chosen = self.request.GET.get("rule", "")
        shown = [rule for rule in rules if not chosen or str(rule.public_id) == chosen]
        reports = [gap_report(rule, day=self.day) for rule in shown]
        return super().get_context_data(**kwargs, rules=rules, chosen=chosen, reports=reports)
