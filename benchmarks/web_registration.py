"""A whole registration, GET and POST, against a constant Django view on Granian; CPU time of both.

The registration is asked by Django's test client in this process, which costs more than a server does. Control: the
same address again takes no second seat.
"""

import re
import time
from datetime import timedelta
from typing import Any

import django

from benchmarks import harness
from benchmarks.scratch import scratch_folder
from benchmarks.served import serve

CALLS, VIEW_CALLS = 20, 1_000
MOST_QUERIES, MOST_VIEWS = 25, 80
NO_QUERY = re.compile(r"BEGIN|COMMIT|SAVEPOINT|RELEASE")
FIELDS = re.compile(r'name="(idempotency_key|form_time)" value="([^"]+)"')


def run(*, rounds: int, short: bool) -> None:
    """Measure and report."""
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    occasion = make_occasion()
    client, people = Client(), iter(range(10_000_000))

    def register(number: int) -> None:
        address = f"/sv/events/{occasion.code}/register/"
        values = dict(FIELDS.findall(client.get(address).content.decode()))
        values |= {"name": f"Deltagare {number}", "email": f"web{number}@example.org", "mode": "onsite"}
        if client.post(address, values).status_code != 303:
            raise RuntimeError("The registration was not taken.")

    register(next(people))
    with CaptureQueriesContext(connection) as seen:
        register(next(people))
    queries = [query["sql"] for query in seen if not NO_QUERY.match(query["sql"])]
    register(0)
    calls = CALLS // 2 if short else CALLS
    with scratch_folder() as folder:
        (folder / "page.br").write_bytes(b"constant")
        given = {"BENCH_APPLICATION": "constant_django", "BENCH_BYTES": str(folder / "page.br")}
        with serve("benchmarks.applications:application", given) as view:
            view.get("/page/", VIEW_CALLS)
            samples = harness.interleave(
                {
                    "web": lambda: cpu(lambda: [register(next(people)) for _ in range(calls)]) / calls,
                    "constant": lambda: view.cpu_microseconds("/page/", VIEW_CALLS) / 1e3,
                },
                rounds=rounds,
            )
    doubles = occasion.registrations.filter(email_key="web0@example.org").count() - 1
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    harness.report(
        f"web-registration-{connection.vendor}",
        [
            harness.Figure(
                f"{name}: form and answer", len(queries), "queries", f"≤ {MOST_QUERIES}", len(queries) <= MOST_QUERIES
            ),
            harness.median(f"{name}: form and answer", samples["web"], "ms CPU"),
            harness.median("constant Django view, middleware of a new project", samples["constant"], "ms CPU"),
            harness.ratio("form and answer / constant view", samples["web"], samples["constant"], at_most=MOST_VIEWS),
            harness.Figure("control: second seats of one address", doubles, "seats", "0", doubles == 0),
        ],
    )


def cpu(work: Any) -> float:
    """Return the milliseconds of CPU that a call takes."""
    return harness.timed(work, clock=time.process_time) * 1e3


def make_occasion() -> Any:
    """Return an occasion that is open now, with room for all."""
    from django.db import transaction
    from django.utils import timezone

    from tests.factories import events

    now = timezone.now()
    days = [(now + timedelta(days=30), now + timedelta(days=30, hours=3))]
    with transaction.atomic():
        return events.make_occasion(capacity=100_000, days=days, now=now)
