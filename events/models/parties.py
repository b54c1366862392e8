"""Group registrations: one contact asks for several seats now and names later who comes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cms import languages
from events.enums import Mode, PartyRule


class Party(models.Model):
    """Each seat asked for is a registration with ``party`` set; one without a name is not named yet.

    ``wanted``: seats asked for. ``passed``: seats that went past it to others behind it in line. ``names_due_at``:
    when seats without a name go back. ``reminded_days``: the last reminder of that, as days before it.
    ``saving_ended``: no seats are saved for it any more, the cut-off is near. ``ended_at``: no seat, no place is left.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    occasion = models.ForeignKey("events.Occasion", on_delete=models.PROTECT, related_name="parties")
    contact_name = models.CharField(_("contact"), max_length=120)
    contact_email = models.EmailField(_("the contact's e-mail"), max_length=254)
    contact_email_key = models.CharField(max_length=254, editable=False)
    language = models.CharField(_("language"), max_length=10, choices=languages.CHOICES)
    organization = models.ForeignKey(
        "networks.Organization",
        verbose_name=_("organization in the directory"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parties",
    )
    municipality = models.ForeignKey(
        "networks.Municipality",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    organization_name = models.CharField(_("organization"), max_length=200)
    mode = models.CharField(_("form of participation"), max_length=12, choices=Mode.choices, default=Mode.ONSITE)
    wanted = models.PositiveSmallIntegerField(_("seats asked for"))
    rule = models.CharField(_("if there are not seats for all"), max_length=12, choices=PartyRule.choices)
    passed = models.PositiveIntegerField(default=0, editable=False)
    saving_ended = models.BooleanField(default=False, editable=False)
    names_due_at = models.DateTimeField(_("names before"), null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    registered_at = models.DateTimeField(_("registered"))
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("group registration")
        verbose_name_plural = _("group registrations")
        ordering = ["occasion", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rule__in=PartyRule.values), name="party_rule_known"),
            models.CheckConstraint(condition=Q(mode__in=[Mode.ONSITE, Mode.ONLINE]), name="party_mode_known"),
            models.CheckConstraint(condition=Q(wanted__gte=1), name="party_wants_a_seat"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("registered_at")),
                name="party_ends_after_it_began",
            ),
            models.UniqueConstraint(
                fields=["occasion", "contact_email_key"],
                condition=Q(ended_at__isnull=True),
                name="party_active_once_per_contact",
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at", "names_due_at"], name="party_names_due"),
            models.Index(fields=["contact_email_key"], name="party_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id}/{self.pk}"

    @property
    def comes_whole(self) -> bool:
        """Return whether it is seated whole or not at all."""
        return self.rule == PartyRule.ALL_OR_NONE
