"""A person's own calendar: asking for its address, ending it, fetching it. Rules: ``domain/personal_calendar.py``."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from cms.domain.retries import with_retries
from cms.exceptions import LinkExpired, LinkInvalid
from events.domain import personal_calendar
from events.views.own_page import own_row
from events.views.private import private


@private
@require_POST
def send_address(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"), status=303)
    with_retries(lambda: personal_calendar.send_feed_address(row, now=timezone.now()))
    return HttpResponseRedirect(reverse("events_my_feed_sent"), status=303)


@private
@require_safe
def address_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "events/my_calendar_sent.html")


@private
@require_POST
def end(request: HttpRequest) -> HttpResponseBase:
    row = own_row(request)
    if row is None:
        return HttpResponseRedirect(reverse("events_send_link"), status=303)
    with_retries(lambda: personal_calendar.end_feeds(row, now=timezone.now()))
    return HttpResponseRedirect(reverse("events_my"), status=303)


@private
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    try:
        file = personal_calendar.personal_feed(token, language=get_language() or "sv", now=timezone.now())
    except (LinkInvalid, LinkExpired):
        raise Http404 from None
    full = HttpResponse(file.content, content_type="text/calendar; charset=utf-8")
    full.headers["ETag"] = file.etag
    return get_conditional_response(request, etag=file.etag, response=full) or full
