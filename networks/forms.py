"""Forms of the directory: outside input to clean values, choices of what the user may see. Rules are in ``domain/``."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.enums import ImportTarget, MemberRole
from networks.models import (
    Engagement,
    KeyPersonAssignment,
    Network,
    NetworkSeat,
    Organization,
    Person,
)

REASON_HELP = _("In a few words, for those who ask later. Name no person.")


class DayInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class DirectoryForm(forms.ModelForm):
    """A model form that carries the version its editor saw, and a reason. It never saves: the view calls the domain."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=REASON_HELP)

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.day = user, day
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.row_version
        elif "valid_from" in self.fields:
            self.fields["valid_from"].initial = day
        self.order_fields([name for name in self.fields if name != "reason"])
        self.limit_choices()

    def limit_choices(self) -> None:
        """Narrow each choice to what the user may see on the day."""

    def changed_values(self) -> dict[str, Any]:
        """Return the values of the model's own fields as they were sent."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class OrganizationForm(DirectoryForm):
    class Meta:
        model = Organization
        fields = [
            "kind", "name", "parent", "municipality", "county", "number", "email", "phone", "acts_as_region",
            "valid_from",
        ]  # fmt: skip
        widgets = {"valid_from": DayInput()}

    def limit_choices(self) -> None:
        organizations = Organization.objects.for_user(self.user).live().on(self.day)
        self.fields["parent"].queryset = organizations.exclude(pk=self.instance.pk)


class PersonForm(DirectoryForm):
    class Meta:
        model = Person
        fields = ["given_name", "family_name", "email", "phone", "language", "protected_identity"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("given_name") and not data.get("family_name"):
            raise forms.ValidationError(_("Write a name."))
        return data


class EngagementForm(DirectoryForm):
    class Meta:
        model = Engagement
        fields = ["organization", "function", "function_text", "unit", "valid_from"]
        widgets = {"valid_from": DayInput()}

    def limit_choices(self) -> None:
        self.fields["organization"].queryset = Organization.objects.for_user(self.user).live().on(self.day)


class NetworkForm(DirectoryForm):
    class Meta:
        model = Network
        fields = ["kind", "name", "parent", "owner", "county", "public", "valid_from"]
        widgets = {"valid_from": DayInput()}

    def limit_choices(self) -> None:
        self.fields["parent"].queryset = Network.objects.for_user(self.user).on(self.day).exclude(pk=self.instance.pk)
        self.fields["owner"].queryset = Organization.objects.for_user(self.user).live().on(self.day)


class SeatForm(DirectoryForm):
    class Meta:
        model = NetworkSeat
        fields = ["organization", "member_network", "observer", "max_persons", "valid_from"]
        widgets = {"valid_from": DayInput()}

    def limit_choices(self) -> None:
        self.fields["organization"].queryset = Organization.objects.for_user(self.user).live().on(self.day)
        self.fields["member_network"].queryset = Network.objects.for_user(self.user).on(self.day)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("organization")) == bool(data.get("member_network")):
            raise forms.ValidationError(_("Choose an organization or a network, one of them."))
        return data


class EngagementChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Engagement) -> str:
        return f"{obj.person} – {obj.function_label}, {obj.organization}"


def engagements_for(user: Any, day: date) -> Any:
    """Return the functions in force that a user may choose among, persons and organizations fetched along."""
    rows = Engagement.objects.for_user(user, day=day).on(day).select_related("person", "organization")
    return rows.order_by("person__sort_key", "organization__sort_key")


class MembershipForm(forms.Form):
    engagement = EngagementChoice(label=_("Person and function"), queryset=Engagement.objects.none())
    role = forms.ChoiceField(label=pgettext_lazy("in a network", "Role"), choices=MemberRole, initial=MemberRole.MEMBER)
    valid_from = forms.DateField(label=_("From"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=REASON_HELP)

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].queryset = engagements_for(user, day)
        self.fields["valid_from"].initial = day


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("New role"), choices=MemberRole)
    day = forms.DateField(label=_("From"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=REASON_HELP)


class KeyPersonForm(forms.Form):
    for_organization = forms.ModelChoiceField(label=_("Key person of"), queryset=Organization.objects.none())
    engagement = EngagementChoice(label=_("Person and function"), queryset=Engagement.objects.none())
    mandate = forms.CharField(
        label=_("Task"),
        max_length=300,
        required=False,
        help_text=KeyPersonAssignment._meta.get_field("mandate").help_text,
        validators=KeyPersonAssignment._meta.get_field("mandate").validators,
    )
    valid_from = forms.DateField(label=_("From"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=REASON_HELP)

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["engagement"].queryset = engagements_for(user, day)
        self.fields["for_organization"].queryset = Organization.objects.for_user(user).live().on(day)
        self.fields["valid_from"].initial = day


class EndForm(forms.Form):
    day = forms.DateField(
        label=_("First day on which it no longer holds"),
        widget=DayInput(),
        help_text=_("Who leaves tomorrow is a member today."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=REASON_HELP)


class UploadForm(forms.Form):
    target = forms.ChoiceField(label=_("What does the file list?"), choices=ImportTarget)
    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Network.objects.none(),
        required=False,
        help_text=_("Not needed when the file has a column that names the network."),
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV or Excel (.xlsx), at most 10 megabytes."))
    all_or_nothing = forms.BooleanField(
        label=_("Save nothing if a single row is wrong"),
        required=False,
        help_text=_("Otherwise the good rows are saved."),
    )

    def __init__(self, *args: Any, user: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.writable_by(user, day=day).on(day)
        if not user.has_perm("networks.manage_directory"):
            self.fields["target"].choices = [
                choice for choice in ImportTarget.choices if choice[0] != ImportTarget.ORGANIZATIONS
            ]
