"""Load the demo plan: editions, letters, and who was informed, has a case, proposed, joined or declined.

Real is the memorandum of 2017-11-08 (a proposal); all later decisions and case numbers are invented.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cms.demo.pages import page_id
from knowledgebank.domain.editions import adopt_edition, send_out
from knowledgebank.domain.spreading import (
    Entry,
    record_decided,
    record_informed,
    record_proposed,
    record_received,
    record_replied,
)
from knowledgebank.enums import Outcome
from knowledgebank.models import AdoptionEvent, Dispatch, Plan, PlanEdition, PlanPage
from networks.demo.load import find_network, find_organization
from networks.enums import DatePrecision


def load_plan(row: dict[str, Any], *, now: datetime) -> None:
    """Load what is missing of the plan, its editions and its adoptions."""
    today = timezone.localdate(now)
    page = PlanPage.objects.get(pk=page_id(row["page"]))
    owner, network = find_organization(row["owner"]), find_network(row["network"])
    plan, _created = Plan.objects.get_or_create(
        content_id=page.translation_key, defaults={"owner": owner, "network": network}
    )
    for number, part in enumerate(row["editions"], start=1):
        if not plan.editions.filter(number=number).exists():
            _load_edition(plan, part, today=today, now=now)
    for part in row["adoptions"]:
        for number, event in enumerate(part["events"], start=1):
            key = f"demo-{row['page']}-{part['organization']}-{number}"
            if not AdoptionEvent.objects.filter(key=key).exists():
                _RECORD[event["kind"]](plan, part["organization"], event, _day(event, today), Entry(now=now, key=key))


def _load_edition(plan: Plan, row: dict[str, Any], *, today: date, now: datetime) -> None:
    edition = adopt_edition(
        plan,
        adopted_on=_day(row, today, "adopted"),
        body=find_organization(row["body"]),
        review_due_on=date.fromisoformat(row["review_due"]) if "review_due" in row else None,
        entry=Entry(now=now),
    )
    letter = row["dispatch"]
    send_out(
        plan,
        edition=edition,
        letter=letter["letter"],
        sent_on=_day(letter, today, "sent"),
        sent_on_precision=letter.get("sent_precision", DatePrecision.DAY),
        reply_due_on=_day(letter, today, "reply_due"),
        reply_due_precision=letter.get("reply_precision", DatePrecision.DAY),
        entry=Entry(now=now),
    )


def _day(row: dict[str, Any], today: date, name: str = "on") -> date:
    """Return a day written as a date, as days ago, or as days to come."""
    if name in row:
        return date.fromisoformat(row[name])
    if (key := f"{name}_in_days") in row:
        return today + timedelta(days=row[key])
    return today - timedelta(days=row["days_ago" if name == "on" else f"{name}_days_ago"])


def _edition(plan: Plan, row: dict[str, Any]) -> PlanEdition:
    return plan.editions.get(number=row["edition"])


def _dispatch(plan: Plan, row: dict[str, Any]) -> Dispatch:
    return Dispatch.objects.get(edition=_edition(plan, row))


def _informed(plan: Plan, code: str, row: dict[str, Any], day: date, entry: Entry) -> None:
    record_informed(
        plan,
        organization=find_organization(code),
        on=day,
        function_reached=row["function"],
        dispatch=_dispatch(plan, row) if "edition" in row else None,
        evidence=row.get("evidence", ""),
        entry=entry,
    )


def _received(plan: Plan, code: str, row: dict[str, Any], day: date, entry: Entry) -> None:
    record_received(
        plan,
        organization=find_organization(code),
        on=day,
        precision=row.get("precision", DatePrecision.DAY),
        registry=find_organization(row["registry"]),
        case_number=row["case_number"],
        dispatch=_dispatch(plan, row),
        entry=entry,
    )


def _proposed(plan: Plan, code: str, row: dict[str, Any], day: date, entry: Entry) -> None:
    record_proposed(
        plan,
        organization=find_organization(code),
        on=day,
        body=find_organization(row["body"]),
        proposed_outcome=Outcome(row["outcome"]),
        entry=entry,
    )


def _decided(plan: Plan, code: str, row: dict[str, Any], day: date, entry: Entry) -> None:
    record_decided(
        plan,
        organization=find_organization(code),
        decision_date=day,
        body=find_organization(row["body"]),
        edition=_edition(plan, row),
        outcome=Outcome(row["outcome"]),
        entry=entry,
    )


def _replied(plan: Plan, code: str, row: dict[str, Any], day: date, entry: Entry) -> None:
    record_replied(plan, organization=find_organization(code), on=day, entry=entry)


_RECORD: dict[str, Callable[[Plan, str, dict[str, Any], date, Entry], None]] = {
    "informed": _informed,
    "received": _received,
    "proposed": _proposed,
    "decided": _decided,
    "replied": _replied,
}
