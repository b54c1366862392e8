"""Forms of the coordinator: each cleans what was typed and calls one act of ``domain/``."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.models import Document

from cms.digits import to_ascii_digits
from cms.identity_numbers import refuse_identity_numbers
from cms.languages import SOURCE_LANGUAGE
from knowledgebank.domain import editions, plans, spreading
from knowledgebank.domain.spreading import Entry
from knowledgebank.enums import EventKind, Outcome
from knowledgebank.models import AdoptionEvent, Dispatch, Plan, PlanEdition, PlanPage
from networks.domain.dates import Edge, PartialDate, read_date
from networks.enums import OrganizationKind
from networks.models import Network, Organization

CASE_NUMBER_HINT = _("As written in the decision, for example AFN 2017/74.")


class DayField(forms.DateField):
    """A day; digits of any script are read."""

    widget = AdminDateInput

    def to_python(self, value: Any) -> date | None:
        return super().to_python(to_ascii_digits(value) if isinstance(value, str) else value)


class PartialDayField(forms.CharField):
    """A day as far as it is known; cleans to a ``PartialDate``: 2017-11-08, ``december 2017``."""

    def __init__(self, *, edge: Edge, **options: Any) -> None:
        options.setdefault("help_text", _("As far as it is known: 2017-11-08, november 2017, senast 8 november 2017."))
        super().__init__(max_length=40, **options)
        self.edge = edge

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        try:
            return read_date(text, edge=self.edge)
        except ValueError as error:
            raise forms.ValidationError(
                _("Write the date as 2017-11-08, or as far as it is known: november 2017."), code="invalid"
            ) from error


class EditionChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: PlanEdition) -> str:
        return f"{obj.number} ({obj.adopted_on:%Y-%m-%d})"


class PlanPageChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: PlanPage) -> str:
        return obj.title


def live_organizations() -> QuerySet[Organization]:
    return Organization.objects.filter(merged_into__isnull=True, valid_to__isnull=True)


def bodies_of(organization: Organization) -> QuerySet[Organization]:
    """Return who can decide for an organization: itself, its committees, and others of the same municipality."""
    own = Q(pk=organization.pk) | Q(parent=organization) | Q(parent__parent=organization)
    if organization.municipality_id:
        own |= Q(municipality=organization.municipality_id, kind=OrganizationKind.COMMITTEE)
    return live_organizations().filter(own)


class ActForm(forms.Form):
    """What all acts ask: when. ``key`` makes a double click one entry; ``reason`` is for corrections."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    on = PartialDayField(label=_("Date"), edge=Edge.START)
    reason = forms.CharField(
        label=_("Why is the entry corrected?"), max_length=300, validators=[refuse_identity_numbers]
    )

    heading: Any = ""

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        organization: Organization,
        corrects: AdoptionEvent | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.organization, self.corrects = plan, organization, corrects
        self.fields["key"].initial = uuid.uuid4().hex
        self.fields["on"].initial = timezone.localdate()
        if corrects is None:
            del self.fields["reason"]
        self.set_choices()
        if corrects is not None:
            self.start_from(corrects)
        self.order_fields([name for name in self.fields if name != "reason"] + ["reason"])

    def set_choices(self) -> None:
        """Limit the choices to this plan and this organization."""
        for name in ("body", "registry"):
            if name in self.fields:
                self.fields[name].queryset = bodies_of(self.organization)
        if "edition" in self.fields:
            self.fields["edition"].queryset = self.plan.editions.order_by("-number")
            self.fields["edition"].initial = self.plan.editions.order_by("number").last()
        if "dispatch" in self.fields:
            self.fields["dispatch"].queryset = Dispatch.objects.filter(edition__plan=self.plan)

    def start_from(self, event: AdoptionEvent) -> None:
        """Fill the form with the entry that is corrected."""
        self.fields["on"].initial = event.occurred_on
        for name in self.fields:
            if name not in ("key", "on", "reason") and hasattr(event, name):
                self.fields[name].initial = getattr(event, name)

    def record(self, *, now: Any, by: Any) -> AdoptionEvent:
        """Record the act. Errors: those of the act; nothing is written then."""
        values = dict(self.cleaned_data)
        if isinstance(values["on"], PartialDate):
            values["on"], values["precision"] = values["on"].day, values["on"].precision
        entry = Entry(
            now=now, by=by, key=values.pop("key"), corrects=self.corrects, reason=values.pop("reason", "") or ""
        )
        return self.call(self.plan, organization=self.organization, entry=entry, **values)

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        raise NotImplementedError


