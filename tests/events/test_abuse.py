"""Limits: a class behind one address gets through, robots keep nothing and flood nobody, answers tell nothing.

``SAMVERKA_BOT_POSTS``: how many posts the long form sends (10,000).
"""

import os
import random
import re
import time
from collections import defaultdict
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone, translation

from cms.domain.mail import address_hash, read_mail
from cms.models import AccessibilityComplaint, OutgoingMail, RateBucket
from events.domain import clock, links_again, pace, registration
from events.forms import FORM_SALT
from events.models import LinkRequest, Registration
from tests.factories.events import NOW, make_applicant, make_occasion

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
POSTS = int(os.environ.get("SAMVERKA_BOT_POSTS", "10000"))
BAD_STAMPS = ("", "forged", "aged", "at once", "unsigned")


def soon(**settings):
    now = timezone.now()
    return make_occasion(days=[(now + timedelta(days=30), now + timedelta(days=30, hours=2))], now=now, **settings)


def stamp(kind="by hand"):
    moment = int(time.time())
    values = {
        "by hand": signing.dumps(moment - 60, salt=FORM_SALT),
        "at once": signing.dumps(moment, salt=FORM_SALT),
        "aged": signing.dumps(moment - 25 * 3600, salt=FORM_SALT),
        "forged": signing.dumps(moment - 60, salt="another"),
        "unsigned": str(moment - 60),
    }
    return values.get(kind, "")


def fill_in(client, occasion, email, *, kind="by hand", language="sv", remote="192.0.2.7", **values):
    given = {"name": "Anna Ek", "email": email, "mode": "onsite", "form_time": stamp(kind), **values}
    return client.post(f"/{language}/events/{occasion.code}/register/", given, REMOTE_ADDR=remote)


def use_up(scope, key, limit):
    RateBucket.objects.all().delete()
    bucket = pace.Bucket(scope, key, limit)
    now = timezone.now()
    RateBucket.objects.create(scope=scope, key_hash=bucket.digest, full_at=now.timestamp() + 3600)


def test_class_of_sixty_behind_one_office_address_is_confirmed_at_once(client):
    occasion = soon(capacity=60)

    answers = [fill_in(client, occasion, f"elev{number}@example.org") for number in range(60)]

    assert {answer.status_code for answer in answers} == {303}
    assert list(Registration.objects.values_list("state", flat=True)) == ["confirmed"] * 60
    assert OutgoingMail.objects.filter(kind="confirmed", next_at__lte=timezone.now()).count() == 60


@pytest.mark.parametrize("scope", ["events.calm", "events.occasion"])
def test_form_beyond_what_is_calm_is_taken_but_the_address_is_asked_for(client, scope):
    occasion = soon()
    key = "192.0.2.0/24" if scope == "events.calm" else occasion.code
    use_up(scope, key, 500 if scope == "events.calm" else pace.CALM_FOR_OCCASION)

    fill_in(client, occasion, "anna@example.org")

    assert Registration.objects.get().state == "held"


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "skicka det igen efter"), ("en", "send it again after"), ("fa-af", "دوباره")],
)
def test_form_beyond_the_most_is_kept_and_says_when_to_send_it_again(client, language, words):
    occasion = soon()
    use_up("events.most", "192.0.2.0/24", pace.MOST_FROM_PREFIX)

    answer = fill_in(client, occasion, "anna@example.org", language=language, function="Rektor")

    page = answer.content.decode()
    assert (answer.status_code, Registration.objects.count(), OutgoingMail.objects.count()) == (429, 0, 0)
    assert 1 <= int(answer.headers["Retry-After"]) <= 4
    assert words in page
    assert re.search(r"\d\d:\d\d", page)
    assert all(f'value="{value}"' in page for value in ("Anna Ek", "anna@example.org", "Rektor"))
    assert fill_in(client, occasion, "anna@example.org", remote="198.51.100.9").status_code == 303


def test_repeat_of_an_answered_form_is_refused_by_no_limit(client):
    occasion = soon()
    first = fill_in(client, occasion, "anna@example.org", idempotency_key="a")
    use_up("events.most", "192.0.2.0/24", pace.MOST_FROM_PREFIX)

    again = fill_in(client, occasion, "anna@example.org", idempotency_key="a")

    assert (again.status_code, again.url) == (303, first.url)


