"""What stands round a public page: the pages above it, their translations, the menu, and the site's restrictions.

Read in two queries, once a request, for routing, the guard before serving, menu, breadcrumbs and language links alike.
Nothing of it is kept between requests, so nothing of it can be stale.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms.domain.visibility import Barrier, standing_barriers

HOME_DEPTH = 2
MOST_LEVELS = 8
READ_OF_A_PAGE = [
    "path",
    "depth",
    "title",
    "slug",
    "url_path",
    "live",
    "show_in_menus",
    "translation_key",
    "alias_of",
    "content_type",
    "locale__language_code",
]
"""What a frame knows of its pages; anything else would be read when asked for, page by page."""


class PageFrame:
    """The frame of one page, or of a view without a page (then it holds the menu alone).

    ``page_id``: of the page it was read for, None without one.
    """

    def __init__(self, pages: Iterable[Page], *, page_id: int | None = None) -> None:
        self.pages = list(pages)
        self.page_id = page_id

    @cached_property
    def barriers(self) -> list[Barrier]:
        """The view restrictions of the site: read when first asked for, so after the page that they may close."""
        return standing_barriers()

    def is_public(self, page: Page) -> bool:
        """Return whether anybody may read a page: live, and no restriction on it or above it."""
        return bool(page.live) and not any(barrier.stands_before(page) for barrier in self.barriers)

    def way_to(self, page: Page) -> list[Page]:
        """Return the pages from the start page down to a page, itself at the end."""
        above = [other for other in self.pages if other.depth < page.depth and page.path.startswith(other.path)]
        return [*sorted(above, key=lambda other: other.depth), page]

    def translations(self, page: Page) -> dict[str, Page]:
        """Return a page of the way in all its languages, itself included, by code: drafts and closed ones too."""
        return {
            other.locale.language_code: other for other in self.pages if other.translation_key == page.translation_key
        }

    def menu(self, language_code: str) -> list[Page]:
        """Return the pages right under the start page of a language that are in its menu and public, in tree order."""
        shown = [page for page in self.pages if page.show_in_menus and page.depth == HOME_DEPTH + 1]
        return [page for page in shown if page.locale.language_code == language_code and self.is_public(page)]

    def find(self, slugs: Sequence[str], *, root: Page, language_code: str) -> Page | None:
        """Return the page that an address leads to, live or not, from the translation of the site's ``root`` down.

        ``None`` when there is none, or when only Wagtail can tell: a start page that is missing or a draft in that
        language, a page type that finds its children in a way of its own.
        """
        home = self.translations(root).get(language_code)
        way = [home] if home is not None and home.live and root.depth == HOME_DEPTH else []
        for slug in slugs if way else ():
            children = [page for page in self.pages if page.slug == slug and _is_child(page, way[-1])]
            if len(children) != 1:
                return None
            way.append(children[0])
        if not way or not all(_is_routed_by_slug(page) for page in way):
            return None
        return way[-1]


def read_frame_on_route(slugs: Sequence[str], *, root: Page) -> PageFrame:
    """Return the frame of the page that ``find`` may find; one query. It has no ``page_id`` yet."""
    around = Q(translation_key=root.translation_key)
    if slugs:
        named = Page.objects.filter(slug__in=set(slugs), depth__gt=root.depth, depth__lte=root.depth + len(slugs))
        around |= Q(translation_key__in=named.values("translation_key"))
    return PageFrame(_read(around))


def frame_of(request: Any, page: Page | None) -> PageFrame:
    """Return the frame of a page (or of a view without one), read once for a request (None: nowhere to keep it)."""
    kept: PageFrame | None = getattr(request, "page_frame", None)
    if kept is not None and (page is None or page.pk == kept.page_id):
        return kept
    around = Q()
    if page is not None:
        paths = [page.path[:length] for length in range(HOME_DEPTH * page.steplen, len(page.path) + 1, page.steplen)]
        around = Q(translation_key__in=Page.objects.filter(path__in=paths).values("translation_key"))
    frame = PageFrame(_read(around), page_id=page.pk if page is not None else None)
    if request is not None:
        request.page_frame = frame
    return frame


def _read(around: Q) -> Iterable[Page]:
    in_menu = Q(show_in_menus=True, live=True, depth=HOME_DEPTH + 1)
    return Page.objects.filter(around | in_menu).select_related("locale").only(*READ_OF_A_PAGE).order_by("path")


def _is_child(page: Page, parent: Page) -> bool:
    return page.depth == parent.depth + 1 and page.path.startswith(parent.path)


def _is_routed_by_slug(page: Page) -> bool:
    return page.specific_class is not None and page.specific_class.route is Page.route
