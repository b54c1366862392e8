"""Who changed what, when and why: append-only, written by ``domain/acts.py`` alone."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.enums import ActKind, ChangeAction
from networks.models.rows import Row


class ActQuerySet(models.QuerySet["Act"]):
    def for_user(self, user: Any) -> Self:
        """Return all acts for those who may read them, else the user's own."""
        if user.has_perm("networks.view_acts") or user.has_perm("networks.manage_directory"):
            return self
        return self.filter(actor=user) if user.is_authenticated else self.none()


class Act(Row):
    kind = models.CharField(_("kind"), max_length=30, choices=ActKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    import_job = models.OneToOneField(
        "networks.ImportJob",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="act",
        verbose_name=_("import"),
    )
    reverts = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reverted_by", verbose_name=_("undoes")
    )

    objects = ActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return str(self.public_id)


class Change(models.Model):
    """One row written by an act: its fields before and after, and the ``row_version`` it had then."""

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="changes")
    seq = models.PositiveIntegerField()
    model = models.CharField(max_length=40)
    object = models.UUIDField(db_index=True)
    action = models.CharField(max_length=10, choices=ChangeAction)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["act", "seq"]
        constraints = [models.UniqueConstraint(fields=["act", "seq"], name="networks_change_one_per_act_and_seq")]

    def __str__(self) -> str:
        return f"{self.model} {self.object}"
