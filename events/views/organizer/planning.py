"""Planning in the admin: the list of events, a new one, its settings and days, its status, calling it off. No rules."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.exceptions import SamverkaError
from events.admin_forms import DayFormSet, NewEventForm, OccasionForm, ScopeForm, initial_days
from events.domain import occasions, queries
from events.domain.event_pages import PageWords
from events.domain.occasion_days import held_days
from events.domain.occasions import DayPlan
from events.domain.organizing import create_event
from events.domain.series import change_in_series
from events.enums import OccasionStatus, SeriesScope
from events.models import EventPage, Occasion
from events.permissions import ADD, READ, WRITE, has_all
from events.views.organizer.base import ActView, OrganizerView


class OccasionList(OrganizerView):
    permissions = READ
    template_name = "events/admin/occasions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Occasion.objects.for_user(self.request.user).annotate(first=Min("days__start"), last=Max("days__end"))
        if self.request.GET.get("past"):
            rows = rows.filter(last__lte=self.now).order_by("-first")
        else:
            rows = rows.exclude(last__lte=self.now).order_by("first")
        page = self.page_of(rows.prefetch_related("pools", "days"))
        pages = EventPage.objects.filter(
            translation_key__in=[row.content_id for row in page], locale__language_code="sv"
        )
        titles = dict(pages.values_list("translation_key", "title"))
        listed = [(row, titles.get(row.content_id, row.code), queries.seat_state(row, now=self.now)) for row in page]
        return super().get_context_data(**kwargs, rows=listed, page_obj=page, may_add=has_all(self.request.user, ADD))


class PlanningView(OrganizerView):
    """The form of an occasion with its days."""

    template_name = "events/admin/occasion_form.html"
    form_class: ClassVar[type[OccasionForm]] = OccasionForm

    def forms(self, data: Any = None) -> tuple[OccasionForm, Any]:
        occasion = getattr(self, "occasion", None)
        days = initial_days(held_days(occasion)) if occasion else []
        form = self.form_class(data, instance=occasion, user=self.request.user)
        return form, DayFormSet(data, initial=days, prefix="days")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, days = kwargs.pop("forms", None) or self.forms()
        return super().get_context_data(**kwargs, form=form, days_forms=days)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, days = self.forms(request.POST)
        if form.is_valid() and days.is_valid():
            planned = [day for day in (day_form.plan() for day_form in days) if day is not None]
            try:
                self.perform(form, planned)
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return redirect(self.own_url())
        return self.render_to_response(self.get_context_data(forms=(form, days)), status=422)

    def perform(self, form: OccasionForm, days: list[DayPlan]) -> None:
        raise NotImplementedError


class NewEvent(PlanningView):
    permissions = ADD
    page_title = _("New event")
    form_class = NewEventForm

    def perform(self, form: OccasionForm, days: list[DayPlan]) -> None:
        values = form.cleaned_data
        self.occasion = create_event(
            {"sv": PageWords(title=values["title"], intro=values["intro"])},
            form.plan(days),
            capacity=values["capacity"],
            online_capacity=values["online_capacity"],
            parts=values["parts"],
            draft=True,
            now=self.now,
        )


class ChangeEvent(PlanningView):
    permissions = WRITE
    changes = True
    page_title = _("Change the event")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scope_form = ScopeForm() if self.occasion.series_id else None
        return super().get_context_data(**kwargs, scope_form=scope_form)

    def perform(self, form: OccasionForm, days: list[DayPlan]) -> None:
        chosen = ScopeForm(self.request.POST)
        scope = chosen.cleaned_data["scope"] if chosen.is_valid() else SeriesScope.THIS
        change_in_series(self.occasion, form.plan(days), scope=scope, now=self.now, by=self.by)


class ChangeStatus(OrganizerView):
    permissions = WRITE
    changes = True

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        status = request.POST.get("status", "")
        if status not in OccasionStatus.values:
            raise PermissionDenied
        return self.do(
            lambda: occasions.set_status(self.occasion, status=OccasionStatus(status), now=self.now, by=self.by),
            done=_("The status is changed."),
        )


class CancelEvent(ActView):
    permissions = WRITE
    changes = True
    page_title = _("Call the event off")
    submit_label = _("Call the event off and tell all who are registered")
    danger = True

    def perform(self, form: Any) -> None:
        occasions.cancel_occasion(self.occasion, reason=form.cleaned_data["reason"], now=self.now, by=self.by)
