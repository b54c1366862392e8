"""Short words for tests of invitations: a member, an invitation, coming by it, passing it on."""

from datetime import date

from events.domain import invitations, registration
from events.domain.invitations import Colleague
from events.domain.transitions import Agent
from events.enums import Actor
from events.models import Invitation
from tests.factories.events import NOW, make_applicant, make_occasion
from tests.factories.networks import (
    make_engagement,
    make_membership,
    make_network,
    make_person,
    municipality_organization,
)

ORGANIZER = Agent(Actor.COMMAND)
EVENT_DAY = date(2027, 3, 11)
FALKOPING = "1499"


def member(network, name="Eva", *, email="", municipality=FALKOPING, function="unit_manager", **values):
    person = make_person(given_name=name, family_name="Ek", email=email or f"{name.lower()}@falkoping.example")
    engagement = make_engagement(person=person, organization=municipality_organization(municipality), function=function)
    make_membership(network=network, engagement=engagement, **values)
    return person


def invite(occasion, network, *, delegable=False, now=NOW):
    return invitations.invite_network(occasion, network, delegable=delegable, now=now, by=ORGANIZER)


def invitation_of(person):
    return Invitation.objects.get(person=person)


def come(invitation, *, now=NOW, **values):
    applicant = make_applicant(9, **values)
    return registration.register(invitation.occasion, applicant=applicant, now=now, invitation=invitation)


def invited(*, delegable=False, **settings):
    """An occasion, a member, the invitation of the member."""
    occasion, network = make_occasion(**settings), make_network(name="Länsnätverket")
    person = member(network)
    invite(occasion, network, delegable=delegable)
    return occasion, person, invitation_of(person)


def state(invitation):
    invitation.refresh_from_db()
    return invitation.state


def pass_on(row, email="ali@falkoping.example", **values):
    colleague = Colleague(
        **{"name": "Ali Amiri", "email": email, "language": "fa-af", "function": "Handläggare"} | values
    )
    return invitations.delegate(row, colleague, now=NOW)
