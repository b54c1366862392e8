"""Prepared statements: what the ORM would do, compiled once."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField, DateTimeField, F
from django.db.transaction import get_connection

from cms.domain.prepared import Bind, Prepared, insert_row
from cms.models import Generation, IdempotencyKey

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
OF_KEY = Prepared(lambda: IdempotencyKey.objects.filter(key=Bind("key", CharField())).order_by("pk"))
RAISE = Prepared(
    lambda: Generation.objects.filter(id=1, number__lt=Bind("limit", BigIntegerField())),
    lambda: {"number": F("number") + Bind("by", BigIntegerField())},
)


def kept(key, **values):
    return IdempotencyKey(
        **{"scope": "test", "key": key, "request_hash": "h", "status": 303, "response": {"a": 1}, "created_at": NOW}
        | values
    )


def test_an_inserted_row_is_the_row_that_the_orm_reads():
    row = kept("a")
    assert insert_row(row)
    assert IdempotencyKey.objects.get(pk=row.pk).__dict__ | {"_state": 0} == row.__dict__ | {"_state": 0}
    assert not row._state.adding


def test_a_unique_value_that_is_there_is_an_error_or_nothing_as_told():
    assert insert_row(kept("a"))
    assert not insert_row(kept("a"), unless_there=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_row(kept("a"))
    assert IdempotencyKey.objects.count() == 1


def test_instances_are_those_of_the_queryset_and_values_are_given_anew_each_time():
    rows = [kept("a"), kept("b", response={"ö": [1, None]})]
    for row in rows:
        insert_row(row)
    for row in rows:
        (found,) = OF_KEY.instances(key=row.key)
        assert (found, found.created_at, found.response) == (row, NOW, row.response)
    assert OF_KEY.instances(key="a' OR 1=1 --") == []
    with pytest.raises(KeyError):
        OF_KEY.rows()


def test_values_of_columns_and_moments_are_converted():
    insert_row(kept("a"))
    since = Prepared(
        lambda: IdempotencyKey.objects.filter(created_at__gte=Bind("at", DateTimeField())).values_list(
            "created_at", "response"
        )
    )
    assert since.rows(at=NOW) == [[NOW, {"a": 1}]]
    assert since.rows(at=NOW.replace(hour=9)) == []


def test_an_update_says_how_many_rows_it_met():
    Generation.objects.filter(id=1).delete()
    Generation.objects.create(id=1, number=5)
    assert RAISE.update(limit=6, by=3) == 1
    assert RAISE.update(limit=6, by=3) == 0
    assert Generation.objects.get(id=1).number == 8


def test_an_update_gives_back_the_rows_as_they_are_after_it():
    insert_row(kept("a"))
    later = Prepared(
        lambda: IdempotencyKey.objects.filter(key=Bind("key", CharField())),
        lambda: {"created_at": Bind("at", DateTimeField())},
        returning=True,
    )
    (row,) = later.instances(key="a", at=NOW.replace(hour=9))
    assert (row.created_at, row.response) == (NOW.replace(hour=9), {"a": 1})
    assert IdempotencyKey.objects.get().created_at == NOW.replace(hour=9)
    assert later.instances(key="b", at=NOW) == []


def test_it_is_compiled_once(monkeypatch):
    OF_KEY.rows(key="a")
    monkeypatch.setattr(type(get_connection().ops), "compiler", lambda *args: pytest.fail("compiled again"))
    assert OF_KEY.rows(key="a") == []
