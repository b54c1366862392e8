"""Refusals of the knowledge bank, one class per reason a caller may act on."""

from django.utils.translation import gettext_lazy as _

from cms.exceptions import SamverkaError


class DecisionWithoutBody(SamverkaError):
    """A decision date was given, but nobody who decided: an official's memorandum is a proposal, not a decision."""

    code = "decision_without_body"
    message = _("Say which committee or board decided. A proposal from an official is recorded as a proposal.")


class EditionMissing(SamverkaError):
    """The act needs an edition of the plan."""

    code = "edition_missing"
    message = _("Say which edition of the plan the decision is about.")


class EditionOfAnotherPlan(SamverkaError):
    """The edition belongs to another plan than the adoption."""

    code = "edition_of_another_plan"
    message = _("That edition belongs to another plan. Choose an edition of this plan.")


class ReviewTooLate(SamverkaError):
    """The next review of an edition was set more than 24 months after its adoption."""

    code = "review_too_late"
    message = _("The plan must be reviewed within 24 months of its adoption, at the latest on %(latest)s.")


class CaseNumberTaken(SamverkaError):
    """The case number of that registry already belongs to another organization's matter about the same plan."""

    code = "case_number_taken"
    message = _("The case number %(case_number)s is already recorded for %(organization)s. Check the number.")


class EvidenceMissing(SamverkaError):
    """An organization counts as informed only by something that can be shown: a letter or a meeting."""

    code = "evidence_missing"
    message = _("Say how they were informed: choose a letter, or name the meeting or seminar.")


class NotYetJoined(SamverkaError):
    """Only who has joined can leave or renew."""

    code = "not_yet_joined"
    message = _("Only an organization that has joined the plan can renew it or leave it.")


class FutureEvent(SamverkaError):
    """What has not happened yet cannot be recorded as having happened."""

    code = "future_event"
    message = _("The date has not come yet. Record it when it has happened.")


class CorrectsForeignEvent(SamverkaError):
    """The corrected entry belongs to another organization or plan, or is already corrected."""

    code = "corrects_foreign_event"
    message = _("That entry cannot be corrected here: it is already corrected, or belongs elsewhere. Reload the page.")


class RowFrozen(SamverkaError):
    """A row that is history was about to be changed or deleted. For programmers: add a new row instead."""

    code = "row_frozen"
    message = _("This entry is history and cannot be changed. Add a new entry that corrects it.")