@pytest.mark.parametrize(
    ("name", "scope", "limit", "values"),
    [
        ("events_send_link", "events.send_link", 300, {"email": "anna@example.org"}),
        (
            "accessibility_complaint",
            "cms.accessibility",
            60,
            {"text": "Knappen syns inte", "idempotency_key": "00000000-0000-4000-8000-000000000001"},
        ),
    ],
)
def test_other_public_forms_beyond_their_limit_say_when_and_keep_the_words(client, name, scope, limit, values):
    use_up(scope, "192.0.2.0/24", limit)
    with translation.override("sv"):
        address = reverse(name)

    answer = client.post(address, values, REMOTE_ADDR="192.0.2.7")

    page = answer.content.decode()
    assert (answer.status_code, LinkRequest.objects.count(), AccessibilityComplaint.objects.count()) == (429, 0, 0)
    assert 1 <= int(answer.headers["Retry-After"]) <= 62
    assert "skicka det igen efter" in page
    assert next(iter(values.values())) in page


def act(occasion, number=1, *, now=NOW, email="anna@example.org", **values):
    """Register as anybody may."""
    applicant = make_applicant(number, email=email)
    return registration.register(occasion, applicant=applicant, now=now, public=True, **values)


def test_stranger_is_mailed_once_an_hour_however_many_events_somebody_fills_in():
    occasions = [make_occasion() for _ in range(pace.MAILS_WAITING + 3)]

    for occasion in occasions:
        act(occasion)

    sent = list(OutgoingMail.objects.order_by("next_at").values_list("next_at", flat=True))
    assert sent == [NOW + number * HOUR for number in range(pace.MAILS_WAITING + 1)]
    assert Registration.objects.filter(state="confirmed").count() == len(occasions)


def test_time_to_confirm_runs_from_when_the_mail_goes():
    first, second = make_occasion(confirmation="by_mail"), make_occasion(confirmation="by_mail")
    act(first)
    act(second)

    held = Registration.objects.get(occasion=second)

    assert held.hold_expires_at == NOW + HOUR + timedelta(minutes=30)
    clock.run_due_acts(NOW + HOUR)
    held.refresh_from_db()
    assert held.state == "held"


def test_who_opens_a_link_gets_what_waits_and_may_go_on_registering(client):
    occasions = [soon() for _ in range(5)]
    for occasion in occasions[:3]:
        fill_in(client, occasion, "anna@example.org")
    first, *others = OutgoingMail.objects.order_by("next_at")
    assert [mail.next_at > timezone.now() for mail in others] == [True, True]
    link = re.search(r"/sv/link/[\w-]+/", read_mail(first).text).group()

    client.get(link)
    assert Registration.objects.filter(email_confirmed_at__isnull=False).count() == 0
    client.post(link)
    for occasion in occasions[3:]:
        fill_in(client, occasion, "anna@example.org")

    assert OutgoingMail.objects.filter(next_at__gt=timezone.now()).count() == 0
    assert OutgoingMail.objects.count() == 5


def test_known_owner_too_is_not_flooded():
    occasions = [make_occasion() for _ in range(pace.MAILS_AT_ONCE_WHEN_PROVEN + 2)]
    act(occasions[0])
    Registration.objects.update(email_confirmed_at=NOW)

    for occasion in occasions[1:]:
        act(occasion)

    at_once = OutgoingMail.objects.filter(next_at=NOW).count()
    assert at_once == pace.MAILS_AT_ONCE_WHEN_PROVEN


def test_links_asked_for_keep_the_pace_and_wait_as_one_row():
    for number in range(3):
        registration.register(make_occasion(), applicant=make_applicant(email="anna@example.org"), now=NOW)
        links_again.ask_for_links(f"{'Anna' if number else 'anna'}@example.org", now=NOW)
    assert LinkRequest.objects.count() == 1

    links_again.answer_link_requests(NOW)

    assert LinkRequest.objects.count() == 0
    moments = OutgoingMail.objects.filter(kind="my_link").order_by("pk").values_list("next_at", flat=True)
    assert list(moments) == [NOW, NOW + HOUR, NOW + 2 * HOUR]


def test_organizers_and_repeats_use_up_no_turn():
    occasion = make_occasion()
    for _ in range(3):
        act(occasion, idempotency_key="a")
    registration.register(make_occasion(), applicant=make_applicant(email="bo@example.org"), now=NOW)

    act(make_occasion(), email="bo@example.org", now=NOW)

    assert OutgoingMail.objects.filter(next_at__gt=NOW).count() == 0


# --- answers that tell nothing --------------------------------------------------------------------------------------


def without_ids(page):
    """Blank what is new in every answer: the receipt's id and the form's tokens."""
    return re.sub(r'[0-9a-f]{32}|name="csrfmiddlewaretoken" value="\w+"', "-", page.content.decode())


