"""``manage.py load_demo``: fill an embedded site with demo content in three languages."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.domain.demo import DemoRefused, load_demo


class Command(BaseCommand):
    help = "Load demo content: pages, networks, events and users with a known password. Run twice it changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        logging.disable(logging.INFO)  # hundreds of lines on pages created say nothing to who runs this
        try:
            steps = load_demo(now=timezone.now())
        except DemoRefused as error:
            raise CommandError(str(error)) from error
        finally:
            logging.disable(logging.NOTSET)
        if options["verbosity"]:
            self.stderr.write(f"Demo content is loaded: {', '.join(steps)}.")
