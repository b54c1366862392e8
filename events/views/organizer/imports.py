"""A list of participants from a file: seen row by row, then registered. No rules."""

from typing import Any

from django.core import signing
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from cms.exceptions import SamverkaError
from events.desk_forms import ListForm
from events.importing.participants import (
    ListedPerson,
    Outcome,
    Result,
    as_values,
    from_values,
    read_participants,
    register_participants,
)
from events.permissions import WRITE_REGISTRATIONS
from events.views.organizer.base import OrganizerView

PREVIEW_SECONDS = 24 * 60 * 60
OUTCOMES = ((Outcome.NEW, _("new")), (Outcome.KNOWN, _("registered already")), (Outcome.WRONG, _("wrong")))


class ImportParticipants(OrganizerView):
    """Upload and preview; the clean rows travel signed in the page until they are confirmed, and nothing is stored."""

    permissions = WRITE_REGISTRATIONS
    changes = True
    page_title = _("Read in a list")
    template_name = "events/admin/import.html"

    @property
    def salt(self) -> str:
        return f"events.import/{self.occasion.code}/{self.request.user.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = self.occasion.participant_lists.annotate(count=Count("entries")).select_related("read_by")
        return super().get_context_data(**{"form": ListForm(), "lists": lists, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "rows" in request.POST:
            return self.confirm(request.POST["rows"])
        form = ListForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                people = read_participants(self.occasion, form.cleaned_data["file"].read())
            except SamverkaError as refusal:
                form.add_error("file", str(refusal))
            else:
                return self.render_to_response(self.get_context_data(form=form, **self.preview(people)))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def preview(self, people: list[ListedPerson]) -> dict[str, Any]:
        labels = dict(OUTCOMES)
        counts = [(code, label, sum(person.outcome == code for person in people)) for code, label in OUTCOMES]
        return {
            "asked": True,
            "people": [(person, labels[person.outcome]) for person in people],
            "counts": counts,
            "new": counts[0][2],
            "rows": signing.dumps(as_values(people), salt=self.salt, compress=True),
        }

    def confirm(self, rows: str) -> HttpResponse:
        try:
            people = from_values(signing.loads(rows, salt=self.salt, max_age=PREVIEW_SECONDS))
        except signing.BadSignature:
            messages.error(self.request, _("The preview is too old. Read the file in again."))
            return redirect(self.request.path)
        result = register_participants(self.occasion, people, now=self.now, by=self.by)
        self.tell(result)
        return redirect(self.own_url())

    def tell(self, result: Result) -> None:
        number = result.confirmed + result.waiting
        said = ngettext("%(count)s person was registered", "%(count)s people were registered", number)
        waiting = ngettext("%(count)s of them waits", "%(count)s of them wait", result.waiting)
        sentence = f"{said % {'count': number}}; {waiting % {'count': result.waiting}}."
        messages.success(self.request, sentence)
        for row, words in result.refused:
            messages.error(self.request, _("Row %(row)s: %(words)s") % {"row": row, "words": words})
