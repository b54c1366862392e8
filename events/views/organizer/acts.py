"""What an organizer does with one person: add by hand, cancel, move to other seats, send the link again. No rules."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from events.admin_forms import ByHandForm
from events.desk_forms import MoveForm
from events.domain import links_again, moving, parties, registration
from events.domain.participants import registration_of
from events.domain.waiting_list import place_of
from events.enums import RegistrationState
from events.models import Registration
from events.permissions import WRITE_REGISTRATIONS
from events.views.organizer.base import ActView


class AddByHand(ActView):
    """Somebody who called or wrote; by the same rules as the form, but also outside its opening hours."""

    permissions = WRITE_REGISTRATIONS
    changes = True
    page_title = _("Add a participant")
    submit_label = _("Add")
    hint = _("When all seats are taken the person joins the waiting list, last in line like everybody else.")

    def make_form(self, data: Any = None) -> ByHandForm:
        return ByHandForm(data, occasion=self.occasion)

    def perform(self, form: Any) -> None:
        answer = registration.register(
            self.occasion, applicant=form.applicant(), now=self.now, source=form.source(), by=self.by
        )
        row = Registration.objects.select_related("occasion").get(pk=answer.registration_id)
        self.added = row
        self.done = _said(row)

    def after_url(self) -> str:
        if hasattr(self, "added"):
            return reverse("events_admin_registration", args=[self.occasion.code, self.added.public_id])
        return reverse("events_admin_participants", args=[self.occasion.code])


class PersonAct(ActView):
    """An act on one registration of the event."""

    permissions = WRITE_REGISTRATIONS
    changes = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.public_id = kwargs["public_id"]
        return super().dispatch(request, *args, **kwargs)

    @property
    def registration(self) -> Registration:
        try:
            return registration_of(self.occasion, self.public_id)
        except Registration.DoesNotExist as missing:
            raise Http404 from missing

    def subject(self) -> str:
        return self.registration.shown_name

    def after_url(self) -> str:
        return reverse("events_admin_registration", args=[self.occasion.code, self.public_id])


class CancelRegistration(PersonAct):
    page_title = _("Cancel a registration")
    submit_label = _("Cancel the registration")
    hint = _("A seat that becomes free goes to the first on the waiting list at once.")
    danger = True

    def perform(self, form: Any) -> None:
        registration.cancel(self.registration, now=self.now, by=self.by, reason=form.cleaned_data["reason"])


class CancelGroup(PersonAct):
    """Cancel the whole group that a registration belongs to."""

    page_title = _("Cancel a group")
    submit_label = _("Cancel the whole group")
    hint = _("All seats and places of the group go back at once. The contact and those who are named get a mail.")
    danger = True

    def perform(self, form: Any) -> None:
        party = self.registration.party
        if party is None:
            raise Http404
        parties.cancel_party(party, now=self.now, by=self.by, reason=form.cleaned_data["reason"])

    def subject(self) -> str:
        party = self.registration.party
        return party.organization_name if party is not None else ""


class MoveRegistration(PersonAct):
    page_title = _("Move to other seats")
    submit_label = _("Move")
    hint = _(
        "The seat that is left goes to the first on the waiting list at once. Nobody is moved past those who wait."
    )

    def make_form(self, data: Any = None) -> MoveForm:
        return MoveForm(data, pools=moving.pools_to_move_to(self.registration))

    def perform(self, form: Any) -> None:
        values = form.cleaned_data
        moving.move(self.registration, values["pool"], reason=values["reason"], now=self.now, by=self.by)


class ResendLink(PersonAct):
    """Send the personal link again, at most once an hour; every earlier link of the person ends."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.registration
        if row.is_active and row.party is not None and not row.email_key:
            parties.send_link_again(row.party, now=self.now)
            messages.success(request, _("The link is on its way. More than one an hour is not sent."))
        elif not row.is_active or not row.email_key:
            messages.error(request, _("There is no link to send: the registration has ended or has no address."))
        else:
            links_again.send_link_again(row, now=self.now)
            messages.success(request, _("The link is on its way. More than one an hour is not sent."))
        return redirect(self.after_url())


def _said(row: Registration) -> str:
    """Return what became of somebody who was added, as the organizer can say it on the telephone."""
    if row.state == RegistrationState.WAITLISTED:
        return gettext("%(name)s is on the waiting list, place %(place)s.") % {"name": row.name, "place": place_of(row)}
    if row.state == RegistrationState.CONFIRMED:
        return gettext("%(name)s has a seat.") % {"name": row.name}
    return gettext("%(name)s is registered: %(state)s.") % {"name": row.name, "state": row.get_state_display()}
