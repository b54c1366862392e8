"""One event at a glance: how it stands, in pictures and figures, and what has happened to it. No rules."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.domain import queries
from events.domain.explain import explanations, reasons_of
from events.domain.participants import registrations_by_day, state_counts
from events.domain.pool_names import pools_of
from events.enums import STATUS_MOVES, OccasionStatus
from events.models import EventPage
from events.permissions import READ, READ_REGISTRATIONS, has_all
from events.views.organizer.base import OrganizerView


class OccasionDetail(OrganizerView):
    permissions = READ
    template_name = "events/admin/occasion.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_read = has_all(self.request.user, READ_REGISTRATIONS)
        listed = reverse("events_admin_participants", args=[self.occasion.code])
        counts = state_counts(self.occasion) if may_read else []
        return super().get_context_data(
            **kwargs,
            may_read=may_read,
            state=queries.seat_state(self.occasion, now=self.now),
            counts=[(state, state.label, number, f"{listed}?state={state}") for state, number in counts],
            pools=pools_of(self.occasion),
            by_day=registrations_by_day(self.occasion) if may_read else [],
            moves=[OccasionStatus(move) for move in sorted(STATUS_MOVES[self.occasion.status] - {"cancelled"})],
            page=EventPage.objects.filter(translation_key=self.occasion.content_id, locale__language_code="sv").first(),
        )


class OccasionHistory(OrganizerView):
    """Every act and every automatic decision, newest first."""

    permissions = READ_REGISTRATIONS
    page_title = _("What has happened")
    template_name = "events/admin/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.page_of(reasons_of(self.occasion).order_by("-at", "-pk"))
        shown = list(rows)
        registrations = [row.registration.public_id if row.registration else None for row in shown]
        return super().get_context_data(
            **kwargs,
            rows=rows,
            reasons=zip(explanations(self.occasion, shown), registrations, strict=True),
            query_string=self.query_without_page(),
        )