class InformedForm(ActForm):
    heading = _("Record that they were informed")
    function_reached = forms.CharField(
        label=_("Who was reached"), max_length=120, help_text=_("A function, for example head of social services.")
    )
    dispatch = forms.ModelChoiceField(Dispatch.objects.none(), label=_("By which letter"), required=False)
    evidence = forms.CharField(
        label=_("Or at which meeting or seminar"),
        max_length=300,
        required=False,
        validators=[refuse_identity_numbers],
    )

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_informed(plan, **values)


class ReceivedForm(ActForm):
    heading = _("Record that they have a case open")
    registry = forms.ModelChoiceField(Organization.objects.none(), label=_("In whose register"))
    case_number = forms.CharField(label=_("Case number"), max_length=60, help_text=CASE_NUMBER_HINT)
    dispatch = forms.ModelChoiceField(Dispatch.objects.none(), label=_("Answers which letter"), required=False)

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_received(plan, **values)


class ProposedForm(ActForm):
    heading = _("Record a proposal to their committee")
    on = PartialDayField(
        label=_("Date of the memorandum"), edge=Edge.START, help_text=_("A proposal is no decision: it joins nobody.")
    )
    body = forms.ModelChoiceField(Organization.objects.none(), label=_("Who is to decide"))
    proposed_outcome = forms.ChoiceField(label=_("What is proposed"), choices=Outcome.choices)
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False, help_text=CASE_NUMBER_HINT)

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_proposed(plan, **values)


class DecidedForm(ActForm):
    heading = _("Record their decision")
    on = DayField(label=_("Date of the decision"))
    body = forms.ModelChoiceField(
        Organization.objects.none(),
        label=_("Who decided"),
        help_text=_("The committee or board. If it is missing, add it to the directory under its municipality first."),
    )
    outcome = forms.ChoiceField(label=_("What they decided"), choices=Outcome.choices)
    edition = EditionChoiceField(PlanEdition.objects.none(), label=_("Which edition"))
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False, help_text=CASE_NUMBER_HINT)

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_decided(plan, decision_date=values.pop("on"), **values)


class RepliedForm(ActForm):
    heading = _("Record that their reply came")
    on = DayField(label=_("Date"))
    evidence = forms.CharField(label=_("How"), max_length=300, required=False, validators=[refuse_identity_numbers])

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_replied(plan, **values)


class RenewedForm(ActForm):
    heading = _("Record that they work by a newer edition")
    on = DayField(label=_("Date"))
    edition = EditionChoiceField(PlanEdition.objects.none(), label=_("Which edition"))

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_renewed(plan, **values)


class WithdrawnForm(ActForm):
    heading = _("Record that they leave the plan")
    on = DayField(label=_("Date"))
    body = forms.ModelChoiceField(Organization.objects.none(), label=_("Who decided"))

    def call(self, plan: Plan, **values: Any) -> AdoptionEvent:
        return spreading.record_withdrawn(plan, **values)


class RetractForm(ActForm):
    """Take an entry back; the date is that of the entry."""

    heading = _("Take the entry back")

    def set_choices(self) -> None:
        del self.fields["on"]

    def start_from(self, event: AdoptionEvent) -> None:
        self.fields["reason"].label = _("Why is the entry taken back?")

    def record(self, *, now: Any, by: Any) -> AdoptionEvent:
        values = self.cleaned_data
        entry = Entry(now=now, by=by, key=values["key"])
        return spreading.retract(self.corrects, reason=values["reason"], entry=entry)


