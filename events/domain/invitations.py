"""Inviting to an occasion: a network's members as of its day, single people and organizations, colleagues.

Registering by an invitation is ``registration.register``. Each act is one transaction under the occasion's lock; what
is done twice changes nothing the second time. Reads for the organizer: ``invitation_lists.py``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.mail_addresses import clean_address, email_key
from events.domain import guests, invitation_mails, seats
from events.domain.audit import log_act
from events.domain.guests import Guest, current, day_of, guest_of
from events.domain.invitation_mails import InvitationMails
from events.domain.occasion_days import held_days
from events.domain.transitions import Agent
from events.enums import INVITATION_MOVES, UNANSWERED, InvitationState, OccasionStatus, Planning
from events.exceptions import DelegationRefused, InvitationAnswered, NotInvitable
from events.models import Invitation, Occasion
from networks.domain.queries import members_on
from networks.models import Engagement, Membership, Network, Organization, Person

REMINDED_AT_MOST_EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class Invited:
    """What inviting led to, in people and organizations. ``unreached``: without an address, or it must not be shown.

    ``not_on_day``: members today who are none on the day of the event; nobody of them is invited.
    """

    new: int
    already: int
    registered: int
    unreached: int
    not_on_day: int = 0


@dataclass(frozen=True)
class Colleague:
    """To whom an invitation is passed on; the organization is that of the invitation."""

    name: str
    email: str
    language: str
    function: str = ""


def check_invitable(occasion: Occasion, *, now: datetime) -> None:
    """Check that people can be invited now. Errors: NotInvitable."""
    days = held_days(occasion)
    planned = occasion.status in (OccasionStatus.TENTATIVE, OccasionStatus.CONFIRMED)
    if not planned or not days or now >= days[0].start:
        raise NotInvitable


def invite_network(occasion: Occasion, network: Network, *, delegable: bool, now: datetime, by: Agent) -> Invited:
    """Invite the members of a network on the day of the event who are not invited or registered yet.

    Errors: NotInvitable; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        check_invitable(occasion, now=now)
        plan = plan_network(occasion, network, now=now)
        _invite(occasion, plan.missing, network=network, delegable=delegable, now=now, by=by)
    return plan.counts


def invite_missing(occasion: Occasion, networks: Iterable[Network], *, now: datetime, by: Agent) -> int:
    """Invite those of networks invited before who are not invited or registered yet; return how many.

    They may pass it on if the latest invitation of their network could be. Errors: NotInvitable.
    """
    new = 0
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        check_invitable(occasion, now=now)
        for network in networks:
            latest = occasion.invitations.filter(network=network, delegated_from=None).order_by("-pk").first()
            if latest is not None:
                missing = plan_network(occasion, network, now=now).missing
                _invite(occasion, missing, network=network, delegable=latest.delegable, now=now, by=by)
                new += len(missing)
    return new


def invite_one(
    occasion: Occasion, invitee: Person | Organization, *, delegable: bool, now: datetime, by: Agent
) -> Invited:
    """Invite one person or one organization, unless they are invited or registered already.

    Errors: NotInvitable; nothing is written then.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        check_invitable(occasion, now=now)
        plan = _plan(occasion, [invitee])
        _invite(occasion, plan.missing, network=None, delegable=delegable, now=now, by=by)
    return plan.counts


@dataclass(frozen=True)
class InvitePlan:
    """Whom inviting would reach, and the counts it would give."""

    missing: list[Person | Organization]
    counts: Invited


def plan_network(occasion: Occasion, network: Network, *, now: datetime) -> InvitePlan:
    """Return whom inviting a network would reach; writes nothing."""
    day, today = day_of(occasion, now=now), now.date()
    on_day = {member.contact.person_id: member for member in members_on(network, day=day)}
    leaving = {member.contact.person_id for member in members_on(network, day=today)} - set(on_day)
    people = {person.public_id: person for person in Person.objects.filter(public_id__in=on_day)}
    return _plan(occasion, [people[public_id] for public_id in on_day], not_on_day=len(leaving))


def remind(occasion: Occasion, *, now: datetime, by: Agent) -> int:
    """Remind those who were invited and have not answered; nobody twice within 24 hours. Return how many.

    Not those who registered otherwise, or whose membership has ended by the day. Errors: NotInvitable.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(occasion.pk)
        check_invitable(occasion, now=now)
        day, mails = day_of(occasion, now=now), InvitationMails(occasion, now=now)
        due = due_for_reminder(occasion, now=now)
        for row in due:
            row.mail_version, row.reminded_at = row.mail_version + 1, now
            row.save(update_fields=["mail_version", "reminded_at"])
            mails.send(guest_of(row, day=day), kind=invitation_mails.REMINDER)
        if due:
            log_act(occasion, Planning.REMIND_INVITED, by=by, data={"count": str(len(due))})
    return len(due)


