"""Changing the number of seats: first what it would lead to, then, confirmed, the act. No rules."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.exceptions import SamverkaError
from events.admin_forms import CapacityForm
from events.domain import occasions
from events.domain.pool_names import pool_name
from events.permissions import WRITE
from events.views.organizer.base import OrganizerView


class ChangeCapacity(OrganizerView):
    permissions = WRITE
    changes = True
    page_title = _("Change the number of seats")
    template_name = "events/admin/capacity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pool = self.pool()
        form = kwargs.pop("form", None) or CapacityForm(pool=pool)
        return super().get_context_data(**kwargs, form=form, pool=pool, pool_title=pool_name(pool))

    def pool(self) -> Any:
        pools = self.occasion.pools.select_related("organization", "municipality")
        return get_object_or_404(pools, pk=self.kwargs["pool_id"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pool = self.pool()
        form = CapacityForm(request.POST, pool=pool)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        capacity = form.cleaned_data["capacity"]
        try:
            if "confirmed" in request.POST:
                occasions.change_capacity(pool, capacity=capacity, now=self.now, by=self.by)
                messages.success(request, _("The number of seats is changed; those who could move up have done so."))
                return redirect(self.own_url())
            effect = occasions.effect_of_capacity(pool, capacity=capacity, now=self.now, by=self.by)
        except SamverkaError as refusal:
            form.add_error("capacity", str(refusal))
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.render_to_response(self.get_context_data(form=form, effect=effect, asked=True, capacity=capacity))
