"""Why did this happen, or not? The reason rows of an occasion, said in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.domain.pool_names import pool_name, pools_of
from events.enums import Act, Actor, ReasonCode
from events.models import ActReason, Occasion, Registration


@dataclass(frozen=True)
class Explanation:
    """One reason: when, what, why, by whom. Words are in the active language.

    ``details``: what was counted at that moment, as sentences; may be empty. ``by``: the organizer's name where one
    was signed in. ``automatic``: decided by the rules, by nobody's hand.
    """

    at: datetime
    act: str
    why: str
    by: str
    reason_code: str
    arrival: int | None
    details: str
    automatic: bool


def explain(occasion: Occasion, *, registration: Registration | None = None) -> list[Explanation]:
    """Return the reasons of an occasion, or of one registration, oldest first; may be empty."""
    rows = reasons_of(occasion)
    if registration is not None:
        rows = rows.filter(registration=registration)
    return explanations(occasion, rows.order_by("at", "pk"))


def reasons_of(occasion: Occasion) -> QuerySet[ActReason]:
    """Return the reason rows of an occasion, ready to be said in words."""
    return ActReason.objects.filter(occasion=occasion).select_related("registration", "actor_user")


def explanations(occasion: Occasion, rows: "QuerySet[ActReason] | list[ActReason]") -> list[Explanation]:
    """Return rows of one occasion in words, in their order. One query besides the rows' own."""
    names = {pool.pk: pool_name(pool) for pool in pools_of(occasion)}
    return [_explanation(row, names) for row in rows]


def _explanation(row: ActReason, pools: Mapping[int, str]) -> Explanation:
    user = row.actor_user
    return Explanation(
        at=row.at,
        act=str(Act(row.act).label),
        why=str(ReasonCode(row.reason_code).label),
        by=(user.get_full_name() or user.get_username()) if user else str(Actor(row.actor).label),
        reason_code=row.reason_code,
        arrival=row.registration.arrival_number if row.registration else None,
        details=" ".join(_sentences(row, pools)),
        automatic=row.actor == Actor.JOB or row.act == Act.PROMOTE,
    )


def _sentences(row: ActReason, pools: Mapping[int, str]) -> list[str]:
    """Return what the numbers of a reason say, each as a sentence."""
    numbers = row.numbers
    found = []
    if numbers.get("pool") in pools:
        found.append(_("Seats: %(pool)s.") % {"pool": pools[numbers["pool"]]})
    parts = [pools[pk] for pk in numbers.get("parts", ()) if pk in pools]
    if parts:
        found.append(_("Workshops: %(parts)s.") % {"parts": ", ".join(parts)})
    if numbers.get("place"):
        found.append(_("Place %(place)s on the waiting list.") % {"place": numbers["place"]})
    if "after" in numbers:
        found.append(_("From %(before)s to %(after)s; %(taken)s taken.") % _capacities(numbers))
    if "needs" in numbers:
        found.append(_("%(needs)s seats were needed together.") % numbers)
        found.append(_("%(passed)s of at most %(limit)s seats have gone past the group.") % numbers)
    if numbers.get("seats"):
        count = numbers["seats"]
        found.append(ngettext("%(count)s seat.", "%(count)s seats.", count) % {"count": count})
    return found


def _capacities(numbers: Mapping[str, int | None]) -> dict[str, object]:
    no_limit = _("no limit")
    return {name: no_limit if numbers.get(name) is None else numbers[name] for name in ("before", "after", "taken")}
