"""The page of an invitation: register, say no, pass it on. Rules: ``domain/invitations.py`` and ``guests.py``."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cms.domain import rate_limits
from cms.domain.retries import with_retries
from cms.domain.signed_links import mark_used, resolve_link
from cms.exceptions import LinkInvalid, SamverkaError
from cms.views.signed_links import SignedLinkView, linked_subject, set_link_cookie
from events.domain import invitations as rules
from events.domain import queries
from events.domain.guests import Guest, check_usable, day_of, guest_of
from events.domain.invitation_mails import LINK_PURPOSE
from events.domain.occasion_days import held_days
from events.domain.words import words_of
from events.enums import InvitationState
from events.exceptions import DelegationRefused, InvitationRefused
from events.invitation_forms import DeclineForm, PassOnForm
from events.models import Invitation
from events.views.private import private
from events.views.registration import Entrance, answer_form

PASSED_ON_A_DAY = 10
STEPS = {"register": "events_invitation_register", "colleague": "events_invitation_colleague"}
GuestView = Callable[[HttpRequest, Guest], HttpResponseBase]


class InvitationLinkView(SignedLinkView):
    """The mailed link: what one is invited to, and a button for each answer. Pressing one opens the invitation."""

    purpose = LINK_PURPOSE
    clean_url_name = "events_invitation"
    title = _("Your invitation")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return _page(request, self._guest(token))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        guest = self._guest(token)
        link = resolve_link(token, purpose=self.purpose, now=now)
        mark_used(link, now=now)
        response = _answer(request, guest)
        set_link_cookie(response, self.purpose, subject=link.subject, link_id=link.pk, now=now)
        return response

    def _guest(self, token: str) -> Guest:
        guest = _guest_of(resolve_link(token, purpose=self.purpose, now=timezone.now()).subject)
        if guest is None:
            raise LinkInvalid
        return guest


def for_guest(view: GuestView) -> Callable[[HttpRequest], HttpResponseBase]:
    """Make a view of one's own invitation, by the link's cookie; without it the reader is told to use the link."""

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        subject = linked_subject(request, LINK_PURPOSE, timezone.now())
        guest = _guest_of(subject) if subject else None
        if guest is None:
            context = {"title": InvitationLinkView.title, "refusal": _("Open the link in your invitation once more.")}
            return render(request, "cms/signed_link.html", context, status=410)
        return view(request, guest)

    return wrapped


@for_guest
def invitation(request: HttpRequest, guest: Guest) -> HttpResponseBase:
    return _answer(request, guest) if request.method == "POST" else _page(request, guest)


@for_guest
def register(request: HttpRequest, guest: Guest) -> HttpResponseBase:
    """The registration form; once the invitation is used up, its page says so."""
    try:
        if request.method != "POST":
            check_usable(guest, to=InvitationState.ACCEPTED)
        return answer_form(request, Entrance(guest.invitation.occasion, guest))
    except InvitationRefused:
        return HttpResponseRedirect(reverse("events_invitation"), status=303)


@for_guest
def colleague(request: HttpRequest, guest: Guest) -> HttpResponseBase:
    """Pass the invitation on."""
    if not rules.may_delegate(guest) or refusal_of(guest, to=InvitationState.DELEGATED) is not None:
        return HttpResponseRedirect(reverse("events_invitation"), status=303)
    form = PassOnForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _check_pace(guest)
                with_retries(lambda: rules.delegate(guest.invitation, form.colleague(), now=timezone.now()))
            except SamverkaError as refusal:
                form.add_error(None, str(refusal))
                status = 409
            else:
                return HttpResponseRedirect(reverse("events_invitation"), status=303)
    return render(request, "events/invitation_colleague.html", {"form": form, "guest": guest}, status=status)


def refusal_of(guest: Guest, *, to: InvitationState) -> InvitationRefused | None:
    """Return why an invitation cannot be answered so; None when it can."""
    try:
        check_usable(guest, to=to)
    except InvitationRefused as refusal:
        return refusal
    return None


# --- parts --------------------------------------------------------------------------------------------------------


def _guest_of(subject: str) -> Guest | None:
    """Return the guest of a link's subject: ``invitation/<public id>/<kind of mail>/<version>``."""
    _name, public_id, *_mail = subject.split("/")
    rows = Invitation.objects.select_related(
        "occasion", "person", "organization", "network", "on_behalf_of", "registration"
    )
    row = rows.filter(public_id=UUID(public_id)).first()
    return guest_of(row, day=day_of(row.occasion, now=timezone.now())) if row else None


def _answer(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Do what the pressed button says and lead to its page; a refusal is said there."""
    act = request.POST.get("act", "")
    rules.open_invitation(guest.invitation)
    if act == "decline":
        form = DeclineForm(request.POST)
        if not form.is_valid():
            return _page(request, guest, form=form, status=422)
        try:
            with_retries(lambda: rules.decline(guest.invitation, words=form.cleaned_data["words"], now=timezone.now()))
        except InvitationRefused:
            return HttpResponseRedirect(reverse("events_invitation"), status=303)
    return HttpResponseRedirect(reverse(STEPS.get(act, "events_invitation")), status=303)


def _page(request: HttpRequest, guest: Guest, *, form: DeclineForm | None = None, status: int = 200) -> HttpResponse:
    row, now = guest.invitation, timezone.now()
    occasion = row.occasion
    state = queries.seat_state(occasion, now=now, invited=True)
    context: dict[str, Any] = {
        "guest": guest,
        "invitation": row,
        "occasion": occasion,
        "words": words_of(occasion, language=get_language() or "sv"),
        "days": held_days(occasion),
        "state": state,
        "form": form or DeclineForm(),
        "refusal": refusal_of(guest, to=InvitationState.ACCEPTED),
        "can_register": state.can_register and refusal_of(guest, to=InvitationState.ACCEPTED) is None,
        "can_decline": refusal_of(guest, to=InvitationState.DECLINED) is None,
        "can_pass_on": rules.may_delegate(guest) and refusal_of(guest, to=InvitationState.DELEGATED) is None,
    }
    return render(request, "events/invitation.html", context, status=status)


def _check_pace(guest: Guest) -> None:
    """Let nobody try address after address."""
    key, now = str(guest.invitation.public_id), timezone.now()
    if not rate_limits.take("events.invitation", key, limit=PASSED_ON_A_DAY, per_seconds=86400, now=now):
        raise DelegationRefused
