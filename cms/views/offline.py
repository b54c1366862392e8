"""The service worker, the offline page and the web manifest."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, gettext
from django.views.decorators.http import condition, require_safe

from cms import languages
from cms.domain import offline
from cms.tokens import token_digest

PUBLIC = "public, max-age=60"
COLOUR_GROUND, COLOUR_DEEP = "#fffdf9", "#0d3b3c"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the worker at the root, so that it reaches every page; never renamed, always asked for anew."""
    source = offline.worker_source()

    @condition(etag_func=lambda request: f'"{token_digest(source)[:32]}"')
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(source, content_type="text/javascript; charset=utf-8")

    response = answer(request)
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


@require_safe
def offline_page(request: HttpRequest) -> HttpResponse:
    """Say what can be read without a network and what cannot; stored on the device at the first visit."""
    response = render(request, "cms/offline.html")
    response["Cache-Control"] = PUBLIC
    return response


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Describe the site for the home screen, in the language of the address."""
    language = languages.get_language(get_language())
    icons = [(f"icon-{size}.png", f"{size}x{size}", "any") for size in (192, 512)]
    icons.append(("icon-maskable-512.png", "512x512", "maskable"))
    response = JsonResponse(
        {
            "id": "/",
            "name": "Samverka",
            "short_name": "Samverka",
            "description": gettext(
                "A shared place for those who work together for unaccompanied children and young people."
            ),
            "lang": language.html_lang,
            "dir": language.direction,
            "start_url": f"/{language.code}/",
            "scope": "/",
            "display": "standalone",
            "background_color": COLOUR_GROUND,
            "theme_color": COLOUR_DEEP,
            "icons": [
                {"src": static(f"cms/icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for name, sizes, purpose in icons
            ],
        },
        json_dumps_params={"ensure_ascii": False},
        content_type="application/manifest+json",
    )
    response["Cache-Control"] = PUBLIC
    return response
