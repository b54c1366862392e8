"""The registration form, public or by an invitation, and its answer page. Rules: ``domain/registration.py``."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from cms.client_addresses import client_prefix
from cms.domain.idempotency import was_answered
from cms.domain.retries import with_retries
from cms.exceptions import Busy, IdempotencyKeyReused, SamverkaError, TooMany
from events.codes import clean_code
from events.domain import queries
from events.domain import registration as rules
from events.domain.calendar_items import told_occasion
from events.domain.guests import Guest
from events.domain.occasion_days import held_days
from events.domain.pace import Pace, count_form
from events.domain.words import words_of
from events.exceptions import AddressOfOrganization, PartFull, RegistrationRefused
from events.forms import RegistrationForm
from events.invitation_forms import GuestForm
from events.models import Occasion, Receipt
from events.templatetags.questions import day_words
from events.views.private import private


@dataclass(frozen=True)
class Entrance:
    """The way in to an occasion: the form of everybody, or with ``guest`` that of one invitation."""

    occasion: Occasion
    guest: Guest | None = None

    def form(self, data: QueryDict | None = None) -> RegistrationForm:
        options: dict[str, Any] = {"occasion": self.occasion, "day_words": day_words}
        return RegistrationForm(data, **options) if self.guest is None else GuestForm(data, guest=self.guest, **options)

    def state(self) -> queries.SeatState:
        return queries.seat_state(self.occasion, now=timezone.now(), invited=self.guest is not None)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    occasion = queries.public_occasion(clean_code(code) or "")
    if occasion is None:
        raise Http404
    return answer_form(request, Entrance(occasion))


def answer_form(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    """Show the form, or take it; what stands in the way is a page of its own. Errors: InvitationRefused."""
    if request.method == "POST":
        return _take(request, entrance)
    prefetch_related_objects([entrance.occasion], "pools")
    state = entrance.state()
    if not state.can_register:
        return render_refusal(request, entrance, state.code, status=200)
    return _render_form(request, entrance, entrance.form())


@private
@require_safe
def receipt(request: HttpRequest, receipt_id: str) -> HttpResponse:
    shown = get_object_or_404(Receipt, public_id=receipt_id, expires_at__gt=timezone.now())
    occasion = shown.occasion
    words = words_of(occasion, language=get_language() or "sv")
    return render(request, "events/receipt.html", {"receipt": shown, "occasion": occasion, "words": words})


def _take(request: HttpRequest, entrance: Entrance) -> HttpResponse:
    form = entrance.form(request.POST)
    if not form.is_valid():
        return _render_form(request, entrance, form, status=422)
    now = timezone.now()
    key = form.cleaned_data["idempotency_key"] or request.headers.get("Idempotency-Key", "")[:255]
    try:
        pace = pace_of_form(request, entrance.occasion, scope=rules.SCOPE, key=key, now=now)
        answer = with_retries(
            lambda: rules.register(
                entrance.occasion,
                applicant=form.applicant(),
                now=now,
                idempotency_key=key,
                doubtful=not (pace.is_calm and form.was_filled_by_hand()),
                given=form.given(),
                invitation=entrance.guest.invitation if entrance.guest else None,
                wishes=form.wishes(),
                public=True,
            )
        )
    except IdempotencyKeyReused:
        return _render_form(request, entrance, _with_new_key(request, entrance), status=422, one_more=True)
    except AddressOfOrganization as refusal:
        form.add_error("email", str(refusal))
        return _render_form(request, entrance, form, status=422)
    except PartFull as refusal:
        form.add_error("parts", str(refusal))
        return _render_form(request, entrance, form, status=422)
    except RegistrationRefused as refusal:
        return render_refusal(request, entrance, refusal.code, status=409)
    except TooMany as refusal:
        response = _render_form(request, entrance, form, status=429, refusal=refusal)
        response.headers["Retry-After"] = str(refusal.seconds_left(now))
        return response
    except Busy as refusal:
        response = _render_form(request, entrance, form, status=503, refusal=refusal)
        response.headers["Retry-After"] = "5"
        return response
    return HttpResponseRedirect(reverse("events_receipt", args=[answer.receipt_id]), status=303)


def pace_of_form(request: HttpRequest, occasion: Occasion, *, scope: str, key: str, now: datetime) -> Pace:
    """Count a form. Errors: TooMany, but never for one that was answered before: its sender gets that answer again."""
    pace = count_form(prefix=client_prefix(request), occasion_code=occasion.code, now=now)
    if pace.again_at is not None and not was_answered(key, scope=scope):
        raise TooMany(pace.again_at)
    return pace


def _with_new_key(request: HttpRequest, entrance: Entrance) -> RegistrationForm:
    values = request.POST.copy()
    values["idempotency_key"] = str(uuid.uuid4())
    return entrance.form(values)


def _render_form(
    request: HttpRequest,
    entrance: Entrance,
    form: RegistrationForm,
    *,
    status: int = 200,
    one_more: bool = False,
    refusal: SamverkaError | None = None,
) -> HttpResponse:
    occasion = entrance.occasion
    context = {
        "form": form,
        "occasion": occasion,
        "guest": entrance.guest,
        "words": told_occasion(occasion, language=get_language() or "sv"),
        "days": held_days(occasion),
        "state": entrance.state(),
        "one_more": one_more,
        "refusal": refusal,
    }
    return render(request, "events/register.html", context, status=status)


def render_refusal(request: HttpRequest, entrance: Entrance, code: str, *, status: int) -> HttpResponse:
    """Return the page that says why nobody can register now."""
    occasion = entrance.occasion
    words = words_of(occasion, language=get_language() or "sv")
    # The row may have changed since the page was asked for: say what stood in the way, not what stands there now.
    code = "cancelled" if code == "occasion_cancelled" else code
    days, state = held_days(occasion), entrance.state()
    context = {"occasion": occasion, "words": words, "days": days, "state": state, "code": code}
    return render(request, "events/cannot_register.html", context, status=status)
