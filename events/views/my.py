"""The participant's own page, reached by the mailed link: see, confirm, cancel. Rules: ``domain/registration.py``,
``address_confirmation.py``, ``links_again.py``."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from cms.client_addresses import client_prefix
from cms.domain.rate_limits import Bucket, next_token_at, take_each
from cms.domain.retries import with_retries
from cms.domain.signed_links import resolve_link
from cms.exceptions import Busy, SamverkaError, TooMany
from cms.views.signed_links import SignedLinkView
from events.domain import address_confirmation, links_again, pace
from events.domain import registration as rules
from events.domain.personal_mails import LINK_PURPOSE
from events.enums import RegistrationState
from events.forms import LinkForm
from events.models import Registration
from events.views.own_answers import change_own_answers
from events.views.own_page import own_act, own_page, own_row, row_of
from events.views.private import private

ASKS_AN_HOUR = 300


class RegistrationLinkView(SignedLinkView):
    """The mailed link: one button. Pressing it confirms an address that waits for it."""

    purpose = LINK_PURPOSE
    clean_url_name = "events_my"
    again_url_name = "events_send_link"
    title = _("Your registration")

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        link = resolve_link(token, purpose=self.purpose, now=timezone.now())
        row = row_of(link.subject)
        if row is not None and row.hold_expires_at is not None:
            return render(request, "events/confirm_address.html", {"title": _("Confirm your registration"), "row": row})
        return super().get(request, token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        now = timezone.now()
        row = row_of(resolve_link(token, purpose=self.purpose, now=now).subject)
        if row is not None and request.POST.get("act") == "prolong":
            with suppress(SamverkaError):  # the page says until when the seat is held
                with_retries(lambda: address_confirmation.prolong_hold(row, now=now))
            return HttpResponseRedirect(request.path, status=303)
        if row is not None and row.hold_expires_at is not None:
            with suppress(SamverkaError):  # the page it leads to says how things stand
                with_retries(lambda: address_confirmation.confirm_address(row, now=now))
        if row is not None:
            with_retries(lambda: pace.note_proven(row, now=now))
        return super().post(request, token)


@private
@require_safe
def my_page(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"))
    return own_page(request, row)


@own_act(leads_to=RegistrationState.CANCELLED)
def cancel(request: HttpRequest, row: Registration) -> None:
    rules.cancel(row, now=timezone.now())


@own_act(leads_to=RegistrationState.CONFIRMED)
def confirm(request: HttpRequest, row: Registration) -> None:
    address_confirmation.confirm_address(row, now=timezone.now())


@private
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"), status=303)
    return change_own_answers(request, row)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def send_link(request: HttpRequest) -> HttpResponseBase:
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "events/send_link.html", {"form": form}, status=status)
    now = timezone.now()
    asks = Bucket("events.send_link", client_prefix(request), ASKS_AN_HOUR)
    try:
        if not take_each([asks], now=now):
            raise TooMany(next_token_at(asks, now=now))
        with_retries(lambda: links_again.ask_for_links(form.cleaned_data["email"], now=now))
    except TooMany as refusal:
        return _render_send_link(request, form, refusal, status=429, wait=refusal.seconds_left(now))
    except Busy as refusal:
        return _render_send_link(request, form, refusal, status=503, wait=5)
    return HttpResponseRedirect(reverse("events_link_sent"), status=303)


def _render_send_link(
    request: HttpRequest, form: LinkForm, refusal: SamverkaError, *, status: int, wait: int
) -> HttpResponse:
    response = render(request, "events/send_link.html", {"form": form, "refusal": refusal}, status=status)
    response.headers["Retry-After"] = str(wait)
    return response


@private
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "events/link_sent.html")
