"""The refusals of this app, one class per reason that a caller may act on."""

from django.utils.translation import gettext_lazy as _

from cms.exceptions import SamverkaError


class NetworksError(SamverkaError):
    """The base of all refusals here."""


class PeriodsOverlap(NetworksError):
    code = "periods_overlap"
    message = _("There is already a row for this during part of that time. End the earlier one first.")


class ChangedMeanwhile(NetworksError):
    code = "changed_meanwhile"
    message = _("Somebody else has changed this since you opened it. Open it again and look at what is new.")


class NotOpenOnDay(NetworksError):
    code = "not_open_on_day"
    message = _("This is not in force on that day.")


class EndsBeforeStart(NetworksError):
    code = "ends_before_start"
    message = _("The end must be after the start.")


class OwnAncestor(NetworksError):
    code = "own_ancestor"
    message = _("That would put it under itself.")


class AlreadyMember(NetworksError):
    code = "already_member"
    message = _("This person already has that role in the network at that time.")


class NotEngaged(NetworksError):
    code = "not_engaged"
    message = _("This person has no function at an organization on that day.")


class CannotRevert(NetworksError):
    code = "cannot_revert"
    message = _("This can no longer be undone.")


class FileRefused(NetworksError):
    """A file that is not read further; ``message`` says which limit it broke."""

    code = "file_refused"
    message = _("The file could not be read.")


class ImportNotReady(NetworksError):
    code = "import_not_ready"
    message = _("This import is not at that step. Begin again from its preview.")


class NotAllRows(NetworksError):
    """ "All rows or none" was chosen, and a row cannot be saved; nothing was."""

    code = "not_all_rows"
    message = _(
        "Nothing was saved: some rows cannot be saved, and you chose to save all rows or none. See the preview."
    )


class OutsideScope(NetworksError):
    code = "outside_scope"
    message = _("This is outside the networks that you look after. Ask the county coordinator.")
