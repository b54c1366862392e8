"""Registrations, why each change happened, and the nameless receipt."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms import languages
from events.enums import ACTIVE, TERMINAL, Act, Actor, Mode, ReasonCode, RegistrationState, Source


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def active(self) -> "RegistrationQuerySet":
        return self.filter(state__in=ACTIVE)


class Registration(models.Model):
    """One person's registration. A terminal state is final: coming back is a new row. ``parts``: the workshops that
    were chosen; with a seat there is a claim in each.

    ``hold_expires_at`` is set while the address waits to be confirmed. ``email_key`` is null for a person without an
    address. Without a name it is a seat of a group that nobody is named for yet. Organization name, municipality and
    function are as on the day of registering.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    occasion = models.ForeignKey("events.Occasion", on_delete=models.PROTECT, related_name="registrations")
    state = models.CharField(_("status"), max_length=20, choices=RegistrationState.choices)
    arrival_number = models.PositiveIntegerField(_("arrival"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, null=True, blank=True, editable=False)  # noqa: DJ001 - null: no address
    language = models.CharField(_("language"), max_length=10, choices=languages.CHOICES)
    mode = models.CharField(_("form of participation"), max_length=12, choices=Mode.choices, default=Mode.ONSITE)
    organization = models.ForeignKey(
        "networks.Organization",
        verbose_name=_("organization in the directory"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    municipality = models.ForeignKey(
        "networks.Municipality",
        verbose_name=_("municipality"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    organization_name = models.CharField(_("organization"), max_length=200, blank=True)
    function = models.CharField(_("function"), max_length=120, blank=True)
    parts = models.ManyToManyField("events.SeatPool", verbose_name=_("workshops"), blank=True, related_name="chosen_by")
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    hold_prolonged = models.BooleanField(default=False)
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField(_("registered"))
    change_until = models.DateTimeField(
        _("may change without asking until"), null=True, blank=True, help_text=_("Later than for the others.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=Actor.choices, blank=True)
    ended_reason = models.CharField(_("reason"), max_length=400, blank=True)
    party = models.ForeignKey(
        "events.Party",
        verbose_name=_("group registration"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by")
    source = models.CharField(_("registered by"), max_length=14, choices=Source.choices, default=Source.FORM)
    client_time = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["occasion", "arrival_number"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.UniqueConstraint(fields=["occasion", "arrival_number"], name="registration_arrival_once"),
            models.UniqueConstraint(
                fields=["occasion", "email_key"],
                condition=Q(state__in=sorted(ACTIVE)),
                name="registration_active_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(TERMINAL), ended_at__isnull=False)
                | (~Q(state__in=sorted(TERMINAL)) & Q(ended_at__isnull=True)),
                name="registration_terminal_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.HELD) | Q(hold_expires_at__isnull=False),
                name="registration_held_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.CONFIRMED) | Q(hold_expires_at__isnull=True),
                name="registration_confirmed_is_not_held",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(party__isnull=False, email_key__isnull=True),
                name="registration_unnamed_is_of_a_party",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "hold_expires_at"], name="registration_holds_due"),
            models.Index(fields=["email_key"], name="registration_address"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id}/{self.arrival_number}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_named(self) -> bool:
        return bool(self.name)

    @property
    def shown_name(self) -> str:
        """Return the name, or words that say that nobody is named for the seat yet."""
        return self.name or gettext("Not named yet")


class ActReason(models.Model):
    """Why: a row for every change of state and every entry passed over. ``numbers`` holds what was counted then."""

    occasion = models.ForeignKey("events.Occasion", on_delete=models.CASCADE, related_name="act_reasons")
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.CASCADE, related_name="act_reasons"
    )
    act = models.CharField(max_length=20, choices=Act.choices)
    reason_code = models.CharField(max_length=30, choices=ReasonCode.choices)
    numbers = models.JSONField(default=dict, blank=True)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    actor_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="act_reason_act_known"),
            models.CheckConstraint(condition=Q(reason_code__in=ReasonCode.values), name="act_reason_code_known"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.reason_code}"


def new_receipt_id() -> str:
    """Return 128 random bits as 32 hexadecimal signs."""
    return secrets.token_hex(16)


class Receipt(models.Model):
    """What the answer page says, frozen when the form was taken: a state and a place, nobody's name, no link to a row.

    That there is no link is the point: a second try with a known address gets a receipt like any other.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_receipt_id)
    occasion = models.ForeignKey("events.Occasion", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=20, choices=RegistrationState.choices)
    place = models.PositiveIntegerField(null=True, blank=True)
    asks_to_confirm = models.BooleanField(default=False)
    wanted = models.PositiveSmallIntegerField(null=True, blank=True)  # seats a group asked for
    seated = models.PositiveSmallIntegerField(null=True, blank=True)  # and how many of them it got
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.state}"


class LinkRequest(models.Model):
    """Somebody asked for the links of an address, known or not; gone when it is answered. ``sealed``: the address."""

    to_hash = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link asked for")
        verbose_name_plural = _("links asked for")

    def __str__(self) -> str:
        return str(self.pk)
