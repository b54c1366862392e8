"""Series in the admin: its dates, making one of an event, an extra date. Changing it: ``planning``. No rules."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.exceptions import SamverkaError
from events.admin_forms import ExtraDateForm, SeriesForm
from events.domain import series
from events.permissions import WRITE
from events.views.organizer.base import OrganizerView


class SeriesView(OrganizerView):
    """The dates of an event's series and one more; for an event without one, how to repeat it."""

    permissions = WRITE
    changes = True
    page_title = _("Series")
    template_name = "events/admin/series.html"

    def make_form(self, data: Any = None) -> SeriesForm | ExtraDateForm:
        return ExtraDateForm(data) if self.occasion.series_id else SeriesForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = series.series_rows(self.occasion.series) if self.occasion.series else []
        form = kwargs.pop("form", None) or self.make_form()
        return super().get_context_data(**kwargs, rows=rows, form=form)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                self.perform(form)
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect(reverse("events_admin_series", args=[self.occasion.code]))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def perform(self, form: SeriesForm | ExtraDateForm) -> None:
        if isinstance(form, SeriesForm):
            left_out = form.cleaned_data["left_out"]
            series.make_series(self.occasion, form.rule(), left_out=left_out, now=self.now)
        else:
            series.add_extra(self.occasion, on=form.cleaned_data["on"], now=self.now)
