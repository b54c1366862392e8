"""Where found pages stand: the titles of the pages above them, for a whole list in two queries."""

from collections.abc import Collection

from wagtail.models import Page

HOME_DEPTH = 2


def trails(page_ids: Collection[int]) -> dict[int, list[str]]:
    """Return page id -> titles of its ancestors below the start page, from the top; pages that are not live are left
    out.
    """
    paths = dict(Page.objects.live().filter(pk__in=page_ids).values_list("pk", "path"))
    above = {path[:end] for path in paths.values() for end in _ends(path)}
    titles = dict(Page.objects.live().filter(path__in=above).values_list("path", "title"))
    return {
        page_id: [titles[path[:end]] for end in _ends(path) if path[:end] in titles] for page_id, path in paths.items()
    }


def _ends(path: str) -> range:
    """The lengths of the paths of the ancestors below the start page."""
    return range((HOME_DEPTH + 1) * Page.steplen, len(path), Page.steplen)
