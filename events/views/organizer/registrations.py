"""The registrations of an event: the list with its filters, one of them with its history, files, paper. No rules."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.sort_keys import sort_key
from events.domain.explain import explain
from events.domain.participants import (
    ParticipantFilter,
    filter_options,
    participant_ids,
    participant_rows,
    registration_of,
)
from events.domain.pool_names import pool_name
from events.domain.sent_mails import mails_to
from events.domain.waiting_list import place_of
from events.enums import SEAT_HOLDING, RegistrationState
from events.models import Registration
from events.permissions import READ_REGISTRATIONS, WRITE_REGISTRATIONS, has_all
from events.resources import participant_table
from events.views.organizer.base import OrganizerView
from networks.importing.exports import XLSX_TYPE, csv_lines, xlsx_bytes
from networks.views.imports import download

FILTERS = ("state", "organization", "municipality", "mode", "group", "pool", "q")


class ParticipantView(OrganizerView):
    """Pages about the registrations that the address asks for."""

    permissions = READ_REGISTRATIONS

    def narrowed(self) -> ParticipantFilter:
        given = {name: self.request.GET.get(name, "").replace("\x00", "")[:200] for name in FILTERS}
        words = given.pop("q")
        return ParticipantFilter(words=words, **given)


class ParticipantList(ParticipantView):
    page_title = _("Participants")
    template_name = "events/admin/participants.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        narrowed = self.narrowed()
        rows = self.page_of(participant_ids(self.occasion, narrowed))
        options = filter_options(self.occasion)
        return super().get_context_data(
            **kwargs,
            rows=rows,
            participants=participant_rows(self.occasion, list(rows)),
            narrowed=narrowed,
            is_narrowed=narrowed != ParticipantFilter(),
            options=options,
            pools=[(str(pool.pk), pool_name(pool)) for pool in options.pools],
            query_string=self.query_without_page(),
            may_act=self.may_manage and has_all(self.request.user, WRITE_REGISTRATIONS),
        )


class RegistrationDetail(OrganizerView):
    permissions = READ_REGISTRATIONS
    template_name = "events/admin/registration.html"

    def get_page_title(self) -> str:
        return self.registration.shown_name

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            self.registration = registration_of(self.occasion, kwargs["public_id"])
        except Registration.DoesNotExist as missing:
            raise Http404 from missing
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listed = reverse("events_admin_participants", args=[self.occasion.code])
        return [*super().get_breadcrumbs_items(), {"url": listed, "label": _("Participants")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.registration
        claims = row.claims.select_related("pool__organization", "pool__municipality")
        return super().get_context_data(
            **kwargs,
            registration=row,
            party=row.party,
            place=place_of(row) if row.state == RegistrationState.WAITLISTED else None,
            seats=[pool_name(claim.pool) for claim in claims] if row.state in SEAT_HOLDING else [],
            reasons=explain(self.occasion, registration=row),
            mails=mails_to(row),
            may_act=self.may_manage and has_all(self.request.user, WRITE_REGISTRATIONS),
        )


class ExportParticipants(ParticipantView):
    """The list as it is filtered, as CSV that Excel in Sweden opens, or as a workbook."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        kind = kwargs["kind"]
        rows = participant_rows(self.occasion, participant_ids(self.occasion, self.narrowed()))
        table = participant_table(rows)
        name = f"{self.occasion.code}.{kind}"
        if kind == "xlsx":
            return download([xlsx_bytes(table, title=self.occasion.code)], name=name, kind=XLSX_TYPE)
        if kind != "csv":
            raise Http404
        return download(csv_lines(table), name=name, kind="text/csv; charset=utf-8")


class PrintList(ParticipantView):
    """Who has a seat, by name, to tick off on paper."""

    template_name = "events/admin/print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seated = self.occasion.registrations.filter(state=RegistrationState.CONFIRMED)
        rows = participant_rows(self.occasion, list(seated.values_list("pk", flat=True)))
        return super().get_context_data(**kwargs, participants=by_name(rows))


def by_name(rows: list[Any]) -> list[Any]:
    """Return rows in the order of their names, as Swedish sorts them."""
    return sorted(rows, key=lambda row: (sort_key(row.registration.shown_name), row.registration.arrival_number))
