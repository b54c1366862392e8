"""Signed links, idempotency keys, rate buckets, the generation."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections, transaction

from cms.domain import generation, idempotency, rate_limits, signed_links
from cms.domain.housekeeping import remove_expired_rows
from cms.exceptions import IdempotencyKeyReused, LinkExpired, LinkInvalid
from cms.models import Generation, IdempotencyKey, RateBucket, SignedLink
from cms.tokens import new_token, token_digest

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)


def issue(purpose="registration", subject="registration/1", now=NOW):
    return signed_links.issue_link(purpose=purpose, subject=subject, expires_at=LATER, now=now)


def test_tokens_have_256_bits_and_never_repeat():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}
    assert len(token_digest("x")) == 64


@pytest.mark.django_db
def test_only_the_digest_is_stored():
    token = issue()
    row = SignedLink.objects.get()
    assert token not in str(row.__dict__)
    assert row.token_sha256 == token_digest(token)
    assert signed_links.resolve_link(token, purpose="registration", now=NOW) == row


@pytest.mark.django_db
def test_link_of_another_purpose_unknown_or_late_does_not_work():
    token = issue()
    with pytest.raises(LinkInvalid):
        signed_links.resolve_link(token, purpose="offer", now=NOW)
    with pytest.raises(LinkInvalid):
        signed_links.resolve_link(new_token(), purpose="registration", now=NOW)
    with pytest.raises(LinkInvalid):
        signed_links.resolve_link("\ud800", purpose="registration", now=NOW)
    assert signed_links.resolve_link(token, purpose="registration", now=LATER - timedelta(seconds=1))
    with pytest.raises(LinkExpired):
        signed_links.resolve_link(token, purpose="registration", now=LATER)


@pytest.mark.django_db
def test_a_new_link_kills_the_old_of_the_same_purpose_and_subject_only():
    old, other = issue(), issue(subject="registration/2")
    new = issue()
    with pytest.raises(LinkInvalid):
        signed_links.resolve_link(old, purpose="registration", now=NOW)
    for token in (new, other):
        assert signed_links.resolve_link(token, purpose="registration", now=NOW)
    assert signed_links.revoke_links(purpose="registration", subject="registration/1", now=NOW) == 1
    with pytest.raises(LinkInvalid):
        signed_links.resolve_link(new, purpose="registration", now=NOW)


@pytest.mark.django_db
def test_first_use_is_noted_once():
    issue()
    link = SignedLink.objects.get()
    assert signed_links.mark_used(link, now=NOW)
    assert not signed_links.mark_used(link, now=LATER)
    assert SignedLink.objects.get().used_at == NOW


@pytest.mark.django_db
def test_repeated_act_gets_its_first_answer_for_any_order_of_values():
    first = idempotency.request_hash({"name": "Anna", "code": 3})
    again = idempotency.request_hash({"code": 3, "name": "Anna"})
    assert first == again
    assert take("k", first, {"id": 7}) is None
    assert take("k", again, {"id": 8}) == {"id": 7}
    assert take("k", again, {"id": 9}, scope="other") is None
    with pytest.raises(IdempotencyKeyReused):
        take("k", idempotency.request_hash({"code": 4}), {"id": 10})


@pytest.mark.django_db
def test_key_of_an_act_that_was_rolled_back_is_free():
    with transaction.atomic():
        take("k", "h", {"id": 1})
        transaction.set_rollback(True)
    assert take("k", "h", {"id": 2}) is None


def take(key, digest, response, scope="register"):
    return idempotency.take_key(key, scope=scope, request_hash=digest, status=200, response=response, now=NOW)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_the_same_act_at_once_happens_once():
    effects, answers, errors = [], [], []
    barrier = threading.Barrier(6)

    def act():
        try:
            barrier.wait()
            with transaction.atomic(durable=True):
                answer = {"id": str(threading.get_ident())}
                earlier = take("k", "h", answer)
                if earlier is None:
                    time.sleep(0.05)
                    effects.append(1)
            answers.append((earlier or answer)["id"])
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert (len(effects), len(answers), len(set(answers))) == (1, 6, 1)


@pytest.mark.django_db
def test_bucket_lets_a_burst_through_then_fills_evenly():
    def take(now):
        return rate_limits.take("post", "192.0.2.0/24", limit=5, per_seconds=50, now=now)

    assert [take(NOW) for _ in range(6)] == [True] * 5 + [False]
    assert not take(NOW + timedelta(seconds=9))
    assert take(NOW + timedelta(seconds=10))
    assert not take(NOW + timedelta(seconds=10))
    assert not take(NOW - timedelta(hours=1))
    assert [take(NOW + timedelta(hours=5)) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.django_db
def test_buckets_are_apart_and_hold_no_address():
    assert rate_limits.take("post", "a", limit=1, per_seconds=60, now=NOW)
    assert rate_limits.take("post", "b", limit=1, per_seconds=60, now=NOW)
    assert rate_limits.take("mail", "a", limit=1, per_seconds=60, now=NOW)
    assert not rate_limits.take("post", "a", limit=1, per_seconds=60, now=NOW)
    assert all(len(key) == 64 for key in RateBucket.objects.values_list("key_hash", flat=True))


@pytest.mark.django_db
def test_each_of_several_buckets_is_asked_and_says_when_it_has_a_token_again():
    tight, wide = rate_limits.Bucket("tight", "a", 2), rate_limits.Bucket("wide", "a", 4)

    taken = [rate_limits.take_each([tight, wide], now=NOW) for _ in range(5)]

    assert taken == [{tight, wide}, {tight, wide}, {wide}, {wide}, set()]
    assert rate_limits.next_token_at(tight, now=NOW) == NOW + timedelta(minutes=30)
    assert rate_limits.next_token_at(wide, now=NOW) == NOW + timedelta(minutes=15)
    assert rate_limits.next_token_at(tight, now=LATER) == LATER
    assert rate_limits.take_each([tight, wide], now=NOW + timedelta(minutes=15)) == {wide}


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_takers_at_once_never_share_a_token():
    taken, barrier = [], threading.Barrier(8)

    def work():
        try:
            barrier.wait()
            taken.append(sum(rate_limits.take("s", "k", limit=10, per_seconds=3600, now=NOW) for _ in range(3)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 8
    assert sum(taken) == 10


@pytest.mark.django_db
def test_clearing_away_keeps_what_is_young():
    issue(now=NOW)
    take("k", "h", {})
    rate_limits.take("post", "a", limit=1, per_seconds=60, now=NOW)
    remove_expired_rows(NOW + timedelta(days=1))
    assert (SignedLink.objects.count(), IdempotencyKey.objects.count(), RateBucket.objects.count()) == (1, 1, 1)
    remove_expired_rows(NOW + timedelta(days=121))
    assert (SignedLink.objects.count(), IdempotencyKey.objects.count(), RateBucket.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_generation_rises_and_rolls_back_with_the_change():
    before = generation.current_generation()
    generation.bump_generation()
    assert generation.current_generation() == before + 1
    with transaction.atomic():
        generation.bump_generation()
        transaction.set_rollback(True)
    assert generation.current_generation() == before + 1
    Generation.objects.all().delete()
    generation.bump_generation()
    assert generation.current_generation() == 2


@pytest.mark.django_db
def test_own_bump_is_noticed_after_commit_only(django_capture_on_commit_callbacks):
    count = generation.own_writes.count
    with django_capture_on_commit_callbacks(execute=True):
        generation.bump_generation()
        assert generation.own_writes.count == count
    assert generation.own_writes.count == count + 1
