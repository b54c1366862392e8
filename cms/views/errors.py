"""Error pages in the reader's language. Those for 400 and 500 use neither the database nor the host of the request."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from cms import languages


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that came without its token: mostly one that was open for long, or with cookies off."""
    return render(request, "403.html", {"form_expired": True}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _plain_page(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain_page(request, "500.html", status=500)


def _plain_page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """Render without a request context: what failed may be the database, the session or the host name."""
    code = request.path_info.lstrip("/").partition("/")[0].lower()
    language = languages.get_language(languages.ALIASES.get(code, code))
    with translation.override(language.code):
        content = render_to_string(template, {"home_url": f"/{language.code}/", "languages": languages.LANGUAGES})
    return HttpResponse(content, status=status, headers={"Content-Language": language.html_lang})
