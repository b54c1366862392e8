"""Every write to the directory is part of an act: who, when, why, each row before and after; how to undo one."""

import contextlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from wagtail.log_actions import log

from cms.domain.generation import bump_generation
from networks.enums import ActKind, ChangeAction, ImportState
from networks.exceptions import CannotRevert, ChangedMeanwhile, PeriodsOverlap
from networks.models import (
    Act,
    Change,
    CoverageRule,
    Engagement,
    ImportJob,
    KeyPersonAssignment,
    Membership,
    Network,
    NetworkGrant,
    NetworkSeat,
    NetworkTargetGroup,
    Organization,
    OrganizationLink,
    Person,
    refuse_overlaps,
)
from networks.models.rows import Row

RowT = TypeVar("RowT", bound=Row)

LOG_ACTION: Final = "networks.act"
REVERT_DAYS: Final = 30
JOURNALED: Final[dict[str, type[Row]]] = {
    model._meta.model_name or "": model
    for model in (
        CoverageRule,
        Engagement,
        KeyPersonAssignment,
        Membership,
        Network,
        NetworkGrant,
        NetworkSeat,
        NetworkTargetGroup,
        Organization,
        OrganizationLink,
        Person,
    )
}
PERSONAL_FIELDS: Final = ("given_name", "family_name", "name_key", "sort_key", "email", "phone")
_NOT_KEPT: Final = ("public_id", "row_version")


