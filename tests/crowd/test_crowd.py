"""Three hundred visitors at once on a hundred seats, over real HTTP; and a server killed in the middle.

``SAMVERKA_CROWD_SEEDS``: how many rounds (50). Each seed is another order and pace of arrival.
"""

import json
import os
import random
import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser.served_site import served
from tests.crowd.visitors import make_visitors, open_all, read_all, send_all

pytestmark = pytest.mark.slow
VISITORS, SEATS = 300, 100
SEEDS = int(os.environ.get("SAMVERKA_CROWD_SEEDS", "50"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with served(tmp_path_factory.mktemp("crowd"), SAMVERKA_TRUSTED_PROXIES="1") as running:
        yield running


@pytest.fixture
def unguarded(site):
    """The same site with the guard off, until the test has ended."""
    site.stop()
    site.environment["DJANGO_SETTINGS_MODULE"] = "tests.crowd.unguarded_settings"
    site.start()
    yield site
    site.stop()
    site.environment["DJANGO_SETTINGS_MODULE"] = "cms.settings"
    site.start()


def make_event(site, title):
    start = timezone.now().replace(minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=40)
    printed = site.manage(
        *("event", "create", "--title", title, "--capacity", str(SEATS), "--format", "json"),
        *("--starts", start.isoformat(), "--ends", (start + timedelta(hours=3)).isoformat()),
    )
    return json.loads(printed)["code"]


def rows_of(site, code):
    return json.loads(site.manage("event", "registrations", code, "--format", "json"))


def crowd(site, title, *, seed, count=VISITORS):
    code = make_event(site, title)
    visitors = make_visitors(site.port, code, count=count, seed=seed)
    open_all(visitors)
    send_all(visitors, seed=seed)
    read_all(visitors)
    return code, [visitor.reply for visitor in visitors]


@pytest.mark.parametrize("seed", range(SEEDS))
def test_crowd_gets_each_seat_once_and_every_answer_is_what_the_table_says(site, seed):
    code, replies = crowd(site, f"Folkmassa {seed}", seed=seed)

    rows = rows_of(site, code)
    assert {reply.status for reply in replies} == {303}
    assert [row["status"] for row in rows] == ["confirmed"] * SEATS + ["waitlisted"] * (VISITORS - SEATS)
    assert [row["arrival"] for row in rows] == list(range(1, VISITORS + 1))
    assert [row["position"] for row in rows] == [None] * SEATS + list(range(1, VISITORS - SEATS + 1))
    told = {reply.email: (reply.state, reply.place) for reply in replies}
    assert told == {row["email"]: (row["status"], row["position"]) for row in rows}
    site.manage("event", "seats", code)


def test_crowd_without_the_guard_is_sold_more_seats_than_there_are(unguarded):
    code, _replies = crowd(unguarded, "Folkmassa utan vakt", seed=1)

    assert sum(row["status"] == "confirmed" for row in rows_of(unguarded, code)) > SEATS


@pytest.mark.parametrize("seed", range(max(1, SEEDS // 5)))
def test_server_when_killed_in_the_middle_then_all_that_was_acknowledged_is_there_once(site, seed):
    code = make_event(site, f"Strömavbrott {seed}")
    visitors = make_visitors(site.port, code, count=VISITORS, seed=10_000 + seed)
    open_all(visitors)
    sending = threading.Thread(target=send_all, args=(visitors,), kwargs={"seed": seed})
    sending.start()
    time.sleep(0.3 + random.Random(seed).random() * 2)  # noqa: S311 - not for secrets
    site.kill()
    sending.join()
    site.start()

    acknowledged = {visitor.reply.email for visitor in visitors if visitor.reply.status == 303}
    broken = [visitor for visitor in visitors if visitor.reply.status == 0]
    rows = rows_of(site, code)
    assert broken, "the server answered everybody before it was killed"
    assert acknowledged <= {row["email"] for row in rows}
    assert len(rows) == len({row["email"] for row in rows})
    site.manage("event", "seats", code)

    for visitor in broken:  # a person sends the same form again
        visitor.send()
    again = rows_of(site, code)
    assert {visitor.reply.status for visitor in broken} == {303}
    assert sorted(row["email"] for row in again) == sorted(visitor.reply.email for visitor in visitors)
    assert [row["status"] for row in again] == ["confirmed"] * SEATS + ["waitlisted"] * (VISITORS - SEATS)
    site.manage("event", "seats", code)
