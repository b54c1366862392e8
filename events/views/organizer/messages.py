"""Writing to participants: whom and what, seen in each language, then sent. No rules."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages as admin_messages

from cms.exceptions import SamverkaError
from events.desk_forms import MessageForm
from events.domain import messages
from events.domain.participants import filter_options
from events.permissions import WRITE_REGISTRATIONS
from events.views.organizer.base import OrganizerView


class WriteToParticipants(OrganizerView):
    """The form; sent without ``confirmed`` it shows the mails, and nothing leaves before that."""

    permissions = WRITE_REGISTRATIONS
    changes = True
    page_title = _("Write to participants")
    template_name = "events/admin/write.html"

    def form(self, data: Any = None) -> MessageForm:
        municipalities = filter_options(self.occasion).municipalities
        return MessageForm(data, municipalities=municipalities, initial={"message_id": uuid4()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": self.form(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        values, message = form.cleaned_data, form.message()
        choice = {"recipients": values["recipients"], "municipality": values["municipality"]}
        if "confirmed" not in request.POST:
            rows = messages.recipients_of(self.occasion, **choice)
            shares = messages.preview_message(self.occasion, message, rows, now=self.now)
            unreached = [row for row in rows if not row.email_key and row.party_id is None]
            number = sum(share.number for share in shares)
            shown = {"shares": shares, "number": number, "unreached": unreached, "asked": True}
            return self.render_to_response(self.get_context_data(form=form, **shown))
        return self.send(message, choice, message_id=values["message_id"])

    def send(self, message: messages.Message, choice: dict[str, Any], *, message_id: UUID) -> HttpResponse:
        try:
            queued = messages.send_message(
                self.occasion, message, **choice, message_id=message_id, now=self.now, by=self.by
            )
        except SamverkaError as refusal:
            admin_messages.error(self.request, str(refusal))
        else:
            said = ngettext("%(count)s mail is on its way.", "%(count)s mails are on their way.", queued)
            admin_messages.success(self.request, said % {"count": queued})
        return redirect(self.own_url())
