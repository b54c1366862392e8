"""Public forms of cms."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.identity_numbers import refuse_identity_numbers
from cms.mail_addresses import clean_address


class ComplaintForm(forms.Form):
    """What did not work for a reader. The address is for the answer alone."""

    text = forms.CharField(
        label=_("What did not work?"),
        help_text=_("Tell what you tried to do and what happened. Do not write personal identity numbers."),
        max_length=2000,
        validators=[refuse_identity_numbers],
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    page = forms.CharField(
        label=_("Where?"),
        help_text=_("The address or the title of the page."),
        max_length=300,
        required=False,
        validators=[refuse_identity_numbers],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    email = forms.CharField(
        label=_("E-mail"),
        help_text=_("If you want an answer."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    idempotency_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean_email(self) -> str:
        address = self.cleaned_data["email"]
        return clean_address(address) if address else ""

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))
