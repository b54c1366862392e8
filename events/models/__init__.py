"""The tables of events: words on pages, all that counts or has a clock on shared rows; rules are in ``domain/``."""

from events.models.calendar_items import CalendarFragment, SentCalendarItem
from events.models.change_requests import ChangeRequest
from events.models.invitations import Invitation
from events.models.occasions import Occasion, OccasionDay
from events.models.pages import EventIndexPage, EventPage
from events.models.participant_lists import ListedRegistration, ParticipantList
from events.models.parties import Party
from events.models.program_sessions import ProgramSession
from events.models.questions import Answer, Question, SensitiveAnswer
from events.models.registrations import ActReason, LinkRequest, Receipt, Registration
from events.models.reminders import Reminder
from events.models.seats import SeatClaim, SeatPool
from events.models.series import OccasionSeries, SeriesDate
from events.models.waiting import Offer, WaitingEntry

__all__ = [
    "ActReason",
    "Answer",
    "CalendarFragment",
    "ChangeRequest",
    "EventIndexPage",
    "EventPage",
    "Invitation",
    "LinkRequest",
    "ListedRegistration",
    "Occasion",
    "OccasionDay",
    "OccasionSeries",
    "Offer",
    "ParticipantList",
    "Party",
    "ProgramSession",
    "Question",
    "Receipt",
    "Registration",
    "Reminder",
    "SeatClaim",
    "SeatPool",
    "SensitiveAnswer",
    "SentCalendarItem",
    "SeriesDate",
    "WaitingEntry",
]
