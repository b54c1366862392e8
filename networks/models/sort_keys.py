"""The column of a sort key: compared as bytes on every database, whatever language the server speaks."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class SortKeyField(models.CharField):
    """A CharField with the collation ``C`` on PostgreSQL; SQLite compares bytes as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
