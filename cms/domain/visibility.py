"""Which pages a reader may see in lists: the one rule for search, feeds, site map, menus and offline packs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db.models import Q
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet


class Closure(NamedTuple):
    """What a restriction asks for, to compare two pages: its type, password and group ids, in order."""

    restriction_type: str
    password: str
    groups: tuple[int, ...]


@dataclass(frozen=True)
class Barrier:
    """A view restriction: the tree path of the page it stands on, and what it asks for."""

    page_path: str
    closure: Closure

    def stands_before(self, page: Page) -> bool:
        """Return whether it stands on the page itself or above it."""
        return page.path.startswith(self.page_path)


def standing_barriers() -> list[Barrier]:
    """Return every view restriction of the site. One query."""
    rows: dict[int, tuple[str, str, str, set[int]]] = {}
    fields = ("pk", "page__path", "restriction_type", "password", "groups")
    for pk, path, kind, password, group in PageViewRestriction.objects.order_by("pk").values_list(*fields):
        groups = rows.setdefault(pk, (path, kind, password, set()))[3]
        if group is not None:
            groups.add(group)
    return [
        Barrier(path, Closure(kind, password, tuple(sorted(groups)))) for path, kind, password, groups in rows.values()
    ]


def viewable_by(
    pages: PageQuerySet,
    user: AbstractBaseUser | AnonymousUser | None,
    *,
    barriers: Sequence[Barrier] | None = None,
) -> PageQuerySet:
    """Return the live pages of a queryset that a user may read, restrictions of ancestors counted (G17).

    For search, feeds, site map, menus, offline packs: everywhere a title could leak. A restriction by password never
    opens here, since a list asks for none. ``None`` is an anonymous reader. ``barriers``: the site's restrictions,
    where the caller has read them for the same request; else one query.
    """
    live = pages.live()
    if user is not None and user.is_active and getattr(user, "is_superuser", False):
        return live
    closed = Q()
    groups = _group_ids(user)
    for barrier in standing_barriers() if barriers is None else barriers:
        if not _opens_for(barrier.closure, user, groups):
            closed |= Q(path__startswith=barrier.page_path)
    return live.exclude(closed) if closed else live


def is_public(page: Page) -> bool:
    """Return whether anybody may read a page: live, and no restriction on it or above it."""
    return bool(page.live) and not page.get_view_restrictions().exists()


def _group_ids(user: AbstractBaseUser | AnonymousUser | None) -> set[int]:
    if user is None or not user.is_authenticated:
        return set()
    return set(Group.objects.filter(user=user.pk).values_list("pk", flat=True))


def _opens_for(closure: Closure, user: AbstractBaseUser | AnonymousUser | None, groups: set[int]) -> bool:
    if user is None or not user.is_authenticated:
        return False
    if closure.restriction_type == PageViewRestriction.LOGIN:
        return True
    if closure.restriction_type == PageViewRestriction.GROUPS:
        return not groups.isdisjoint(closure.groups)
    return False
