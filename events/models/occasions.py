"""An occasion: when and where an event is held, and how one registers. Shared by the pages of all languages."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events.codes import new_code
from events.enums import Confirmation, LapsedOffer, Mode, OccasionKind, OccasionStatus, Promotion, PromotionOrder
from networks.enums import GrantRole
from networks.models import granted_networks

MOST_JOIN_HOURS = 720


class OccasionQuerySet(models.QuerySet["Occasion"]):
    def for_user(self, user: Any) -> "OccasionQuerySet":
        """Return what ``user`` may read in the admin.

        An organizer: occasions they are course responsible for, those of the networks their grants reach, and those
        that are nobody's in particular (no network, no course responsible). Who may only read (county coordinator,
        privacy officer): all.
        """
        if user.is_superuser:
            return self
        if not user.has_perm("events.view_occasion") and not user.has_perm("events.view_registration"):
            return self.none()
        if user.has_perm("events.change_occasion"):
            return self._of_organizer(user, roles=None)
        return self

    def writable_by(self, user: Any) -> "OccasionQuerySet":
        """Return what ``user`` may change: a network's occasions only by a grant as its coordinator."""
        if user.is_superuser:
            return self
        if not user.has_perm("events.change_occasion"):
            return self.none()
        return self._of_organizer(user, roles=[GrantRole.COORDINATOR])

    def _of_organizer(self, user: Any, *, roles: list[str] | None) -> "OccasionQuerySet":
        nobodys = Q(course_responsible__isnull=True, network__isnull=True)
        granted = Q(network__in=granted_networks(user, roles=roles))
        return self.filter(Q(course_responsible=user) | granted | nobodys)


