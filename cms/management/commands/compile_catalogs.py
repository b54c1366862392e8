"""Compile the translation catalogues (.po to .mo) that have changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cms.domain.catalogs import compile_catalogs


class Command(BaseCommand):
    help = "Compile the translation catalogues that have changed. Needs no gettext tools."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="compile every catalogue, changed or not")

    def handle(self, *args: Any, **options: Any) -> None:
        for path in compile_catalogs(everything=options["all"]):
            self.stderr.write(f"compiled {path.parent.parent.name}/{path.stem}")
