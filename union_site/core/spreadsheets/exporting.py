"""From records back to rows of their sheet: the same columns as the import, personal data masked, 行标识 in front.

Each kind of record is read once per chunk and made fit for people a column at a time; nothing is done row by row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from union_site.core.among import among
from union_site.core.crypto import EncryptedTextField, decrypt_many, mask_of
from union_site.core.read_once import read_once
from union_site.core.spreadsheets.resource import ITEM_KEY, ITEM_VALUE, ROW_ID_HEADING, Column, RegisterResource, Target

CHUNK = 2000


Show = Callable[[Sequence[Any]], Sequence[Any]]


@dataclass
class _Source:
    """Where a column's values are read: `asked` of the target's model; `show` makes them, as stored, fit for people."""

    asked: str | models.Expression
    show: Show | None = None

    def shown(self, values: Sequence[Any]) -> Sequence[Any]:
        return values if self.show is None else self.show(values)


@dataclass
class _Part:
    """A target that is read beside the record itself."""

    target: Target
    parent: str  # attname of the relation to the record
    key: str = ""  # path of the key of a family of headings
    sources: dict[str, _Source] = field(default_factory=dict)


class Layout:
    """Which column comes from where, worked out once for a resource."""

    def __init__(self, resource: type[RegisterResource]):
        self.resource = resource
        self.primary = resource.primary_target()
        main = resource.main_target()
        self.fan = main if main is not self.primary and not main.each and main.parents else None
        self.own: dict[str, _Source] = {}
        self.parts: dict[str, _Part] = {}
        for column in resource.template_columns():
            self._place(column)

    def _place(self, column: Column) -> None:
        if column.export:
            self.own[column.name] = _source(self.primary.model, column.export.replace(".", "__"), column)
            return
        for target in self.resource.targets:
            for attribute, source in target.sources.items():
                if source == column.name or (source is ITEM_VALUE and target.each == column.name):
                    self._add(target, column, attribute)
                    return
        # Derived values (性别 of the identity number) are read from the field of that name.
        for target in self.resource.targets:
            if any(named.name == column.name for named in target.model._meta.concrete_fields):
                self._add(target, column, column.name)
                return

    def _add(self, target: Target, column: Column, attribute: str) -> None:
        model_field = target.model._meta.get_field(attribute)
        path = attribute
        if model_field.is_relation:
            path = f"{attribute}__{column.lookup.field if column.lookup else 'name'}"
        source = _source(target.model, path, column)
        if target is self.primary:
            self.own[column.name] = source
            return
        part = self.parts.get(target.name)
        if part is None:
            parent = next((name for name, named in target.parents.items() if named == self.primary.name), None)
            if parent is None:
                return
            part = self.parts[target.name] = _Part(target, target.model._meta.get_field(parent).attname)
            part.key = next((name for name, wanted in target.sources.items() if wanted is ITEM_KEY), "")
        part.sources[column.name] = source


def _source(model: type[models.Model], path: str, column: Column) -> _Source:
    """How the values at a path of the model are read and shown: masked, as words, or as they are."""
    found = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return _Source(path)
        if found.is_relation:
            model = found.related_model
    if isinstance(found, EncryptedTextField):
        mask, context = mask_of(found.name), found.context
        return _Source(_as_stored(path), lambda values: list(map(mask, decrypt_many(values, context))))
    words = {**(dict(found.flatchoices) if found is not None else {}), **column.words}
    if words:
        return _Source(path, lambda values: [words.get(value, value) for value in values])
    return _Source(path)


def _as_stored(path: str) -> models.Expression:
    """What lies in the database, without the conversion of the field, which Django does value by value."""
    return models.ExpressionWrapper(models.F(path), output_field=models.BinaryField())


def headings(resource: type[RegisterResource], records: models.QuerySet | None) -> list[str]:
    """行标识 and the headings; a family of headings is spelled out for the keys that the records have."""
    layout = Layout(resource)
    keys = _keys(layout, records)
    texts = [ROW_ID_HEADING]
    for column in resource.template_columns():
        texts += [_of_family(column, key) for key in keys[column.name]] if column.name in keys else [column.heading]
    return texts


def _of_family(column: Column, key: Any) -> str:
    """The heading of a family for a key: 2021年职工数 for 2021."""
    found = column.heading_pattern.search(column.heading)
    return column.heading[: found.start(1)] + str(key) + column.heading[found.end(1) :]


def _keys(layout: Layout, records: models.QuerySet | None) -> dict[str, list[Any]]:
    """{column: keys} of the families of headings."""
    found = {}
    for part in layout.parts.values():
        for name in part.sources:
            column = layout.resource.column(name)
            if column.pattern:
                rows = part.target.model.objects.current()
                if records is not None:
                    rows = rows.filter(**{f"{part.parent}__in": records.order_by().values("pk")})
                found[name] = (
                    sorted(rows.order_by().values_list(part.key, flat=True).distinct()) if records is not None else []
                )
                if not found[name]:
                    match = column.heading_pattern.search(column.heading)
                    found[name] = [int(match.group(1)) if match.group(1).isdecimal() else match.group(1)]
    return found


def rows(resource: type[RegisterResource], records: models.QuerySet) -> Iterator[list[Any]]:
    """Rows in the order of `headings`."""
    layout = Layout(resource)
    if records.model is not layout.primary.model:
        raise ValueError(f"{resource.__name__} writes {layout.primary.model.__name__}, not {records.model.__name__}")
    keys = _keys(layout, records)
    asked = [source.asked for source in layout.own.values()]
    # Identifiers come as hexadecimal digits where the database has no kind for them.
    found = records.values_list("pk", _as_stored("public_id"), *asked).iterator(chunk_size=CHUNK)
    with read_once(records.db):
        while chunk := list(islice(found, CHUNK)):
            pks, public_ids, *stored = zip(*chunk, strict=True)
            own = {
                name: source.shown(values) for (name, source), values in zip(layout.own.items(), stored, strict=True)
            }
            children = {name: _children(part, pks) for name, part in layout.parts.items()}
            columns, fanned = _columns(layout, own, children, pks, keys)
            lines = map(list, zip(map(_public, public_ids), *columns, strict=True))
            yield from _fan(layout, lines, fanned, pks, children) if layout.fan else lines


def _public(stored: UUID | str) -> str:
    """A public identifier in its usual form."""
    if isinstance(stored, UUID):
        return str(stored)
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def _children(part: _Part, parents: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """{record: {column: value} of each of its children}; the key of a family is the value of "" there."""
    model, sources = part.target.model, part.sources
    if part.key:
        sources = {**sources, "": _Source(part.key)}
    found = model.objects.current().filter(**among(model, part.parent, list(parents))).order_by("pk")
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if children := list(found.values_list(part.parent, *(source.asked for source in sources.values()))):
        records, *stored = zip(*children, strict=True)
        columns = [source.shown(values) for source, values in zip(sources.values(), stored, strict=True)]
        for record, *values in zip(records, *columns, strict=True):
            grouped[record].append(dict(zip(sources, values, strict=True)))
    return grouped


def _columns(
    layout: Layout, own: dict, children: dict[str, dict], pks: Sequence[int], keys: dict[str, list]
) -> tuple[list[Sequence[Any]], dict[str, int]]:
    """The values of a chunk, a column at a time, and {column: its place} of those that make lines of their own."""
    columns: list[Sequence[Any]] = []
    fanned: dict[str, int] = {}
    empty = [None] * len(pks)
    parts = {name: part for part in layout.parts.values() for name in part.sources}
    for column in layout.resource.template_columns():
        name, part = column.name, parts.get(column.name)
        if name in own:
            columns.append(own[name])
        elif part is None:
            columns.append(empty)
        elif part.target is layout.fan:
            fanned[name] = len(columns)
            columns.append(empty)
        else:
            by_parent = children[part.target.name]
            childless = _of_children(part, column, ())
            values = [_of_children(part, column, by_parent[pk]) if pk in by_parent else childless for pk in pks]
            columns += [[value.get(key) for value in values] for key in keys[name]] if name in keys else [values]
    return columns, fanned


def _of_children(part: _Part, column: Column, entries: Sequence[dict[str, Any]]) -> Any:
    """What a record's children say in one column: a family by its keys, a list, or the last one's value."""
    if part.key:
        entries = sorted(entries, key=lambda entry: entry[""])
    if column.pattern:
        return {entry[""]: entry[column.name] for entry in entries}
    if column.kind == "list":
        return "、".join(str(entry[column.name]) for entry in entries)
    return entries[-1][column.name] if entries else None


def _fan(
    layout: Layout, lines: Iterable[list[Any]], fanned: dict[str, int], pks: Sequence[int], children: dict[str, dict]
) -> Iterator[list[Any]]:
    """A line for each child of the target that makes lines (a trade of a contest), one where there is none."""
    by_parent = children[layout.fan.name]
    for pk, line in zip(pks, lines, strict=True):
        for entry in by_parent.get(pk) or [{}]:
            own = list(line)
            for name, place in fanned.items():
                own[place + 1] = entry.get(name)  # behind 行标识
            yield own


__all__ = ["headings", "rows"]
