"""Forms of organizers: the event as a whole, adding someone by hand, giving a reason. Rules are in ``domain/``."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.digits import to_ascii_digits
from cms.identity_numbers import refuse_identity_numbers
from events.domain.occasions import DayPlan, OccasionPlan, PartPlan
from events.domain.registration import Applicant
from events.domain.seats import seat_modes
from events.domain.series import SeriesRule
from events.domain.words import local_time
from events.enums import Mode, SeriesFrequency, SeriesScope, Source
from events.exceptions import NoSuchLocalTime
from events.forms import AddressField, LineField, organization_named
from events.models import Occasion, OccasionDay, SeatPool
from events.models.series import MOST_OCCASIONS
from events.wall_clock import to_moment
from networks.enums import GrantRole
from networks.models import Municipality, Network, granted_networks

MOST_DAYS = 31
EMPTY_DAYS = 2
MOST_SEATS = 100_000
COUNTS_OF_GROUPS = ("names_due_days", "seats_past_party")  # left empty: as they were
YEARS = range(2000, 2100)  # a slip such as 0202 or 9999 has no time in every zone


class LocalMomentField(forms.Field):
    """A time on the wall clock in Sweden; a time that does not exist that day is refused, one that comes twice is the
    first."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "dir": "ltr"}, format="%Y-%m-%dT%H:%M")

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            moment = datetime.fromisoformat(to_ascii_digits(str(value))).replace(tzinfo=None)
            if moment.year not in YEARS:
                raise ValueError("no year of ours")
            return to_moment(moment)
        except NoSuchLocalTime as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from refusal
        except ValueError as error:
            raise ValidationError(_("Write day and time, such as 2027-03-11 09:00."), code="invalid") from error


class OccasionForm(forms.ModelForm):
    """The settings of an occasion; ``plan`` gives them with the days."""

    opens_at = LocalMomentField(label=_("Registration opens"), required=False)
    closes_at = LocalMomentField(
        label=_("Registration closes"), required=False, help_text=_("Left empty: when the first day starts.")
    )
    cancel_until = LocalMomentField(
        label=_("Participants can cancel until"), required=False, help_text=_("Left empty: when the first day starts.")
    )
    frozen_at = LocalMomentField(
        label=_("Answers can be changed until"),
        required=False,
        help_text=_("For example when food is ordered. Left empty: when the first day starts."),
    )
    cut_off_at = LocalMomentField(
        label=_("Cut-off of the waiting list"),
        required=False,
        help_text=_("Nobody moves up after this. Left empty: when the first day starts."),
    )

    join_url = forms.URLField(
        label=_("Link to the online meeting"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Secret: only those who have a seat get it, by e-mail and on their personal page."),
    )

    class Meta:
        model = Occasion
        fields = [
            "kind",
            "mode",
            "location",
            "join_url",
            "join_hours",
            "organizer",
            "network",
            "municipality",
            "course_responsible",
            "case_number",
            "opens_at",
            "closes_at",
            "cancel_until",
            "frozen_at",
            "waiting_list",
            "cut_off_at",
            "confirmation",
            "hold_minutes",
            "approval_required",
            "invitation_only",
            "promotion",
            "offer_hours",
            "lapsed_offer",
            "order",
            "group_registration",
            "names_due_days",
            "seats_past_party",
        ]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = _networks_of(user, self.instance)  # type: ignore[attr-defined]
        for name in COUNTS_OF_GROUPS:
            self.fields[name].required = False
        for name in ("opens_at", "closes_at", "cancel_until", "frozen_at", "cut_off_at"):
            if self.initial.get(name):
                self.initial[name] = local_time(self.initial[name], self.instance)

    def _get_validation_exclusions(self) -> set[str]:
        """Leave the constraint on the cut-off to the rules: an empty one gets its value there."""
        return {*super()._get_validation_exclusions(), "cut_off_at"}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("Registration must open before it closes."))
        if values.get("hold_minutes") is not None and values["hold_minutes"] < 5:
            self.add_error("hold_minutes", _("At least 5 minutes."))
        if values.get("offer_hours") == 0:
            self.add_error("offer_hours", _("At least one hour."))
        for name in COUNTS_OF_GROUPS:
            if values.get(name) is None and name not in self.errors:
                values[name] = getattr(self.instance, name)
        if values.get("names_due_days") == 0:
            self.add_error("names_due_days", _("At least one day."))
        if values.get("group_registration") and values.get("approval_required"):
            self.add_error("group_registration", _("Groups cannot be registered when each registration is approved."))
        return values

    def plan(self, days: list[DayPlan]) -> OccasionPlan:
        """Return the clean values as a plan."""
        values = dict(self.cleaned_data)
        for name in ("organizer", "network", "municipality", "course_responsible"):
            chosen = values.pop(name)
            values[f"{name}_id"] = chosen.pk if chosen else None
        return OccasionPlan(
            days=days,
            languages=self.instance.languages,
            interpreter_languages=self.instance.interpreter_languages,
            **values,
        )


