"""The mail outbox: mails as rows, sent by a job (docs/decisions: mail as rows)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    READY = "ready", _("ready")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    DEAD = "dead", _("could not be sent")
    CANCELED = "canceled", _("canceled")


class OutgoingMail(models.Model):
    """One mail. ``payload``: template and frozen values, encrypted, emptied after sending; ``to_address`` likewise."""

    dedup_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    to_address = models.CharField(max_length=320, blank=True)
    to_hash = models.CharField(max_length=64, blank=True)
    payload = models.BinaryField(default=bytes)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.READY)
    message_id = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)
    locked_by = models.CharField(max_length=60, blank=True)
    last_error = models.CharField(max_length=200, blank=True)
    send_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"], name="outgoing_mail_due")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="outgoing_mail_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"