ACT_FORMS: dict[str, type[ActForm]] = {
    EventKind.INFORMED: InformedForm,
    EventKind.RECEIVED: ReceivedForm,
    EventKind.PROPOSED: ProposedForm,
    EventKind.DECIDED: DecidedForm,
    EventKind.REPLIED: RepliedForm,
    EventKind.RENEWED: RenewedForm,
    EventKind.WITHDRAWN: WithdrawnForm,
    EventKind.RETRACTED: RetractForm,
}
"""Which form records which kind of event."""


class PlanForm(forms.Form):
    """Begin to follow the spreading of a plan whose page is written."""

    heading = _("New plan")
    page = PlanPageChoiceField(
        PlanPage.objects.none(), label=_("Page of the plan"), help_text=_("Write the page in the knowledge bank first.")
    )
    owner = forms.ModelChoiceField(Organization.objects.none(), label=_("Who sends the plan out"))
    network = forms.ModelChoiceField(
        Network.objects.none(), label=_("Network of the plan"), required=False, help_text=Plan.network.field.help_text
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Plan.objects.values("content_id")
        self.fields["page"].queryset = PlanPage.objects.filter(locale__language_code=SOURCE_LANGUAGE.code).exclude(
            translation_key__in=known
        )
        self.fields["owner"].queryset = live_organizations().exclude(
            kind__in=[OrganizationKind.UNIT, OrganizationKind.DEPARTMENT, OrganizationKind.COMMITTEE]
        )
        self.fields["network"].queryset = Network.objects.filter(valid_to__isnull=True)

    def record(self, *, now: Any, by: Any) -> Plan:
        values = self.cleaned_data
        return plans.create_plan(
            content_id=values["page"].translation_key,
            owner=values["owner"],
            network=values["network"],
            entry=Entry(now=now, by=by),
        )


class EditionForm(forms.Form):
    """Adopt the next edition of a plan."""

    heading = _("Adopt an edition")
    adopted_on = DayField(label=_("Adopted on"))
    body = forms.ModelChoiceField(Organization.objects.none(), label=_("Adopted by"))
    review_due_on = DayField(
        label=_("To be reviewed at the latest on"),
        required=False,
        help_text=_("At most 24 months after the adoption; left empty it is just that."),
    )
    case_number = forms.CharField(label=_("Case number"), max_length=60, required=False)
    document = forms.ModelChoiceField(Document.objects.none(), label=_("Document"), required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["adopted_on"].initial = timezone.localdate()
        self.fields["body"].queryset = live_organizations().exclude(kind=OrganizationKind.UNIT)
        self.fields["body"].initial = plan.owner
        self.fields["document"].queryset = Document.objects.order_by("title")

    def record(self, *, now: Any, by: Any) -> PlanEdition:
        return editions.adopt_edition(self.plan, entry=Entry(now=now, by=by), **self.cleaned_data)


class DispatchForm(forms.Form):
    """Record a letter by which an edition is sent out."""

    heading = _("Record a letter")
    edition = EditionChoiceField(PlanEdition.objects.none(), label=_("Which edition"))
    letter = forms.CharField(label=_("Letter"), max_length=200, help_text=_("Its heading, and its case number if any."))
    sent_on = PartialDayField(label=_("Sent on"), edge=Edge.START)
    reply_due_on = PartialDayField(label=_("Reply at the latest"), edge=Edge.DEADLINE, required=False)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["edition"].queryset = plan.editions.order_by("-number")
        self.fields["edition"].initial = plan.editions.order_by("number").last()
        self.fields["sent_on"].initial = timezone.localdate()

    def record(self, *, now: Any, by: Any) -> Dispatch:
        values = dict(self.cleaned_data)
        sent, due = values.pop("sent_on"), values.pop("reply_due_on")
        if due:
            values.update(reply_due_on=due.day, reply_due_precision=due.precision)
        return editions.send_out(
            self.plan, entry=Entry(now=now, by=by), sent_on=sent.day, sent_on_precision=sent.precision, **values
        )
