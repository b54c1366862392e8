"""Forms of invitations: registering by one, saying no, passing it on; and whom an organizer invites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.identity_numbers import refuse_identity_numbers
from cms.mail_addresses import email_key
from events.domain.guests import Guest
from events.domain.invitations import Colleague
from events.domain.registration import Applicant
from events.forms import AddressField, LineField, RegistrationForm, organization_named
from networks.models import Network, Organization, Person
from networks.name_keys import name_key

MOST_WORDS = 400


class GuestForm(RegistrationForm):
    """The registration form without what the invitation says already."""

    def __init__(self, *args: Any, guest: Guest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guest = guest
        bound = {"name", "email"} if guest.is_person else set()
        if guest.organization is not None:
            bound |= {"organization_name", "municipality"}
        if guest.function:
            bound |= {"function"}
        for name in bound:
            del self.fields[name]
        self.VISIBLE = tuple(name for name in RegistrationForm.VISIBLE if name not in bound)

    def applicant(self) -> Applicant:
        """Return the clean values; what the invitation says is put in when it is used."""
        for name in ("name", "email", "organization_name", "function"):
            self.cleaned_data.setdefault(name, "")
        self.cleaned_data.setdefault("municipality", None)
        return super().applicant()


class DeclineForm(forms.Form):
    """No, with words if one likes."""

    words = LineField(
        label=_("A few words to the organizer"),
        max_length=MOST_WORDS,
        required=False,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )


class PassOnForm(forms.Form):
    """The colleague who is invited instead."""

    name = LineField(
        label=_("The colleague's name"),
        max_length=120,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    email = AddressField(
        label=_("The colleague's e-mail"),
        max_length=254,
        help_text=_("An address in your own organization. The invitation goes there."),
    )
    function = LineField(
        label=_("The colleague's function"),
        max_length=120,
        required=False,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=languages.CHOICES)

    def colleague(self) -> Colleague:
        return Colleague(**self.cleaned_data)


class InviteNetworkForm(forms.Form):
    """Which network, and whether those invited may send a colleague."""

    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.none(),
        help_text=_("Its members on the day of the event are invited."),
    )
    delegable = forms.BooleanField(
        label=_("Those invited may pass the invitation on to a colleague in their organization"), required=False
    )

    def __init__(self, *args: Any, networks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks  # type: ignore[attr-defined]


class InviteOneForm(forms.Form):
    """One person or organization of the directory, by name or address."""

    who = LineField(
        label=_("Person or organization"),
        max_length=254,
        help_text=_("A person's e-mail address, or the name of a person or an organization, as in the directory."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    delegable = forms.BooleanField(
        label=_("The person may pass the invitation on to a colleague in the same organization"), required=False
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_who(self) -> Person | Organization:
        words = self.cleaned_data["who"]
        organization = None if "@" in words else organization_named(words)
        if organization is not None:
            return organization
        found: list[Person] = list(self._people_of(words)[:2])
        if not found:
            raise forms.ValidationError(_("Nobody in the directory that you may see is called so."), code="nobody")
        if len(found) > 1:
            raise forms.ValidationError(_("Several are called so. Write the person's e-mail address."), code="several")
        return found[0]

    def _people_of(self, words: str) -> Any:
        if "@" in words:
            return self.people.filter(email__iexact=email_key(words))
        return self.people.filter(name_key=name_key(words))
