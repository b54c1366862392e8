"""``manage.py rebuild_search_index [--check] [--format text|json]``."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from cms.domain.search import index


class Command(BaseCommand):
    help = "Write the search index anew; --check: only compare it with the live pages (exit 1 if they differ)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._check() if options["check"] else self._rebuild()
        if options["format"] == "json":
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write("\n".join(f"{name}: {self._text(value)}" for name, value in report.items()))
        if options["check"] and any(report.values()):
            raise SystemExit(1)

    def _check(self) -> dict[str, Any]:
        report = index.check()
        return {name: list(getattr(report, name)) for name in ("missing", "outdated", "surplus")}

    def _rebuild(self) -> dict[str, Any]:
        with transaction.atomic(durable=True):
            return {"documents": index.rebuild()}

    def _text(self, value: Any) -> str:
        if isinstance(value, list):
            return ", ".join(f"page {page_id}" for page_id in value) or "none"
        return str(value)
