"""Invitations: who was asked to come to an occasion, through which network, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms import languages
from events.enums import InvitationState


class Invitation(models.Model):
    """An invitation to a person, to an organization, or to the colleague to whom an invited person passed theirs on.

    A person of the directory is read there for name and address; ``name``, ``email`` and ``language`` hold those of a
    colleague alone. ``on_behalf_of``, ``municipality`` and ``function`` (in Swedish) are as on the occasion's day.
    ``network``: whose members were invited; without one there is no membership to check. ``mail_version`` rises with
    every mail.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    occasion = models.ForeignKey("events.Occasion", on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(
        "networks.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    organization = models.ForeignKey(
        "networks.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    delegated_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="delegated_to"
    )
    network = models.ForeignKey(
        "networks.Network", null=True, blank=True, on_delete=models.PROTECT, related_name="invitations"
    )
    on_behalf_of = models.ForeignKey(
        "networks.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    municipality = models.ForeignKey(
        "networks.Municipality", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    function = models.CharField(_("function"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    email_key = models.CharField(max_length=254, null=True, blank=True, editable=False)  # noqa: DJ001 - null: no address
    language = models.CharField(_("language"), max_length=10, choices=languages.CHOICES, blank=True)
    delegable = models.BooleanField(_("may be passed on to a colleague"), default=False)
    state = models.CharField(_("status"), max_length=10, choices=InvitationState.choices, default=InvitationState.SENT)
    words = models.CharField(_("words with the answer"), max_length=400, blank=True)
    registration = models.OneToOneField(
        "events.Registration", null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    mail_version = models.PositiveIntegerField(default=1)
    invited_at = models.DateTimeField(_("invited"))
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["occasion", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InvitationState.values), name="invitation_state_known"),
            models.CheckConstraint(
                condition=Q(person__isnull=False, organization__isnull=True, delegated_from__isnull=True)
                | Q(person__isnull=True, organization__isnull=False, delegated_from__isnull=True)
                | Q(person__isnull=True, organization__isnull=True, delegated_from__isnull=False),
                name="invitation_for_one",
            ),
            models.CheckConstraint(
                condition=Q(delegated_from__isnull=True, email_key__isnull=True)
                | Q(delegated_from__isnull=False, email_key__isnull=False),
                name="invitation_address_of_colleague_alone",
            ),
            models.CheckConstraint(
                condition=Q(registration__isnull=True) | Q(state=InvitationState.ACCEPTED),
                name="invitation_registered_is_accepted",
            ),
            models.UniqueConstraint(fields=["occasion", "person"], name="invitation_once_per_person"),
            models.UniqueConstraint(fields=["occasion", "organization"], name="invitation_once_per_organization"),
            models.UniqueConstraint(fields=["occasion", "email_key"], name="invitation_once_per_address"),
        ]

    def __str__(self) -> str:
        return f"{self.occasion_id}/{self.public_id}"
