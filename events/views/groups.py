"""Registering a group: its form. The answer page is that of one person. Rules: ``domain/parties.py``."""

import uuid

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from cms.domain.retries import with_retries
from cms.exceptions import Busy, IdempotencyKeyReused, SamverkaError, TooMany
from events.codes import clean_code
from events.domain import parties, queries
from events.domain.calendar_items import told_occasion
from events.domain.occasion_days import held_days
from events.exceptions import PartyTooLarge, RegistrationRefused
from events.group_forms import GroupForm
from events.models import Occasion
from events.views.private import private
from events.views.registration import Entrance, pace_of_form, render_refusal


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register_group(request: HttpRequest, code: str) -> HttpResponse:
    occasion = queries.public_occasion(clean_code(code) or "")
    if occasion is None or not occasion.group_registration:
        raise Http404
    if request.method == "POST":
        return _take(request, occasion)
    prefetch_related_objects([occasion], "pools")
    state = queries.seat_state(occasion, now=timezone.now())
    if not state.can_register:
        return render_refusal(request, Entrance(occasion), state.code, status=200)
    return _render_form(request, occasion, GroupForm(occasion=occasion))


def _take(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    form = GroupForm(request.POST, occasion=occasion)
    if not form.is_valid():
        return _render_form(request, occasion, form, status=422)
    now = timezone.now()
    key = form.cleaned_data["idempotency_key"] or request.headers.get("Idempotency-Key", "")[:255]
    try:
        pace = pace_of_form(request, occasion, scope=parties.SCOPE, key=key, now=now)
        answer = with_retries(
            lambda: parties.register_party(
                occasion,
                wish=form.wish(),
                now=now,
                idempotency_key=key,
                doubtful=not (pace.is_calm and form.was_filled_by_hand()),
                public=True,
            )
        )
    except IdempotencyKeyReused:
        return _render_form(request, occasion, _with_new_key(request.POST, occasion), status=422, one_more=True)
    except PartyTooLarge as refusal:
        form.add_error("seats", str(refusal))
        return _render_form(request, occasion, form, status=422)
    except RegistrationRefused as refusal:
        return render_refusal(request, Entrance(occasion), refusal.code, status=409)
    except TooMany as refusal:
        response = _render_form(request, occasion, form, status=429, refusal=refusal)
        response.headers["Retry-After"] = str(refusal.seconds_left(now))
        return response
    except Busy as refusal:
        response = _render_form(request, occasion, form, status=503, refusal=refusal)
        response.headers["Retry-After"] = "5"
        return response
    return HttpResponseRedirect(reverse("events_receipt", args=[answer.receipt_id]), status=303)


def _with_new_key(posted: QueryDict, occasion: Occasion) -> GroupForm:
    values = posted.copy()
    values["idempotency_key"] = str(uuid.uuid4())
    return GroupForm(values, occasion=occasion)


def _render_form(
    request: HttpRequest,
    occasion: Occasion,
    form: GroupForm,
    *,
    status: int = 200,
    one_more: bool = False,
    refusal: SamverkaError | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "occasion": occasion,
        "words": told_occasion(occasion, language=get_language() or "sv"),
        "days": held_days(occasion),
        "state": queries.seat_state(occasion, now=timezone.now()),
        "one_more": one_more,
        "refusal": refusal,
    }
    return render(request, "events/group.html", context, status=status)
