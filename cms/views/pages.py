"""Serves the pages of the tree: Wagtail's own view, its route found in one query instead of two a level."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from cms.domain.page_frame import MOST_LEVELS, read_frame_on_route


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer as Wagtail does, hooks and restrictions included; what is no plain route Wagtail looks for itself."""
    page = routed_page(request, path)
    if page is not None:
        request._wagtail_route_for_request = RouteResult(page)
    return wagtail_serve(request, path)


def routed_page(request: HttpRequest, path: str) -> Page | None:
    """Return the specific page of an address, with its frame kept on the request; None where Wagtail is to look."""
    site = Site.find_for_request(request)
    slugs = [slug for slug in path.split("/") if slug]
    if site is None or len(slugs) > MOST_LEVELS:
        return None
    frame = read_frame_on_route(slugs, root=site.root_page)
    found = frame.find(slugs, root=site.root_page, language_code=get_language() or "")
    if found is None:
        return None
    model = found.specific_class
    page = model.objects.select_related(*getattr(model, "read_with", ("locale",))).filter(pk=found.pk).first()
    if page is None or not page.live:
        return None
    frame.page_id = page.pk
    request.page_frame = frame
    is_aliased = any(each.alias_of_id for each in frame.way_to(found))
    page.is_known_open = not is_aliased and frame.is_public(page)
    return page
