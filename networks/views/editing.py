"""Register, correct and end rows of the directory. Each view finds its row by ``for_user()`` and calls one function."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.domain.dates import PartialDate
from networks.domain.directory import correct, register, register_person
from networks.domain.endings import close_seat, end, end_key_person, leave, rows_hanging_on
from networks.domain.key_persons import appoint_key_person
from networks.domain.memberships import change_role, join
from networks.domain.seats import open_seat
from networks.forms import (
    EndForm,
    EngagementForm,
    KeyPersonForm,
    MembershipForm,
    NetworkForm,
    OrganizationForm,
    PersonForm,
    RoleForm,
    SeatForm,
)
from networks.models import Engagement, KeyPersonAssignment, Membership, Network, NetworkSeat, Organization, Person
from networks.permissions import WRITE_DIRECTORY, WRITE_NETWORKS
from networks.views.base import EditingView


def detail_url(row: Any) -> str:
    """Return the address where a row is seen: its own page, or that of what it belongs to."""
    if isinstance(row, Engagement):
        row = row.person
    elif isinstance(row, NetworkSeat | Membership | KeyPersonAssignment):
        row = row.network
    name = {Organization: "networks_organization", Person: "networks_person", Network: "networks_network"}[type(row)]
    return reverse(name, args=[row.public_id])


class RegisterView(EditingView):
    """Register an organization or a network."""

    permissions = WRITE_DIRECTORY
    form_class: Any = None

    def get_form(self, data: Any = None) -> BaseForm:
        return self.form_class(data, user=self.request.user, day=self.today)

    def perform(self, form: Any) -> str:
        row = register(form.instance, actor=self.request.user, now=self.now, reason=form.cleaned_data["reason"])
        return detail_url(row)


class RegisterOrganization(RegisterView):
    page_title = _("New organization")
    form_class = OrganizationForm


class RegisterNetwork(RegisterView):
    page_title = _("New network")
    form_class = NetworkForm


class RegisterPerson(RegisterView):
    page_title = _("New person")
    form_class = PersonForm

    def perform(self, form: Any) -> str:
        person = register_person(
            form.instance, None, actor=self.request.user, now=self.now, reason=form.cleaned_data["reason"]
        )
        return detail_url(person)


class RegisterEngagement(RegisterView):
    """Say what a person does, at which organization."""

    page_title = _("New function")
    form_class = EngagementForm

    def get_form(self, data: Any = None) -> BaseForm:
        person = get_object_or_404(Person.objects.for_user(self.request.user), public_id=self.kwargs["public_id"])
        return EngagementForm(data, user=self.request.user, day=self.today, instance=Engagement(person=person))


class CorrectView(EditingView):
    """Correct a row; somebody who was quicker is not overwritten."""

    permissions = WRITE_DIRECTORY
    page_title = _("Correct")
    model: Any = None
    form_class: Any = None

    def get_row(self) -> Any:
        return get_object_or_404(self.model.objects.for_user(self.request.user), public_id=self.kwargs["public_id"])

    def get_form(self, data: Any = None) -> BaseForm:
        return self.form_class(data, user=self.request.user, day=self.today, instance=self.get_row())

    def perform(self, form: Any) -> str:
        row = correct(
            self.get_row(),
            values=form.changed_values(),
            seen_version=form.cleaned_data["seen_version"] or 0,
            actor=self.request.user,
            now=self.now,
            reason=form.cleaned_data["reason"],
        )
        return detail_url(row)


class CorrectOrganization(CorrectView):
    model, form_class = Organization, OrganizationForm


class CorrectPerson(CorrectView):
    model, form_class = Person, PersonForm


class CorrectNetwork(CorrectView):
    model, form_class = Network, NetworkForm


class InNetworkView(EditingView):
    """A form under a network that the user may write."""

    permissions = WRITE_NETWORKS

    def get_network(self) -> Network:
        networks = Network.objects.writable_by(self.request.user)
        return get_object_or_404(networks, public_id=self.kwargs["public_id"])


class OpenSeat(InNetworkView):
    page_title = _("New seat")

    def get_form(self, data: Any = None) -> BaseForm:
        seat = NetworkSeat(network=self.get_network())
        return SeatForm(data, user=self.request.user, day=self.today, instance=seat)

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        seat = open_seat(
            self.get_network(),
            holder=values["organization"] or values["member_network"],
            start=PartialDate(values["valid_from"]),
            observer=values["observer"],
            max_persons=values["max_persons"],
            actor=self.request.user,
            now=self.now,
            reason=values["reason"],
        )
        return detail_url(seat)


class JoinNetwork(InNetworkView):
    page_title = _("New member")

    def get_form(self, data: Any = None) -> BaseForm:
        self.get_network()
        return MembershipForm(data, user=self.request.user, day=self.today)

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        membership = join(
            self.get_network(),
            engagement=values["engagement"],
            role=values["role"],
            start=PartialDate(values["valid_from"]),
            actor=self.request.user,
            now=self.now,
            reason=values["reason"],
        )
        return detail_url(membership)


class AppointKeyPerson(InNetworkView):
    page_title = _("New key person")

    def get_form(self, data: Any = None) -> BaseForm:
        self.get_network()
        return KeyPersonForm(data, user=self.request.user, day=self.today)

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        assignment = appoint_key_person(
            self.get_network(),
            for_organization=values["for_organization"],
            engagement=values["engagement"],
            mandate=values["mandate"],
            start=PartialDate(values["valid_from"]),
            actor=self.request.user,
            now=self.now,
            reason=values["reason"],
        )
        return detail_url(assignment)


class EndView(EditingView):
    """End a row; the page first shows all that ends with it."""

    permissions = WRITE_DIRECTORY
    page_title = _("End")
    submit_label = _("End")
    danger = True
    model: Any = None
    ending: Any = staticmethod(end)

    def get_row(self) -> Any:
        return get_object_or_404(self.model.objects.for_user(self.request.user), public_id=self.kwargs["public_id"])

    def get_form(self, data: Any = None) -> BaseForm:
        self.get_row()
        return EndForm(data, initial={"day": self.day})

    def hanging(self) -> list[Any]:
        return rows_hanging_on(self.get_row(), day=self.day)

    def perform(self, form: Any) -> str:
        row = self.get_row()
        values = form.cleaned_data
        self.ending(row, day=values["day"], actor=self.request.user, now=self.now, reason=values["reason"])
        return detail_url(row)


class EndOrganization(EndView):
    model = Organization


class EndNetwork(EndView):
    model = Network


class EndEngagement(EndView):
    model = Engagement


class EndInNetwork(EndView):
    """End a row of a network that the user may write."""

    permissions = WRITE_NETWORKS

    def get_row(self) -> Any:
        row = super().get_row()
        if not Network.objects.writable_by(self.request.user).filter(pk=row.network_id).exists():
            raise PermissionDenied
        return row


class CloseSeat(EndInNetwork):
    page_title = _("Close the seat")
    model, ending = NetworkSeat, staticmethod(close_seat)


class LeaveNetwork(EndInNetwork):
    page_title = _("Leave the network")
    model, ending = Membership, staticmethod(leave)


class EndKeyPerson(EndInNetwork):
    page_title = _("End as key person")
    model, ending = KeyPersonAssignment, staticmethod(end_key_person)


class ChangeRole(EndInNetwork):
    """End a membership and open one with the new role on the same day."""

    page_title = _("Change role")
    submit_label = _("Change role")
    danger = False
    model = Membership

    def get_form(self, data: Any = None) -> BaseForm:
        return RoleForm(data, initial={"day": self.today, "role": self.get_row().role})

    def hanging(self) -> list[Any]:
        return []

    def perform(self, form: Any) -> str:
        values = form.cleaned_data
        membership = change_role(
            self.get_row(),
            role=values["role"],
            day=values["day"],
            actor=self.request.user,
            now=self.now,
            reason=values["reason"],
        )
        return detail_url(membership)
