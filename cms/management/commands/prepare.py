"""Make the database ready: migrate, and load demo content into an empty one (embedded mode only)."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.preparing import prepare


class Command(BaseCommand):
    help = "Apply waiting migrations; in embedded mode load the demo content into an empty database."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(say=self.stdout.write)
