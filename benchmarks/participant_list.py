"""Reading in a list of 5,000 people, against registering each in a transaction of its own in the same run.

Also: reading the file with its preview, reading it again when all are known, and undoing it. Control: the second
reading finds nobody new, and undoing leaves no registration and no seat taken.
"""

import io
from datetime import timedelta

import django

from benchmarks import harness
from benchmarks.registrations import make_occasion

PEOPLE = 5_000
MOST_SECONDS = 30
ALONE = 200


def run(*, rounds: int, short: bool) -> None:
    """Measure and report. A round reads in, and undoes, a list of people of its own."""
    django.setup()
    from django.db import connection

    from events.domain.participant_lists import register_list, undo_list
    from events.domain.registration import register
    from events.domain.transitions import COMMAND
    from events.enums import Source
    from events.importing.participants import Outcome, read_participants
    from events.models import ParticipantList, SeatPool

    occasion, now = make_occasion()
    people = PEOPLE // (10 if short else 1)
    samples: dict[str, list[float]] = {name: [] for name in ("preview", "list", "again", "undo", "alone", "ratio")}
    for number in range(rounds):
        at = now + timedelta(seconds=number)
        content = csv_of(people, number)
        listed = []
        samples["preview"].append(harness.timed(lambda c=content, f=listed: f.extend(read_participants(occasion, c))))
        applicants = [person.applicant for person in listed if person.outcome == Outcome.NEW]
        if len(applicants) != people:
            raise RuntimeError("The file was not read as it was written.")
        few, many = applicants[:ALONE], applicants[ALONE:]

        def each_alone(few: list = few, at: object = at) -> None:
            for one in few:
                register(occasion, applicant=one, now=at, source=Source.LIST, by=COMMAND)

        alone = harness.timed(each_alone) / len(few)
        together = harness.timed(lambda m=many, at=at: register_list(occasion, m, now=at, by=COMMAND)) / len(many)
        again = []
        samples["again"].append(harness.timed(lambda c=content, f=again: f.extend(read_participants(occasion, c))))
        if any(person.outcome == Outcome.NEW for person in again):
            raise RuntimeError("A list that was read in twice changes something.")
        made = ParticipantList.objects.first()
        samples["undo"].append(harness.timed(lambda m=made, at=at: undo_list(m, reason="-", now=at, by=COMMAND)))
        samples["list"].append(together * people)
        samples["alone"].append(alone * people)
        samples["ratio"].append(alone / together)
        if SeatPool.objects.get(occasion=occasion).taken != ALONE * (number + 1):
            raise RuntimeError("Undoing left seats taken.")
    longest = max(samples["list"])
    harness.report(
        f"participant-list-{connection.vendor}",
        [
            harness.Figure("people in the list", people, "people"),
            harness.median("the file, read with its preview", samples["preview"], "s"),
            harness.median("the list, registered", samples["list"], "s"),
            harness.median("the same people, a transaction each", samples["alone"], "s"),
            harness.median("a transaction each / the list", samples["ratio"], "×"),
            harness.median("the file again: nobody new", samples["again"], "s"),
            harness.median("undoing the list", samples["undo"], "s"),
            harness.Figure("slowest round", longest, "s", f"≤ {MOST_SECONDS} s", longest <= MOST_SECONDS),
        ],
    )


def csv_of(people: int, number: int) -> bytes:
    """Return a list as Swedish Excel writes it."""
    out = io.StringIO()
    out.write("Namn;E-post;Organisation\r\n")
    for person in range(people):
        out.write(f"Deltagare {person};deltagare{person}.{number}@example.org;Falköpings kommun\r\n")
    return out.getvalue().encode("utf-8-sig")
