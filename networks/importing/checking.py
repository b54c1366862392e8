"""Compare a file with the directory: each row is new, changed, unchanged, skipped, wrong or in conflict; and why.

Writes staging rows only. What is to be written stands ready in records: confirming parses nothing again.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from networks.enums import ImportState, ImportTarget, OrganizationKind, Outcome
from networks.exceptions import ImportNotReady
from networks.importing.cleaning import CleanRow, clean_row
from networks.importing.mapping import named_cells
from networks.importing.matching import Directory, organization_hint
from networks.importing.planning import KeyPersonPlanner, MembershipPlanner, OrganizationPlanner, Plan
from networks.importing.reasons import Reason
from networks.models import ImportJob, ImportRecord, ImportRow

PLANNERS = {
    ImportTarget.MEMBERSHIPS: MembershipPlanner,
    ImportTarget.KEY_PERSONS: KeyPersonPlanner,
    ImportTarget.ORGANIZATIONS: OrganizationPlanner,
}
SHARE_OF_ROWS = 0.30
SHARE_OF_ENDS = 0.05
FEW_ROWS = 10  # shares of a handful of rows say nothing


def check(job: ImportJob, *, user: Any, day: date) -> ImportJob:
    """Give every row of the job its outcome, reasons and records; replaces what an earlier check wrote.

    Joins the caller's transaction. Errors: ImportNotReady for a job that has been saved or discarded.
    """
    if job.state not in (ImportState.READ, ImportState.MAPPED, ImportState.CHECKED):
        raise ImportNotReady
    rows = list(job.rows.all())
    keys_of = {sheet: item["keys"] for sheet, item in job.mapping.items()}
    headers = {(sheet, item["number"]) for sheet, item in job.mapping.items()}
    headings = {sheet: item["headings"] for sheet, item in job.mapping.items()}
    clean = {row.pk: clean_row(named_cells(row.raw, keys_of[row.sheet])) for row in rows if row.sheet in keys_of}
    directory = Directory(clean.values(), user=user, day=day, network=job.network)
    planner = PLANNERS[ImportTarget(job.target)](directory)
    plans: dict[int, Plan] = {}
    read = []
    for row in rows:
        if row.sheet not in keys_of or row.number <= job.mapping[row.sheet]["number"]:
            continue  # title rows and headers are no rows of the list
        read.append(row)
        if (row.sheet, row.number) not in headers and row.raw == headings[row.sheet]:
            plans[row.pk] = Plan(outcome=Outcome.SKIPPED, reasons=[Reason("header_again")])
        else:
            plans[row.pk] = _plan(planner, directory, clean[row.pk])
    _mark_repeats(plans)
    _store(job, rows, plans)
    job.counts = _counts(plans)
    job.state = ImportState.CHECKED
    job.save(update_fields=["counts", "state"])
    return job


def _plan(planner: Any, directory: Directory, row: CleanRow) -> Plan:
    if row.reasons:
        return Plan(outcome=Outcome.INVALID, reasons=row.reasons)
    organization = directory.find_organization(row, target=planner.target)
    if isinstance(organization, Reason):
        outcome = Outcome.CONFLICT if organization.code == "several_organizations" else Outcome.INVALID
        return Plan(outcome=outcome, reasons=[organization])
    if organization is None and (refusal := _refuse_new_organization(directory, row)):
        return Plan(outcome=Outcome.INVALID, reasons=[refusal])
    plan: Plan = planner.plan(row, organization)
    return plan


def _refuse_new_organization(directory: Directory, row: CleanRow) -> Reason | None:
    """Return why an organization that is not in the directory is not added: it needs a kind, and the right."""
    name = row.get("organization")
    if not row.kind or row.kind == OrganizationKind.MUNICIPALITY:
        return organization_hint(name)
    return None if directory.manages_all else Reason("only_coordinator", "organization")


def _mark_repeats(plans: dict[int, Plan]) -> None:
    """A key that stands twice in the file is a conflict for all its rows."""
    numbers = Counter(plan.key for plan in plans.values() if plan.key)
    for plan in plans.values():
        if plan.key and numbers[plan.key] > 1:
            plan.outcome, plan.reasons, plan.records = Outcome.CONFLICT, [Reason("twice")], []


def _store(job: ImportJob, rows: Sequence[ImportRow], plans: dict[int, Plan]) -> None:
    ImportRecord.objects.filter(row__job=job).delete()
    records = []
    for row in rows:
        plan = plans.get(row.pk)
        row.outcome = plan.outcome if plan else ""
        row.reasons = [reason.as_json() for reason in plan.reasons] if plan else []
        if plan and plan.outcome in (Outcome.NEW, Outcome.CHANGED):
            records.extend(ImportRecord(row=row, **record.as_fields()) for record in plan.records)
    ImportRow.objects.bulk_update(rows, ["outcome", "reasons"], batch_size=500)
    ImportRecord.objects.bulk_create(records, batch_size=500)


def _counts(plans: dict[int, Plan]) -> dict[str, Any]:
    """Return how many rows ended how, and what a person must accept besides."""
    numbers = Counter(str(plan.outcome) for plan in plans.values())
    counts: dict[str, Any] = {outcome: numbers.get(outcome, 0) for outcome in Outcome.values}
    existing = numbers.get(Outcome.CHANGED, 0) + numbers.get(Outcome.UNCHANGED, 0)
    fields = Counter(name for plan in plans.values() if plan.outcome == Outcome.CHANGED for name in plan.changed_fields)
    warnings = []
    if existing >= FEW_ROWS:
        if fields and max(fields.values()) >= SHARE_OF_ROWS * existing:
            warnings.append("many_changes")
        if fields.get("valid_to", 0) > SHARE_OF_ENDS * existing:
            warnings.append("many_ends")
    counts["warnings"] = warnings
    return counts
