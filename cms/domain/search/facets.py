"""What the index can be narrowed by, apart from a query."""

from cms.models import SearchFacet


def topics_in_use(locale_code: str) -> list[str]:
    """Return the slugs of topics that a page open to all has in a language, in alphabetical order."""
    facets = SearchFacet.objects.filter(group="topic", document__locale=locale_code, document__restricted=False)
    return sorted(set(facets.values_list("value", flat=True)))
