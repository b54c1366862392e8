"""The jobs of cms: the mail outbox, Wagtail's scheduled publishing, clearing away, the search index."""

from datetime import datetime

from django.core.management import call_command
from django.utils import timezone

from cms.domain.housekeeping import remove_expired_rows
from cms.domain.outbox import send_due_mails
from cms.domain.search import index
from cms.hooks import JobDefinition

MAIL_EVERY_SECONDS = 5
PUBLISH_EVERY_SECONDS = 60
CLEAR_EVERY_SECONDS = 24 * 60 * 60
CHECK_INDEX_EVERY_SECONDS = 24 * 60 * 60


def cms_jobs() -> list[JobDefinition]:
    """Return the jobs of this app (hook ``register_samverka_job``)."""
    return [
        JobDefinition("send_outgoing_mail", MAIL_EVERY_SECONDS, send_outgoing_mail),
        JobDefinition("publish_scheduled", PUBLISH_EVERY_SECONDS, publish_scheduled),
        JobDefinition("remove_expired_rows", CLEAR_EVERY_SECONDS, remove_expired_rows),
        JobDefinition("repair_search_index", CHECK_INDEX_EVERY_SECONDS, repair_search_index),
    ]


def send_outgoing_mail(now: datetime) -> None:
    """Send the due mails."""
    send_due_mails(clock=timezone.now, owner="run_jobs")


def publish_scheduled(now: datetime) -> None:
    """Publish and unpublish what has its time: Wagtail's own command."""
    call_command("publish_scheduled", verbosity=0)


def repair_search_index(now: datetime) -> None:
    """Write anew what the search index has otherwise than the live pages; all of it after a change of the analyzer."""
    index.repair()
