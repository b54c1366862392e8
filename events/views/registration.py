"""The registration form and its answer page. Rules: ``domain/registration.py``."""

import uuid

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from cms.client_addresses import client_address
from cms.domain import rate_limits
from cms.domain.retries import with_retries
from cms.exceptions import Busy, IdempotencyKeyReused, SamverkaError
from events.codes import clean_code
from events.domain import queries
from events.domain import registration as rules
from events.domain.calendar_items import told_occasion
from events.domain.occasion_days import held_days
from events.domain.words import words_of
from events.exceptions import RegistrationRefused
from events.forms import RegistrationForm
from events.models import Occasion, Receipt
from events.templatetags.questions import day_words
from events.views.private import private

POSTS_AN_HOUR = 500


@private
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, code: str) -> HttpResponse:
    occasion = queries.public_occasion(clean_code(code) or "")
    if occasion is None:
        raise Http404
    if request.method == "POST":
        return _take(request, occasion)
    prefetch_related_objects([occasion], "pools")
    state = queries.seat_state(occasion, now=timezone.now())
    if not state.can_register:
        return _render_refusal(request, occasion, state.code, status=200)
    return _render_form(request, occasion, _form(occasion))


@private
@require_safe
def receipt(request: HttpRequest, receipt_id: str) -> HttpResponse:
    shown = get_object_or_404(Receipt, public_id=receipt_id, expires_at__gt=timezone.now())
    occasion = shown.occasion
    words = words_of(occasion, language=get_language() or "sv")
    return render(request, "events/receipt.html", {"receipt": shown, "occasion": occasion, "words": words})


def _take(request: HttpRequest, occasion: Occasion) -> HttpResponse:
    form = _form(occasion, request.POST)
    if not form.is_valid():
        return _render_form(request, occasion, form, status=422)
    now = timezone.now()
    calm = rate_limits.take("events.register", client_address(request), limit=POSTS_AN_HOUR, per_seconds=3600, now=now)
    key = form.cleaned_data["idempotency_key"] or request.headers.get("Idempotency-Key", "")[:255]
    try:
        answer = with_retries(
            lambda: rules.register(
                occasion,
                applicant=form.applicant(),
                now=now,
                idempotency_key=key,
                doubtful=not (calm and form.was_filled_by_hand()),
                given=form.given(),
            )
        )
    except IdempotencyKeyReused:
        return _render_form(request, occasion, _with_new_key(request, occasion), status=422, one_more=True)
    except RegistrationRefused as refusal:
        return _render_refusal(request, occasion, refusal.code, status=409)
    except Busy as refusal:
        response = _render_form(request, occasion, form, status=503, refusal=refusal)
        response.headers["Retry-After"] = "5"
        return response
    return HttpResponseRedirect(reverse("events_receipt", args=[answer.receipt_id]), status=303)


def _with_new_key(request: HttpRequest, occasion: Occasion) -> RegistrationForm:
    values = request.POST.copy()
    values["idempotency_key"] = str(uuid.uuid4())
    return _form(occasion, values)


def _form(occasion: Occasion, data: QueryDict | None = None) -> RegistrationForm:
    return RegistrationForm(data, occasion=occasion, day_words=day_words)


def _render_form(
    request: HttpRequest,
    occasion: Occasion,
    form: RegistrationForm,
    *,
    status: int = 200,
    one_more: bool = False,
    refusal: SamverkaError | None = None,
) -> HttpResponse:
    words = told_occasion(occasion, language=get_language() or "sv")
    context = {
        "form": form,
        "occasion": occasion,
        "words": words,
        "days": held_days(occasion),
        "state": queries.seat_state(occasion, now=timezone.now()),
        "one_more": one_more,
        "refusal": refusal,
    }
    return render(request, "events/register.html", context, status=status)


def _render_refusal(request: HttpRequest, occasion: Occasion, code: str, *, status: int) -> HttpResponse:
    state = queries.seat_state(occasion, now=timezone.now())
    words = words_of(occasion, language=get_language() or "sv")
    # The row may have changed since the page was asked for: say what stood in the way, not what stands there now.
    code = "cancelled" if code == "occasion_cancelled" else code
    context = {"occasion": occasion, "words": words, "days": held_days(occasion), "state": state, "code": code}
    return render(request, "events/cannot_register.html", context, status=status)
