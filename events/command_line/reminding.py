"""Reminders: queueing those that are due."""

from collections.abc import Mapping
from typing import Any, TextIO

from django.utils import timezone

from events.command_line.answers import find_occasion
from events.domain import reminders


def remind(options: Mapping[str, Any], *, out: TextIO, err: TextIO) -> int:
    now = timezone.now()
    occasion = find_occasion(options["code"]) if options["code"] else None
    total = 0
    for due in reminders.due_reminders(now=now, occasion=occasion):
        if options["dry_run"]:
            total += len(due.recipients)
        else:
            total += reminders.queue_reminder(due, now=now)
        for row in due.recipients:
            out.write(f"{due.reminder.occasion.code}  {row.arrival_number}  {row.email}\n")
    err.write(f"{total} reminders {'are due' if options['dry_run'] else 'queued'}.\n")
    return 0
