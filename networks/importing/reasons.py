"""Why a row cannot be saved: stable codes with words in the reader's language. A reason names its column and value."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.importing.columns import COLUMNS

MESSAGES: Final[dict[str, Promise]] = {
    "no_organization": _("No organization is named."),
    "unknown_organization": _("There is no organization “%(value)s” in the directory."),
    "unknown_municipality": _("“%(value)s” is not a municipality."),
    "perhaps": _("“%(value)s” is not in the directory. Do you mean %(hint)s?"),
    "county_or_municipality": _("“%(value)s” is both a county and a municipality. Write “kommun” or “län” after it."),
    "several_organizations": _("Several organizations are called “%(value)s”. Give the organization number."),
    "unknown_kind": _("“%(value)s” is not a kind of organization."),
    "bad_number": _("“%(value)s” is not an organization number."),
    "no_network": _("No network is named."),
    "outside_scope": _("This is outside the networks that you look after. Ask the county coordinator."),
    "unknown_role": _("“%(value)s” is not a role in a network."),
    "bad_email": _("“%(value)s” is not an e-mail address."),
    "bad_date": _("“%(value)s” is not a date. Write it as 2026-05-04."),
    "ends_before_start": _("The row ends before it starts."),
    "no_person": _("No person is named."),
    "several_persons": _("Several persons have this name. Give the e-mail address."),
    "identity_number": _("The row holds a personal identity number. Remove it."),
    "too_long": _("“%(value)s” is too long."),
    "twice": _("The same row stands more than once in the file."),
    "other_organization": _("The person sits in the network for another organization."),
    "engagement_period": _("The person has this function at another time. Correct the dates first."),
    "overlap": _("There is already a row for this during part of that time."),
    "changed_meanwhile": _("Somebody has changed this since the preview. Check the file again."),
    "only_coordinator": _("Only the county coordinator can add or change organizations."),
    "header_again": _("The heading stands here again."),
    "not_saved": _("The row could not be saved as it is."),
}


@dataclass(frozen=True)
class Reason:
    """One reason; ``column`` is the key of a column or empty."""

    code: str
    column: str = ""
    value: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        return {name: text for name, text in asdict(self).items() if text}


def words(reasons: Iterable[Mapping[str, Any]], *, titles: Mapping[str, str] | None = None) -> list[str]:
    """Return stored reasons as sentences in the active language, each after the title of its column.

    ``titles``: what the file itself calls a column, by the column's key; our own heading for those not in it.
    """
    return [_sentence(item, titles or {}) for item in reasons]


def titles_of(header: Mapping[str, Any]) -> dict[str, str]:
    """Return what a file calls its columns, by key, from a sheet's entry in the mapping of its job."""
    return {key: title for key, title in zip(header["keys"], header["headings"], strict=False) if key and title}


def _sentence(item: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    sentence = str(MESSAGES[item["code"]]) % {"value": item.get("value", ""), "hint": item.get("hint", "")}
    key = item.get("column", "")
    if key not in COLUMNS:
        return sentence
    title = titles.get(key) or str(COLUMNS[key].heading)
    # Translators: why a row of an import is wrong, after the title of the column.
    return gettext("%(column)s: %(reason)s") % {"column": title, "reason": sentence}
