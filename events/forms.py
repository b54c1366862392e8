"""Forms of participants: registering, cancelling, asking for the link again. Rules are in ``domain/``."""

import time
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from cms.digits import to_local_digits
from cms.identity_numbers import refuse_identity_numbers
from cms.mail_addresses import clean_address
from events.domain.parts import parts_of
from events.domain.questions import questions_of
from events.domain.registration import Applicant
from events.domain.seats import seat_modes
from events.domain.wishes import Wishes, asks_short_notice
from events.enums import Mode, QuestionStage
from events.models import Occasion
from events.question_forms import QuestionsForm
from events.widgets import LongSelect
from networks.models import Municipality, Organization
from networks.name_keys import name_key

FORM_SALT = "events.form_time"
QUICKEST_SECONDS = 3
SLOWEST_SECONDS = 24 * 60 * 60


class AddressField(forms.CharField):
    """An e-mail address as our own rule takes it; written from left to right in every language."""

    widget = forms.EmailInput(
        attrs={"autocomplete": "email", "dir": "ltr", "inputmode": "email", "spellcheck": "false"}
    )

    def clean(self, value: Any) -> str:
        value = super().clean(value)
        return clean_address(value) if value else ""


class LineField(forms.CharField):
    """Words on one line: what came with line breaks could pass for words of ours in a mail."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class OpenForm(forms.Form):
    """What every form has that anybody may send: ``idempotency_key`` and ``form_time`` are made when it opens, and a
    field that only programs fill in."""

    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"tabindex": "-1"})
    )
    idempotency_key = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    form_time = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("idempotency_key", str(uuid.uuid4()))
        self.initial.setdefault("form_time", signing.dumps(int(time.time()), salt=FORM_SALT))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this empty"), code="trap")
        return ""

    def was_filled_by_hand(self) -> bool:
        """Return whether the form was open between 3 seconds and 24 hours; a missing or forged time counts as no."""
        try:
            opened = int(signing.loads(self.cleaned_data["form_time"], salt=FORM_SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return False
        return QUICKEST_SECONDS <= time.time() - opened <= SLOWEST_SECONDS

    def offer_municipalities(self) -> None:
        """Fill the drop-down of municipalities, by name."""
        municipalities = self.fields["municipality"]
        municipalities.queryset = Municipality.objects.only("code", "name").order_by("sort_key", "code")  # type: ignore[attr-defined]

    def offer_modes(self, occasion: Occasion) -> None:
        """Offer the forms of participation there are; where there is one, nobody is asked."""
        modes = seat_modes(occasion)
        self.fields["mode"].choices = [(mode, Mode(mode).label) for mode in modes]  # type: ignore[attr-defined]
        self.fields["mode"].initial = modes[0]
        if len(modes) == 1:
            self.fields["mode"].required = False
            self.fields["mode"].widget = forms.HiddenInput()


class RegistrationForm(OpenForm, QuestionsForm):
    """One page, no account."""

    name = LineField(
        label=_("Name"),
        max_length=120,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    email = AddressField(
        label=_("E-mail"), max_length=254, help_text=_("We send the confirmation and your personal link there.")
    )
    organization_name = LineField(
        label=_("Organization"),
        max_length=200,
        required=False,
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
    function = LineField(
        label=_("Your function"),
        max_length=120,
        required=False,
        validators=[refuse_identity_numbers],
        help_text=_("For example guardian, teacher or social worker."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "dir": "auto"}),
    )
    mode = forms.ChoiceField(label=_("How will you take part?"), widget=forms.RadioSelect)
    parts = forms.TypedMultipleChoiceField(
        label=_("Workshops"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    waits_for_parts = forms.BooleanField(
        label=_("If one of them is full, put me on the waiting list"),
        required=False,
        help_text=_("You then wait for all that you chose. Without this you keep to what has seats left."),
    )
    short_notice = forms.BooleanField(
        label=_("I can come at short notice"),
        required=False,
        help_text=_(
            "In the last 48 hours before the waiting list closes, seats go at once to those who can. You can change "
            "this on your personal page."
        ),
    )

    VISIBLE = ("name", "email", "organization_name", "municipality", "function", "mode")

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, questions=questions_of(occasion), stages={QuestionStage.REGISTRATION}, **kwargs)
        self.occasion = occasion
        self.fields["parts"].choices = part_choices(occasion)  # type: ignore[attr-defined]
        self.offer_municipalities()
        self.offer_modes(occasion)

    def workshop_fields(self) -> list[forms.BoundField]:
        """Return the fields for workshops with seats of their own; may be empty."""
        if not self.occasion.has_parts:
            return []
        return [self["parts"], *([self["waits_for_parts"]] if self.occasion.waiting_list else [])]

    def asked_on_the_list(self) -> list[forms.BoundField]:
        """Return the fields for somebody who will have to wait."""
        return [self["short_notice"]] if asks_short_notice(self.occasion) else []

    def visible_questions(self) -> list[forms.BoundField]:
        """Return the fields a person answers, in order: our own, then the occasion's."""
        return [*(self[name] for name in self.VISIBLE if not self[name].is_hidden), *self.question_fields()]

    def clean_mode(self) -> str:
        return self.cleaned_data["mode"] or str(self.fields["mode"].initial)

    def applicant(self) -> Applicant:
        """Return the clean values; an organization is recognized by its exact name in the directory."""
        values = self.cleaned_data
        municipality = values["municipality"]
        organization = organization_named(values["organization_name"])
        return Applicant(
            name=values["name"],
            email=values["email"],
            language=get_language() or "sv",
            mode=values["mode"],
            organization_name=values["organization_name"],
            function=values["function"],
            organization_id=organization.pk if organization else None,
            municipality_id=municipality.pk if municipality else (organization and organization.municipality_id),
        )

    def wishes(self) -> Wishes:
        values = self.cleaned_data
        return Wishes(
            short_notice=values["short_notice"] and asks_short_notice(self.occasion),
            parts=tuple(sorted(values["parts"])),
            waits_for_parts=bool(values["parts"]) and values["waits_for_parts"],
        )


def part_choices(occasion: Occasion) -> list[tuple[int, SafeString]]:
    """Return the workshops of an occasion, each with how many seats are left, for the reader."""
    return [
        (part.pk, format_html("<span><bdi>{}</bdi>{}{}</span>", part.label, gettext(", "), _seats_left(part.free)))
        for part in parts_of(occasion)
    ]


def _seats_left(free: int | None) -> str:
    if free is None:
        return gettext("seats left")
    if free == 0:
        return pgettext("workshop", "full")
    shown = to_local_digits(free, get_language())
    return ngettext("%(shown)s seat left", "%(shown)s seats left", free) % {"shown": shown}


class LinkForm(forms.Form):
    """Ask for the personal link again."""

    email = AddressField(label=_("E-mail"), max_length=254, help_text=_("The address you registered with."))


def organization_named(name: str) -> Organization | None:
    """Return the organization with exactly this name in the directory, if there is one and no other."""
    if not name:
        return None
    found = list(Organization.objects.live().filter(name_key=name_key(name))[:2])
    return found[0] if len(found) == 1 else None
