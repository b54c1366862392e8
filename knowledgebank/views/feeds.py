"""The Atom feed of the news in one language; ETag and 304."""

import hashlib

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.domain.visibility import viewable_by
from cms.languages import get_language as our_language
from knowledgebank.domain.atom import MOST_ENTRIES, news_feed
from knowledgebank.models import NewsIndexPage


@require_safe
def news_atom(request: HttpRequest) -> HttpResponse:
    """Answer with what anybody may read: a feed reader signs in nowhere. 404 in a language without a news list."""
    language = our_language(get_language())
    indexes = NewsIndexPage.objects.filter(locale__language_code=language.code)
    index = viewable_by(indexes, AnonymousUser()).order_by("path").first()
    if index is None:
        raise Http404
    news = viewable_by(index.news(day=timezone.localdate()), AnonymousUser())
    content = news_feed(
        index, news.select_related("locale", "responsible_organization")[:MOST_ENTRIES], language=language
    )
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=300"
    response["Content-Language"] = language.html_lang
    return get_conditional_response(request, etag=etag, response=response) or response