def plain_value(value: Any) -> Any:
    """Return a field's value as JSON can hold it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def snapshot(row: Row) -> dict[str, Any]:
    """Return all stored fields of a row, but its public id and version, as JSON values."""
    return {
        item.attname: plain_value(getattr(row, item.attname))
        for item in row._meta.concrete_fields
        if item.attname not in _NOT_KEPT
    }


@dataclass
class Recorder:
    """Writes rows and keeps what they were. Write closing rows first, then opening ones."""

    act: Act
    changes: list[Change] = field(default_factory=list)

    def _note(
        self, row: Row, action: ChangeAction, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        self.changes.append(
            Change(
                act=self.act,
                seq=len(self.changes) + 1,
                model=row._meta.model_name or "",
                object=row.public_id,
                action=action,
                before=before,
                after=after,
                version=row.row_version,
            )
        )

    def create(self, row: RowT) -> RowT:
        """Insert a row. Errors: PeriodsOverlap, nothing is written of this row then."""
        with refuse_overlaps():
            row.save(force_insert=True)
        self._note(row, ChangeAction.CREATED, None, snapshot(row))
        return row

    def change(self, row: RowT, *, seen_version: int | None = None, **values: Any) -> RowT:
        """Write some fields of a row and raise its version; no write when nothing differs.

        ``seen_version``: the version its editor looked at, by default the version of ``row``.
        Errors: ChangedMeanwhile, PeriodsOverlap; nothing is written of this row then.
        """
        seen = row.row_version if seen_version is None else seen_version
        before = snapshot(row)
        for name, value in values.items():
            setattr(row, name, value)
        if snapshot(row) == before:
            return row
        with refuse_overlaps():
            model = type(row)
            if not model._default_manager.filter(pk=row.pk, row_version=seen).update(row_version=seen + 1):
                raise ChangedMeanwhile
            row.row_version = seen + 1
            row.save()
        after = snapshot(row)
        differing = [name for name in after if after[name] != before[name]]
        self._note(
            row,
            ChangeAction.CHANGED,
            {name: before[name] for name in differing},
            {name: after[name] for name in differing},
        )
        return row

    def delete(self, row: Row) -> None:
        """Delete a row that never took effect. Errors: ProtectedError when others point at it."""
        before = snapshot(row)
        self._note(row, ChangeAction.DELETED, before, None)
        row.delete()


@contextlib.contextmanager
def record(
    kind: ActKind,
    *,
    actor: Any,
    now: datetime,
    reason: str = "",
    import_job: ImportJob | None = None,
    reverts: Act | None = None,
) -> Iterator[Recorder]:
    """Open an act, let the block write through the recorder, then store the changes and one audit log entry.

    An act without any change is not kept. The log entry is titled by the act's public id, never by a name.
    Errors: whatever the block raises; nothing is written then. Joins an open transaction.
    """
    with transaction.atomic():
        act = Act.objects.create(kind=kind, actor=actor, at=now, reason=reason, import_job=import_job, reverts=reverts)
        recorder = Recorder(act)
        yield recorder
        if not recorder.changes:
            act.delete()
            return
        Change.objects.bulk_create(recorder.changes, batch_size=500)
        bump_generation()
        log(
            instance=act,
            action=LOG_ACTION,
            user=actor,
            title=str(act.public_id),
            data={"kind": str(kind), "changes": len(recorder.changes)},
        )


@dataclass(frozen=True)
class Kept:
    """A row that an undo left as it is: changed since, or needed by something newer."""

    model: str
    public_id: uuid.UUID


@dataclass(frozen=True)
class Reverted:
    """What an undo did: its own act (None when every row was kept), and the rows left as they are."""

    act: Act | None
    undone: int
    kept: list[Kept]


def can_revert(act: Act, *, now: datetime) -> bool:
    """Return whether the act is young enough and has not been undone already."""
    return now - act.at <= timedelta(days=REVERT_DAYS) and not Act.objects.filter(reverts=act).exists()


def revert(act: Act, *, actor: Any, now: datetime, reason: str = "") -> Reverted:
    """Undo an act: delete what it created, restore what it changed, re-create what it deleted, last write first.

    Rows that have been changed since, or that newer rows point at, are kept and named. An undo is an act: it can be
    undone. Errors: CannotRevert after 30 days, or when it has been undone already.
    """
    if not can_revert(act, now=now):
        raise CannotRevert
    kept: list[Kept] = []
    own_versions: dict[uuid.UUID, int] = {}
    try:
        with record(ActKind.REVERT, actor=actor, now=now, reason=reason, reverts=act) as recorder:
            for change in act.changes.order_by("-seq"):
                if not _undo(change, recorder, own_versions):
                    kept.append(Kept(change.model, change.object))
            undone = len(recorder.changes)
            if act.import_job is not None:
                act.import_job.state = ImportState.PARTLY_UNDONE if kept else ImportState.UNDONE
                act.import_job.save(update_fields=["state"])
    except IntegrityError as error:
        raise CannotRevert from error
    return Reverted(recorder.act if undone else None, undone, kept)


def _undo(change: Change, recorder: Recorder, own_versions: dict[uuid.UUID, int]) -> bool:
    """Undo one change; False when the row is kept as it is."""
    model = JOURNALED[change.model]
    row = model._default_manager.filter(public_id=change.object).first()
    if change.action == ChangeAction.DELETED:
        if row is not None:
            return False
        return _write(lambda: recorder.create(_restored(model, change)))
    if row is None or row.row_version != own_versions.get(change.object, change.version):
        return False
    if change.action == ChangeAction.CREATED:
        return _write(lambda: recorder.delete(row))
    values = {name: _python_value(model, name, value) for name, value in (change.before or {}).items()}
    if not _write(lambda: recorder.change(row, **values)):
        return False
    own_versions[change.object] = row.row_version
    return True


def _write(step: Any) -> bool:
    try:
        with transaction.atomic():
            step()
    except (ProtectedError, PeriodsOverlap, ChangedMeanwhile, IntegrityError):
        return False
    return True


def _python_value(model: type[models.Model], attname: str, value: Any) -> Any:
    item = next(item for item in model._meta.concrete_fields if item.attname == attname)
    return value if isinstance(item, models.JSONField | models.ForeignKey) else item.to_python(value)


def _restored(model: type[Row], change: Change) -> Row:
    values = {name: _python_value(model, name, value) for name, value in (change.before or {}).items()}
    return model(**values, public_id=change.object, row_version=change.version + 1)


def forget_personal_values(now: datetime) -> int:
    """Take names, addresses and phone numbers out of changes too old to be undone; return how many rows changed.

    Units: older than 30 days. Safe to repeat: a change without such values is not touched.
    """
    old = Change.objects.filter(model="person", act__at__lt=now - timedelta(days=REVERT_DAYS))
    forgotten = []
    for change in old.iterator(chunk_size=500):
        cleaned = [_without_person(side) for side in (change.before, change.after)]
        if cleaned != [change.before, change.after]:
            change.before, change.after = cleaned
            forgotten.append(change)
    Change.objects.bulk_update(forgotten, ["before", "after"], batch_size=200)
    return len(forgotten)


def _without_person(values: dict[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: value for name, value in values.items() if name not in PERSONAL_FIELDS}
