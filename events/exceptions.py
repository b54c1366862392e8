"""Refusals of this app, one class for each reason a caller may act on."""

from django.utils.translation import gettext_lazy as _

from cms.exceptions import SamverkaError


class EventsError(SamverkaError):
    """Base of all refusals of this app."""


class RegistrationRefused(EventsError):
    """Nobody can register now; the subclasses say why."""


class RegistrationNotOpen(RegistrationRefused):
    code = "not_open"
    message = _("Registration has not opened yet.")


class RegistrationClosed(RegistrationRefused):
    code = "closed"
    message = _("Registration is closed.")


class OccasionIsCancelled(RegistrationRefused):
    code = "occasion_cancelled"
    message = _("The event is cancelled.")


class OccasionIsPostponed(RegistrationRefused):
    code = "postponed"
    message = _("The event is postponed. You can register when there is a new date.")


class GroupsNotOffered(RegistrationRefused):
    code = "groups_not_offered"
    message = _("Groups cannot be registered for this event. Each person registers alone.")


class PartyTooLarge(EventsError):
    code = "party_too_large"
    message = _(
        "The event does not have that many seats. Ask for fewer, or say that the group takes the seats there are."
    )


class OccasionFull(RegistrationRefused):
    code = "full"
    message = _("All seats are taken, and there is no waiting list.")


class InvitationNeeded(RegistrationRefused):
    code = "by_invitation"
    message = _("This event is by invitation. Use the link in your invitation to register.")


class InvitationRefused(EventsError):
    """The invitation cannot be used now; the subclasses say why."""


class InvitationAnswered(InvitationRefused):
    code = "invitation_answered"
    message = _("This invitation has been answered already.")


class InvitationWithdrawn(InvitationRefused):
    code = "invitation_withdrawn"
    message = _("The organizer has withdrawn this invitation. Please contact the organizer if you have questions.")


class MembershipEnded(InvitationRefused):
    code = "membership_ended"
    message = _(
        "The invitation was for members of %(network)s on the day of the event, and your membership has ended by then. "
        "Please contact the organizer if this is wrong."
    )


class DelegationRefused(InvitationRefused):
    """Says nothing of whether the address is invited or registered."""

    code = "delegation_refused"
    message = _(
        "The invitation cannot be passed on to that address. It must be a colleague's address in your own "
        "organization; otherwise please contact the organizer."
    )


class AddressOfOrganization(InvitationRefused):
    code = "address_of_organization"
    message = _("The invitation is for %(organization)s: use an address that belongs to it, or contact the organizer.")


class NotInvitable(EventsError):
    code = "not_invitable"
    message = _("Invitations can be sent when the event is preliminary or will be held, and before it begins.")


class PartFull(EventsError):
    code = "part_full"
    message = _("This is full now: %(parts)s. Choose another, or say that you want to wait.")


class AlreadyRegistered(EventsError):
    """Told to organizers alone; the public form never says it."""

    code = "already_registered"
    message = _("That address is registered for the event already.")


class RefusedTransition(EventsError):
    """The act does not lead from the state the registration is in."""

    code = "refused_transition"
    message = _("This cannot be done now: the registration is no longer in a state that allows it.")


class TooLateToCancel(EventsError):
    code = "too_late_to_cancel"
    message = _("It is too late to cancel here. Please contact the organizer.")


class HoldExpired(EventsError):
    code = "hold_expired"
    message = _("The time to confirm your address has run out. You are welcome to register again.")


class ReasonMissing(EventsError):
    code = "reason_missing"
    message = _("Write a reason: it is kept with the registration.")


class CapacityBelowTaken(EventsError):
    code = "capacity_below_taken"
    message = _("%(taken)d seats are taken, so the number of seats cannot be %(capacity)d.")


class SeatsInUse(EventsError):
    """The form of an event cannot lose the seats that people hold or wait for."""

    code = "seats_in_use"
    message = _(
        "%(form)s: people who have a seat or wait: %(count)d. Keep this form beside the other, or cancel their "
        "registrations first."
    )


