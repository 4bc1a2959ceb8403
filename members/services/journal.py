"""Changing many rows at once so that it can be taken back exactly: every change is written down as a step."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from members.models import Step
from union_site.core import audit
from union_site.core.crypto import EncryptedTextField
from union_site.core.records.viewset import viewset_of

CHUNK = 5000  # keys in one statement


class CannotUndo(ValidationError):
    """Something has happened since that stands in the way of taking a change back; the message says what."""


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _plain(value):
    return value.isoformat() if isinstance(value, date | datetime) else value


class Journal:
    """Writes rows in bulk and remembers how. `save` stores the steps of `record` as rows of `step_model`."""

    def __init__(self, step_model: type[Step], *, by=None):
        self.step_model, self.by, self.now = step_model, by, timezone.now()
        self.steps: list[Step] = []

    def change(self, model: type[models.Model], keys: Iterable[int], **values) -> int:
        """Set fields (by attname) of the rows `keys`; rows that have the values already are left alone."""
        keys = list(keys)
        changed = set()
        for name, value in values.items():
            groups = defaultdict(list)
            for part in chunks(keys):
                for pk, old in model._base_manager.filter(pk__in=part).values_list("pk", name):
                    if old != value:
                        groups[old].append(pk)
            for old, found in groups.items():
                changed.update(found)
                self._note(model, found, name, _plain(old), _plain(value))
        for part in chunks(sorted(changed)):
            model._base_manager.filter(pk__in=part).update(**values, **self._stamp(model))
        return len(changed)

    def create(self, rows: list[models.Model], *, key: Sequence[str]) -> None:
        """Insert rows of one model. One that was made and taken back before (the same `key`, by attname) is revived."""
        if not rows:
            return
        model = type(rows[0])
        waiting = {}
        first = key[0]
        for part in chunks([getattr(row, first) for row in rows]):
            for old in model._base_manager.filter(**{f"{first}__in": part}).exclude(voided_at=None):
                waiting[tuple(getattr(old, name) for name in key)] = old
        fresh, revived = [], []
        for row in rows:
            row.created_by = row.updated_by = self.by
            row.created_at = row.updated_at = self.now
            old = waiting.get(tuple(getattr(row, name) for name in key))
            if old is None:
                fresh.append(row)
            else:
                row.pk, row.public_id = old.pk, old.public_id
                revived.append(row)
        model._base_manager.bulk_create(fresh, batch_size=1000)
        names = [f.name for f in model._meta.concrete_fields if not f.primary_key]
        model._base_manager.bulk_update(revived, names, batch_size=200)
        self.made(model, [row.pk for row in rows])

    def made(self, model: type[models.Model], keys: list[int]) -> None:
        """Write down rows that were made."""
        self._note(model, keys, "", None, None)

    def save(self, record) -> None:
        for step in self.steps:
            step.record = record
        self.step_model.objects.bulk_create(self.steps, batch_size=100)

    def _note(self, model, keys: list[int], name: str, old, new) -> None:
        step = self.step_model(
            position=len(self.steps), model=model._meta.label, field=name, old=old, new=new, keys=sorted(keys)
        )
        self.steps.append(step)

    def _stamp(self, model) -> dict:
        return {"updated_at": self.now, "updated_by": self.by}


def undo(steps: Iterable[Step], *, reason: str, by=None) -> None:
    """Take steps back, the last one first. Raises CannotUndo where a row is no longer as the step left it."""
    now = timezone.now()
    for step in sorted(steps, key=lambda step: -step.position):
        model = apps.get_model(step.model)
        for part in chunks(step.keys):
            rows = model._base_manager.filter(pk__in=part)
            if step.field:
                _refuse_changed(rows, step)
                old = model._meta.get_field(step.field.removesuffix("_id")).to_python(step.old)
                rows.update(**{step.field: old}, updated_at=now, updated_by=by)
            else:
                _refuse(rows.exclude(voided_at=None), model, "已被作废")
                rows.update(voided_at=now, voided_by=by, void_reason=reason[:200], updated_at=now, updated_by=by)


def _refuse_changed(rows, step: Step) -> None:
    later = rows.exclude(**{step.field: step.new}) if step.new is not None else rows.exclude(**{step.field: None})
    if step.new is not None:
        later = later | rows.filter(**{step.field: None})
    _refuse(later, rows.model, "此后又有变动")


def _refuse(rows, model, what: str) -> None:
    names = [str(row) for row in rows[:3]]
    if names:
        more = f"等 {rows.count()} 条" if len(names) == 3 else ""
        raise CannotUndo(f"{model._meta.verbose_name}“{'”“'.join(names)}”{more}{what}，不能撤回。请先恢复后来的变动。")


def events(steps: Iterable[Step], *, reason: str, by=None, back: bool = False) -> list:
    """An audit event for each row that the steps changed (`back`: changed back)."""
    told = []
    for step in steps:
        model = apps.get_model(step.model)
        if not step.field:
            continue
        own = viewset_of(model)
        name = model._meta.get_field(step.field.removesuffix("_id")).name
        pair = [step.new, step.old] if back else [step.old, step.new]
        for part in chunks(step.keys):
            told += [
                audit.event(
                    audit.Action.CHANGE,
                    user=by,
                    record=row,
                    register=own.key if own else "",
                    changes={name: pair},
                    reason=reason,
                )
                for row in model._base_manager.filter(pk__in=part).defer(*_heavy(model))
            ]
    return told


def _heavy(model: type[models.Model]) -> list[str]:
    """Encrypted fields: the trail does not need them, and decrypting takes time."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def keys_of(steps: Iterable[Step], model: type[models.Model], *, made: bool = False) -> set[int]:
    """Keys of the rows of `model` that the steps touched (or made)."""
    found: set[int] = set()
    for step in steps:
        if step.model == model._meta.label and (not made or not step.field):
            found.update(step.keys)
    return found
