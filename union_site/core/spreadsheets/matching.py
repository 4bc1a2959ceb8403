"""Which records are already there, and what a sheet would change about them. One query per kind of record and chunk."""

from collections.abc import Container, Iterable
from uuid import UUID

from django.db import models

from union_site.core.among import among
from union_site.core.crypto import mask_of
from union_site.core.spreadsheets.context import ImportContext, Pending
from union_site.core.spreadsheets.rows import Entry, Keep, Verdict
from union_site.core.spreadsheets.targets import CompiledTarget

CHUNK = 5000
CONFLICT = ("conflict", "该记录无法导入，请联系上级工会核对。")
VOIDED = ("voided", "该记录已作废。如需继续使用，请先在登记簿中恢复，再重新导入。")
MASK_CHANGED = ("mask_changed", "隐藏的号码不能直接修改，请填写完整号码。")
ROW_ID_UNKNOWN = ("row_id_unknown", "没有找到这个行标识对应的记录，或不在您的管理范围内。请清空行标识后按新记录导入。")


def match(
    target: CompiledTarget, entries: list[Entry], context: ImportContext, fresh: Container[int] = frozenset()
) -> None:
    """Find the stored record of each entry and set its state; `failed` says why an entry cannot be taken.

    `fresh`: numbers of rows whose record is known not to be stored.
    """
    _match_row_ids(target, [entry for entry in entries if entry.row_id], context)
    searched = []
    for entry in entries:
        if entry.row_id or entry.failed or entry.number in fresh:
            continue
        key = _stored_key(target, entry)
        if key is not None:
            searched.append((key, entry))
    by_key = dict(searched)
    if by_key:
        for record in _stored(target, list(by_key), context):
            entry = by_key.get(record[: len(target.key)])
            if entry is not None:
                _take(target, entry, record[len(target.key) :], context)
    masked = [
        entry for entry in entries if entry.row_id and any(type(value) is Keep for value in entry.attributes.values())
    ]
    if masked:
        _keep(target, masked)
    for entry in entries:
        _compare(entry)
    _check_uniques(target, entries, context)


def _stored_key(target: CompiledTarget, entry: Entry) -> tuple | None:
    """The key as the database knows it; None when a part of it does not exist there yet."""
    key = []
    for name in target.key:
        value = entry.parents[name].pk if name in entry.parents else entry.attributes.get(name)
        if value is None or type(value) in (Pending, Keep):
            return None if name in entry.parents or type(value) in (Pending, Keep) else _with_none(target, entry)
        key.append(value)
    return tuple(key)


def _with_none(target: CompiledTarget, entry: Entry) -> tuple | None:
    """A key may hold an empty day; an empty relation means that there is nothing to find."""
    key = tuple(entry.parents[name].pk if name in entry.parents else entry.attributes.get(name) for name in target.key)
    related = [value for name, value in zip(target.key, key, strict=True) if target.model_field(name).is_relation]
    return None if None in related or any(type(value) in (Pending, Keep) for value in key) else key


def _stored(target: CompiledTarget, keys: list[tuple], context: ImportContext) -> Iterable[tuple]:
    """Stored records of these keys: key, then what `_compare` takes."""
    names = target.key
    selective = next((i for i, name in enumerate(names) if name in target.parents), None)
    if selective is None:
        selective = next((i for i, name in enumerate(names) if target.model_field(name).is_relation), 0)
    values = list(dict.fromkeys(key[selective] for key in keys))
    rows = target.model._default_manager.filter(district=context.district)
    for start in range(0, len(values), CHUNK):
        part = rows.filter(**among(target.model, names[selective], values[start : start + CHUNK]))
        yield from part.values_list(*names, *_fetched(target)).iterator(chunk_size=CHUNK)


def _fetched(target: CompiledTarget) -> list[str]:
    return ["pk", "public_id", "updated_at", "voided_at", target.model.scope_path, *target.compared, *target.beside]


def _take(target: CompiledTarget, entry: Entry, record: tuple, context: ImportContext) -> None:
    """Note what is stored, unless it may not be touched."""
    pk, public_id, updated_at, voided_at, path, *stored = record
    inside = context.scope.covers(path)
    if not inside and target.target.outside != "use":
        entry.failed = (voided_at is None and target.target.elsewhere) or CONFLICT
        return
    if voided_at is not None:
        entry.failed = VOIDED if inside else CONFLICT
        return
    entry.pk, entry.public_id, entry.updated_at, entry.path = pk, public_id, updated_at, path
    entry.linked = entry.linked or not inside
    entry.before = dict(zip((*target.compared, *target.beside), stored, strict=True))


