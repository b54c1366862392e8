"""``manage.py event``: make and look after events from a terminal. Wiring only: see ``events/command_line/``."""

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from events import command_line


class Command(BaseCommand):
    help = "Make and look after events: create, list, show, registrations, import, seats, and more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        command_line.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)  # page logs are no answer to the operator
        try:
            code = command_line.run(options, out=self.stdout, err=self.stderr)  # type: ignore[arg-type]
        finally:
            logging.disable(logging.NOTSET)
        if code:
            sys.exit(code)