def due_for_reminder(occasion: Occasion, *, now: datetime) -> list[Invitation]:
    """Return the invitations that would be reminded of now, in the order they were sent; three queries."""
    rows = occasion.invitations.filter(state__in=UNANSWERED).order_by("pk")
    rows = rows.select_related("person", "organization", "network", "on_behalf_of", "delegated_from")
    members, registered = members_on_day(occasion, rows, now=now), registered_keys(occasion)
    late = now - REMINDED_AT_MOST_EVERY
    return [
        row
        for row in rows
        if (row.reminded_at or row.invited_at) <= late
        and (row.network_id is None or row.person is None or is_member(row, members))
        and key_of(address_of(row)) not in {"", *registered}
    ]


def address_of(invitation: Invitation) -> str:
    """Return where the mails of an invitation go; empty where there is no address, or it must not be shown."""
    if invitation.person is not None:
        hidden = invitation.person.protected_identity or invitation.person.is_erased
        return "" if hidden else invitation.person.email
    return invitation.organization.email if invitation.organization is not None else invitation.email


def is_member(invitation: Invitation, members: set[tuple[int, int]]) -> bool:
    """Return whether an invited person is among the members of :func:`members_on_day`; one who was merged lives on."""
    person = invitation.person
    ids = (person.pk, person.merged_into_id) if person is not None else ()
    return any((invitation.network_id, one) in members for one in ids)


def key_of(address: str) -> str:
    """Return the key of an address of the directory; empty when there is none, or none that a mail can go to."""
    try:
        return email_key(address) if address else ""
    except ValidationError:
        return ""


def members_on_day(occasion: Occasion, rows: Iterable[Invitation], *, now: datetime) -> set[tuple[int, int]]:
    """Return network and person of all who are members on the day of the event, of the networks of some invitations."""
    networks = {row.network_id for row in rows if row.network_id is not None}
    members = Membership.objects.on(day_of(occasion, now=now)).filter(network__in=networks)
    return set(members.values_list("network_id", "person_id"))


def send_again(invitation: Invitation, *, now: datetime, by: Agent) -> Invitation:
    """Send an invitation once more, also one that did not arrive, was withdrawn or declined.

    Errors: NotInvitable, InvitationAnswered; InvitationWithdrawn, MembershipEnded when it does not hold.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(invitation.occasion_id)
        check_invitable(occasion, now=now)
        row = current(invitation.pk, occasion=occasion)
        _move(row, InvitationState.SENT)
        guest = guest_of(row, day=day_of(occasion, now=now))
        guests.check_usable(guest, to=InvitationState.OPENED)
        row.mail_version, row.invited_at, row.answered_at, row.words = row.mail_version + 1, now, None, ""
        row.save(update_fields=["state", "mail_version", "invited_at", "answered_at", "words"])
        InvitationMails(occasion, now=now).send(guest)
        log_act(occasion, Planning.INVITE, by=by, data={"count": "1"})
    return row


def withdraw(invitation: Invitation, *, now: datetime, by: Agent) -> None:
    """Withdraw an invitation that led to no registration; its link says so from now on. Again: nothing changes.

    Errors: InvitationAnswered when it was accepted or passed on.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(invitation.occasion_id)
        row = current(invitation.pk, occasion=occasion)
        if row.state == InvitationState.WITHDRAWN:
            return
        _answer(row, InvitationState.WITHDRAWN, now=now)
        invitation_mails.cancel_invitation_mails(row)
        log_act(occasion, Planning.WITHDRAW_INVITATION, by=by)


def mark_bounced(invitation: Invitation, *, now: datetime, by: Agent) -> None:
    """Note that the mail of an invitation did not arrive. Errors: InvitationAnswered."""
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(invitation.occasion_id)
        row = current(invitation.pk, occasion=occasion)
        if row.state == InvitationState.BOUNCED:
            return
        _answer(row, InvitationState.BOUNCED, now=now)
        log_act(occasion, Planning.MARK_BOUNCED, by=by)


def note_undelivered(now: datetime) -> int:
    """Note the invitations whose latest mail could not be sent; return how many. Safe to repeat."""
    noted = 0
    for row_id, version in invitation_mails.undelivered():
        rows = Invitation.objects.filter(pk=row_id, mail_version=version, state__in=UNANSWERED)
        noted += rows.update(state=InvitationState.BOUNCED, answered_at=now)
    return noted


def open_invitation(invitation: Invitation) -> None:
    """Note that somebody pressed a button on the page of an invitation; a second time changes nothing."""
    Invitation.objects.filter(pk=invitation.pk, state=InvitationState.SENT).update(state=InvitationState.OPENED)


def decline(invitation: Invitation, *, words: str = "", now: datetime) -> None:
    """Say no, with words for the organizer if one likes; a second time changes nothing.

    Errors: InvitationWithdrawn, MembershipEnded, InvitationAnswered.
    """
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(invitation.occasion_id)
        row = current(invitation.pk, occasion=occasion)
        if row.state == InvitationState.DECLINED:
            return
        guests.check_usable(guest_of(row, day=day_of(occasion, now=now)), to=InvitationState.DECLINED)
        row.words = words.strip()[:400]
        _answer(row, InvitationState.DECLINED, now=now)