@pytest.mark.parametrize("language", ["sv", "en", "fa-af"])
def test_answers_to_known_and_unknown_addresses_have_the_same_bytes(client, language):
    occasion = soon(capacity=50)
    fill_in(client, occasion, "known@example.org")
    RateBucket.objects.all().delete()

    pages = {}
    for who in ("known", "unknown"):
        answer = fill_in(client, occasion, f"{who}@example.org", language=language)
        asked = client.post(f"/{language}/my/link/", {"email": f"{who}@example.org"})
        followed = [client.get(answer.url), client.get(asked.url)]
        pages[who] = [answer.status_code, asked.status_code, asked.url, *map(without_ids, followed)]

    assert pages["known"] == pages["unknown"]


def welch_t(one, other):
    """Return Welch's t of two samples; with thousands in each, p > 0.01 is |t| < 2.576."""
    mean, variance = (lambda s: sum(s) / len(s)), (lambda s, m: sum((x - m) ** 2 for x in s) / (len(s) - 1))
    first, second = mean(one), mean(other)
    return (first - second) / (variance(one, first) / len(one) + variance(other, second) / len(other)) ** 0.5


ROUNDS, ASKED_A_ROUND = 3, 700


@pytest.mark.slow
def test_asking_for_a_link_takes_as_long_for_known_and_unknown(client):
    """A difference that is there shows in every round; one round in a hundred shows one that is not."""
    occasion, found = soon(capacity=None), []
    for number in range(ROUNDS * ASKED_A_ROUND):
        email = f"known{number}@example.org"
        registration.register(occasion, applicant=make_applicant(email=email), now=timezone.now())
    for first in range(0, ROUNDS * ASKED_A_ROUND, ASKED_A_ROUND):
        times = {"known": [], "unknown": []}
        for number in range(first, first + ASKED_A_ROUND):
            for who in random.sample(["known", "unknown"], 2):
                started = time.perf_counter()
                address = f"10.{number // 100}.1.1"
                client.post("/sv/my/link/", {"email": f"{who}{number}@example.org"}, REMOTE_ADDR=address)
                times[who].append(time.perf_counter() - started)
        found.append(abs(welch_t(times["known"], times["unknown"])))

    assert LinkRequest.objects.count() == 2 * ROUNDS * ASKED_A_ROUND
    assert min(found) < 2.576, found


# --- robots ---------------------------------------------------------------------------------------------------------


def attack(client, count):
    """Send forms as robots do; check the answers, the mails and the rows that are left."""
    chance = random.Random(count)  # noqa: S311 - not for secrets
    occasions = [soon(capacity=20), soon(capacity=20, confirmation="by_mail"), soon(capacity=None)]
    addresses = [f"offer{number}@example.org" for number in range(max(5, count // 10))]
    statuses = defaultdict(int)
    for number in range(count):
        email, remote = chance.choice(addresses), f"203.0.{number % 4}.{number % 250}"
        if number % 10 == 9:
            answer = client.post("/sv/my/link/", {"email": email}, REMOTE_ADDR=remote)
        else:
            trap = {"website": "http://spam.example"} if chance.random() < 0.2 else {}
            kind = chance.choice(BAD_STAMPS)
            answer = fill_in(client, chance.choice(occasions), email, kind=kind, remote=remote, **trap)
        statuses[answer.status_code] += 1
    links_again.answer_link_requests(timezone.now())

    assert set(statuses) <= {303, 409, 422, 429}, statuses
    assert statuses[303] >= count // 4
    turns = defaultdict(list)
    for to_hash, next_at in OutgoingMail.objects.order_by("next_at").values_list("to_hash", "next_at"):
        turns[to_hash].append(next_at)
    assert turns
    assert all(len(moments) <= pace.MAILS_WAITING + 1 for moments in turns.values())
    second = timedelta(seconds=1)
    assert all(
        later - earlier >= HOUR - second
        for moments in turns.values()
        for earlier, later in zip(moments, moments[1:], strict=False)
    )
    assert set(turns) <= {address_hash(address) for address in addresses}
    assert Registration.objects.exclude(state__in=["held", "waitlisted"]).count() == 0
    assert Registration.objects.count() <= len(occasions) * len(addresses)
    assert LinkRequest.objects.count() == 0
    assert RateBucket.objects.count() <= len(addresses) + 3 * 4 + len(occasions)
    clock.run_due_acts(timezone.now() + timedelta(days=3))
    assert {pool.taken for occasion in occasions for pool in occasion.pools.all()} == {0}


def test_robots_keep_no_seat_and_mail_each_address_once_an_hour(client):
    attack(client, 100)


@pytest.mark.slow
def test_ten_thousand_posts_of_robots_keep_no_seat_and_mail_each_address_once_an_hour(client):
    attack(client, POSTS)
