"""Send the mails that are due: one pass by hand."""

import json
import os
import socket
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.domain.outbox import send_due_mails


class Command(BaseCommand):
    help = "Send the mails that are due and end. The worker (run_jobs) does this every few seconds by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="mails, at most (1000)")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = f"{socket.gethostname()[:20]}:{os.getpid()}"
        counts = asdict(send_due_mails(clock=timezone.now, owner=owner, most=options["most"]))
        if options["format"] == "json":
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(", ".join(f"{number} {name}" for name, number in counts.items()))
