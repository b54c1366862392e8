"""Reading an occasion's invitations as its organizer does: listed, counted by state, who is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from events.domain.invitations import (
    InvitePlan,
    address_of,
    is_member,
    key_of,
    members_on_day,
    plan_network,
    registered_keys,
)
from events.enums import INVITATION_MOVES, InvitationState
from events.models import Invitation, Occasion
from networks.models import Network


@dataclass(frozen=True)
class InvitationRow:
    """One invitation in the list. ``name`` says that it is not shown where it must not be.

    ``passed_to``: the colleague who has it now; ``registered``: came without the invitation; ``left``: no member of the
    network any more on the day of the event.
    """

    invitation: Invitation
    name: str
    address: str
    passed_to: str
    registered: bool
    left: bool

    def may_become(self, state: InvitationState) -> bool:
        return self.invitation.state in INVITATION_MOVES[state]

    @property
    def may_withdraw(self) -> bool:
        return self.may_become(InvitationState.WITHDRAWN)

    @property
    def may_send_again(self) -> bool:
        return self.invitation.state not in ("sent", "opened") and self.may_become(InvitationState.SENT)

    @property
    def may_bounce(self) -> bool:
        return self.may_become(InvitationState.BOUNCED)


def listed_invitations(occasion: Occasion, *, state: str = "") -> "QuerySet[Invitation]":
    """Return the invitations of an occasion, in a state if one is given, in the order they were sent."""
    rows = occasion.invitations.order_by("pk")
    return rows.filter(state=state) if state else rows


def invitation_rows(occasion: Occasion, invitations: Sequence[Invitation], *, now: datetime) -> list[InvitationRow]:
    """Return the rows of a page of the list, in its order; as many queries for one as for all."""
    ids = [one.pk for one in invitations]
    found = (
        Invitation.objects.filter(pk__in=ids)
        .order_by("pk")
        .select_related(
            "person", "organization", "on_behalf_of", "municipality", "network", "registration", "delegated_to"
        )
    )
    members = members_on_day(occasion, found, now=now)
    registered = registered_keys(occasion)
    rows = []
    for row in found:
        address = address_of(row)
        by_invitation = row.state in (InvitationState.ACCEPTED, InvitationState.DELEGATED)
        left = row.person_id is not None and row.network_id is not None
        rows.append(
            InvitationRow(
                invitation=row,
                name=str(row.person or row.organization or row.name),
                address=address,
                passed_to=row.delegated_to.name if row.state == InvitationState.DELEGATED else "",
                registered=not by_invitation and key_of(address) in registered,
                left=left and not is_member(row, members),
            )
        )
    return rows


def invitation_counts(occasion: Occasion) -> list[tuple[InvitationState, int]]:
    """Return how many invitations are in each state, in the order of the states; those without any left out."""
    counts = Counter(occasion.invitations.values_list("state", flat=True))
    return [(state, counts[state]) for state in InvitationState if counts[state]]


def missing_of(occasion: Occasion, networks: "QuerySet[Network]", *, now: datetime) -> list[tuple[Network, InvitePlan]]:
    """Return the networks that were invited before, of those given, whose members are not all invited."""
    invited = networks.filter(pk__in=occasion.invitations.values("network"))
    plans = [(network, plan_network(occasion, network, now=now)) for network in invited]
    return [(network, plan) for network, plan in plans if plan.missing]
