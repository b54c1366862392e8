"""The form on which readers tell what they could not use, and its answer."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from cms.client_addresses import client_prefix
from cms.domain.accessibility import record_complaint
from cms.domain.rate_limits import Bucket, next_token_at, take_each
from cms.exceptions import IdempotencyKeyReused, TooMany
from cms.forms import ComplaintForm

POSTS_AN_HOUR = 60


@require_http_methods(["GET", "HEAD", "POST"])
def complain(request: HttpRequest) -> HttpResponse:
    """Show the form, or record what was sent and answer 303 to a page with the day of the answer."""
    if request.method != "POST":
        return _render_form(request, ComplaintForm(initial={"page": request.GET.get("page", "")[:300]}))
    form = ComplaintForm(request.POST)
    if not form.is_valid():
        return _render_form(request, form, status=422)
    now = timezone.now()
    if form.is_from_a_robot:
        return _sent(timezone.localdate(now))
    posts = Bucket("cms.accessibility", client_prefix(request), POSTS_AN_HOUR)
    if not take_each([posts], now=now):
        refusal = TooMany(next_token_at(posts, now=now))
        response = _render_form(request, form, status=429, refusal=refusal)
        response.headers["Retry-After"] = str(refusal.seconds_left(now))
        return response
    words = form.cleaned_data
    try:
        due_on = record_complaint(
            text=words["text"],
            page=words["page"],
            email=words["email"],
            language=get_language() or "sv",
            key=str(words["idempotency_key"]),
            now=now,
        )
    except IdempotencyKeyReused as refusal:
        form.add_error(None, str(refusal))
        return _render_form(request, form, status=422)
    return _sent(due_on)


@require_safe
def complaint_received(request: HttpRequest) -> HttpResponse:
    """Say that the words were received; the day comes in the address and says nothing about anybody."""
    try:
        due_on = date.fromisoformat(request.GET.get("answer", ""))
    except ValueError:
        due_on = None
    return render(request, "cms/complaint_received.html", {"due_on": due_on})


def _sent(due_on: date) -> HttpResponse:
    response = HttpResponseRedirect(f"{reverse('accessibility_complaint_received')}?answer={due_on.isoformat()}")
    response.status_code = 303
    return response


def _render_form(
    request: HttpRequest, form: ComplaintForm, *, status: int = 200, refusal: TooMany | None = None
) -> HttpResponse:
    context = {"form": form, "refusal": refusal}
    return render(request, "cms/complaint.html", context, status=status)
