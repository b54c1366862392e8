"""The demo content, loaded once for all journeys that need it (one worker: ``tests/sharing_out.py``)."""

import pytest
from django.core.management import call_command

from tests.databases import restore_test_database


@pytest.fixture(scope="package")
def demo(django_db_setup, django_db_blocker):
    """Load the demo content once, committed, and give the database back empty after the last journey."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
    yield
    with django_db_blocker.unblock():
        restore_test_database()
