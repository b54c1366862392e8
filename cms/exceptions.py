"""The base of every refusal that a caller may act on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SamverkaError(Exception):
    """A rule said no. ``code`` is stable, for programs and tests; ``message`` is translatable, for people.

    Subclasses set both; ``params`` fill named placeholders of the message. Views turn it into a form error or a page.
    """

    code: str = "refused"
    message: "str | Promise" = ""

    def __init__(self, message: "str | Promise | None" = None, *, params: Mapping[str, Any] | None = None) -> None:
        self.params = dict(params or {})
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class IdempotencyKeyReused(SamverkaError):
    """The same key came with another body: the sender mixed up two acts."""

    code = "idempotency_key_reused"
    message = _("This form was sent before with other answers. Open the form again and send it once more.")


class LinkInvalid(SamverkaError):
    """The link is unknown, was replaced by a newer one, or belongs to something else."""

    code = "link_invalid"
    message = _("This link does not work. Use the link in the latest mail from us.")


class LinkExpired(SamverkaError):
    """The link worked once, but its time is over."""

    code = "link_expired"
    message = _("The time of this link is over. Write to us if you still need it.")


class Busy(SamverkaError):
    """The database was busy three times in a row; the same request will do later."""

    code = "busy"
    message = _("Very many people are here just now. Nothing was saved. Please send the form again in a moment.")


class TooMany(SamverkaError):
    """A limit for a network is reached. ``again_at``: when there is room again, in whole seconds."""

    code = "too_many"
    message = _("Very much has come from your network in a short time. Nothing was saved.")

    def __init__(self, again_at: datetime) -> None:
        super().__init__()
        self.again_at = again_at

    @property
    def again_after(self) -> datetime:
        """Return the whole minute by which there is room."""
        return self.again_at + timedelta(seconds=-self.again_at.second % 60)

    def seconds_left(self, now: datetime) -> int:
        """Return the value of ``Retry-After``."""
        return max(1, ceil((self.again_at - now).total_seconds()))
