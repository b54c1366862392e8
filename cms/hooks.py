"""The hooks by which one app shows what another has, without importing it.

A hook is a name and a callable, registered in each app's ``wagtail_hooks.py`` (Wagtail loads that file at
start). ``cms`` asks and declares; the shapes are the dataclasses below. An exception in one answer never breaks the
asker's page: use :func:`ask`, which logs it and leaves that answer out, or :func:`ask_strictly` where an answer missing
would be wrong (references, personal data, demo).
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wagtail import hooks as wagtail_hooks

ORGANIZATION_PANEL = "register_samverka_organization_panel"
NETWORK_MEETINGS = "register_samverka_network_meetings"
COVERAGE_LAYER = "register_samverka_coverage_layer"
REFERENCES = "register_samverka_references"
SPREAD_EVIDENCE = "register_samverka_spread_evidence"
PERSONAL_DATA = "register_samverka_personal_data"
OFFLINE_URLS = "register_samverka_offline_urls"
JOB = "register_samverka_job"
DEMO = "register_samverka_demo"
DOCTOR_CHECK = "register_samverka_doctor_check"

logger = logging.getLogger("samverka.hooks")


@dataclass(frozen=True)
class PanelRow:
    """One line of an organization panel: words, where they lead, a state word, a day."""

    title: str
    url: str = ""
    state: str = ""
    day: date | None = None


@dataclass(frozen=True)
class OrganizationPanel:
    """Answer of ORGANIZATION_PANEL, ``fn(organization, *, day, user) -> OrganizationPanel | None``.

    Called when the organization view is shown; ``rows`` newest first, may be empty.
    """

    title: str
    rows: Sequence[PanelRow]


@dataclass(frozen=True)
class MeetingItem:
    """One meeting in the network view; NETWORK_MEETINGS is ``fn(network, *, start, end, user) -> [MeetingItem]``."""

    title: str
    url: str
    start: datetime
    end: datetime
    status: str
    minutes_url: str = ""
    attended: int | None = None
    invited: int | None = None


@dataclass(frozen=True)
class Cell:
    """State of one organization in a coverage layer on a day."""

    state: str
    label: str
    date: "date | None" = None  # quoted: the default hides the type of the same name
    url: str = ""


@dataclass(frozen=True)
class CoverageLayer:
    """Answer of COVERAGE_LAYER, ``fn() -> [CoverageLayer]``: asked by the map and matrix in ``networks``.

    ``states``: code -> words. ``states_on(day, organization_ids)`` gives ``{organization_id: Cell}``, in few queries.
    """

    code: str
    title: str
    states: Mapping[str, str]
    states_on: Callable[[date, Sequence[int]], Mapping[int, Cell]]


@dataclass(frozen=True)
class SpreadEvidence:
    """Attendance that is evidence of "informed"; SPREAD_EVIDENCE is ``fn(*, content_id) -> [SpreadEvidence]``."""

    organization_id: int
    day: date
    label: str
    url: str
    content_id: str


@dataclass(frozen=True)
class PersonField:
    """One declared personal field; PERSONAL_DATA is ``fn() -> [PersonField]``.

    ``model`` is ``app.Model``; ``basis`` a GDPR article; ``record_class`` a key of the retention rules.
    """

    model: str
    field: str
    purpose: str
    basis: str
    record_class: str
    recipients: str = ""


@dataclass(frozen=True)
class JobDefinition:
    """A scheduled job; JOB is ``fn() -> [JobDefinition]``. ``run(now)`` may run twice and must bear it.

    An exception is written on the job's row and the job is tried again at its next time.
    """

    name: str
    every_seconds: int
    run: Callable[[datetime], None]


@dataclass(frozen=True)
class DemoStep:
    """Demo content of one app; DEMO is ``fn() -> DemoStep``. Steps run by ``order``: the lower floor first.

    ``load(now)`` is idempotent: run twice it changes nothing.
    """

    order: int
    name: str
    load: Callable[[datetime], None]


@dataclass(frozen=True)
class DoctorFinding:
    """One line of the doctor: ``level`` is ok, warning or error; what, why, what to do (English, for operators)."""

    level: str
    what: str
    why: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class OfflineUrls:
    """Answer of OFFLINE_URLS, ``fn(language) -> OfflineUrls``: public addresses worth keeping after the first visit."""

    urls: Sequence[str] = field(default_factory=tuple)


def answers(hook: str) -> list[Callable[..., Any]]:
    """Return the callables registered for a hook, in Wagtail's order."""
    return list(wagtail_hooks.get_hooks(hook))


def ask(hook: str, *args: Any, **kwargs: Any) -> list[Any]:
    """Call every answer of a hook and return the results; one that raises is logged by hook name and left out."""
    results = []
    for answer in answers(hook):
        try:
            results.append(answer(*args, **kwargs))
        except Exception:
            logger.exception("hook failed", extra={"hook": hook, "answer": answer.__module__})
    return results


def ask_strictly(hook: str, *args: Any, **kwargs: Any) -> list[Any]:
    """Call every answer of a hook and return the results. Errors: whatever an answer raises."""
    return [answer(*args, **kwargs) for answer in answers(hook)]


def flatten(results: Iterable[Iterable[Any]]) -> list[Any]:
    """Return the items of all results in one list."""
    return [item for result in results for item in result]
