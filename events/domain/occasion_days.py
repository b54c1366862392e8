"""The days of an occasion and their kept calendar items, read once for a whole act."""

from typing import Any

from django.db.models import BigIntegerField, CharField
from django.db.transaction import get_connection

from cms.domain.prepared import Bind, Prepared
from events.models import CalendarFragment, Occasion, OccasionDay

_OCCASION_COLUMNS = [field.attname for field in Occasion._meta.concrete_fields]
_DAY_COLUMNS = [field.attname for field in OccasionDay._meta.concrete_fields]
_ITEM_COLUMNS = [field.attname for field in CalendarFragment._meta.concrete_fields]
_DAYS = Prepared(
    lambda: OccasionDay.objects.filter(occasion_id=Bind("occasion", BigIntegerField())).values_list(
        *_DAY_COLUMNS, *(f"fragments__{name}" for name in _ITEM_COLUMNS)
    )
)
_DAYS_OF_CODE = Prepared(
    lambda: OccasionDay.objects.filter(occasion__code=Bind("code", CharField())).values_list(
        *_DAY_COLUMNS,
        *(f"fragments__{name}" for name in _ITEM_COLUMNS),
        *(f"occasion__{name}" for name in _OCCASION_COLUMNS),
    )
)


def occasion_of(code: str) -> Occasion | None:
    """Return the occasion of a code with its days and their kept items; one query. None for a code without days."""
    rows = _DAYS_OF_CODE.rows(code=code)
    if not rows:
        return None
    occasion = Occasion.from_db(get_connection().alias, _OCCASION_COLUMNS, rows[0][-len(_OCCASION_COLUMNS) :])
    _remember(occasion, rows)
    return occasion


def remember_days(occasion: Occasion) -> None:
    """Read days and their kept items once for a whole act; ``occasion.days.all()`` then asks no more. One query."""
    _remember(occasion, _DAYS.rows(occasion=occasion.pk))


def forget_days(occasion: Occasion) -> None:
    """Read the days anew from here on: they were changed."""
    occasion.__dict__.pop("_prefetched_objects_cache", None)


def days_with_items(occasion: Occasion) -> list[OccasionDay]:
    """Return all days of an occasion in order of time, those taken out too; ``day.fragments.all()`` asks no more."""
    days = list(occasion.days.all())
    if any("fragments" not in day.__dict__.get("_prefetched_objects_cache", {}) for day in days):
        remember_days(occasion)
        days = list(occasion.days.all())
    return days


def held_days(occasion: Occasion) -> list[OccasionDay]:
    """Return the days of an occasion in order of time; may be empty."""
    return [day for day in occasion.days.all() if day.removed_at is None]


# --- parts --------------------------------------------------------------------------------------------------------


def _remember(occasion: Occasion, rows: list[list[Any]]) -> None:
    """Set what prefetch_related would; ``rows``: a day and one of its items or nothing each, days in order."""
    alias = get_connection().alias
    days: dict[int, OccasionDay] = {}
    items: dict[int, list[CalendarFragment]] = {}
    for row in rows:
        if row[0] not in days:
            days[row[0]] = OccasionDay.from_db(alias, _DAY_COLUMNS, row[: len(_DAY_COLUMNS)])
        item = row[len(_DAY_COLUMNS) : len(_DAY_COLUMNS) + len(_ITEM_COLUMNS)]
        if item[0] is not None:
            items.setdefault(row[0], []).append(CalendarFragment.from_db(alias, _ITEM_COLUMNS, item))
    for day in days.values():
        _prefetched(day, "fragments", items.get(day.pk, []))
    _prefetched(occasion, "days", list(days.values()))


def _prefetched(row: Any, name: str, found: list[Any]) -> None:
    rows = getattr(row, name).all()
    rows._result_cache = found
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
