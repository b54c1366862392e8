"""Make the database ready before the site is served: tables, and demo content when there is nothing yet."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.models import HomePage
from cms.own_settings import own_settings

UNFINISHED_DEMO = "demo_unfinished"  # a file: loading was begun; once more changes nothing that is there


def prepare(*, say: Callable[[str], Any]) -> None:
    """Apply migrations that wait; in embedded mode load demo content into an empty database. Tells each step."""
    if unapplied():
        say("Making the tables of the database")
        call_command("migrate", interactive=False, verbosity=0)
    unfinished = own_settings.DATA_DIR / UNFINISHED_DEMO
    if own_settings.EMBEDDED and "load_demo" in get_commands() and (unfinished.exists() or is_empty()):
        say("Loading the demo content")
        unfinished.touch()
        call_command("load_demo", verbosity=0)
        unfinished.unlink()


def unapplied() -> bool:
    """Return whether migrations wait."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_empty() -> bool:
    """Return whether nobody has made a start page or an account."""
    return not HomePage.objects.exists() and not get_user_model().objects.exists()
