"""The worker: run every due job, the mail outbox among them, until stopped."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from cms.domain import jobs
from cms.processes import die_with_serving_parent, stop_on_signals

LONGEST_SLEEP_SECONDS = 2.0


class Command(BaseCommand):
    help = "Run the scheduled jobs until stopped (INT, TERM). Start one or many: leases keep each job to one worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = f"{socket.gethostname()[:30]}:{os.getpid()}"
        stopping = stop_on_signals()
        die_with_serving_parent()
        jobs.write_job_rows(jobs.declared_jobs(), now=timezone.now())
        try:
            while not stopping.is_set():
                close_old_connections()
                ran = jobs.run_due_jobs(owner=owner, clock=timezone.now, should_stop=stopping.is_set)
                if options["once"]:
                    for name in ran:
                        self.stdout.write(name)
                    break
                stopping.wait(jobs.seconds_until_next(now=timezone.now(), at_most=LONGEST_SLEEP_SECONDS))
        finally:
            jobs.release_jobs(owner=owner)
