"""The arguments of ``manage.py event`` and how they are read."""

import argparse
from datetime import datetime
from typing import Any

from cms import languages
from cms.digits import to_ascii_digits
from events.enums import LapsedOffer, OccasionKind, Promotion, RegistrationState
from events.exceptions import NoSuchLocalTime
from events.wall_clock import to_moment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare all sub-commands."""
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help="make an event: page, occasion, seats")
    create.add_argument("--kind", choices=OccasionKind.values, default=OccasionKind.SEMINAR)
    create.add_argument("--title", required=True)
    create.add_argument("--intro", default="")
    for language in languages.CODES:
        create.add_argument(f"--title-{language}", help="title in this language; --title is the one of --lang")
    create.add_argument("--starts", required=True, type=local_moment)
    create.add_argument("--ends", required=True, type=local_moment)
    create.add_argument("--capacity", type=int, help="seats; left out: no limit")
    create.add_argument("--online-capacity", type=int)
    create.add_argument("--place", default="")
    create.add_argument("--join-url", default="")
    create.add_argument("--join-hours", type=int, help="the link is shown so many hours before the start")
    create.add_argument("--earmark", type=earmark, action="append", default=[])
    create.add_argument("--option", type=part, action="append", default=[], help='a workshop: "Workshop A=12"')
    create.add_argument("--release-days", type=int, default=14)
    create.add_argument("--no-waiting-list", action="store_true")
    create.add_argument("--promotion", choices=Promotion.values, default=Promotion.DIRECT.value)
    create.add_argument("--lapsed-offer", choices=LapsedOffer.values, default=LapsedOffer.ENDS.value)
    create.add_argument("--order", choices=["arrival", "fewest"], default="arrival")
    create.add_argument("--confirmation", choices=["direct", "by-mail"], default="direct")
    for name in ("--opens", "--closes", "--cut-off", "--cancel-until"):
        create.add_argument(name, type=local_moment)
    create.add_argument("--network", default="", help="id or name of a network")
    create.add_argument("--lang", choices=languages.CODES, default=languages.SOURCE_LANGUAGE.code)
    create.add_argument("--draft", action="store_true")
    _formats(create)
    listing = actions.add_parser("list", help="occasions in order of time")
    listing.add_argument("--from", dest="start", type=local_moment)
    listing.add_argument("--to", dest="end", type=local_moment)
    listing.add_argument("--kind", choices=OccasionKind.values)
    _formats(listing)
    _formats(_with_code(actions, "show", "one occasion, its days and seats"))
    change = _with_code(actions, "change", "another time, place, number of seats or status; all concerned are told")
    change.add_argument("--starts", type=local_moment, help="alone: each day lasts as long as before")
    change.add_argument("--ends", type=local_moment)
    change.add_argument("--place")
    change.add_argument("--capacity", type=int, help="of the first seats of the event")
    change.add_argument("--status", choices=["tentative", "confirmed", "postponed"])
    change.add_argument("--dry-run", action="store_true", help="change nothing; print who would be told what")
    _formats(change)
    rows = _with_code(actions, "registrations", "registrations by arrival")
    rows.add_argument("--email")
    rows.add_argument("--status", choices=RegistrationState.values)
    rows.add_argument("--count", action="store_true")
    rows.add_argument("--needs", action="store_true", help="also answers about food, access and interpreters")
    _formats(rows, "csv", "xlsx")
    people = _with_code(actions, "import", "register the people of a CSV or XLSX file")
    people.add_argument("file")
    people.add_argument("--dry-run", action="store_true")
    check = _with_code(actions, "seats", "counters against rows")
    check.add_argument("--repair", action="store_true")
    _formats(check)
    cancel = _with_code(actions, "cancel", "cancel the whole event")
    cancel.add_argument("--reason", required=True)
    promote = _with_code(actions, "promote", "move people up into free seats")
    promote.add_argument("--dry-run", action="store_true")
    remind = actions.add_parser("remind", help="queue the reminders that are due")
    remind.add_argument("code", nargs="?", default="")
    remind.add_argument("--dry-run", action="store_true")
    reasons = _with_code(actions, "explain", "why, for each change")
    reasons.add_argument("--email")
    _formats(reasons)


def local_moment(text: str) -> datetime:
    """Return the moment of ``2027-03-11T09:00`` in Stockholm; an aware ISO time is taken as it is."""
    try:
        moment = datetime.fromisoformat(to_ascii_digits(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 2027-03-11T09:00.") from error
    try:
        return moment if moment.tzinfo else to_moment(moment)
    except NoSuchLocalTime as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def earmark(text: str) -> tuple[str, int]:
    """Return municipality code and seats of ``0764=2``."""
    code, sign, number = text.partition("=")
    if not sign or not number.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r}: write a municipality code and a number, such as 0764=2.")
    return code, int(number)


def part(text: str) -> tuple[str, int]:
    """Return name and seats of ``Workshop A=12``."""
    label, sign, number = text.rpartition("=")
    if not sign or not label.strip() or not number.strip().isdigit():
        raise argparse.ArgumentTypeError(f"{text!r}: write a name and a number, such as Workshop A=12.")
    return label.strip()[:120], int(number)


def _with_code(actions: Any, name: str, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=words)
    parser.add_argument("code")
    return parser


def _formats(parser: argparse.ArgumentParser, *more: str) -> None:
    parser.add_argument("--format", choices=["text", "json", *more], default="text")
