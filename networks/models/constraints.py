"""No two rows with the same keys may hold on the same day: one constraint, kept by the database on both engines.

PostgreSQL has exclusion constraints. SQLite gets triggers; because Django rebuilds a SQLite table at most schema
changes and hand-made triggers vanish with the old table, they are made again each time the schema editor makes it.
"""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.exceptions import PeriodsOverlap

FAR_FUTURE = "9999-12-31"


class NoOverlap(models.BaseConstraint):
    """Rows with equal ``keys`` have periods ``[valid_from, valid_to)`` without a common day; a NULL key never collides.

    A border between two periods is moved by closing first and opening then: nothing is deferred, on either database.
    """

    default_violation_error_message = _("There is already a row for this during part of that time.")
    violation_error_code = "periods_overlap"

    def __init__(self, *, keys: Sequence[str], name: str, **options: Any) -> None:
        self.keys = tuple(keys)
        super().__init__(name=name, **options)

    def _columns(self, model: type[models.Model]) -> list[str]:
        return [model._meta.get_field(key).column for key in self.keys]  # type: ignore[union-attr]

    def constraint_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str | None:
        if schema_editor.connection.vendor == "postgresql":
            return f"CONSTRAINT {schema_editor.quote_name(self.name)} {self._exclusion(model, schema_editor)}"
        # Plain strings with the table's final name: Django drops deferred statements that name a table it rebuilds.
        schema_editor.deferred_sql.extend(self._triggers(model, schema_editor))
        return None

    def create_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str | None:
        if schema_editor.connection.vendor != "postgresql":
            return None  # SQLite's editor rebuilds the table, and asks constraint_sql
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} ADD CONSTRAINT {name} {self._exclusion(model, schema_editor)}"

    def remove_sql(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str | None:
        if schema_editor.connection.vendor != "postgresql":
            return None
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def _exclusion(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> str:
        equal = ", ".join(f"{schema_editor.quote_name(column)} WITH =" for column in self._columns(model))
        return f"EXCLUDE USING gist ({equal}, daterange(valid_from, valid_to) WITH &&)"

    def _triggers(self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        quote = schema_editor.quote_name
        table = model._meta.db_table.removeprefix("new__")
        equal = " AND ".join(f"o.{quote(column)} = NEW.{quote(column)}" for column in self._columns(model))
        statements = []
        clash = (
            f"SELECT 1 FROM {quote(table)} o WHERE {equal} AND o.id IS NOT NEW.id "  # noqa: S608 - names of our models
            f"AND o.valid_from < COALESCE(NEW.valid_to, '{FAR_FUTURE}') "
            f"AND NEW.valid_from < COALESCE(o.valid_to, '{FAR_FUTURE}')"
        )
        for event in ("insert", "update"):
            trigger = quote(f"{self.name}_{event}")
            statements.append(f"DROP TRIGGER IF EXISTS {trigger}")
            statements.append(
                f"CREATE TRIGGER {trigger} BEFORE {event.upper()} ON {quote(table)} WHEN EXISTS ({clash}) "
                f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
            )
        return statements

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        values = {key: getattr(instance, model._meta.get_field(key).attname) for key in self.keys}  # type: ignore[union-attr]
        start, end = instance.valid_from, instance.valid_to  # type: ignore[attr-defined]
        if start is None or None in values.values() or any(key in (exclude or ()) for key in self.keys):
            return
        rows = model._default_manager.using(using).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gt=start),
            **{model._meta.get_field(key).attname: value for key, value in values.items()},  # type: ignore[union-attr]
        )
        if end is not None:
            rows = rows.filter(valid_from__lt=end)
        if rows.exclude(pk=instance.pk).exists():
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, options = super().deconstruct()
        options["keys"] = self.keys
        return path, tuple(args), options

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and (self.name, self.keys) == (other.name, other.keys)

    def __hash__(self) -> int:
        return hash((self.name, self.keys))

    def __repr__(self) -> str:
        return f"<NoOverlap: keys={self.keys!r} name={self.name!r}>"


@contextlib.contextmanager
def refuse_overlaps() -> Iterator[None]:
    """Run a write in a savepoint and turn the constraint's refusal into :class:`PeriodsOverlap`.

    Errors: PeriodsOverlap, nothing of the block is written then. Any other IntegrityError passes on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "no_overlap" in str(error):
            raise PeriodsOverlap from error
        raise