def _compare(entry: Entry) -> None:
    if entry.before is None:
        return
    attributes = entry.attributes
    different = any(attributes[name] != value for name, value in entry.before.items() if name in attributes)
    entry.state = Verdict.CHANGED if different and not entry.linked else Verdict.SAME


def _keep(target: CompiledTarget, entries: list[Entry]) -> None:
    """Masked cells that came back: unchanged when they equal the stored value's mask."""
    paths = {name: name for name in target.encrypted if name in target.column_of} | target.hidden_lookups
    paths = {
        name: path for name, path in paths.items() if any(type(entry.attributes.get(name)) is Keep for entry in entries)
    }
    by_pk = {entry.pk: entry for entry in entries if entry.pk is not None}
    keys = list(by_pk)
    for start in range(0, len(keys), CHUNK):
        found = target.model._default_manager.filter(pk__in=keys[start : start + CHUNK]).values_list(
            "pk", *paths.values()
        )
        for pk, *stored in found:
            entry = by_pk[pk]
            for (name, path), value in zip(paths.items(), stored, strict=True):
                given = entry.attributes.get(name)
                if type(given) is Keep and mask_of(path)(value or "") != given:
                    entry.failed = MASK_CHANGED
    for entry in entries:
        for name in [name for name, value in entry.attributes.items() if type(value) is Keep]:
            del entry.attributes[name]


def _match_row_ids(target: CompiledTarget, entries: list[Entry], context: ImportContext) -> None:
    """Rows that came back from an export carry the identifier of their record."""
    if not entries:
        return
    by_id: dict[UUID, Entry] = {}
    for entry in entries:
        first = by_id.setdefault(UUID(entry.row_id), entry)
        if first is not entry:
            entry.failed = ("row_id_duplicate", f"与第{first.number}行指的是同一条记录，以第{first.number}行为准。")
    ids, found = list(by_id), set()
    rows = target.model._default_manager.filter(district=context.district)
    for start in range(0, len(ids), CHUNK):
        part = rows.filter(public_id__in=ids[start : start + CHUNK]).values_list(*_fetched(target))
        for record in part:
            if context.scope.covers(record[4]):
                found.add(record[1])
                _take(target, by_id[record[1]], record, context)
    for public_id, entry in by_id.items():
        if public_id not in found:
            entry.failed = ROW_ID_UNKNOWN


def _check_uniques(target: CompiledTarget, entries: list[Entry], context: ImportContext) -> None:
    """Values that must be unique beside the key: taken by another entry of the sheet, or by another stored record."""
    for names, message, only_filled in target.uniques:
        taken: dict[tuple, Entry] = {}
        for entry in entries:
            if entry.failed or entry.linked:
                continue
            values = tuple(
                entry.parents[name].pk if name in entry.parents else entry.attributes.get(name) for name in names
            )
            if (
                None in values
                or (only_filled and "" in values)
                or any(type(value) in (Pending, Keep) for value in values)
            ):
                continue
            if values in taken:
                entry.failed = (
                    f"{target.column_for(names[0]) or names[0]}_duplicate",
                    f"与第{taken[values].number}行重复：{message}",
                )
                continue
            taken[values] = entry
        if taken:
            _check_stored(target, names, message, taken, context)


def _check_stored(
    target: CompiledTarget, names, message: str, taken: dict[tuple, Entry], context: ImportContext
) -> None:
    values = list({key[0] for key, entry in taken.items() if entry.state != Verdict.SAME})
    rows: models.QuerySet = target.model._default_manager.filter(district=context.district)
    for start in range(0, len(values), CHUNK):
        part = rows.filter(**among(target.model, names[0], values[start : start + CHUNK]))
        for pk, path, *stored in part.values_list("pk", target.model.scope_path, *names):
            entry = taken.get(tuple(stored))
            if entry is not None and entry.pk != pk:
                inside = context.scope.covers(path)
                column = target.column_for(names[0]) or names[0]
                entry.failed = (f"{column}_duplicate", message) if inside else CONFLICT
