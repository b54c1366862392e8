"""The page of a group's contact, reached by the mailed link: seats, names, giving back. Rules: ``parties.py``."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cms.digits import to_local_digits
from cms.domain import rate_limits
from cms.domain.retries import with_retries
from cms.domain.signed_links import resolve_link
from cms.exceptions import SamverkaError
from cms.views.signed_links import SignedLinkView, linked_subject
from events.domain import pace, parties, party_names
from events.domain import registration as rules
from events.domain.occasion_days import held_days
from events.domain.party_links import PARTY_PURPOSE
from events.domain.party_seats import first_place, seats_of
from events.domain.words import words_of
from events.enums import RegistrationState
from events.exceptions import TooLateToChange
from events.group_forms import NamesForm, ReleaseForm
from events.models import Party, Registration
from events.views.private import private

NAMINGS_A_DAY = 100
Act = Callable[[HttpRequest, Party], HttpResponseBase | None]


class GroupLinkView(SignedLinkView):
    """The mailed link: one button. Pressing it confirms an address that waits for it."""

    purpose = PARTY_PURPOSE
    clean_url_name = "events_my_group"
    again_url_name = "events_send_link"
    title = _("Your group registration")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        party = party_of(resolve_link(token, purpose=self.purpose, now=timezone.now()).subject)
        expires = seats_of(party).hold_expires_at if party is not None else None
        if expires is not None:
            context = {"title": _("Confirm the group registration"), "row": {"hold_expires_at": expires}}
            return render(request, "events/confirm_address.html", context)
        return super().get(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        party = party_of(resolve_link(token, purpose=self.purpose, now=now).subject)
        if party is not None and seats_of(party).hold_expires_at is not None:
            with suppress(SamverkaError):  # the page it leads to says how things stand
                with_retries(lambda: parties.confirm_party(party, now=now))
        if party is not None:
            with_retries(lambda: pace.note_contact_proven(party, now=now))
        return super().post(request, token)


def party_of(subject: str) -> Party | None:
    """Return the group of a link's subject: ``party/<public id>/<kind of mail>``."""
    _name, public_id, *_kind = subject.split("/")
    return Party.objects.select_related("occasion").filter(public_id=UUID(public_id)).first()


def own_group(act: Act) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make a view of an act of the contact: by the link's cookie, back to the page; a refusal is said there."""

    @private
    @wraps(act)
    def view(request: HttpRequest) -> HttpResponseBase:
        subject = linked_subject(request, PARTY_PURPOSE, timezone.now())
        party = party_of(subject) if subject else None
        if party is None:
            return HttpResponseRedirect(reverse("events_send_link"), status=303)
        try:
            response = act(request, party)
        except SamverkaError as refusal:
            party.refresh_from_db()
            return _page(request, party, refusal=refusal, status=409)
        return response or HttpResponseRedirect(reverse("events_my_group"), status=303)

    return view


@require_safe
@own_group
def page(request: HttpRequest, party: Party) -> HttpResponse:
    return _page(request, party)


@require_POST
@own_group
def name(request: HttpRequest, party: Party) -> HttpResponse | None:
    now = timezone.now()
    form = NamesForm(request.POST, rows=_seated(party))
    if not form.is_valid():
        return _page(request, party, names_form=form, status=422)
    if not rate_limits.take("events.naming", str(party.public_id), limit=NAMINGS_A_DAY, per_seconds=86400, now=now):
        raise TooLateToChange
    try:
        with_retries(lambda: party_names.name_members(party, named=form.named(), now=now))
    except SamverkaError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, party, names_form=form, status=409)
    return None


@require_POST
@own_group
def release(request: HttpRequest, party: Party) -> HttpResponse | None:
    form = ReleaseForm(request.POST, rows=seats_of(party).members, words=_seat_words(party))
    if not form.is_valid():
        return _page(request, party, release_form=form, status=422)
    with_retries(lambda: parties.release_seats(party, chosen=form.chosen(), now=timezone.now()))
    return None


@require_POST
@own_group
def cancel(request: HttpRequest, party: Party) -> None:
    if party.ended_at is None:
        with_retries(lambda: parties.cancel_party(party, now=timezone.now()))


# --- parts --------------------------------------------------------------------------------------------------------


def _seated(party: Party) -> list[Registration]:
    return [row for row in seats_of(party).members if row.state == RegistrationState.CONFIRMED]


def _seat_words(party: Party) -> Callable[[Registration], str]:
    """Return how a seat or a place is called on the contact's page: by its name, else by its number."""
    language = get_language() or "sv"
    numbers = {row.pk: number for number, row in enumerate(seats_of(party).members, start=1)}

    def words(row: Registration) -> str:
        values = {"number": to_local_digits(str(numbers.get(row.pk, "")), language), "name": row.name}
        if row.state == RegistrationState.WAITLISTED:
            return gettext("Seat %(number)s: on the waiting list") % values
        return (
            gettext("Seat %(number)s: %(name)s") % values if row.name else gettext("Seat %(number)s: no name") % values
        )

    return words


def _page(
    request: HttpRequest,
    party: Party,
    *,
    refusal: SamverkaError | None = None,
    names_form: NamesForm | None = None,
    release_form: ReleaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    now_are = seats_of(party)
    until = rules.last_time_to_cancel(party.occasion)
    seated = [row for row in now_are.members if row.state == RegistrationState.CONFIRMED]
    context: dict[str, Any] = {
        "party": party,
        "occasion": party.occasion,
        "words": words_of(party.occasion, language=get_language() or "sv"),
        "days": held_days(party.occasion),
        "seats": now_are,
        "place": first_place(party, party.occasion),
        "names_form": names_form or (NamesForm(rows=seated) if seated else None),
        "release_form": release_form or ReleaseForm(rows=now_are.members, words=_seat_words(party)),
        "can_cancel": bool(now_are.members) and (until is None or now < until),
        "cancel_until": until,
        "refusal": refusal,
    }
    return render(request, "events/my_group.html", context, status=status)
