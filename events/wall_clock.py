"""Local times: what a person typed becomes a moment, also in the two nights when the clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from events.exceptions import NoSuchLocalTime

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def to_moment(local: datetime, *, zone: ZoneInfo = STOCKHOLM) -> datetime:
    """Return the moment of a wall clock time without zone; a time that comes twice means the first.

    Errors: NoSuchLocalTime in the hour that is skipped (02–03 on the last Sunday of March).
    """
    moment = local.replace(tzinfo=zone, fold=0)
    if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise NoSuchLocalTime(params={"time": f"{local:%H:%M}"})
    return moment
