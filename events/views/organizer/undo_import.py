"""Undoing a list that was read in: what goes and what stays is shown first. No rules."""

from typing import Any, Final

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from events.domain.participant_lists import Kept, plan_undoing, undo_list
from events.models import ParticipantList
from events.permissions import WRITE_REGISTRATIONS
from events.views.organizer.base import ActView

WHY_KEPT: Final = {
    Kept.ENDED: _("has ended already"),
    Kept.CHANGED: _("was changed since"),
    Kept.ANSWERED: _("has answered questions since"),
    Kept.OPENED: _("has opened the personal link since"),
}


class UndoList(ActView):
    """The effect and the reason on one page; the POST does it."""

    permissions = WRITE_REGISTRATIONS
    changes = True
    page_title = _("Undo a list")
    submit_label = _("Undo the list")
    danger = True
    template_name = "events/admin/undo_import.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.public_id = kwargs["public_id"]
        return super().dispatch(request, *args, **kwargs)

    @property
    def participant_list(self) -> ParticipantList:
        found = ParticipantList.objects.filter(occasion=self.occasion, public_id=self.public_id).first()
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        participant_list = self.participant_list
        plan = plan_undoing(participant_list)
        kept = [(row, WHY_KEPT[why]) for row, why in plan.kept]
        return super().get_context_data(**kwargs, participant_list=participant_list, plan=plan, kept=kept)

    def perform(self, form: Any) -> None:
        done = undo_list(self.participant_list, reason=form.cleaned_data["reason"], now=self.now, by=self.by)
        gone = len(done.removed) + len(done.ended)
        self.done = ngettext(
            "%(count)s registration of the list was taken back.",
            "%(count)s registrations of the list were taken back.",
            gone,
        ) % {"count": gone}
        for row, why in done.kept:
            messages.warning(self.request, _("%(name)s stays: %(why)s.") % {"name": row.name, "why": WHY_KEPT[why]})
