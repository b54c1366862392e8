"""Words that rows of the knowledge bank choose from. A leaf: imports nothing of ours."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ScopeLevel(TextChoices):
    """For whom a text holds."""

    NATION = "nation", _("The whole country")
    COUNTY = "county", _("A county")
    MUNICIPALITY = "municipality", _("A municipality")


class ChangeSignificance(TextChoices):
    """How much a reader must care about a change."""

    MINOR = "minor", pgettext_lazy("change", "Minor: wording, links, contact details")
    MAJOR = "major", pgettext_lazy("change", "Major: the reader should do something in another way")


class EventKind(TextChoices):
    """What happened on an organization's way to a plan (the event table of the adoption contract)."""

    INFORMED = "informed", pgettext_lazy("adoption event", "Informed")
    RECEIVED = "received", pgettext_lazy("adoption event", "Case opened")
    PROPOSED = "proposed", pgettext_lazy("adoption event", "Proposal to decide")
    DECIDED = "decided", pgettext_lazy("adoption event", "Decision")
    REPLIED = "replied", pgettext_lazy("adoption event", "Reply sent")
    ADAPTED = "adapted", pgettext_lazy("adoption event", "Own version published")
    REVIEWED = "reviewed", pgettext_lazy("adoption event", "Reviewed")
    RENEWED = "renewed", pgettext_lazy("adoption event", "Renewed for a newer edition")
    WITHDRAWN = "withdrawn", pgettext_lazy("adoption event", "Left the plan")
    RETRACTED = "retracted", pgettext_lazy("adoption event", "Entry taken back")


class Outcome(TextChoices):
    """What a deciding body decided."""

    JOINED = "joined", pgettext_lazy("decision", "Joins")
    JOINED_WITH_RESERVATIONS = "joined_with_reservations", pgettext_lazy("decision", "Joins with reservations")
    DECLINED = "declined", pgettext_lazy("decision", "Declines")
    POSTPONED = "postponed", pgettext_lazy("decision", "Postpones")


class Stage(TextChoices):
    """Where an organization stands on a day. Derived from events, never stored."""

    NOT_CONTACTED = "not_contacted", pgettext_lazy("adoption stage", "Nothing recorded")
    INFORMED = "informed", pgettext_lazy("adoption stage", "Informed")
    RECEIVED = "received", pgettext_lazy("adoption stage", "Case open")
    UNDER_PREPARATION = "under_preparation", pgettext_lazy("adoption stage", "Proposal being prepared")
    JOINED = "joined", pgettext_lazy("adoption stage", "Joined")
    JOINED_WITH_RESERVATIONS = "joined_with_reservations", pgettext_lazy("adoption stage", "Joined with reservations")
    DECLINED = "declined", pgettext_lazy("adoption stage", "Declined")
    POSTPONED = "postponed", pgettext_lazy("adoption stage", "Postponed")
    WITHDRAWN = "withdrawn", pgettext_lazy("adoption stage", "Left")


JOINED_STAGES = frozenset({Stage.JOINED, Stage.JOINED_WITH_RESERVATIONS})
