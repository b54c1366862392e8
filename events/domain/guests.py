"""Who comes by an invitation: name, address and organization as on the day of the event, and whether it still holds.

Read by ``registration.py`` under the occasion's lock. Inviting and answering otherwise: ``invitations.py``.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone, translation

from cms import languages
from cms.mail_addresses import email_key
from events.domain.occasion_days import held_days
from events.enums import INVITATION_MOVES, Actor, InvitationState, RegistrationState
from events.exceptions import (
    AddressOfOrganization,
    InvitationAnswered,
    InvitationWithdrawn,
    MembershipEnded,
)
from events.models import Invitation, Occasion, Registration
from networks.domain.queries import municipality_of
from networks.models import Engagement, Membership, NetworkSeat, Organization, Person

if TYPE_CHECKING:
    from events.domain.registration import Applicant

MOST_MERGES = 10


@dataclass(frozen=True)
class Guest:
    """One invitation and whom it is for. ``name`` and ``email`` are empty for an organization: who comes says so.

    ``address``: where the mails of the invitation go. ``function`` is in Swedish, as it is stored, ``function_shown``
    in the active language. ``holds``: the membership or the person is there on the day.
    """

    invitation: Invitation
    name: str
    email: str
    address: str
    language: str
    organization: Organization | None
    municipality_id: str | None
    function: str
    function_shown: str
    holds: bool

    @property
    def is_person(self) -> bool:
        """Return whether the invitation is for one person, and its link so went to that person's address."""
        return self.invitation.organization_id is None

    def bind(self, applicant: "Applicant") -> "Applicant":
        """Return the applicant with what the invitation says, whatever the form said.

        Errors: AddressOfOrganization for an address that does not belong to the invited organization.
        """
        if self.is_person:
            applicant = replace(applicant, name=self.name, email=self.email)
        elif self.organization is not None and not same_workplace(applicant.email, self.address):
            raise AddressOfOrganization(params={"organization": self.organization.name})
        if self.organization is not None:
            applicant = replace(
                applicant,
                organization_id=self.organization.pk,
                organization_name=self.organization.name,
                municipality_id=self.municipality_id,
            )
        return replace(applicant, function=self.function or applicant.function)


def day_of(occasion: Occasion, *, now: datetime) -> date:
    """Return the day on which memberships count: the first day of the event; today while it has none."""
    days = held_days(occasion)
    return timezone.localdate(days[0].start if days else now)


def guest_of(invitation: Invitation, *, day: date) -> Guest:
    """Return whom an invitation is for on ``day``; whether it can still be used: :func:`check_usable`."""
    if invitation.delegated_from_id is not None:
        return _colleague(invitation)
    if invitation.organization is not None:
        return _organization(invitation, invitation.organization, day=day)
    assert invitation.person is not None
    return _person(invitation, invitation.person, day=day)


def check_usable(guest: Guest, *, to: InvitationState) -> None:
    """Check that an invitation holds and can be answered so.

    Errors: InvitationWithdrawn, MembershipEnded, InvitationAnswered.
    """
    invitation = guest.invitation
    if invitation.state == InvitationState.WITHDRAWN:
        raise InvitationWithdrawn
    if not guest.holds:
        if invitation.network is None:
            raise InvitationWithdrawn
        raise MembershipEnded(params={"network": invitation.network.name})
    if invitation.state not in INVITATION_MOVES[to]:
        raise InvitationAnswered
    if invitation.state == InvitationState.ACCEPTED and not _may_come_back(invitation.registration):
        raise InvitationAnswered


def welcome(invitation: Invitation, occasion: Occasion, *, now: datetime) -> Guest:
    """Return the guest of an invitation who can register now, read under the occasion's lock.

    Errors: those of :func:`check_usable`; Invitation.DoesNotExist for an invitation to another occasion.
    """
    fresh = current(invitation.pk, occasion=occasion)
    guest = guest_of(fresh, day=day_of(occasion, now=now))
    check_usable(guest, to=InvitationState.ACCEPTED)
    return guest


def accept(guest: Guest, *, registration: Registration, now: datetime) -> None:
    """Note that a guest is registered, in the transaction of the registration."""
    row = guest.invitation
    row.state, row.registration, row.answered_at = InvitationState.ACCEPTED, registration, now
    row.save(update_fields=["state", "registration", "answered_at"])


