"""A view restriction is the same in every language: mirrored at once, and compared before a page is served (G1)."""

from contextvars import ContextVar

from wagtail.models import Page, PageViewRestriction

from cms import languages
from cms.domain.generation import bump_generation
from cms.domain.page_frame import PageFrame
from cms.domain.visibility import Barrier, Closure, standing_barriers

# Our own writing while mirroring sends Wagtail's signals too: those must not be mirrored back, half done.
_is_mirroring: ContextVar[bool] = ContextVar("is_mirroring", default=False)


def mirror_view_restrictions(page: Page) -> int:
    """Give every translation of a page exactly the restrictions that stand on the page itself.

    Joins the caller's transaction; safe to repeat. Returns the number of translations that were changed.
    """
    if _is_mirroring.get():
        return 0
    token = _is_mirroring.set(True)
    try:
        wanted = _own_restrictions(page)
        changed = sum(_give_restrictions(translation, wanted) for translation in page.get_translations())
    finally:
        _is_mirroring.reset(token)
    if changed:
        bump_generation()
    return changed


def _give_restrictions(page: Page, wanted: list[PageViewRestriction]) -> bool:
    present = _own_restrictions(page)
    if sorted(map(_closure, present)) == sorted(map(_closure, wanted)):
        return False
    for restriction in present:
        restriction.delete()
    for restriction in wanted:
        copy = PageViewRestriction.objects.create(
            page_id=page.pk, restriction_type=restriction.restriction_type, password=restriction.password
        )
        copy.groups.set(restriction.groups.all())
    return True


def may_be_served(page: Page, *, language_code: str, frame: PageFrame) -> bool:
    """Return whether a page may answer under the prefix of a language, as far as its translations are concerned.

    It must be in that language (Wagtail falls back to the Swedish tree when a start page is not live), live only with
    its source, and behind the same restrictions. A page that has no source may be served: it is withdrawn by
    :func:`cms.domain.translations.withdraw_translations`, not here. ``frame``: that of the page.
    """
    if page.locale.language_code != language_code:
        return False
    if language_code == languages.SOURCE_LANGUAGE.code:
        return True
    source = frame.translations(page).get(languages.SOURCE_LANGUAGE.code)
    if source is None:
        return True
    own, others = effective_restrictions([page, source], barriers=frame.barriers)
    return source.live and own == others


def effective_restrictions(pages: list[Page], *, barriers: list[Barrier]) -> list[frozenset[Closure]]:
    """Return, for each page, what the restrictions on it and above it ask for."""
    return [frozenset(barrier.closure for barrier in barriers if barrier.stands_before(page)) for page in pages]


def mismatched_pages() -> list[Page]:
    """Return the live translations whose effective restrictions differ from their source's (for ``doctor``)."""
    translations = list(
        Page.objects.live()
        .exclude(locale__language_code=languages.SOURCE_LANGUAGE.code)
        .filter(depth__gt=1)
        .select_related("locale")
    )
    sources = {
        page.translation_key: page
        for page in Page.objects.filter(locale__language_code=languages.SOURCE_LANGUAGE.code, depth__gt=1)
    }
    pairs = [(page, sources[page.translation_key]) for page in translations if page.translation_key in sources]
    barriers = standing_barriers()
    ours = effective_restrictions([page for page, _ in pairs], barriers=barriers)
    theirs = effective_restrictions([source for _, source in pairs], barriers=barriers)
    return [page for (page, _), own, other in zip(pairs, ours, theirs, strict=True) if own != other]


def _own_restrictions(page: Page) -> list[PageViewRestriction]:
    return list(PageViewRestriction.objects.filter(page_id=page.pk).prefetch_related("groups"))


def _closure(restriction: PageViewRestriction) -> Closure:
    groups = tuple(sorted(group.pk for group in restriction.groups.all()))
    return Closure(restriction.restriction_type, restriction.password, groups)
