"""Test databases: migrated once, kept as a template, copied for each worker and after each transactional test.

Migrating from empty takes many seconds; copying takes milliseconds. The template's name holds a hash of all migrations
and models, so that a change makes a new one. Rows made by migrations (locales, the root page) are in every copy.
"""

import contextlib
import fcntl
import hashlib
import importlib.metadata
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "test-db"
APPS = ("cms", "networks", "events", "knowledgebank")
PACKAGES = ("django", "wagtail", "wagtail-localize", "django-allauth", "django-axes")


def schema_hash() -> str:
    digest = hashlib.sha256()
    for app in APPS:
        for path in sorted((ROOT / app / "migrations").glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes())
        for path in sorted((ROOT / app / "data").glob("*.json")):
            digest.update(path.name.encode() + path.read_bytes())
        for path in sorted((ROOT / app / "models").glob("constraints.py")):
            digest.update(path.read_bytes())
        for path in sorted((ROOT / app).glob("viewsets.py")):  # registering a snippet makes permissions
            digest.update(path.read_bytes())
    for package in PACKAGES:
        digest.update(importlib.metadata.version(package).encode())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def locked(name: str) -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / f"{name}.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class SqliteDatabase:
    """A file for this worker, copied from the template."""

    def __init__(self, worker: str) -> None:
        self.template = CACHE / f"{schema_hash()}.sqlite3"
        self.path = CACHE / f"run-{os.getpid()}-{worker}.sqlite3"
        self.own_copy = self.path.with_suffix(".template")  # a template may be cleared away during a run

    def set_up(self) -> None:
        with locked("sqlite"):
            if not self.template.exists():
                self._use(self.template.with_suffix(".building"))
                self._remove(self.template.with_suffix(".building"))
                call_command("migrate", verbosity=0, interactive=False)
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connections.close_all()
                self.template.with_suffix(".building").rename(self.template)
            shutil.copyfile(self.template, self.own_copy)
        self._use(self.path)
        self.restore()

    def _use(self, path: Path) -> None:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = str(path)
        connection.settings_dict["NAME"] = str(path)

    def _remove(self, path: Path) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)

    def restore(self) -> None:
        connections.close_all()
        self._remove(self.path)
        shutil.copyfile(self.own_copy, self.path)

    def tear_down(self) -> None:
        connections.close_all()
        self._remove(self.path)
        self._remove(self.own_copy)


class PostgresDatabase:
    """A database for this worker, made with CREATE DATABASE … TEMPLATE."""

    def __init__(self, worker: str) -> None:
        base = settings.DATABASES["default"]["NAME"]
        self.maintenance = base
        self.template = f"test_{base}_{schema_hash()}"
        self.name = f"test_{base}_run_{os.getpid()}_{worker}"

    def _admin(self, *statements: str) -> None:
        import psycopg

        config = settings.DATABASES["default"]
        connections.close_all()
        with psycopg.connect(
            host=config["HOST"] or None,
            port=config["PORT"] or None,
            user=config["USER"] or None,
            password=config["PASSWORD"] or None,
            dbname=self.maintenance,
            autocommit=True,
        ) as admin:
            for statement in statements:
                admin.execute(statement)

    def _exists(self, name: str) -> bool:
        import psycopg

        config = settings.DATABASES["default"]
        with psycopg.connect(
            host=config["HOST"] or None,
            port=config["PORT"] or None,
            user=config["USER"] or None,
            password=config["PASSWORD"] or None,
            dbname=self.maintenance,
            autocommit=True,
        ) as admin:
            return admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _use(self, name: str) -> None:
        connections.close_all()
        connection.settings_dict["NAME"] = name

    def set_up(self) -> None:
        with locked("postgres"):
            if not self._exists(self.template):
                building = f"{self.template}_building"
                self._admin(
                    f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)',
                    f"CREATE DATABASE \"{building}\" TEMPLATE template0 ENCODING 'UTF8'",
                )
                self._use(building)
                call_command("migrate", verbosity=0, interactive=False)
                connections.close_all()
                self._admin(f'ALTER DATABASE "{building}" RENAME TO "{self.template}"')
        self.restore()

    def restore(self) -> None:
        connections.close_all()
        with locked("postgres"):
            self._admin(
                f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)',
                f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"',
            )
        self._use(self.name)

    def tear_down(self) -> None:
        connections.close_all()
        self._admin(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


_current: list[SqliteDatabase | PostgresDatabase] = []


def open_test_database(worker: str) -> SqliteDatabase | PostgresDatabase:
    """Return the database of this worker, set up, and make transactional tests restore it instead of flushing."""
    database = PostgresDatabase(worker) if connection.vendor == "postgresql" else SqliteDatabase(worker)
    database.set_up()
    _current[:] = [database]
    TransactionTestCase._fixture_teardown = lambda self: database.restore()
    return database


def restore_test_database() -> None:
    """Give this worker's database back as it was after its migrations."""
    for database in _current:
        database.restore()
