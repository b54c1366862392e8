"""Seats: counters against rows, and moving people up."""

from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from django.utils import timezone

from events.command_line.answers import find_occasion, pools_of, write_json
from events.domain import occasions, seats
from events.domain.transitions import COMMAND


def check_seats(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    occasion = find_occasion(options["code"])
    differences: Sequence[seats.SeatDifference] = seats.seat_differences([occasion.pk])
    seatless = seats.seatless_registrations(occasion)
    if options["repair"] and differences:
        differences = occasions.repair_seats(occasion)
        err.write(f"{len(differences)} counters set right.\n")
    found = [vars(difference) for difference in differences]
    missing = [str(row.public_id) for row in seatless]
    if options["format"] == "json":
        write_json(out, {"pools": pools_of(occasion), "differences": found, "without_seat": missing})
    else:
        for pool in pools_of(occasion):
            out.write(
                f"{pool['label'] or pool['mode']}: {pool['taken']} of {pool['capacity']}, {pool['waiting']} waiting\n"
            )
        for line in [*found, *missing]:
            err.write(f"differs: {line}\n")
    return 1 if found or missing else 0


def promote(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    occasion = find_occasion(options["code"])
    if options["dry_run"]:
        for row in occasions.next_in_line(occasion, now=timezone.now(), by=COMMAND):
            out.write(f"{row.arrival_number}  {row.email}\n")
        return 0
    for row in occasions.promote_now(occasion, now=timezone.now(), by=COMMAND):
        out.write(f"{row.arrival_number}  {row.email}\n")
    return 0
