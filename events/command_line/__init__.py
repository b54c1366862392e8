"""The sub-commands of ``manage.py event``: arguments in, one function of ``domain/``, data out.

Data goes to stdout, remarks to stderr; a refusal is exit 1, a usage error 2.
"""

from collections.abc import Callable, Mapping
from typing import Any, TextIO

from cms.exceptions import SamverkaError
from events.command_line import changing, listing, planning, reading, reminding, seating
from events.command_line.answers import UsageError
from events.command_line.arguments import add_arguments

__all__ = ["add_arguments", "run"]


def run(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    """Do one sub-command and return its exit code."""
    actions: dict[str, Callable[..., int]] = {
        "create": planning.create,
        "list": reading.list_occasions,
        "show": reading.show,
        "change": changing.change,
        "registrations": reading.list_registrations,
        "import": listing.import_participants,
        "seats": seating.check_seats,
        "cancel": planning.cancel,
        "promote": seating.promote,
        "remind": reminding.remind,
        "explain": reading.explain_acts,
    }
    try:
        return actions[options["action"]](options, out=out, err=err)
    except UsageError as error:
        err.write(f"{error}\n")
        return 2
    except SamverkaError as refusal:
        err.write(f"{refusal.code}: {refusal}\n")
        return 1
