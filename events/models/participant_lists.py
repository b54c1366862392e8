"""Lists that were read in: who was registered by one, so that it can be undone. Nothing of the file is kept."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ParticipantList(models.Model):
    """One list that an organizer, or a command, read in and confirmed."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    occasion = models.ForeignKey("events.Occasion", on_delete=models.CASCADE, related_name="participant_lists")
    read_at = models.DateTimeField(_("read in"))
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("list of participants")
        verbose_name_plural = _("lists of participants")
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return str(self.public_id)


class ListedRegistration(models.Model):
    """A registration that a list made."""

    participant_list = models.ForeignKey(ParticipantList, on_delete=models.CASCADE, related_name="entries")
    registration = models.OneToOneField("events.Registration", on_delete=models.CASCADE, related_name="listed")

    class Meta:
        verbose_name = _("registration of a list")
        verbose_name_plural = _("registrations of lists")

    def __str__(self) -> str:
        return f"{self.participant_list_id} {self.registration_id}"
