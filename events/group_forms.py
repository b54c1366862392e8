"""Forms of a group's contact: asking for seats, and naming who takes them. Rules: ``domain/parties.py``."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.digits import to_ascii_digits
from cms.identity_numbers import refuse_identity_numbers
from events.domain.parties import MOST_SEATS, PartyWish
from events.domain.party_names import Member
from events.enums import PartyRule
from events.forms import AddressField, LineField, OpenForm, organization_named
from events.models import Occasion, Registration
from events.widgets import LongSelect
from networks.models import Municipality


class SeatsField(forms.IntegerField):
    """A number of seats, in digits of any script."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(to_ascii_digits(str(value)) if value else value)


class GroupForm(OpenForm):
    """Seats for several people at once; who comes is named later."""

    contact_name = LineField(
        label=_("Your name"),
        max_length=120,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    contact_email = AddressField(
        label=_("Your e-mail"), max_length=254, help_text=_("The link by which you name who comes goes there.")
    )
    organization_name = LineField(
        label=_("Organization"),
        max_length=200,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.none(),
        required=False,
        empty_label=_("Choose, if any"),
        widget=LongSelect,
    )
    seats = SeatsField(
        label=_("Number of seats"),
        min_value=1,
        max_value=MOST_SEATS,
        help_text=_("Count yourself only if you take part."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )
    rule = forms.ChoiceField(
        label=_("If there are not seats for all of you"),
        choices=PartyRule.choices,
        initial=PartyRule.SPLIT,
        widget=forms.RadioSelect,
    )
    mode = forms.ChoiceField(label=_("How will you take part?"), widget=forms.RadioSelect)

    VISIBLE = ("contact_name", "contact_email", "organization_name", "municipality", "seats", "rule", "mode")

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_municipalities()
        self.offer_modes(occasion)

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.VISIBLE if not self[name].is_hidden]

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or str(self.fields["mode"].initial)

    def wish(self) -> PartyWish:
        """Return the clean values; an organization is recognized by its exact name in the directory."""
        values = self.cleaned_data
        municipality, organization = values["municipality"], organization_named(values["organization_name"])
        return PartyWish(
            contact_name=values["contact_name"],
            contact_email=values["contact_email"],
            language=get_language() or "sv",
            organization_name=values["organization_name"],
            seats=values["seats"],
            rule=values["rule"],
            mode=values["mode"],
            organization_id=organization.pk if organization else None,
            municipality_id=municipality.pk if municipality else (organization and organization.municipality_id),
        )


class NamesForm(forms.Form):
    """Who takes each seat: four fields for each, empty ones stay without a name."""

    PARTS = ("name", "email", "function", "language")

    def __init__(self, *args: Any, rows: Sequence[Registration], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for number, row in enumerate(self.rows, start=1):
            for part, field in _seat_fields(number).items():
                key = f"{part}-{row.public_id}"
                self.fields[key] = field
                self.initial[key] = getattr(row, part)

    def seats(self) -> list[tuple[Registration, list[forms.BoundField]]]:
        """Return each seat with its fields."""
        return [(row, [self[f"{part}-{row.public_id}"] for part in self.PARTS]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for row in self.rows:
            key = f"name-{row.public_id}"
            if values.get(key) or key in self.errors:
                continue
            if row.is_named:
                self.add_error(key, ValidationError(_("Write who comes instead, or give the seat back below.")))
            elif values.get(f"email-{row.public_id}"):
                self.add_error(key, ValidationError(_("Write the name that belongs to the address.")))
        return values

    def named(self) -> dict[UUID, Member]:
        """Return who takes each seat, without the seats that have no name."""
        found = {}
        for row in self.rows:
            parts = {part: self.cleaned_data[f"{part}-{row.public_id}"] for part in self.PARTS}
            if parts["name"]:
                found[row.public_id] = Member(**parts)
        return found


def _seat_fields(number: int) -> dict[str, forms.Field]:
    return {
        "name": LineField(
            label=_numbered(_("Seat %(number)s: name"), number),
            max_length=120,
            required=False,
            validators=[refuse_identity_numbers],
            widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        ),
        "email": AddressField(label=_numbered(_("Seat %(number)s: e-mail"), number), max_length=254, required=False),
        "function": LineField(
            label=_numbered(_("Seat %(number)s: function"), number),
            max_length=120,
            required=False,
            validators=[refuse_identity_numbers],
            widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        ),
        "language": forms.ChoiceField(
            label=_numbered(_("Seat %(number)s: language of the mails"), number), choices=languages.CHOICES
        ),
    }


_numbered = lazy(lambda words, number: gettext(str(words)) % {"number": number}, str)


class ReleaseForm(forms.Form):
    """Seats and places that are not needed."""

    seats = forms.MultipleChoiceField(label=_("Seats to give back"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, rows: Sequence[Registration], words: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seats"].choices = [(str(row.public_id), words(row)) for row in rows]  # type: ignore[attr-defined]

    def chosen(self) -> list[UUID]:
        return [UUID(value) for value in self.cleaned_data["seats"]]
