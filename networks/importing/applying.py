"""Save a checked import: one transaction and one act, organizations first, then persons, functions, seats, members.

Nothing is parsed again. A row that has changed since the preview is a conflict and never overwritten; so is one that
the user may no longer write. Two confirms are one act.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from networks.domain.acts import Recorder, record
from networks.domain.directory import complete_area
from networks.domain.endings import close
from networks.enums import ActKind, ImportState, Outcome
from networks.exceptions import ImportNotReady, NetworksError, NotAllRows, PeriodsOverlap
from networks.importing.planning import NEW
from networks.importing.reasons import Reason
from networks.models import (
    Act,
    Engagement,
    ImportJob,
    ImportRecord,
    ImportRow,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkSeat,
    Organization,
    Person,
)
from networks.models.rows import PeriodRow, Row

ENTITIES: Final[dict[str, type[Row]]] = {
    "organization": Organization,
    "person": Person,
    "engagement": Engagement,
    "seat": NetworkSeat,
    "membership": Membership,
    "key_person": KeyPersonAssignment,
}
REFERENCES: Final[dict[str, type[Row]]] = {
    "organization": Organization,
    "for_organization": Organization,
    "person": Person,
    "engagement": Engagement,
    "network": Network,
}
ORDER: Final = {name: place for place, name in enumerate(ENTITIES)}


class RowRefused(Exception):
    """A row cannot be saved; the argument is the code of a reason."""


@dataclass(frozen=True)
class Scope:
    """What the user may write at the moment of saving: rights may have ended since the preview (rule 36)."""

    manages_all: bool
    networks: frozenset[int]

    @classmethod
    def of(cls, user: Any) -> "Scope":
        networks = Network.objects.writable_by(user).values_list("pk", flat=True)
        return cls(user.has_perm("networks.manage_directory"), frozenset(networks))

    def check(self, row: Row) -> None:
        """Errors: RowRefused for a row of a network, or an organization, that the user may not write."""
        network_id = getattr(row, "network_id", None)
        refused = isinstance(row, Organization) if network_id is None else network_id not in self.networks
        if refused and not self.manages_all:
            raise RowRefused("outside_scope")


def apply(job: ImportJob, *, user: Any, now: datetime) -> Act | None:
    """Save the job's new and changed rows as one act and return it; None when nothing was to be saved.

    Confirmed twice, the second answer is the first act. Rows refused now end as conflicts and are counted so; with
    "all or nothing" one such row, or one that was wrong from the start, stops all.
    Errors: ImportNotReady when the job is not checked or not the user's; NotAllRows. Joins the caller's transaction.
    """
    if job.user_id != user.pk:
        raise ImportNotReady
    taken = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKED).update(state=ImportState.APPLYING)
    job.refresh_from_db()
    if not taken:
        if job.state == ImportState.APPLIED:
            return Act.objects.filter(import_job=job).first()
        raise ImportNotReady
    whole = bool(job.options.get("all_or_nothing"))
    if whole and (job.counts.get(Outcome.INVALID) or job.counts.get(Outcome.CONFLICT)):
        raise NotAllRows
    with record(ActKind.IMPORT, actor=user, now=now, import_job=job) as recorder:
        refused = _write_rows(job, recorder)
        if whole and refused:
            raise NotAllRows
    for row in refused:
        job.counts[str(row.outcome)] -= 1
        job.counts[Outcome.CONFLICT] += 1
        row.outcome = Outcome.CONFLICT
    ImportRow.objects.bulk_update(refused, ["outcome", "reasons"], batch_size=500)
    job.state, job.applied_at, job.content = ImportState.APPLIED, now, None
    job.save(update_fields=["state", "applied_at", "content", "counts"])
    return Act.objects.filter(import_job=job).first()


def _write_rows(job: ImportJob, recorder: Recorder) -> list[ImportRow]:
    """Write the rows one after the other, each whole or not at all; return those refused."""
    created: dict[str, Row] = {}
    refused = []
    scope = Scope.of(job.user)
    rows = job.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED]).prefetch_related("records")
    for row in rows.order_by("sheet", "number"):
        written, before = dict(created), len(recorder.changes)
        try:
            with transaction.atomic():
                for item in sorted(row.records.all(), key=lambda item: ORDER[item.entity]):
                    _write(item, recorder, written, scope)
        except (RowRefused, NetworksError, ValidationError, IntegrityError, ProtectedError) as error:
            del recorder.changes[before:]
            row.reasons = [Reason(_code(error)).as_json()]
            refused.append(row)
        else:
            created = written
    return refused


def _code(error: Exception) -> str:
    if isinstance(error, RowRefused):
        return str(error)
    if isinstance(error, PeriodsOverlap):
        return "overlap"
    return "changed_meanwhile" if getattr(error, "code", "") == "changed_meanwhile" else "not_saved"


def _write(item: ImportRecord, recorder: Recorder, created: dict[str, Row], scope: Scope) -> None:
    model = ENTITIES[item.entity]
    if item.target is None:
        if item.match_key not in created:
            created[item.match_key] = _create(model, item, recorder, created, scope)
        return
    row = model._default_manager.filter(public_id=item.target).first()
    if row is None:
        raise RowRefused("changed_meanwhile")
    scope.check(row)
    if row.row_version != item.seen_version:
        if created.get(f"own/{item.target}") is None:
            raise RowRefused("changed_meanwhile")
        if not item.clean.get("replaces") and _already_holds(row, item.clean):
            return
    if item.clean.get("replaces") and isinstance(row, PeriodRow):
        close(recorder, row, day=date.fromisoformat(item.clean["valid_from"]))
        _create(model, item, recorder, created, scope, seat=getattr(row, "seat", None))
        return
    values = {name: _python(model, name, value) for name, value in item.clean.items()}
    recorder.change(row, **values)
    created[f"own/{item.target}"] = row


def _already_holds(row: Row, clean: dict[str, Any]) -> bool:
    return all(getattr(row, name) == _python(type(row), name, value) for name, value in clean.items())


def _create(
    model: type[Row], item: ImportRecord, recorder: Recorder, created: dict[str, Row], scope: Scope, **more: Any
) -> Row:
    values: dict[str, Any] = {name: value for name, value in more.items() if value is not None}
    for name, value in item.clean.items():
        if name == "replaces":
            continue
        values[name] = _resolve(REFERENCES[name], value, created) if name in REFERENCES else _python(model, name, value)
    row = model(**values)
    scope.check(row)
    if isinstance(row, Organization):
        complete_area(row)
    if isinstance(row, Membership) and row.seat is None:
        row.seat = _seat_of(row)
    row.clean_fields()
    return recorder.create(row)


def _seat_of(membership: Membership) -> NetworkSeat | None:
    holder = membership.engagement.organization
    holders = [pk for pk in (holder.pk, holder.parent_id) if pk]
    seats = NetworkSeat.objects.on(membership.valid_from).filter(network=membership.network, organization__in=holders)
    return min(seats, key=lambda seat: holders.index(seat.organization_id), default=None)


def _resolve(model: type[Row], reference: str, created: dict[str, Row]) -> Row:
    if reference.startswith(NEW):
        return created[reference.removeprefix(NEW)]
    row = model._default_manager.filter(public_id=reference).first()
    if row is None:
        raise RowRefused("changed_meanwhile")
    return row


def _python(model: type[Row], name: str, value: Any) -> Any:
    item = next(item for item in model._meta.concrete_fields if name in (item.name, item.attname))
    if value is None or item.is_relation:
        return value
    return item.to_python(value)
