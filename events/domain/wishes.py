"""What a person may wish for when registering, besides a seat."""

from dataclasses import asdict, dataclass

from events.enums import Promotion
from events.models import Occasion


@dataclass(frozen=True)
class Wishes:
    """``short_notice``: on the waiting list, a seat may come at once, shortly before the cut-off.

    ``parts``: ids of workshops; ``waits_for_parts``: rather on the waiting list than without one that is full.
    """

    short_notice: bool = False
    parts: tuple[int, ...] = ()
    waits_for_parts: bool = False

    def fingerprint(self) -> dict[str, object]:
        """Return what tells these wishes from others; empty for somebody without any."""
        return {name: value for name, value in asdict(self).items() if value}


NO_WISHES = Wishes()


def asks_short_notice(occasion: Occasion) -> bool:
    """Return whether it matters that somebody can come at short notice: seats are offered, as long as there is time.

    Source: ``docs/decisions/0023``.
    """
    return occasion.waiting_list and occasion.promotion == Promotion.OFFER