def delegate(invitation: Invitation, colleague: Colleague, *, now: datetime) -> Invitation:
    """Pass an invitation on to a colleague in the same organization, who gets a mail; return the new invitation.

    Same organization: an address in the same domain, or a function there in the directory on the day of the event. An
    invitation that was passed on is not passed on again.
    Errors: DelegationRefused, InvitationWithdrawn, MembershipEnded, InvitationAnswered, NotInvitable; nothing is
    written then.
    """
    address = clean_address(colleague.email)
    with transaction.atomic(durable=True):
        occasion = seats.lock_occasion(invitation.occasion_id)
        check_invitable(occasion, now=now)
        row = current(invitation.pk, occasion=occasion)
        day = day_of(occasion, now=now)
        guest = guest_of(row, day=day)
        guests.check_usable(guest, to=InvitationState.DELEGATED)
        if not may_delegate(guest) or not _is_colleague(guest, address, day=day):
            raise DelegationRefused
        if email_key(address) in invited_keys(occasion) | registered_keys(occasion):
            raise DelegationRefused
        new = Invitation.objects.create(
            occasion=occasion,
            delegated_from=row,
            network=row.network,
            on_behalf_of=guest.organization,
            municipality_id=guest.municipality_id,
            function=colleague.function,
            name=colleague.name,
            email=address,
            email_key=email_key(address),
            language=colleague.language,
            invited_at=now,
        )
        _answer(row, InvitationState.DELEGATED, now=now)
        InvitationMails(occasion, now=now).send(guest_of(new, day=day), from_name=guest.name, is_first=True)
    return new


def may_delegate(guest: Guest) -> bool:
    """Return whether this invitation may be passed on: the organizer allowed it, and it is for an organization."""
    return guest.invitation.delegable and guest.is_person and guest.organization is not None


def registered_keys(occasion: Occasion) -> set[str]:
    """Return the addresses that are registered and have not ended, as they are compared."""
    rows = occasion.registrations.active().values_list("email_key", flat=True)
    return {key for key in rows if key}


def invited_keys(occasion: Occasion) -> set[str]:
    """Return the addresses that were invited, as they are compared."""
    values = occasion.invitations.values_list("person__email", "email", "organization__email")
    return {key_of(address) for row in values for address in row if address}


# --- parts --------------------------------------------------------------------------------------------------------


def _plan(occasion: Occasion, invitees: Iterable[Person | Organization], *, not_on_day: int = 0) -> InvitePlan:
    """Sort invitees into those to invite and the others; a shared mailbox is no reason to leave anybody out."""
    people = _ids_of(occasion, "person", "person__merged_into")
    organizations = _ids_of(occasion, "organization", "organization__merged_into")
    colleagues = set(occasion.invitations.filter(email_key__isnull=False).values_list("email_key", flat=True))
    registered = registered_keys(occasion)
    missing: list[Person | Organization] = []
    already = there = unreached = 0
    for invitee in invitees:
        hidden = isinstance(invitee, Person) and (invitee.protected_identity or invitee.is_erased)
        known = invitee.pk in (people if isinstance(invitee, Person) else organizations)
        key = key_of(invitee.email)
        if known or (key and key in colleagues):
            already += 1
        elif hidden or not key:
            unreached += 1
        elif isinstance(invitee, Person) and key in registered:
            there += 1
        else:
            missing.append(invitee)
    return InvitePlan(missing, Invited(len(missing), already, there, unreached, not_on_day))


def _invite(
    occasion: Occasion,
    invitees: Iterable[Person | Organization],
    *,
    network: Network | None,
    delegable: bool,
    now: datetime,
    by: Agent,
) -> None:
    day, mails, count = day_of(occasion, now=now), InvitationMails(occasion, now=now), 0
    for invitee in invitees:
        row = Invitation(occasion=occasion, network=network, delegable=delegable, invited_at=now)
        if isinstance(invitee, Person):
            row.person = invitee
        else:
            row.organization = invitee
        guest = guest_of(row, day=day)
        row.on_behalf_of, row.municipality_id = guest.organization, guest.municipality_id
        row.function = guest.function
        row.save()
        mails.send(guest, is_first=True)
        count += 1
    if count:
        log_act(occasion, Planning.INVITE, by=by, data={"count": str(count)})


def _ids_of(occasion: Occasion, *columns: str) -> set[int | None]:
    """Return the ids that stand in columns of the invitations: of a merged row also the one it lives on in."""
    return {one for row in occasion.invitations.values_list(*columns) for one in row}


def _is_colleague(guest: Guest, address: str, *, day: date) -> bool:
    if guests.same_workplace(address, guest.email):
        return True
    there = Engagement.objects.on(day).filter(organization=guest.organization, person__is_erased=False)
    return email_key(address) in {key_of(one) for one in there.values_list("person__email", flat=True)}


def _move(row: Invitation, to: InvitationState) -> None:
    if row.state not in INVITATION_MOVES[to]:
        raise InvitationAnswered
    row.state = to


def _answer(row: Invitation, state: InvitationState, *, now: datetime) -> None:
    _move(row, state)
    row.answered_at = now
    row.save(update_fields=["state", "answered_at", "words"])
