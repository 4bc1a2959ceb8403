"""What the page of one record shows: facts, children, attachments, history."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from union_site.core.access import Access
from union_site.core.models import Attachment, AuditEvent
from union_site.core.records import values
from union_site.core.records.filters import UNIT
from union_site.core.records.listing import columns_of
from union_site.core.records.viewset import ORGANIZATION, Child, RecordViewSet, viewset_of
from union_site.core.roles import Permission

HISTORY = 50  # events shown
_EXTRA_WORDS = {"voided_at": "作废时间", "voided_by": "作废人", "void_reason": "作废原因"}


@dataclass
class ChildTable:
    """A child of a record as a table."""

    child: Child
    titles: list
    rows: list[tuple[models.Model, list, str]]  # the row, its cells, its own page if it has one
    more: bool = False
    records: list = field(default_factory=list)


def facts(viewset: RecordViewSet, record) -> list[tuple[str, list[tuple[str, str]]]]:
    """Per fieldset its (name, value) pairs."""
    made = []
    for title, names in viewset.fieldsets:
        columns = columns_of(viewset, viewset.model, names)
        made.append((title, [(column.title, column.show(record)) for column in columns]))
    return made


def children(viewset: RecordViewSet, access: Access, record) -> list[ChildTable]:
    """The tables below a record; one statement each."""
    tables = []
    for child in viewset.children:
        own = viewset_of(child.model)
        if own is not None and not child.form and not access.can(Permission.VIEW, own.key):
            continue
        columns = columns_of(viewset, child.model, child.columns)
        found = list(viewset.child_rows(access, child, record)[: child.limit + 1])
        linked = own is not None and access.can(Permission.VIEW, own.key)
        rows = [
            (row, [(column, column.show(row)) for column in columns], own.url("detail", row) if linked else "")
            for row in found[: child.limit]
        ]
        tables.append(ChildTable(child, columns, rows, more=len(found) > child.limit, records=found))
    return tables


def attachments(viewset: RecordViewSet, record) -> list[Attachment]:
    rows = Attachment.objects.filter(register=viewset.key, record_id=record.public_id, voided_at=None)
    return list(rows.select_related("file", "user"))


def galleries(viewset: RecordViewSet, found: list[Attachment]) -> list[tuple[str, list[Attachment]]]:
    """(words, pictures) of each kind that has any, in the order of the register; pictures of no kind come last."""
    kinds = dict(viewset.attachment_kinds)
    groups = [(words, [one for one in found if one.is_picture and one.kind == key]) for key, words in kinds.items()]
    rest = [one for one in found if one.is_picture and one.kind not in kinds]
    return [(words, pictures) for words, pictures in [*groups, ("其他图片" if kinds else "", rest)] if pictures]


def choice_rows(viewset: RecordViewSet, access: Access, name: str, child: Child | None, choosable) -> models.QuerySet:
    """Rows that a picker offers; the filter by union may name any union in the reader's scope."""
    keys = {f.name for f in viewset.model._meta.concrete_fields if f.is_relation}
    if child is None and name == UNIT and name not in keys:
        return apps.get_model(ORGANIZATION).objects.within(access.full_scope(Permission.VIEW, viewset.key)).current()
    return choosable(viewset, access, name, child=child)


def history(viewset: RecordViewSet, record, tables: list[ChildTable]) -> list[dict]:
    """What happened to the record and its children, newest first, in words; personal data is masked in the trail."""
    labels = {record.public_id: ""}
    fields = {record.public_id: type(record)}
    for table in tables:
        for row in table.records:
            labels[row.public_id] = table.child.title
            fields[row.public_id] = type(row)
    events = list(AuditEvent.objects.filter(object_id__in=list(labels)).order_by("-id")[:HISTORY])
    return told(events, labels, fields)


def told(events: list[AuditEvent], labels: dict, models_by_id: dict) -> list[dict]:
    """Events of the trail in words. `labels` and `models_by_id` say by object what it is called and of which model it is."""
    events = [event for event in events if event.action not in {AuditEvent.Action.DENIED, AuditEvent.Action.VIEW}]
    names = _names_of_keys(events, models_by_id)
    return [
        {
            "object_id": event.object_id,
            "at": event.at,
            "who": event.actor_name or "系统",
            "what": f"{event.get_action_display()}{labels[event.object_id]}",
            "changes": [
                _change(models_by_id[event.object_id], name, pair, names) for name, pair in event.changes.items()
            ],
            "reason": event.reason,
        }
        for event in events
    ]


def _field(model: type[models.Model], name: str):
    return next((f for f in model._meta.concrete_fields if f.name == name), None)


def _names_of_keys(events: list[AuditEvent], models_by_id: dict) -> dict[type, dict[int, str]]:
    """{model: {key: words}} of all keys that the events name; one statement a model."""
    wanted = defaultdict(set)
    for event in events:
        for name, pair in event.changes.items():
            found = _field(models_by_id[event.object_id], name)
            if found is not None and found.is_relation:
                wanted[found.related_model].update(key for key in pair if isinstance(key, int))
    return {
        model: {row.pk: str(row) for row in model._base_manager.filter(pk__in=keys)} for model, keys in wanted.items()
    }


def _change(model: type[models.Model], name: str, pair: list, names: dict) -> tuple[str, str, str]:
    """(field's title, old words, new words)."""
    found = _field(model, name)
    if found is None:
        return _EXTRA_WORDS.get(name, name), values.plain(pair[0]), values.plain(pair[1])
    if found.is_relation:
        known = names.get(found.related_model, {})
        return str(found.verbose_name), *(known.get(key, values.EMPTY) for key in pair)
    if found.choices:
        words = dict(found.flatchoices)
        return str(found.verbose_name), *(str(words.get(value, value) or values.EMPTY) for value in pair)
    return str(found.verbose_name), *(_word(found, value) for value in pair)


def _word(found, value) -> str:
    return str(value) if values.is_year(found) and value is not None else values.plain(value)
