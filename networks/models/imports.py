"""Staging of imports: the job, the rows as uploaded, and what each row means; not shown before applied."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.enums import ImportState, ImportTarget, Outcome
from networks.models.networks import Network
from networks.models.rows import Row


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def for_user(self, user: Any) -> Self:
        """Return the user's own imports: an upload is bound to who made it."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class ImportJob(Row):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_jobs")
    target = models.CharField(_("what the file lists"), max_length=20, choices=ImportTarget)
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, null=True, blank=True, related_name="imports", verbose_name=_("network")
    )
    state = models.CharField(_("state"), max_length=20, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(null=True, editable=False)
    options = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(_("uploaded at"))
    applied_at = models.DateTimeField(_("saved at"), null=True, blank=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["state", "created_at"], name="networks_import_state")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of the file as it was read, and how it ends."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=100, blank=True)
    number = models.PositiveIntegerField()
    raw = models.JSONField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reasons = models.JSONField(default=list)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(fields=["job", "sheet", "number"], name="networks_importrow_one_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.number}".strip()


class ImportRecord(models.Model):
    """One entity that a row means: what it is matched to, what would be written, what was seen."""

    row = models.ForeignKey(ImportRow, on_delete=models.CASCADE, related_name="records")
    entity = models.CharField(max_length=30)
    match_key = models.CharField(max_length=300, blank=True)
    clean = models.JSONField(default=dict)
    target = models.UUIDField(null=True)
    seen_version = models.PositiveIntegerField(null=True)
    diff = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import record")
        verbose_name_plural = _("import records")
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return self.entity
