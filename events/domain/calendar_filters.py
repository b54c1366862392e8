"""What narrows the calendar: the same values for its list, its feeds and their names. Unknown ones find nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast
from wagtail.models import Locale

from cms.digits import to_ascii_digits
from cms.models import Topic
from cms.sort_keys import sort_key
from events.enums import OccasionKind, OccasionStatus
from events.models import EventPage, Occasion
from networks.models import County, Municipality, Network

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
LONGEST_VALUE = 80


@dataclass(frozen=True)
class CalendarFilter:
    """What narrows the calendar; empty values narrow nothing.

    ``topic`` is a slug, ``county`` and ``municipality`` are codes, ``network`` is a public id as text, ``month`` is
    ``2027-03`` (in addresses: ``from``).
    """

    kind: str = ""
    network: str = ""
    county: str = ""
    municipality: str = ""
    topic: str = ""
    month: str = ""

    def __bool__(self) -> bool:
        return any(vars(self).values())

    def query(self, *, with_month: bool = True) -> str:
        """Return it as the query string of an address, always in the same order; empty when it narrows nothing."""
        names = {"month": "from"}
        return urlencode(
            {
                names.get(name, name): value
                for name, value in vars(self).items()
                if value and (with_month or name != "month")
            }
        )


@dataclass(frozen=True)
class FilterChoices:
    """Values with their titles: topics in the vocabulary's order, counties by code, the others by name."""

    topics: list[tuple[str, str]]
    counties: list[tuple[str, str]]
    municipalities: list[tuple[str, str]]
    networks: list[tuple[str, str]]


def read_filter(given: Mapping[str, str]) -> CalendarFilter:
    """Return the filter of a query string, as it was typed but for foreign digits, controls and length."""
    values = {name: _clean(given.get("from" if name == "month" else name, "")) for name in vars(CalendarFilter())}
    return CalendarFilter(**values)


def matching(narrowed: CalendarFilter, *, to_occasion: str) -> Q:
    """Return the condition on rows whose occasion is found by ``to_occasion`` (``day__occasion``); not on the month.

    A value that does not exist matches nothing; so does a network that is not shown on the public site.
    """
    found = Q()
    if narrowed.kind:
        found &= Q(**{f"{to_occasion}__kind": narrowed.kind})
    if narrowed.municipality:
        found &= Q(**{f"{to_occasion}__municipality_id": narrowed.municipality})
    if narrowed.county:
        found &= Q(**{f"{to_occasion}__municipality__county_id": narrowed.county})
    if narrowed.network:
        network = {
            f"{to_occasion}__network__public_id": _uuid(narrowed.network),
            f"{to_occasion}__network__public": True,
        }
        found &= Q(**network)
    if narrowed.topic:
        pages = EventPage.objects.filter(topics__slug=narrowed.topic)
        found &= Q(**{f"{to_occasion}__content_id__in": pages.values("translation_key")})
    return found


def filter_titles(narrowed: CalendarFilter, *, language: str) -> list[str] | None:
    """Return what a filter says, in the language of the words: for a feed's name. None when a value does not exist.

    The month has no title: a subscription goes on. At most one query for each value.
    """
    topics = Topic.objects.filter(slug=narrowed.topic, locale__language_code=language, live=True)
    networks = Network.objects.filter(public_id=_uuid(narrowed.network), public=True)
    titles = [
        dict(OccasionKind.choices).get(narrowed.kind) if narrowed.kind else "",
        networks.values_list("name", flat=True).first() if narrowed.network else "",
        _name_of(County, narrowed.county),
        _name_of(Municipality, narrowed.municipality),
        topics.values_list("title", flat=True).first() if narrowed.topic else "",
    ]
    if None in titles or (narrowed.month and not MONTH.fullmatch(narrowed.month)):
        return None
    return [str(title) for title in titles if title]


def filter_choices(locale: Locale) -> FilterChoices:
    """Return what a calendar may be narrowed by: topics of its language, places and networks with events. One query."""
    public = Occasion.objects.exclude(status=OccasionStatus.DRAFT).order_by()
    topics = Topic.objects.filter(locale=locale, live=True).order_by()
    counties = County.objects.filter(Exists(public.filter(municipality__county=OuterRef("pk")))).order_by()
    places = Municipality.objects.filter(Exists(public.filter(municipality=OuterRef("pk")))).order_by()
    networks = Network.objects.filter(Exists(public.filter(network=OuterRef("pk"))), public=True).order_by()
    rows = list(
        topics.values_list(Value("topic"), "order", "slug", "title").union(
            counties.values_list(Value("county"), Value(0), "code", "name"),
            places.values_list(Value("municipality"), Value(0), "code", "name"),
            networks.values_list(Value("network"), Value(0), Cast("public_id", CharField()), "name"),
        )
    )
    by_kind: dict[str, list[tuple[int, str, str]]] = {}
    for kind, order, value, title in rows:
        by_kind.setdefault(kind, []).append((order, value, title))
    return FilterChoices(
        topics=[
            (slug, title) for _order, slug, title in sorted(by_kind.get("topic", []), key=lambda row: (row[0], row[2]))
        ],
        counties=sorted((code, name) for _order, code, name in by_kind.get("county", [])),
        municipalities=_by_name(by_kind.get("municipality", [])),
        networks=[(str(UUID(value)), name) for value, name in _by_name(by_kind.get("network", []))],
    )


def first_moment(narrowed: CalendarFilter, earliest: datetime) -> datetime:
    """Return from when on a feed goes: the month asked for, but not before ``earliest`` (midnight in Stockholm)."""
    asked = MONTH.fullmatch(narrowed.month)
    if asked is None:
        return earliest
    return max(earliest, earliest.replace(year=int(asked[1]), month=int(asked[2]), day=1))


# --- parts --------------------------------------------------------------------------------------------------------


def _clean(value: str) -> str:
    return to_ascii_digits(value).replace("\x00", "")[:LONGEST_VALUE]


def _uuid(value: str) -> UUID:
    """Return the public id of a text; for any other text the nil UUID, which no row has."""
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)


def _name_of(model: type[County] | type[Municipality], code: str) -> str | None:
    return model.objects.filter(pk=code).values_list("name", flat=True).first() if code else ""


def _by_name(rows: list[tuple[int, str, str]]) -> list[tuple[str, str]]:
    return [(value, name) for _order, value, name in sorted(rows, key=lambda row: sort_key(row[2]))]