class Occasion(models.Model):
    """``content_id`` is the translation key of the event page. ``seat_version`` rises with every seat act: its UPDATE
    is the lock that puts acts in one order on both databases. ``next_arrival`` is the next arrival number.
    ``asks_questions``: it has questions of its own; the form of one that has none asks the database for none.
    ``has_parts``: it has workshops with seats of their own; likewise."""

    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code, editable=False)
    content_id = models.UUIDField(_("page"), db_index=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OccasionKind.choices, default=OccasionKind.SEMINAR)
    status = models.CharField(_("status"), max_length=12, choices=OccasionStatus.choices, default=OccasionStatus.DRAFT)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Stockholm", editable=False)
    location = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Address or room; the same in all languages.")
    )
    mode = models.CharField(_("form of participation"), max_length=12, choices=Mode.choices, default=Mode.ONSITE)
    join_url = models.URLField(
        _("link to the online meeting"),
        max_length=500,
        blank=True,
        help_text=_("Secret: only those who have a seat get it, by e-mail and on their personal page."),
    )
    join_hours = models.PositiveSmallIntegerField(
        _("hours before the start that the link is shown"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_JOIN_HOURS)],
        help_text=_("Left empty: at once. Else it is mailed then, and stands on no page or calendar before."),
    )
    join_sent_for = models.DateTimeField(null=True, blank=True, editable=False)  # the moment it was mailed for last
    organizer = models.ForeignKey(
        "networks.Organization",
        verbose_name=_("organizer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organized_occasions",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("network"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="occasions",
    )
    municipality = models.ForeignKey(
        "networks.Municipality",
        verbose_name=_("municipality where it is held"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="occasions",
    )
    course_responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("course responsible"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    series = models.ForeignKey(
        "events.OccasionSeries",
        verbose_name=_("series of events"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        editable=False,
        related_name="occasions",
    )
    series_on = models.DateField(null=True, blank=True, editable=False)  # the date that the rule meant
    case_number = models.CharField(_("case number"), max_length=60, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    interpreter_languages = models.JSONField(_("interpreted to"), default=list, blank=True)
    seat_version = models.PositiveIntegerField(default=0, editable=False)
    next_arrival = models.PositiveIntegerField(default=1, editable=False)
    has_parts = models.BooleanField(default=False, editable=False)
    asks_questions = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)

    opens_at = models.DateTimeField(_("registration opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes"), null=True, blank=True)
    cancel_until = models.DateTimeField(_("participants can cancel until"), null=True, blank=True)
    frozen_at = models.DateTimeField(
        _("answers can be changed until"),
        null=True,
        blank=True,
        help_text=_("For example when food is ordered. Left empty: when the first day starts."),
    )
    cut_off_at = models.DateTimeField(
        _("cut-off of the waiting list"), null=True, blank=True, help_text=_("Nobody moves up after this.")
    )
    waiting_list = models.BooleanField(_("waiting list"), default=True)
    confirmation = models.CharField(
        _("registrations are confirmed"), max_length=10, choices=Confirmation.choices, default=Confirmation.DIRECT
    )
    hold_minutes = models.PositiveSmallIntegerField(_("minutes to confirm the address"), default=30)
    approval_required = models.BooleanField(_("the organizer approves each registration"), default=False)
    invitation_only = models.BooleanField(
        _("by invitation only"),
        default=False,
        help_text=_("Only those who are invited can register; others are told so in the calendar."),
    )
    promotion = models.CharField(
        _("when a seat comes free"), max_length=10, choices=Promotion.choices, default=Promotion.DIRECT
    )
    offer_hours = models.PositiveSmallIntegerField(_("hours to answer an offer"), default=24)
    lapsed_offer = models.CharField(
        _("when an offer is not answered in time"),
        max_length=10,
        choices=LapsedOffer.choices,
        default=LapsedOffer.ENDS,
    )
    order = models.CharField(
        _("order of the waiting list"),
        max_length=20,
        choices=PromotionOrder.choices,
        default=PromotionOrder.ARRIVAL,
    )

    group_registration = models.BooleanField(
        _("groups can be registered"),
        default=False,
        help_text=_("One contact asks for several seats at once and names later who comes."),
    )
    names_due_days = models.PositiveSmallIntegerField(
        _("days before the event when a group's seats without a name go back"), default=14
    )
    seats_past_party = models.PositiveSmallIntegerField(
        _("seats that may go past a group that does not fit"),
        default=3,
        help_text=_("After that, free seats are saved for the group until 48 hours before the cut-off."),
    )

    objects = OccasionQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["series", "series_on"], name="occasion_once_per_series_date"),
            models.CheckConstraint(condition=Q(kind__in=OccasionKind.values), name="occasion_kind_known"),
            models.CheckConstraint(condition=Q(status__in=OccasionStatus.values), name="occasion_status_known"),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="occasion_mode_known"),
            models.CheckConstraint(
                condition=Q(confirmation__in=Confirmation.values), name="occasion_confirmation_known"
            ),
            models.CheckConstraint(
                condition=Q(waiting_list=False) | Q(cut_off_at__isnull=False),
                name="occasion_list_has_cut_off",
                violation_error_message=_("A waiting list needs a cut-off."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="occasion_opens_before_it_closes",
                violation_error_message=_("Registration must open before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(join_hours__isnull=True) | Q(join_hours__gte=1, join_hours__lte=MOST_JOIN_HOURS),
                name="occasion_join_hours_are_few",
            ),
            models.CheckConstraint(condition=Q(hold_minutes__gte=5), name="occasion_hold_is_long_enough"),
            models.CheckConstraint(condition=Q(promotion__in=Promotion.values), name="occasion_promotion_known"),
            models.CheckConstraint(condition=Q(order__in=PromotionOrder.values), name="occasion_order_known"),
            models.CheckConstraint(
                condition=Q(lapsed_offer__in=LapsedOffer.values), name="occasion_lapsed_offer_known"
            ),
            models.CheckConstraint(condition=Q(offer_hours__gte=1), name="occasion_offer_is_long_enough"),
            models.CheckConstraint(condition=Q(names_due_days__gte=1), name="occasion_names_are_due_before_it"),
            models.CheckConstraint(
                condition=Q(group_registration=False) | Q(approval_required=False),
                name="occasion_groups_need_no_approval",
                violation_error_message=_("Groups cannot be registered when each registration is approved."),
            ),
            models.CheckConstraint(
                condition=Q(status=OccasionStatus.CANCELLED, cancelled_at__isnull=False)
                | (~Q(status=OccasionStatus.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="occasion_cancelled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_public(self) -> bool:
        """Return whether the occasion may be shown to anyone (its page must be live too)."""
        return self.status != OccasionStatus.DRAFT

    @property
    def places_may_change(self) -> bool:
        """Return whether a place on the waiting list can get worse: it depends on who else gets a seat."""
        return self.order == PromotionOrder.FEWEST_SEATS_FIRST

    @property
    def has_changed_plans(self) -> bool:
        """Return whether its status is worth a word in a list: anything but "will be held"."""
        return self.status != OccasionStatus.CONFIRMED


class OccasionDayQuerySet(models.QuerySet["OccasionDay"]):
    def held(self) -> "OccasionDayQuerySet":
        """Days that are still part of the occasion, first day first."""
        return self.filter(removed_at__isnull=True).order_by("start", "pk")

    def public(self) -> "OccasionDayQuerySet":
        """Days of occasions that are no longer drafts, in order of time (their pages must be live too)."""
        return self.held().exclude(occasion__status=OccasionStatus.DRAFT)


class OccasionDay(models.Model):
    """One day of an occasion and its calendar item. ``end`` is exclusive; an all-day item runs midnight to midnight.

    A day taken out of a published occasion stays with ``removed_at``, so that calendars learn of it.
    """

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="days")
    start = models.DateTimeField(_("starts"))
    end = models.DateTimeField(_("ends"))
    all_day = models.BooleanField(_("all day"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    last_modified = models.DateTimeField(editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    text_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    ever_published = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = OccasionDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of an event")
        verbose_name_plural = _("days of events")
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(start__lt=F("end")),
                name="occasion_day_ends_after_start",
                violation_error_message=_("A day must end after it starts."),
            ),
        ]
        indexes = [models.Index(fields=["start", "end"], name="occasion_day_when")]

    def __str__(self) -> str:
        return f"{self.occasion_id} {self.start:%Y-%m-%d}"

    def has_ended(self, now: datetime) -> bool:
        return self.end <= now
