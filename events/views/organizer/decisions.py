"""What waits for the organizer: registrations to approve, changes that were asked for; reminders and later dates."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from events.decision_forms import LaterDateForm, ReminderForm
from events.domain import approval, own_changes
from events.enums import RegistrationState, RequestState
from events.models import ChangeRequest, Registration
from events.permissions import READ_REGISTRATIONS, WRITE, WRITE_REGISTRATIONS
from events.views.organizer.base import ActView, OrganizerView


class Decisions(OrganizerView):
    permissions = READ_REGISTRATIONS
    template_name = "events/admin/decisions.html"
    page_title = _("Decisions and reminders")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        requests = ChangeRequest.objects.filter(registration__occasion=self.occasion, state=RequestState.OPEN)
        return super().get_context_data(
            **kwargs,
            awaiting=self.occasion.registrations.filter(state=RegistrationState.AWAITING_APPROVAL).order_by(
                "arrival_number"
            ),
            requests=requests.select_related("registration"),
            seated=self.occasion.registrations.filter(state=RegistrationState.CONFIRMED).order_by("arrival_number")
            if self.occasion.frozen_at
            else [],
            reminders=self.occasion.reminders.all(),
            reminder_form=ReminderForm(),
        )


class _OnRegistration(ActView):
    permissions = WRITE_REGISTRATIONS
    changes = True

    def row(self) -> Registration:
        return get_object_or_404(Registration, occasion=self.occasion, public_id=self.kwargs["public_id"])


class Approve(_OnRegistration):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.row()
        return self.do(
            lambda: approval.approve(row, now=self.now, by=self.by),
            done=_("Approved: the person has been told whether there was a seat."),
        )


class Decline(_OnRegistration):
    page_title = _("Decline a registration")
    submit_label = _("Decline the registration")
    danger = True

    def perform(self, form: Any) -> None:
        approval.decline(self.row(), reason=form.cleaned_data["reason"], now=self.now, by=self.by)


class LaterDate(_OnRegistration):
    page_title = _("A later date for one person's changes")
    submit_label = _("Save")

    def make_form(self, data: Any = None) -> LaterDateForm:
        return LaterDateForm(data, row=self.row())

    def perform(self, form: Any) -> None:
        own_changes.allow_changes_until(self.row(), until=form.cleaned_data["until"], now=self.now, by=self.by)


class ApproveChange(OrganizerView):
    permissions = WRITE_REGISTRATIONS
    changes = True

    def post(self, request: HttpRequest, code: str, request_id: int) -> HttpResponse:
        asked = get_object_or_404(ChangeRequest, registration__occasion=self.occasion, pk=request_id)
        return self.do(
            lambda: own_changes.approve_change(asked, now=self.now, by=self.by),
            done=_("The change is made, and those it concerns have been told."),
        )


class RefuseChange(ActView):
    permissions = WRITE_REGISTRATIONS
    changes = True
    page_title = _("Refuse a change")
    submit_label = _("Refuse the change")
    danger = True

    def perform(self, form: Any) -> None:
        asked = get_object_or_404(ChangeRequest, registration__occasion=self.occasion, pk=self.kwargs["request_id"])
        own_changes.refuse_change(asked, reason=form.cleaned_data["reason"], now=self.now, by=self.by)


class AddReminder(ActView):
    permissions = WRITE
    changes = True
    page_title = _("Add a reminder")
    submit_label = _("Add")

    def make_form(self, data: Any = None) -> ReminderForm:
        return ReminderForm(data)

    def perform(self, form: Any) -> None:
        self.occasion.reminders.get_or_create(**form.cleaned_data)


class RemoveReminder(OrganizerView):
    permissions = WRITE
    changes = True

    def post(self, request: HttpRequest, code: str, reminder_id: int) -> HttpResponse:
        reminder = get_object_or_404(self.occasion.reminders, pk=reminder_id)
        return self.do(reminder.delete, done=_("The reminder is removed."))
