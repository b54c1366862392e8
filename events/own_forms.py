"""Forms of the participant's own page: details, a colleague who comes instead. Rules are in ``domain/``."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.identity_numbers import refuse_identity_numbers
from events.domain.details import Details
from events.domain.substitution import Colleague
from events.forms import AddressField, LineField, organization_named, part_choices
from events.models import Occasion


class _NameField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
        super().__init__(max_length=120, validators=[refuse_identity_numbers], widget=widget, **kwargs)


class _FunctionField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "organization-title", "dir": "auto"})
        super().__init__(max_length=120, required=False, validators=[refuse_identity_numbers], widget=widget, **kwargs)


class DetailsForm(forms.Form):
    """One's own name, organization and function."""

    name = _NameField(label=_("Name"))
    organization_name = LineField(
        label=_("Organization"),
        max_length=200,
        required=False,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    function = _FunctionField(label=_("Your function"), help_text=_("For example guardian, teacher or social worker."))

    def wanted(self) -> dict[str, Any]:
        """Return the clean values of ``Details``; an organization is recognized by its exact name in the directory."""
        organization = organization_named(self.cleaned_data["organization_name"])
        return asdict(Details(**self.cleaned_data, organization_id=organization.pk if organization else None))


class WorkshopsForm(forms.Form):
    """The workshops a person takes part in."""

    parts = forms.TypedMultipleChoiceField(
        label=_("Workshops"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, occasion: Occasion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = part_choices(occasion)  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        return {"parts": sorted(self.cleaned_data["parts"])}


class ColleagueForm(forms.Form):
    """Who comes instead; the organization stays that of the seat."""

    name = _NameField(label=_("The colleague's name"))
    email = AddressField(
        label=_("The colleague's e-mail"), max_length=254, help_text=_("The invitation and a personal link go there.")
    )
    function = _FunctionField(label=_("The colleague's function"))
    language = forms.ChoiceField(label=_("Language of the mails"), choices=languages.CHOICES)

    def wanted(self) -> dict[str, Any]:
        """Return the clean values of ``Colleague``."""
        return asdict(Colleague(**self.cleaned_data))
