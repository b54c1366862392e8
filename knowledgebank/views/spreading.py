"""The coordinator's views: plans, a plan's municipalities by stage on a day, an organization's history, the acts."""

from collections import Counter
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.digits import to_ascii_digits
from cms.exceptions import SamverkaError
from knowledgebank.domain.queries import seats_to_propose, standings_on
from knowledgebank.domain.stages import Standing, current_edition, effective_events
from knowledgebank.domain.titles import plan_titles
from knowledgebank.enums import EventKind, Stage
from knowledgebank.forms import ACT_FORMS, DispatchForm, EditionForm, PlanForm, live_organizations
from knowledgebank.models import AdoptionEvent, Plan
from knowledgebank.permissions import may_read_spreading, may_record_spreading
from networks.domain.queries import resolve_organization
from networks.enums import OrganizationKind
from networks.models import Organization

NOT_CONTACTED = Standing(stage=Stage.NOT_CONTACTED)


class SpreadingView(WagtailAdminTemplateMixin, View):
    """Base of all: refuses who may not read, and where ``records`` who may not record."""

    records = False
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowed = may_record_spreading if self.records else may_read_spreading
        if not allowed(request.user):
            raise PermissionDenied
        self.prepare()
        return super().dispatch(request, *args, **kwargs)

    def prepare(self) -> None:
        """Find the plan and the organization of the address. Errors: Http404."""
        if "plan" in self.kwargs:
            plans = Plan.objects.select_related("owner", "network")
            self.plan = get_object_or_404(plans, public_id=self.kwargs["plan"])
            self.title = plan_titles([self.plan])[self.plan.pk]
        if "organization" in self.kwargs:
            self.organization = get_object_or_404(Organization, public_id=self.kwargs["organization"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        items = [*self.breadcrumbs_items, {"url": reverse("spreading_plans"), "label": gettext("Spreading")}]
        if "plan" in self.kwargs:
            items.append({"url": reverse("spreading_plan", args=[self.plan.public_id]), "label": self.title})
        if "organization" in self.kwargs:
            items.append({"url": self.organization_url(), "label": self.organization.name})
        return items

    def organization_url(self) -> str:
        return reverse("spreading_organization", args=[self.plan.public_id, self.organization.public_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_record=may_record_spreading(self.request.user), **kwargs)


class PlansView(SpreadingView):
    page_title = _("Spreading")
    template_name = "knowledgebank/spreading/plans.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        plans = list(Plan.objects.select_related("owner").prefetch_related("editions").order_by("pk"))
        titles, day = plan_titles(plans), timezone.localdate()
        standings = standings_on(plans, day=day)
        rows = [
            {
                "plan": plan,
                "title": titles[plan.pk],
                "edition": current_edition(day, plan.editions.all()),
                "joined": sum(standing.joined for standing in standings[plan.pk].values()),
            }
            for plan in plans
        ]
        return self.render_to_response(self.get_context_data(rows=rows, today=day))


class PlanView(SpreadingView):
    """Municipality × stage as of a day, for the owner's county and everybody else with something recorded."""

    template_name = "knowledgebank/spreading/plan.html"

    def get_page_title(self) -> str:
        return self.title

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if chosen := request.GET.get("organization"):
            try:
                organization = resolve_organization(chosen)
            except (Organization.DoesNotExist, ValueError) as error:
                raise Http404 from error
            return redirect("spreading_organization", plan=self.plan.public_id, organization=organization.public_id)
        day = self.day()
        standings = standings_on([self.plan], day=day)[self.plan.pk]
        rows = [
            {"organization": organization, "standing": standings.get(organization.pk, NOT_CONTACTED)}
            for organization in self.organizations(day, set(standings))
        ]
        counts = Counter(row["standing"].stage for row in rows)
        context = self.get_context_data(
            day=day,
            rows=rows,
            counts=[(stage.label, counts[stage]) for stage in Stage if counts[stage]],
            editions=self.plan.editions.order_by("-number"),
            edition=current_edition(day, self.plan.editions.all()),
            today=timezone.localdate(),
            proposed_seats=seats_to_propose(self.plan, day=day),
            others=self.others({row["organization"].pk for row in rows}),
        )
        return self.render_to_response(context)

    def day(self) -> date:
        """Return the day asked for, else today; what cannot be read is today too."""
        try:
            return parse_date(to_ascii_digits(self.request.GET.get("day", ""))) or timezone.localdate()
        except ValueError:
            return timezone.localdate()

    def organizations(self, day: date, recorded: set[int]) -> list[Organization]:
        in_county = (
            Organization.objects.on(day)
            .live()
            .filter(kind=OrganizationKind.MUNICIPALITY, municipality__county=self.plan.owner.county_id)
        )
        ids = {*in_county.values_list("pk", flat=True), *recorded}
        return list(Organization.objects.filter(pk__in=ids))

    def others(self, shown: set[int]) -> Any:
        parts = [OrganizationKind.COMMITTEE, OrganizationKind.DEPARTMENT, OrganizationKind.UNIT]
        return live_organizations().exclude(kind__in=parts).exclude(pk__in=shown)


class OrganizationView(SpreadingView):
    """Everything recorded about one organization and a plan, newest first, and the acts that may follow."""

    template_name = "knowledgebank/spreading/organization.html"

    def get_page_title(self) -> str:
        return self.organization.name

    def get_page_subtitle(self) -> str:
        return self.title

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        events = list(
            AdoptionEvent.objects.filter(adoption__plan=self.plan, adoption__organization=self.organization)
            .select_related("edition", "dispatch", "recorded_by", "corrected_by", "registry")
            .order_by("-occurred_on", "-pk")
        )
        counting = {event.pk for event in effective_events(events)}
        standings = standings_on([self.plan], day=timezone.localdate(), organization_ids=[self.organization.pk])
        acts = [
            {"kind": kind, "heading": form.heading} for kind, form in ACT_FORMS.items() if kind != EventKind.RETRACTED
        ]
        context = self.get_context_data(
            events=[{"event": event, "counts": event.pk in counting} for event in events],
            standing=standings[self.plan.pk].get(self.organization.pk, NOT_CONTACTED),
            acts=acts,
            plan=self.plan,
            organization=self.organization,
        )
        return self.render_to_response(context)


class RecordView(SpreadingView):
    """A form whose ``record`` does one act: GET shows it, POST records and leads on."""

    records = True
    template_name = "knowledgebank/spreading/act.html"
    form_class: type[forms.Form]
    done_message: Any = _("Saved.")

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def make_form(self, data: Any = None) -> Any:
        return self.form_class(data, **self.form_arguments())

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic(durable=True):
                    done = form.record(now=timezone.now(), by=request.user)
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, self.done_message)
                return redirect(self.next_url(done))
        messages.error(request, gettext("Nothing was saved. See what is wrong below."))
        return self.show(form)

    def show(self, form: Any) -> HttpResponse:
        self.page_title = form.heading
        return self.render_to_response(self.get_context_data(form=form, next_url=self.cancel_url()))

    def next_url(self, done: Any) -> str:
        return self.cancel_url()

    def cancel_url(self) -> str:
        return reverse("spreading_plan", args=[self.plan.public_id])


class NewPlanView(RecordView):
    form_class = PlanForm

    def next_url(self, done: Plan) -> str:
        return reverse("spreading_plan", args=[done.public_id])

    def cancel_url(self) -> str:
        return reverse("spreading_plans")


class EditionView(RecordView):
    form_class = EditionForm

    def form_arguments(self) -> dict[str, Any]:
        return {"plan": self.plan}


class DispatchView(RecordView):
    form_class = DispatchForm

    def form_arguments(self) -> dict[str, Any]:
        return {"plan": self.plan}


class ActView(RecordView):
    """Record one event; with ``?corrects=<public id>`` as the correction of an earlier one."""

    def prepare(self) -> None:
        super().prepare()
        if self.kwargs["kind"] not in ACT_FORMS:
            raise Http404
        self.form_class = ACT_FORMS[self.kwargs["kind"]]
        self.corrects = self.corrected_event()
        if self.kwargs["kind"] == EventKind.RETRACTED and self.corrects is None:
            raise Http404

    def corrected_event(self) -> AdoptionEvent | None:
        wanted = self.request.GET.get("corrects", "")
        if not wanted:
            return None
        events = AdoptionEvent.objects.filter(adoption__plan=self.plan, adoption__organization=self.organization)
        found = next((event for event in events if str(event.public_id) == wanted), None)
        if found is None:
            raise Http404
        return found

    def form_arguments(self) -> dict[str, Any]:
        return {"plan": self.plan, "organization": self.organization, "corrects": self.corrects}

    def cancel_url(self) -> str:
        return self.organization_url()
