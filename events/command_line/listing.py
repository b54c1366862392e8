"""Reading a list of participants from a file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from django.utils import timezone

from events.command_line.answers import UsageError, find_occasion
from events.domain.transitions import COMMAND
from events.importing.participants import Outcome, read_participants, register_participants


def import_participants(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    """Register the people of a file; with a wrong row, or ``--dry-run``, nothing is saved."""
    occasion = find_occasion(options["code"])
    try:
        content = Path(options["file"]).read_bytes()
    except OSError as error:
        raise UsageError(f"{options['file']}: {error.strerror}") from error
    people = read_participants(occasion, content)
    counts = {outcome: sum(person.outcome == outcome for person in people) for outcome in Outcome}
    for person in people:
        for reason in person.reasons:
            err.write(f"row {person.number}: {reason}\n")
    if options["dry_run"] or counts[Outcome.WRONG]:
        out.write(f"new {counts[Outcome.NEW]}, known {counts[Outcome.KNOWN]}, wrong {counts[Outcome.WRONG]}\n")
        return 1 if counts[Outcome.WRONG] else 0
    result = register_participants(occasion, people, now=timezone.now(), by=COMMAND)
    for number, words in result.refused:
        err.write(f"row {number}: {words}\n")
    known = counts[Outcome.KNOWN] + result.known
    out.write(f"confirmed {result.confirmed}, waiting {result.waiting}, known {known}\n")
    return 1 if result.refused else 0
