"""Calendar files: the subscribed feeds of a language, how to subscribe, and one occasion as a file.

What they hold: ``domain/calendar_items.py`` (iCalendar), ``domain/calendar_feeds.py`` (Atom, JSON).
"""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.codes import clean_code
from events.domain import calendar_feeds, calendar_items
from events.domain.calendar_filters import filter_titles, read_filter
from events.models import Occasion

KEPT_SECONDS = 900
TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    return _answer(request, calendar_items.feed(get_language() or "sv", now=timezone.now()))


@require_safe
def filtered_feed(request: HttpRequest, form: str) -> HttpResponseBase:
    """Answer with what a filter finds; 404 for a value that does not exist, so that a wrong address is seen at once."""
    language, now = get_language() or "sv", timezone.now()
    narrowed = read_filter(request.GET.dict())
    titles = filter_titles(narrowed, language=language)
    if titles is None:
        raise Http404
    write = {"ics": calendar_items.feed, "atom": calendar_feeds.atom_feed, "json": calendar_feeds.json_feed}[form]
    return _answer(request, write(language, narrowed=narrowed, titles=titles, now=now), content_type=TYPES[form])


@require_safe
def subscribe(request: HttpRequest) -> HttpResponse:
    """Explain how to subscribe to what a filter finds, in the programs that most people have."""
    language = get_language() or "sv"
    narrowed = read_filter(request.GET.dict())
    titles = filter_titles(narrowed, language=language)
    if titles is None:
        raise Http404
    return render(request, "events/subscribe.html", {"narrowed": narrowed, "titles": titles})


@require_safe
def occasion_file(request: HttpRequest, code: str) -> HttpResponseBase:
    occasion = Occasion.objects.filter(code=clean_code(code) or "").first()
    file = calendar_items.occasion_file(occasion, language=get_language() or "sv") if occasion else None
    if occasion is None or file is None:
        raise Http404
    response = _answer(request, file)
    if response.status_code == 200:
        response.headers["Content-Disposition"] = f'attachment; filename="{occasion.code}.ics"'
    return response


def _answer(
    request: HttpRequest, file: calendar_items.CalendarFile, *, content_type: str = TYPES["ics"]
) -> HttpResponseBase:
    """Return 200 or 304, with the same validators and cache rules on both, and on HEAD."""
    full = HttpResponse(file.content, content_type=content_type)
    modified = int(file.last_modified.timestamp()) if file.last_modified else None
    full.headers["ETag"] = file.etag
    if modified is not None:
        full.headers["Last-Modified"] = http_date(modified)
    response = get_conditional_response(request, etag=file.etag, last_modified=modified, response=full) or full
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
