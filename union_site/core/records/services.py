"""Writing rows of registers: create, change, strike out (作废), restore. Each writes its own audit event, all or nothing.

What is encrypted is encrypted on saving a field; no file is read and nothing is rendered inside the transaction.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from union_site.core import audit
from union_site.core.scope import RowModel, Scope
from union_site.core.widths import tidy

Action = audit.Action


class OutsideScope(ValueError):
    """The row would lie outside the scope of the person who writes it, by its own words or by what follows from it."""

    message = "这样处理后，记录将不在您的管理范围内。请检查所选的单位，确需如此的请上级工会办理。"


class ChangedMeanwhile(ValueError):
    """Somebody else has written or struck out the row since it was loaded: to save would undo their work."""

    message = "这条记录刚刚被他人修改过。请先打开记录查看最新内容，再重新修改。"


class ReasonMissing(ValueError):
    """A record is struck out only with a reason."""

    message = "请填写作废原因。"


class ParentVoided(ValueError):
    """The record that the row belongs to is struck out: the row alone would count for nothing."""

    message = "所属的记录已作废，请先恢复所属的记录，再恢复这一条。"


def create(
    record: RowModel,
    *,
    by,
    register: str,
    scope: Scope,
    save: Callable[[RowModel], None] | None = None,
    saved: Callable[[RowModel, str], None] | None = None,
    reason: str = "",
    ip_address: str = "",
) -> RowModel:
    """Save a new row; `reason` goes to the trail. `scope` is where `by` may add rows: a row that ends up outside is refused with OutsideScope."""
    with transaction.atomic():
        record.created_by = record.updated_by = by
        record.created_at = record.updated_at = timezone.now()
        save(record) if save else record.save(force_insert=True)
        said = {"by": by, "register": register, "ip_address": ip_address, "changes": _made(record), "reason": reason}
        _written(Action.CREATE, record, scope=scope, saved=saved, **said)
    return record


def change(
    record: RowModel,
    *,
    before: dict,
    by,
    register: str,
    scope: Scope,
    save: Callable[[RowModel], None] | None = None,
    saved: Callable[[RowModel, str], None] | None = None,
    ip_address: str = "",
) -> dict:
    """Save a changed row; `before` is its `audit.snapshot`. Returns the differences; without any, nothing is written.

    Raises ChangedMeanwhile, OutsideScope.
    """
    changes = audit.differences(before, record)
    if not changes:
        return changes
    with transaction.atomic():
        _refuse_changed(record)
        record.updated_by, record.updated_at = by, timezone.now()
        save(record) if save else record.save()
        changes = audit.differences(before, record)
        said = {"by": by, "register": register, "ip_address": ip_address, "changes": changes}
        _written(Action.CHANGE, record, scope=scope, saved=saved, **said)
    return changes


def void(
    record: RowModel,
    *,
    reason: str,
    by,
    register: str,
    scope: Scope,
    saved: Callable[[RowModel, str], None] | None = None,
    ip_address: str = "",
) -> None:
    """Strike a row out. It stays, is counted nowhere, and can be restored.

    Raises ReasonMissing, ChangedMeanwhile, OutsideScope (what follows would put the row outside `scope`).
    """
    reason = tidy(reason)
    if not reason:
        raise ReasonMissing
    with transaction.atomic():
        _refuse_changed(record)
        record.voided_at, record.voided_by, record.void_reason = timezone.now(), by, reason[:200]
        _mark(record)
        said = {"by": by, "register": register, "ip_address": ip_address, "reason": reason}
        _written(Action.VOID, record, scope=scope, saved=saved, **said)


def restore(
    record: RowModel,
    *,
    by,
    register: str,
    scope: Scope,
    saved: Callable[[RowModel, str], None] | None = None,
    ip_address: str = "",
) -> None:
    """Take back a strike-out. Raises ChangedMeanwhile, OutsideScope, ParentVoided."""
    with transaction.atomic():
        _refuse_changed(record)
        if record.parent_record is not None and record.parent_record.is_void:
            raise ParentVoided
        reason = record.void_reason
        record.voided_at, record.voided_by, record.void_reason = None, None, ""
        _mark(record)
        said = {"by": by, "register": register, "ip_address": ip_address, "reason": reason}
        _written(Action.RESTORE, record, scope=scope, saved=saved, **said)


def _mark(record: RowModel) -> None:
    """Store the strike-out alone: no other field is touched, nor checked anew."""
    type(record)._base_manager.filter(pk=record.pk).update(
        voided_at=record.voided_at, voided_by=record.voided_by, void_reason=record.void_reason
    )


def _refuse_changed(record: RowModel) -> None:
    """Lock the stored row, and make sure that it is still the one that was loaded and checked."""
    rows = type(record)._base_manager.select_for_update().filter(pk=record.pk)
    if rows.values_list("updated_at", "voided_at").first() != (record.updated_at, record.voided_at):
        raise ChangedMeanwhile


def _refuse_outside(record: RowModel, scope: Scope) -> None:
    if not type(record).objects.within(scope).filter(pk=record.pk).exists():
        raise OutsideScope


def _made(record: RowModel) -> dict:
    """What a new row says, as differences from nothing."""
    fields = audit.differences(dict.fromkeys(audit.snapshot(record)), record)
    return {name: pair for name, pair in fields.items() if pair[1] not in ("", None)}


def _written(action, record, *, by, register, ip_address, scope, saved, changes=None, reason="") -> None:
    """What follows from a write, the scope after all of it, and the trail."""
    if saved:
        saved(record, action)
    _refuse_outside(record, scope)
    audit.write(
        action, user=by, record=record, register=register, changes=changes, reason=reason, ip_address=ip_address
    )
