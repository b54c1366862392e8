"""The words that rows of this app may hold: kinds, states, acts, reasons, and which act leads from where to where."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OccasionKind(models.TextChoices):
    SEMINAR = "seminar", _("Seminar")
    CONFERENCE = "conference", _("Conference")
    TRAINING = "training", _("Training day")
    NETWORK_MEETING = "network_meeting", _("Network meeting")
    WEB_TRAINING = "web_training", _("Web training")


class OccasionStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "Draft")
    TENTATIVE = "tentative", pgettext_lazy("event", "Preliminary")
    CONFIRMED = "confirmed", pgettext_lazy("event", "Will be held")
    POSTPONED = "postponed", pgettext_lazy("event", "Postponed")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


STATUS_MOVES: dict[str, frozenset[str]] = {
    OccasionStatus.DRAFT: frozenset({OccasionStatus.TENTATIVE, OccasionStatus.CONFIRMED, OccasionStatus.CANCELLED}),
    OccasionStatus.TENTATIVE: frozenset({OccasionStatus.CONFIRMED, OccasionStatus.POSTPONED, OccasionStatus.CANCELLED}),
    OccasionStatus.CONFIRMED: frozenset({OccasionStatus.POSTPONED, OccasionStatus.CANCELLED}),
    OccasionStatus.POSTPONED: frozenset({OccasionStatus.CONFIRMED, OccasionStatus.CANCELLED}),
    OccasionStatus.CANCELLED: frozenset(),
}


class SeriesFrequency(models.TextChoices):
    WEEKLY = "weekly", pgettext_lazy("series", "Weeks")
    MONTHLY = "monthly", pgettext_lazy("series", "Months, the same weekday")
    YEARLY = "yearly", pgettext_lazy("series", "Years, the same weekday")


class SeriesException(models.TextChoices):
    CANCELLED = "cancelled", pgettext_lazy("series", "Left out")
    MOVED = "moved", pgettext_lazy("series", "Moved")
    EXTRA = "extra", pgettext_lazy("series", "Extra")
    HOLIDAY = "holiday", pgettext_lazy("series", "Public holiday")


class SeriesScope(models.TextChoices):
    THIS = "this", pgettext_lazy("series", "Only this event")
    FOLLOWING = "following", pgettext_lazy("series", "This one and those after it")
    ALL = "all", pgettext_lazy("series", "All events of the series that are to come")


class Mode(models.TextChoices):
    ONSITE = "onsite", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("On site and online")
    SELF_PACED = "self_paced", _("At your own pace")


# Which kinds of seats an event of each form has; the first is the one without more words.
MODES_OF_SEATS: dict[str, list[str]] = {
    Mode.ONSITE: [Mode.ONSITE],
    Mode.ONLINE: [Mode.ONLINE],
    Mode.HYBRID: [Mode.ONSITE, Mode.ONLINE],
    Mode.SELF_PACED: [Mode.ONLINE],
}


class Confirmation(models.TextChoices):
    DIRECT = "direct", _("At once")
    BY_MAIL = "by_mail", _("When the address has been confirmed by e-mail")


class Promotion(models.TextChoices):
    DIRECT = "direct", _("The next in line gets the seat at once")
    OFFER = "offer", _("The next in line is offered the seat and answers")


class LapsedOffer(models.TextChoices):
    ENDS = "ends", _("The registration ends")
    LAST = "last", _("The person waits on, last in line")


class PromotionOrder(models.TextChoices):
    ARRIVAL = "arrival", _("In order of arrival")
    FEWEST_SEATS_FIRST = "fewest_seats_first", _("The municipality with fewest seats first, then by arrival")


class PoolKind(models.TextChoices):
    SEATS = "seats", _("Seats")
    EARMARK = "earmark", _("Seats kept for one organization or function")
    OPTION = "option", _("Seats in a part of the event")


class RegistrationState(models.TextChoices):
    HELD = "held", pgettext_lazy("registration", "Waiting for you to confirm your address")
    OFFERED = "offered", pgettext_lazy("registration", "Offered a seat")
    AWAITING_APPROVAL = "awaiting_approval", pgettext_lazy("registration", "Waiting for approval")
    CONFIRMED = "confirmed", pgettext_lazy("registration", "Confirmed")
    WAITLISTED = "waitlisted", pgettext_lazy("registration", "Waiting list")
    CANCELLED = "cancelled", pgettext_lazy("registration", "Cancelled")
    DECLINED = "declined", pgettext_lazy("registration", "Declined")
    EXPIRED = "expired", pgettext_lazy("registration", "Expired")
    REPLACED = "replaced", pgettext_lazy("registration", "Replaced by another person")


SEAT_HOLDING = frozenset({RegistrationState.HELD, RegistrationState.OFFERED, RegistrationState.CONFIRMED})
TERMINAL = frozenset(
    {
        RegistrationState.CANCELLED,
        RegistrationState.DECLINED,
        RegistrationState.EXPIRED,
        RegistrationState.REPLACED,
    }
)
ACTIVE = frozenset(RegistrationState) - TERMINAL

# RFC 5545 §3.2.12, one table for every calendar file.
PARTSTAT: dict[str, str] = {
    RegistrationState.HELD: "NEEDS-ACTION",
    RegistrationState.OFFERED: "NEEDS-ACTION",
    RegistrationState.AWAITING_APPROVAL: "NEEDS-ACTION",
    RegistrationState.CONFIRMED: "ACCEPTED",
    RegistrationState.WAITLISTED: "TENTATIVE",
    RegistrationState.CANCELLED: "DECLINED",
    RegistrationState.DECLINED: "DECLINED",
    RegistrationState.EXPIRED: "DECLINED",
    RegistrationState.REPLACED: "DECLINED",
}


class Act(models.TextChoices):
    REGISTER = "register", _("Registered")
    CONFIRM_ADDRESS = "confirm_address", _("Confirmed the address")
    EXPIRE_HOLD = "expire_hold", _("The hold ran out")
    PROMOTE = "promote", _("Moved up from the waiting list")
    CANCEL = "cancel", _("Cancelled")
    CLOSE_LIST = "close_list", _("The waiting list was closed")
    CANCEL_OCCASION = "cancel_occasion", _("The event was cancelled")
    PROLONG_HOLD = "prolong_hold", _("Got more time to confirm the address")
    APPROVE = "approve", _("Approved")
    DECLINE = "decline", _("Declined")
    ACCEPT_OFFER = "accept_offer", _("Accepted the offered seat")
    PASS_OFFER = "pass_offer", _("Passed on the offered seat")
    EXPIRE_OFFER = "expire_offer", _("The offer ran out")
    SUBSTITUTE = "substitute", _("A colleague took over the seat")
    MOVE_SEAT = "move_seat", _("Moved to other seats")
    SWITCH_MODE = "switch_mode", _("Changed between room and online")
    CHANGE_DETAILS = "change_details", _("Changed name, organization or function")
    ASK_CHANGE = "ask_change", _("Asked the organizer for a change")
    REFUSE_CHANGE = "refuse_change", _("The organizer refused the change")
    CHANGE_LATER = "change_later", _("Got a later date for changes")
    CHANGE_PARTS = "change_parts", _("Changed workshops")
    NAME_MEMBER = "name_member", _("A seat of a group got a name")
    RELEASE_UNNAMED = "release_unnamed", _("A group's seat without a name went back")
    SET_CAPACITY = "set_capacity", _("The number of seats was changed")
    RELEASE_EARMARK = "release_earmark", _("Kept seats were released")


class Planning(models.TextChoices):
    """What an organizer decides about an event as a whole and answers for in the audit log."""

    CHANGE_OCCASION = "change_occasion", _("The event was changed")
    SET_STATUS = "set_status", _("The status of the event was changed")
    FORM = "change_form", _("The questions were changed")
    DOWNLOAD = "download_answers", _("The registrations were downloaded with their answers")
    READ_LIST = "read_list", _("A list of participants was read in")
    UNDO_LIST = "undo_list", _("A list that was read in was undone")
    WRITE = "write", _("A message was sent to participants")
    INVITE = "invite", _("Invitations were sent")
    REMIND_INVITED = "remind_invited", _("Those invited who have not answered were reminded")
    WITHDRAW_INVITATION = "withdraw_invitation", _("An invitation was withdrawn")
    MARK_BOUNCED = "mark_bounced", _("An invitation was marked as not arrived")


# From which state an act leads to which; a new row begins at "". What is not here is refused.
TRANSITIONS: dict[str, dict[str, frozenset[str]]] = {
    Act.REGISTER: {
        "": frozenset(
            {
                RegistrationState.CONFIRMED,
                RegistrationState.HELD,
                RegistrationState.WAITLISTED,
                RegistrationState.AWAITING_APPROVAL,
            }
        ),
    },
    Act.CONFIRM_ADDRESS: {
        RegistrationState.HELD: frozenset({RegistrationState.CONFIRMED}),
        RegistrationState.WAITLISTED: frozenset({RegistrationState.WAITLISTED}),
    },
    Act.EXPIRE_HOLD: {
        RegistrationState.HELD: frozenset({RegistrationState.EXPIRED}),
        RegistrationState.WAITLISTED: frozenset({RegistrationState.EXPIRED}),
    },
    Act.PROLONG_HOLD: {RegistrationState.HELD: frozenset({RegistrationState.HELD})},
    Act.APPROVE: {
        RegistrationState.AWAITING_APPROVAL: frozenset({RegistrationState.CONFIRMED, RegistrationState.WAITLISTED}),
    },
    Act.DECLINE: {RegistrationState.AWAITING_APPROVAL: frozenset({RegistrationState.DECLINED})},
    Act.PROMOTE: {
        RegistrationState.WAITLISTED: frozenset({RegistrationState.CONFIRMED, RegistrationState.OFFERED}),
    },
    Act.ACCEPT_OFFER: {RegistrationState.OFFERED: frozenset({RegistrationState.CONFIRMED})},
    Act.PASS_OFFER: {RegistrationState.OFFERED: frozenset({RegistrationState.WAITLISTED})},
    Act.EXPIRE_OFFER: {
        RegistrationState.OFFERED: frozenset({RegistrationState.EXPIRED, RegistrationState.WAITLISTED}),
    },
    Act.SUBSTITUTE: {
        "": frozenset({RegistrationState.CONFIRMED}),
        RegistrationState.CONFIRMED: frozenset({RegistrationState.REPLACED}),
    },
    Act.SWITCH_MODE: {RegistrationState.CONFIRMED: frozenset({RegistrationState.CONFIRMED})},
    Act.CANCEL: {state: frozenset({RegistrationState.CANCELLED}) for state in ACTIVE},
    Act.RELEASE_UNNAMED: {RegistrationState.CONFIRMED: frozenset({RegistrationState.EXPIRED})},
    Act.CLOSE_LIST: {RegistrationState.WAITLISTED: frozenset({RegistrationState.EXPIRED})},
    Act.CANCEL_OCCASION: {state: frozenset({RegistrationState.CANCELLED}) for state in ACTIVE},
}


class PartyRule(models.TextChoices):
    ALL_OR_NONE = "all_or_none", pgettext_lazy("group", "Wait until there are seats for all of us")
    SPLIT = "split", pgettext_lazy("group", "Take the seats there are; the rest of us wait")


class EntryState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("waiting list", "Waiting")
    OFFERED = "offered", pgettext_lazy("waiting list", "Offered a seat")
    GRANTED = "granted", pgettext_lazy("waiting list", "Got a seat")
    LEFT = "left", pgettext_lazy("waiting list", "Left the list")
    LAPSED = "lapsed", pgettext_lazy("waiting list", "Did not answer in time")
    CLOSED = "closed", pgettext_lazy("waiting list", "List closed")


class QuestionType(models.TextChoices):
    SHORT = "short", pgettext_lazy("question", "Short text")
    LONG = "long", pgettext_lazy("question", "Long text")
    ONE_OF = "one_of", pgettext_lazy("question", "One of several choices")
    MANY_OF = "many_of", pgettext_lazy("question", "Any of several choices")
    YES_NO = "yes_no", pgettext_lazy("question", "Yes or no")
    NUMBER = "number", pgettext_lazy("question", "Number")
    DATE = "date", pgettext_lazy("question", "Date")
    TIME = "time", pgettext_lazy("question", "Time of day")
    EMAIL = "email", pgettext_lazy("question", "E-mail address")
    PHONE = "phone", pgettext_lazy("question", "Phone number")
    ORGANIZATION = "organization", pgettext_lazy("question", "Organization")
    MUNICIPALITY = "municipality", pgettext_lazy("question", "Municipality")
    FUNCTION = "function", pgettext_lazy("question", "Function")
    SESSION = "session", pgettext_lazy("question", "Days of the event")


FREE_TEXT = frozenset({QuestionType.SHORT, QuestionType.LONG, QuestionType.ORGANIZATION, QuestionType.FUNCTION})
WITH_CHOICES = frozenset({QuestionType.ONE_OF, QuestionType.MANY_OF})
CLOSED = WITH_CHOICES | {QuestionType.YES_NO}


class QuestionStage(models.TextChoices):
    REGISTRATION = "registration", pgettext_lazy("question", "When registering")
    AFTER_APPROVAL = "after_approval", pgettext_lazy("question", "When the seat is confirmed")
    CHECK_IN = "check_in", pgettext_lazy("question", "At check-in, by the organizer")


class OfferState(models.TextChoices):
    OPEN = "open", pgettext_lazy("offer", "Open")
    ACCEPTED = "accepted", pgettext_lazy("offer", "Accepted")
    DECLINED = "declined", pgettext_lazy("offer", "Passed on")
    LAPSED = "lapsed", pgettext_lazy("offer", "Not answered in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("offer", "Withdrawn")


class RequestState(models.TextChoices):
    OPEN = "open", pgettext_lazy("request", "Waiting for the organizer")
    APPROVED = "approved", pgettext_lazy("request", "Approved")
    REFUSED = "refused", pgettext_lazy("request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "Withdrawn")


class InvitationState(models.TextChoices):
    SENT = "sent", pgettext_lazy("invitation", "Sent")
    OPENED = "opened", pgettext_lazy("invitation", "Opened")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Registered")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")
    DELEGATED = "delegated", pgettext_lazy("invitation", "Passed on to a colleague")
    BOUNCED = "bounced", pgettext_lazy("invitation", "Did not arrive")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")


UNANSWERED = frozenset({InvitationState.SENT, InvitationState.OPENED})
_ANSWERABLE = UNANSWERED | {InvitationState.BOUNCED}  # a mail that did not arrive may follow one that did

# A row is made as sent. Accepted again: only after the registration was cancelled.
INVITATION_MOVES: dict[str, frozenset[InvitationState]] = {
    InvitationState.OPENED: frozenset({InvitationState.SENT}),
    InvitationState.ACCEPTED: _ANSWERABLE | {InvitationState.DECLINED, InvitationState.ACCEPTED},
    InvitationState.DECLINED: _ANSWERABLE,
    InvitationState.DELEGATED: _ANSWERABLE,
    InvitationState.BOUNCED: UNANSWERED,
    InvitationState.WITHDRAWN: _ANSWERABLE | {InvitationState.DECLINED},
    InvitationState.SENT: _ANSWERABLE | {InvitationState.DECLINED, InvitationState.WITHDRAWN},
}
"""State -> the states it is reached from; anything else is refused."""


class Segment(models.TextChoices):
    SEATED = "seated", _("All who have a seat")
    ONSITE = "onsite", _("Those who come on site")
    ONLINE = "online", _("Those who take part online")
    WAITLISTED = "waitlisted", _("Those on the waiting list")


class Recipients(models.TextChoices):
    """Whom an organizer writes to."""

    CONFIRMED = "confirmed", _("All who have a seat")
    WAITING = "waiting", _("All on the waiting list")
    SILENT = "silent", _("Those who have not confirmed their address")
    ALL = "all", _("Everybody who is registered")


class Source(models.TextChoices):
    FORM = "form", _("The form on the website")
    OFFLINE_FORM = "offline_form", _("The form, filled in without a network")
    ORGANIZER = "organizer", _("Added by the organizer")
    TELEPHONE = "telephone", _("By telephone")
    MAIL = "mail", _("By e-mail to the organizer")
    LIST = "list", _("From a list that was read in")
    COMMAND = "command", _("A command")
    SUBSTITUTE = "substitute", _("In a colleague's place")
    GROUP = "group", _("A group registration")
    DEMO = "demo", _("Demo content")


class Actor(models.TextChoices):
    PERSON = "person", _("The person")
    ORGANIZER = "organizer", _("The organizer")
    JOB = "job", _("The clock")
    COMMAND = "command", _("A command")


class ReasonCode(models.TextChoices):
    """Why something happened to a registration, or why it did not; ``domain/explain.py`` turns it into words."""

    SEAT_FREE = "seat_free", _("A seat was free")
    SEAT_FREE_UNCONFIRMED = "seat_free_unconfirmed", _("A seat is held until the address is confirmed")
    ALL_TAKEN = "all_taken", _("All seats were taken")
    QUEUE_FIRST = "queue_first", _("Others were already waiting")
    NEXT_IN_ORDER = "next_in_order", _("First in order of arrival when a seat became free")
    NEXT_BY_FEWEST_SEATS = "next_by_fewest_seats", _("First in line: the municipality with fewest seats, then arrival")
    SHORT_NOTICE = "short_notice", _("Shortly before the cut-off, those go first who can come at short notice")
    NOT_AT_SHORT_NOTICE = "not_at_short_notice", _("Passed over: too close to the cut-off for an offer")
    PASSED_THIS_SEAT = "passed_this_seat", _("Passed over: had passed on this seat before")
    OFFER_ACCEPTED = "offer_accepted", _("The offer was accepted in time")
    OFFER_PASSED = "offer_passed", _("The person passed on the seat and waits for another")
    OFFER_NOT_ANSWERED = "offer_not_answered", _("The offer was not answered in time")
    LAST_IN_LINE = "last_in_line", _("The offer was not answered in time; the person waits on, last in line")
    NEEDS_APPROVAL = "needs_approval", _("The organizer approves registrations to this event")
    SEAT_TAKEN_OVER = "seat_taken_over", _("The seat went to a colleague from the same organization")
    AFTER_FREEZE = "after_freeze", _("Changes are requests now: numbers have been given to the caterer")
    ADDRESS_NOT_CONFIRMED = "address_not_confirmed", _("Passed over: the address was not confirmed yet")
    GROUP_DOES_NOT_FIT = "group_does_not_fit", _("Passed over: there are not seats for the whole group yet")
    SEATS_SAVED = "seats_saved", _("Not served: free seats are saved for a group that waits to come together")
    NOT_NAMED_IN_TIME = "not_named_in_time", _("Nobody was named for the seat in time")
    BY_CONTACT = "by_contact", _("By the contact of the group")
    AFTER_CUT_OFF = "after_cut_off", _("Nobody is moved up after the cut-off")
    PART_FULL = "part_full", _("A workshop that was chosen is full")
    CONFIRMED_IN_TIME = "confirmed_in_time", _("The address was confirmed in time")
    NOT_CONFIRMED_IN_TIME = "not_confirmed_in_time", _("The address was not confirmed in time")
    BY_PERSON = "by_person", _("At the person's own wish")
    BY_ORGANIZER = "by_organizer", _("By the organizer")
    LIST_CLOSED = "list_closed", _("No seat became free before the cut-off")
    OCCASION_CANCELLED = "occasion_cancelled", _("The event was cancelled")
    CAPACITY_CHANGED = "capacity_changed", _("The number of seats was changed")
    EARMARK_RELEASED = "earmark_released", _("Kept seats were released to all")