def accept_for_known(guest: Guest, *, registration: Registration, now: datetime) -> None:
    """Note that an invited person was registered before, unless another's invitation led to that registration.

    Two people may share a mailbox, and an organization's invitation is for somebody new.
    """
    if guest.is_person and not Invitation.objects.filter(registration=registration).exists():
        accept(guest, registration=registration, now=now)


def current(invitation_id: int, *, occasion: Occasion) -> Invitation:
    """Return an invitation to an occasion as it is now, with whom it is for."""
    rows = Invitation.objects.select_related(
        "person", "organization", "network", "on_behalf_of", "delegated_from", "registration"
    )
    row = rows.get(pk=invitation_id, occasion=occasion)
    row.occasion = occasion
    return row


def same_workplace(address: str, other: str) -> bool:
    """Return whether two addresses end alike: in the same domain, or one in a part of the other's."""
    first, second = (email_key(one).rpartition("@")[2] if "@" in one else "" for one in (address, other))
    if not first or not second:
        return False
    return first == second or first.endswith(f".{second}") or second.endswith(f".{first}")


# --- parts --------------------------------------------------------------------------------------------------------


def _person(invitation: Invitation, person: Person, *, day: date) -> Guest:
    for _step in range(MOST_MERGES):
        if person.merged_into is None:
            break
        person = person.merged_into
    engagement = engagement_on(person, network_id=invitation.network_id, day=day)
    hidden = person.is_erased or person.protected_identity
    organization = engagement.organization if engagement else None
    return Guest(
        invitation=invitation,
        name=person.full_name,
        email=person.email,
        address="" if hidden else person.email,
        language=person.language,
        organization=organization,
        municipality_id=municipality_code(organization, day=day),
        function=swedish_function(engagement),
        function_shown=str(engagement.function_label) if engagement else "",
        holds=not hidden and (invitation.network_id is None or engagement is not None),
    )


def _organization(invitation: Invitation, organization: Organization, *, day: date) -> Guest:
    for _step in range(MOST_MERGES):
        if organization.merged_into is None:
            break
        organization = organization.merged_into
    seats = NetworkSeat.objects.on(day).filter(network_id=invitation.network_id, organization=organization)
    return Guest(
        invitation=invitation,
        name="",
        email="",
        address=organization.email,
        language=languages.SOURCE_LANGUAGE.code,
        organization=organization,
        municipality_id=municipality_code(organization, day=day),
        function="",
        function_shown="",
        holds=organization.is_on(day) and (invitation.network_id is None or seats.exists()),
    )


def _colleague(invitation: Invitation) -> Guest:
    """A colleague comes for the organization of the one who passed the invitation on, as it was then."""
    return Guest(
        invitation=invitation,
        name=invitation.name,
        email=invitation.email,
        address=invitation.email,
        language=invitation.language,
        organization=invitation.on_behalf_of,
        municipality_id=invitation.municipality_id,
        function=invitation.function,
        function_shown=invitation.function,
        holds=True,
    )


def engagement_on(person: Person, *, network_id: int | None, day: date) -> Engagement | None:
    """Return the function for which a person is a member of a network on ``day``; without a network, the first one."""
    if network_id is None:
        rows = Engagement.objects.on(day).filter(person=person).select_related("organization")
        found: Engagement | None = rows.order_by("organization__sort_key", "pk").first()
        return found
    members = Membership.objects.on(day).filter(network_id=network_id, person=person)
    member = members.select_related("engagement__organization").order_by("pk").first()
    return member.engagement if member else None


def municipality_code(organization: Organization | None, *, day: date) -> str | None:
    """Return the code of the municipality that an organization belongs to, if any."""
    if organization is None:
        return None
    municipality = municipality_of(organization, day=day)
    return municipality.municipality_id if municipality else organization.municipality_id


def swedish_function(engagement: Engagement | None) -> str:
    """Return a person's function as it is stored: in the source language, whoever reads it."""
    if engagement is None:
        return ""
    with translation.override(languages.SOURCE_LANGUAGE.code):
        return str(engagement.function_label)


def _may_come_back(registration: Registration | None) -> bool:
    """Return whether a registration ended so that the same person may register anew: by themself, or by the clock."""
    if registration is None or registration.state == RegistrationState.EXPIRED:
        return True
    return registration.state == RegistrationState.CANCELLED and registration.ended_by == Actor.PERSON
