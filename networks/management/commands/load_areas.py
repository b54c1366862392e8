"""Load counties and municipalities from the file that ships with the app."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from networks.domain.areas import load_areas
from networks.models import County, Municipality, Organization


class Command(BaseCommand):
    help = "Load Sweden's counties and municipalities; writes only what is missing or different."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(durable=True):
            loaded = load_areas(County, Municipality, Organization)
        if options["format"] == "json":
            self.stdout.write(json.dumps(asdict(loaded)))
        else:
            self.stdout.write(", ".join(f"{name} {number}" for name, number in asdict(loaded).items()))