class NoSeatThere(EventsError):
    code = "no_seat_there"
    message = _("No seat is free there, or others wait for it. Nobody is moved past those who wait.")


class NobodyToWriteTo(EventsError):
    code = "nobody_to_write_to"
    message = _("Nobody in that choice has an e-mail address.")


class ListTooLong(EventsError):
    code = "list_too_long"
    message = _("The list has more than %(most)d people. Divide it into several.")


class AlreadyUndone(EventsError):
    code = "already_undone"
    message = _("The list has been undone already.")


class NoSuchLocalTime(EventsError):
    code = "no_such_local_time"
    message = _("The time %(time)s does not exist that day: the clocks go forward. Choose another time.")


class DayEndsBeforeStart(EventsError):
    code = "day_ends_before_start"
    message = _("A day must end after it starts.")


class StatusRefused(EventsError):
    code = "status_refused"
    message = _("The event cannot go from that status to the chosen one.")


class NoDays(EventsError):
    code = "no_days"
    message = _("The event needs at least one day.")


class ParentPageMissing(EventsError):
    code = "parent_page_missing"
    message = _("There is no calendar page yet. Create one, or load the demo content.")


class SwedishWordsMissing(EventsError):
    code = "swedish_words_missing"
    message = _("A page in another language is never live without the Swedish one. Give the Swedish title too.")


class PurposeMissing(EventsError):
    code = "purpose_missing"
    message = _("Write why the question is asked: those who answer read it.")


class RetentionRefused(EventsError):
    code = "retention_refused"
    message = _("Say for how many days after the event the answers are kept: at least 1 and at most %(most)d.")


class ChoicesMissing(EventsError):
    code = "choices_missing"
    message = _("Write at least one choice in Swedish.")


class ConditionNotBefore(EventsError):
    code = "condition_not_before"
    message = _("A question can only depend on an answer to a question above it, asked no later than itself.")


class QuestionIsNeeded(EventsError):
    code = "question_is_needed"
    message = _("Another question is shown depending on this one. Change that question first.")


class AnsweredAlready(EventsError):
    code = "answered_already"
    message = _(
        "Some have answered. The type of answer, a choice that has been used, and whether it is about needs stay as "
        "they are; make a new question instead."
    )


class AnswerMissing(EventsError):
    code = "answer_missing"
    message = _("An answer that is needed is missing.")


class AnswersFrozen(EventsError):
    code = "answers_frozen"
    message = _("The answers can no longer be changed here. Please contact the organizer.")


class OfferLapsed(EventsError):
    code = "offer_lapsed"
    message = _("The time to answer the offer has run out.")


class TooLateToChange(EventsError):
    code = "too_late_to_change"
    message = _("It is too late for changes here. Please contact the organizer.")


class AlreadyAsked(EventsError):
    code = "already_asked"
    message = _("You have asked for a change already. Wait for the answer, or withdraw it.")


class SeatIsKept(EventsError):
    code = "seat_is_kept"
    message = _("Your seat is kept for an organization, municipality or function, and would be lost by this change.")


class SubstituteRefused(EventsError):
    """Says nothing of whether the address is registered."""

    code = "substitute_refused"
    message = _("The seat cannot be handed over to that address. Please contact the organizer.")


class OrganizationMissing(EventsError):
    code = "organization_missing"
    message = _("Only a colleague from the same organization can take over a seat, and yours names no organization.")


class AlreadyInSeries(EventsError):
    code = "already_in_series"
    message = _("This event is part of a series already.")


class DateTaken(EventsError):
    code = "date_taken"
    message = _("The series has an event on that date already. Choose another date.")


class NameRefused(EventsError):
    """Says nothing of whether the address is registered."""

    code = "name_refused"
    message = _("%(address)s cannot be used for a seat of the group. Leave it out, or contact the organizer.")


class SameAddressTwice(EventsError):
    code = "same_address_twice"
    message = _("%(address)s stands twice. Each person needs an address of their own, or none.")
