"""Wagtail's audit log: what an organizer did to a registration or an event, titled without any name."""

from collections.abc import Mapping

from wagtail.log_actions import log

from events.domain.transitions import Agent
from events.enums import Act, Actor, Planning
from events.models import Occasion, Registration

LOGGED = (
    Act.REGISTER,
    Act.CANCEL,
    Act.MOVE_SEAT,
    Act.SET_CAPACITY,
    Act.CANCEL_OCCASION,
    Act.APPROVE,
    Act.DECLINE,
    Act.CHANGE_DETAILS,
    Act.SUBSTITUTE,
    Act.SWITCH_MODE,
    Act.REFUSE_CHANGE,
    Act.CHANGE_LATER,
    *Planning,
)


def log_name(act: Act | Planning) -> str:
    """Return the name of an act in the audit log."""
    return f"events.{act.value}"


def log_act(
    subject: Registration | Occasion, act: Act | Planning, *, by: Agent, data: Mapping[str, str] | None = None
) -> None:
    """Write one line in the caller's transaction if an organizer did it: what others do stands in ``ActReason`` alone.

    Titled by public id or code, without the organizer's words: names must not outlive their erasure there. ``data``:
    states alone.
    """
    if by.actor != Actor.ORGANIZER:
        return
    title = str(subject.public_id) if isinstance(subject, Registration) else subject.code
    log(subject, log_name(act), user=by.user, title=title, data=dict(data or {}))
