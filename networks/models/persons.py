"""Persons who act for an organization, and what they do there. A person is not a user account."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms import languages
from cms.identity_numbers import refuse_identity_numbers
from cms.mail_addresses import clean_address
from cms.sort_keys import sort_key
from networks.enums import Function
from networks.models.constraints import NoOverlap
from networks.models.networks import granted_networks
from networks.models.organizations import Organization
from networks.models.rows import PeriodQuerySet, PeriodRow, Row, period_check
from networks.models.sort_keys import SortKeyField
from networks.name_keys import clean_name, name_key

SEEN_AFTER_END_DAYS = 365


class PersonQuerySet(models.QuerySet["Person"]):
    def for_user(self, user: Any, *, day: date | None = None) -> Self:
        """Return the persons whom ``user`` may see.

        All for the county coordinator; for others those with a row in own networks that is open, or ended at most
        twelve months before ``day`` (default: today). Rule 37.
        """
        if user.has_perm("networks.manage_directory"):
            return self
        today = day or timezone.localdate()
        networks = granted_networks(user, day=today)
        if not networks:
            return self.none()
        seen_from = today - timedelta(days=SEEN_AFTER_END_DAYS)
        members = Person.objects.filter(
            Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gt=seen_from),
            memberships__network__in=networks,
        )
        key_persons = Person.objects.filter(
            Q(engagements__key_person_assignments__valid_to__isnull=True)
            | Q(engagements__key_person_assignments__valid_to__gt=seen_from),
            engagements__key_person_assignments__network__in=networks,
        )
        return self.filter(Q(pk__in=members.values("pk")) | Q(pk__in=key_persons.values("pk")))

    def live(self) -> Self:
        """Return the persons who are neither merged into another nor erased."""
        return self.filter(merged_into__isnull=True, is_erased=False)


class Person(Row):
    given_name = models.CharField(_("given name"), max_length=100, blank=True, validators=[refuse_identity_numbers])
    family_name = models.CharField(_("family name"), max_length=100, blank=True, validators=[refuse_identity_numbers])
    name_key = models.CharField(max_length=250, editable=False, db_index=True)
    sort_key = SortKeyField()
    email = models.EmailField(_("e-mail"), blank=True, db_index=True, help_text=_("A shared mailbox may be used."))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("language of mails"), max_length=10, choices=languages.CHOICES, default=languages.SOURCE_LANGUAGE.code
    )
    protected_identity = models.BooleanField(
        _("protected identity"),
        default=False,
        help_text=_("Only the function and the organization are shown, to everybody."),
    )
    is_erased = models.BooleanField(default=False, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged_from"
    )
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="networks_person_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        if self.protected_identity or self.is_erased:
            return str(_("name not shown"))
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    def clean(self) -> None:
        if self.email:
            self.email = clean_address(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.given_name, self.family_name = clean_name(self.given_name), clean_name(self.family_name)
        self.name_key = name_key(self.full_name)
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}")
        super().save(*args, **kwargs)


class EngagementQuerySet(PeriodQuerySet):
    def for_user(self, user: Any, *, day: date | None = None) -> Self:
        return self.filter(person__in=Person.objects.for_user(user, day=day))


class Engagement(PeriodRow):
    """A person has a function at an organization for a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("organization")
    )
    function = models.CharField(_("function"), max_length=40, choices=Function)
    function_text = models.CharField(
        _("function in own words"), max_length=120, blank=True, validators=[refuse_identity_numbers]
    )
    unit = models.CharField(_("unit"), max_length=120, blank=True, validators=[refuse_identity_numbers])

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = _("function of a person")
        verbose_name_plural = _("functions of persons")
        constraints = [
            period_check("networks_engagement_period"),
            NoOverlap(keys=["person", "organization", "function"], name="networks_engagement_no_overlap"),
        ]

    def __str__(self) -> str:
        return f"{self.function_label}, {self.organization}"

    @property
    def function_label(self) -> str:
        """The words for the function: the person's own where they are given, else the coded ones."""
        return self.function_text or self.get_function_display()