def _networks_of(user: Any, occasion: Occasion) -> Any:
    """Return the networks that a user may plan for, and the one the occasion has."""
    if user.is_superuser:
        return Network.objects.all()
    own = granted_networks(user, roles=[GrantRole.COORDINATOR])
    return Network.objects.filter(pk__in=own | {occasion.network_id})


class PartsField(forms.CharField):
    """Workshops, one on a line: ``Workshop A = 12``; without a number there is no limit. Gives ``PartPlan``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Workshops with seats of their own"),
            required=False,
            max_length=4000,
            help_text=_("One on a line, with the number of seats: Workshop A = 12. Participants choose among them."),
            widget=forms.Textarea(attrs={"rows": 3}),
            validators=[refuse_identity_numbers],
            **kwargs,
        )

    def clean(self, value: Any) -> list[PartPlan]:  # type: ignore[override]
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return [_part(line) for line in lines]


def _part(line: str) -> PartPlan:
    label, sign, number = (piece.strip() for piece in line.rpartition("="))
    if not sign:
        return PartPlan(line[:120], None)
    number = to_ascii_digits(number)
    if not label or not number.isdigit() or int(number) > MOST_SEATS:
        raise ValidationError(_("Write a name, = and a number of seats: Workshop A = 12."), code="part")
    return PartPlan(label[:120], int(number))


class NewEventForm(OccasionForm):
    """A new event: its words in Swedish and its seats too. The page's text is written in the page editor."""

    title = forms.CharField(label=_("Title in Swedish"), max_length=150, validators=[refuse_identity_numbers])
    intro = forms.CharField(
        label=_("Introduction in Swedish"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    capacity = forms.IntegerField(
        label=_("Seats"), min_value=0, max_value=MOST_SEATS, required=False, help_text=_("Left empty: no limit.")
    )
    online_capacity = forms.IntegerField(
        label=_("Seats online"),
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
        help_text=_("Only for events on site and online."),
    )

    parts = PartsField()

    field_order = ["title", "intro", "kind", "mode", "location", "capacity", "online_capacity", "parts"]

    OWN = ("title", "intro", "capacity", "online_capacity", "parts")

    def plan(self, days: list[DayPlan]) -> OccasionPlan:
        own = {name: self.cleaned_data.pop(name) for name in self.OWN}
        try:
            return super().plan(days)
        finally:
            self.cleaned_data.update(own)


class DayForm(forms.Form):
    """One day; emptied or marked, it is taken out."""

    day_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    start = LocalMomentField(label=_("Starts"), required=False)
    end = LocalMomentField(label=_("Ends"), required=False)
    all_day = forms.BooleanField(label=_("All day"), required=False)
    remove = forms.BooleanField(label=_("Take this day out"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("start"), values.get("end")
        if not self.errors and not values.get("remove") and bool(start) != bool(end):
            raise ValidationError(_("A day needs both a start and an end."), code="half_day")
        if start and end and end <= start:
            raise ValidationError(_("A day must end after it starts."), code="day_ends_before_start")
        return values

    def plan(self) -> DayPlan | None:
        """Return the day, or None for an empty one and one that is taken out."""
        values = self.cleaned_data
        if values.get("remove") or not values.get("start"):
            return None
        return DayPlan(values["start"], values["end"], values["all_day"], values["day_id"])


DayFormSet = forms.formset_factory(DayForm, extra=EMPTY_DAYS, max_num=MOST_DAYS, absolute_max=MOST_DAYS)


def initial_days(days: list[OccasionDay]) -> list[dict[str, Any]]:
    """Return what the day forms show of the days there are."""
    return [
        {
            "day_id": day.pk,
            "start": local_time(day.start, day.occasion),
            "end": local_time(day.end, day.occasion),
            "all_day": day.all_day,
        }
        for day in days
    ]


class CapacityForm(forms.Form):
    """The number of seats of one pool."""

    capacity = forms.IntegerField(
        label=_("Seats"), min_value=0, max_value=MOST_SEATS, required=False, help_text=_("Left empty: no limit.")
    )

    def __init__(self, *args: Any, pool: SeatPool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"pool-{pool.pk}", initial={"capacity": pool.capacity}, **kwargs)
        self.pool = pool


class ReasonForm(forms.Form):
    """Why; the words go to those it concerns."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        validators=[refuse_identity_numbers],
        help_text=_("The participants read it in their mail, as you write it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


WAYS = (Source.TELEPHONE, Source.MAIL, Source.ORGANIZER)


class ByHandForm(forms.Form):
    """Someone who registered by telephone or at the desk; the address may be missing."""

    way = forms.TypedChoiceField(
        label=_("How did it reach you?"), choices=[(way.value, way.label) for way in WAYS], coerce=Source
    )
    name = LineField(label=_("Name"), max_length=120, validators=[refuse_identity_numbers])
    email = AddressField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("Left empty: the person gets no mails.")
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=languages.CHOICES)
    organization_name = LineField(
        label=_("Organization"), max_length=200, required=False, validators=[refuse_identity_numbers]
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), required=False, empty_label=_("Choose, if any")
    )
    function = LineField(label=_("Function"), max_length=120, required=False, validators=[refuse_identity_numbers])
    mode = forms.ChoiceField(label=_("Form of participation"))

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        modes = seat_modes(occasion)
        self.fields["mode"].choices = [(mode, Mode(mode).label) for mode in modes]  # type: ignore[attr-defined]
        municipalities = Municipality.objects.order_by("sort_key", "code")
        self.fields["municipality"].queryset = municipalities  # type: ignore[attr-defined]

    def source(self) -> Source:
        return Source(self.cleaned_data["way"])

    def applicant(self) -> Applicant:
        """Return the clean values; an organization is recognized by its exact name in the directory."""
        values = dict(self.cleaned_data)
        values.pop("way")
        municipality, organization = values.pop("municipality"), organization_named(values["organization_name"])
        return Applicant(
            **values,
            organization_id=organization.pk if organization else None,
            municipality_id=municipality.pk if municipality else (organization and organization.municipality_id),
        )


class SeriesForm(forms.Form):
    """How an event is repeated."""

    frequency = forms.ChoiceField(label=_("Repeated every so many"), choices=SeriesFrequency.choices)
    every = forms.IntegerField(label=_("How many weeks, months or years between"), min_value=1, max_value=52, initial=1)
    count = forms.IntegerField(
        label=_("Number of events, with this one"), min_value=2, max_value=MOST_OCCASIONS, initial=5
    )
    left_out = forms.CharField(
        label=_("Not on these dates"),
        required=False,
        help_text=_("Dates such as 2027-07-13, with spaces between. Public holidays are left out without being named."),
    )

    def clean_left_out(self) -> list[date]:
        texts = to_ascii_digits(self.cleaned_data["left_out"]).replace(",", " ").split()
        try:
            return [date.fromisoformat(text) for text in texts]
        except ValueError as error:
            raise ValidationError(_("Write dates such as 2027-07-13."), code="invalid") from error

    def rule(self) -> SeriesRule:
        values = self.cleaned_data
        return SeriesRule(frequency=values["frequency"], every=values["every"], count=values["count"])


class ExtraDateForm(forms.Form):
    """One more date in a series."""

    on = forms.DateField(label=_("Extra date"), widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}))


class ScopeForm(forms.Form):
    """Which events of a series a change is for."""

    scope = forms.ChoiceField(
        label=_("Change"), choices=SeriesScope.choices, initial=SeriesScope.THIS, widget=forms.RadioSelect
    )
