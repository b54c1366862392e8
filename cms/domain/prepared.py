"""ORM statements that are compiled once per connection and then only run: for acts whose speed counts.

Compiling a small statement costs Django ten times what the database needs for it. Here a queryset is written as
anywhere else, with a :class:`Bind` in place of each value; its SQL is kept as long as the connection.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import models
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import get_connection

Row = TypeVar("Row", bound=models.Model)


class Bind(models.Value):
    """A value that is given when the statement is run. ``field``: a field of the kind it is compared with or put in."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(name, output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


@dataclass(frozen=True)
class _Statement:
    """``converters``: number of a column -> expression and functions that turn its stored value into Python's."""

    model: type[models.Model]
    sql: str
    params: Sequence[Any]
    converters: Mapping[int, tuple[Sequence[Any], Any]]


class Prepared(Generic[Row]):
    """A SELECT of the rows of a queryset, or with ``values`` an UPDATE of them. Made when it is first run.

    ``returning``: the UPDATE gives back the rows as they are after it (:meth:`rows`, :meth:`instances`).
    """

    def __init__(
        self,
        rows: "Callable[[], models.QuerySet[Row, Any]]",
        values: Callable[[], Mapping[str, Any]] | None = None,
        *,
        returning: bool = False,
    ) -> None:
        self._rows = rows
        self._values = values
        self._returning = returning
        self._statements: WeakKeyDictionary[Any, _Statement] = WeakKeyDictionary()

    def update(self, **bound: Any) -> int:
        """Run the UPDATE and return how many rows it met."""
        connection = get_connection()
        statement = self._statement(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, _params(statement, bound, connection))
            return int(cursor.rowcount)

    def rows(self, **bound: Any) -> list[list[Any]]:
        """Run it and return the columns that ``values_list`` names (else all of the model) of each row."""
        connection = get_connection()
        statement = self._statement(connection)
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, _params(statement, bound, connection))
            found = [list(row) for row in cursor.fetchall()]
        for number, (converters, expression) in statement.converters.items():
            for row in found:
                for converter in converters:
                    row[number] = converter(row[number], expression, connection)
        return found

    def instances(self, **bound: Any) -> list[Row]:
        """Run it and return each row as its model."""
        connection = get_connection()
        model: Any = self._statement(connection).model
        names = [field.attname for field in model._meta.concrete_fields]
        return [model.from_db(connection.alias, names, row) for row in self.rows(**bound)]

    def _statement(self, connection: Any) -> _Statement:
        kept = self._statements.get(connection)
        if kept is None:
            kept = self._statements[connection] = self._compile(connection)
        return kept

    def _compile(self, connection: Any) -> _Statement:
        query: Any = self._rows().query
        if self._values is not None:
            query = query.chain(UpdateQuery)
            query.add_update_values(dict(self._values()))
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        selected: list[Any] = []
        if self._values is None:
            selected = [column[0] for column in compiler.select]
        elif self._returning:
            fields = query.model._meta.concrete_fields
            selected = [field.get_col(query.model._meta.db_table) for field in fields]
            sql += f" RETURNING {', '.join(connection.ops.quote_name(field.column) for field in fields)}"
        return _Statement(query.model, sql, params, compiler.get_converters(selected))


def insert_row(row: models.Model, *, unless_there: bool = False) -> bool:
    """Write one new row and give it its id, by the table's own INSERT, compiled once. No signal is sent.

    ``unless_there``: return False, and write nothing, when a unique value is there already.
    """
    connection = get_connection()
    sql, fields = _insert_statement(connection, type(row), unless_there)
    params = [_stored(field, field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        returned = cursor.fetchone()
    if returned is None:
        return False
    row.pk = returned[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


_inserts: "WeakKeyDictionary[Any, dict[tuple[type[models.Model], bool], tuple[str, list[Any]]]]" = WeakKeyDictionary()


def _insert_statement(connection: Any, model: type[models.Model], unless_there: bool) -> tuple[str, list[Any]]:
    kept = _inserts.setdefault(connection, {})
    if (model, unless_there) not in kept:
        key = model._meta.pk
        fields = [field for field in model._meta.local_concrete_fields if field is not key]
        query = InsertQuery(model, on_conflict=OnConflict.IGNORE if unless_there else None)
        query.insert_values(fields, [model()])
        compiler = query.get_compiler(connection=connection)
        compiler.returning_fields = [key]
        ((sql, _params_of_example),) = compiler.as_sql()
        kept[model, unless_there] = (sql, fields)
    return kept[model, unless_there]


# What goes to the database as it is: asking the field would give the same value back.
_PLAIN: dict[type[Any], type[Any]] = {
    models.CharField: str,
    models.EmailField: str,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BigAutoField: int,
    models.BooleanField: bool,
    models.ForeignKey: int,
}


def _stored(field: Any, value: Any, connection: Any) -> Any:
    if type(value) is _PLAIN.get(type(field)):
        return value
    return field.get_db_prep_save(value, connection)


def _params(statement: _Statement, bound: Mapping[str, Any], connection: Any) -> list[Any]:
    return [
        _stored(param.output_field, bound[param.name], connection) if isinstance(param, Bind) else param
        for param in statement.params
    ]
