"""Registering, one transaction each, against what the database itself can do in the same run.

Raw: ``BEGIN``, one conditional UPDATE of the seats, one INSERT, ``COMMIT``, by the driver, on the same database with
the same durability. Between: the same two statements through Django's ORM. Control: no seat is given twice by any of
them. In a round the three take turns in short chunks, so that a busy disk or machine meets all of them alike.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import django

from benchmarks import harness

CHUNKS, RAW_CALLS, ORM_CALLS, REGISTER_CALLS = 10, 60, 30, 20
CAPACITY = 100_000


def run(*, rounds: int, short: bool) -> None:
    """Measure and report."""
    django.setup()
    from django.db import connection

    make_tables()
    occasion, now = make_occasion()
    people = iter(range(10_000_000))
    waits: list[float] = []

    def register_one(number: int) -> None:
        from events.domain.registration import register
        from tests.factories.events import make_applicant

        start = time.perf_counter()
        register(occasion, applicant=make_applicant(number), now=now, idempotency_key=f"bench-{number}")
        waits.append((time.perf_counter() - start) * 1e3)

    acts = {"raw": (raw_act(), RAW_CALLS), "orm": (orm_act, ORM_CALLS), "register": (register_one, REGISTER_CALLS)}
    take_turns(acts, people, chunks=1)  # what is made once is made
    waits.clear()
    samples: dict[str, list[float]] = {name: [] for name in acts}
    for _round in range(rounds):
        for name, rate in take_turns(acts, people, chunks=CHUNKS // 4 if short else CHUNKS).items():
            samples[name].append(rate)
    check_seats(occasion)
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    waits.sort()
    harness.report(
        f"registrations-{connection.vendor}",
        [
            harness.median(f"{name}: raw conditional UPDATE + INSERT", samples["raw"], "a second"),
            harness.median(f"{name}: the same two statements by the ORM", samples["orm"], "a second"),
            harness.median(f"{name}: register(), whole act", samples["register"], "a second"),
            harness.Figure(f"{name}: register(), 95 of 100 within", waits[int(len(waits) * 0.95)], "ms"),
            harness.ratio("ORM / raw", samples["orm"], samples["raw"]),
            harness.ratio("register() / raw", samples["register"], samples["raw"], at_least=0.25),
            harness.ratio("register() / ORM", samples["register"], samples["orm"]),
            harness.Figure("control: seats given twice", 0, "seats", "0", True),
        ],
    )


def take_turns(acts: Mapping[str, tuple[Callable[[int], None], int]], people: Any, *, chunks: int) -> dict[str, float]:
    """Return how many calls a second one writer makes of each act, all taking turns in chunks of some calls."""
    seconds = dict.fromkeys(acts, 0.0)
    for _chunk in range(chunks):
        for name, (act, calls) in acts.items():
            seconds[name] += harness.timed(lambda act=act, calls=calls: [act(next(people)) for _ in range(calls)])
    return {name: calls * chunks / seconds[name] for name, (_act, calls) in acts.items()}


def make_tables() -> None:
    """Two tables shaped like the seat pool and the registration, with the same kinds of constraint."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_pool (id integer PRIMARY KEY, capacity integer NOT NULL, taken integer NOT NULL,"
            " CHECK (taken <= capacity))"
        )
        serial = "integer PRIMARY KEY AUTOINCREMENT" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        cursor.execute(
            f"CREATE TABLE bench_registration (id {serial}, pool_id integer NOT NULL REFERENCES bench_pool (id),"
            " name varchar(200) NOT NULL, email_key varchar(320) NOT NULL, UNIQUE (pool_id, email_key))"
        )
        cursor.execute(f"INSERT INTO bench_pool VALUES (1, {CAPACITY}, 0)")


def raw_act() -> Callable[[int], None]:
    """Return one act through the database driver's own connection, opened as Django opens it."""
    from django.db import connection

    connection.ensure_connection()
    driver = connection.connection
    mark = "?" if connection.vendor == "sqlite" else "%s"
    begin = "BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN"
    insert = f"INSERT INTO bench_registration (pool_id, name, email_key) VALUES (1, {mark}, {mark})"
    cursor = driver.cursor()

    def act(number: int) -> None:
        cursor.execute(begin)
        cursor.execute("UPDATE bench_pool SET taken = taken + 1 WHERE id = 1 AND taken < capacity")
        if cursor.rowcount != 1:
            raise RuntimeError("No seat was left.")
        cursor.execute(insert, (f"Deltagare {number}", f"raw{number}@example.org"))
        cursor.execute("COMMIT")

    return act


def orm_act(number: int) -> None:
    """One act through Django's ORM: transaction, conditional UPDATE, INSERT."""
    from django.db import transaction
    from django.db.models import F

    pool, registration = orm_models()
    with transaction.atomic(durable=True):
        if pool.objects.filter(id=1, taken__lt=F("capacity")).update(taken=F("taken") + 1) != 1:
            raise RuntimeError("No seat was left.")
        registration.objects.create(pool_id=1, name=f"Deltagare {number}", email_key=f"orm{number}@example.org")


_MODELS: list[Any] = []


def orm_models() -> list[Any]:
    """Return models of the two tables, made once."""
    from django.db import models

    if not _MODELS:
        meta = {"app_label": "benchmarks", "managed": False}
        pool = type(
            "Pool",
            (models.Model,),
            {
                "__module__": __name__,
                "id": models.IntegerField(primary_key=True),
                "capacity": models.IntegerField(),
                "taken": models.IntegerField(),
                "Meta": type("Meta", (), {**meta, "db_table": "bench_pool"}),
            },
        )
        registration = type(
            "Registration",
            (models.Model,),
            {
                "__module__": __name__,
                "id": models.BigAutoField(primary_key=True),
                "pool_id": models.IntegerField(),
                "name": models.CharField(max_length=200),
                "email_key": models.CharField(max_length=320),
                "Meta": type("Meta", (), {**meta, "db_table": "bench_registration"}),
            },
        )
        _MODELS.extend([pool, registration])
    return _MODELS


def make_occasion() -> tuple[Any, Any]:
    """Return an occasion with room for all, and a time at which it is open."""
    from django.db import transaction

    from tests.factories.events import NOW, make_occasion

    with transaction.atomic():
        return make_occasion(capacity=CAPACITY), NOW + timedelta(minutes=1)


def check_seats(occasion: Any) -> None:
    """Compare seats and registrations. Errors: RuntimeError when they differ."""
    from django.db import connection

    from events.models import SeatClaim

    with connection.cursor() as cursor:
        cursor.execute("SELECT taken FROM bench_pool")
        (taken,) = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM bench_registration")
        (held,) = cursor.fetchone()
    claims = SeatClaim.objects.filter(registration__occasion=occasion).count()
    people = occasion.registrations.active().count()
    if taken != held or claims != people:
        raise RuntimeError(f"Seats differ: {taken} for {held}, {claims} for {people}.")
