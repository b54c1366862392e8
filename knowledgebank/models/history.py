"""Rows that are history: written once, never changed, never deleted; and the date arithmetic of their constraints."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from knowledgebank.exceptions import RowFrozen

REVIEW_MONTHS_MOST = 24


class TwentyFourMonthsLater(models.Func):
    """The day 24 months after a date column, for check constraints.

    ``F(date) + timedelta`` would write a function of Django into SQLite's table, and other programs could then not
    write to it. From 29 February SQLite counts to 1 March and PostgreSQL to 28 February: what is written is computed
    in Python, clamped to the end of the month, and passes both.
    """

    output_field = models.DateField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+24 months')", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s + interval '24 months')::date", **context)


class HistoryQuerySet(models.QuerySet):
    """Reads and adds; refuses to change or delete."""

    def update(self, **kwargs: Any) -> int:
        raise RowFrozen

    def bulk_update(self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None) -> int:
        raise RowFrozen

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RowFrozen


class HistoryRow(models.Model):
    """Base of append-only tables: a second ``save`` and every ``delete`` raise ``RowFrozen``."""

    objects = HistoryQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RowFrozen
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RowFrozen
