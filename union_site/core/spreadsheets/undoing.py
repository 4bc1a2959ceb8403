"""Taking an import back as a whole: what it created is deleted, what it changed holds again what it held before.

All or nothing: a record that was touched since, or that something else refers to, is a conflict, and with one conflict
nothing is taken back. What the import created is known from its events in the trail; what changed records held before
lies encrypted in ReplacedRow, written in the transaction of the change.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from union_site.core import audit, registry
from union_site.core.crypto import decrypt_bytes, encrypt_bytes
from union_site.core.models import Attachment, AuditEvent, ImportBatch, ReplacedRow, User
from union_site.core.spreadsheets import bulk
from union_site.core.spreadsheets.context import context_for
from union_site.core.spreadsheets.rows import Entry, Verdict
from union_site.core.spreadsheets.trail import write_event_values

CONTEXT = "core_replacedrow.payload"
CHUNK = 5000
LISTED = 100  # conflicts that are told one by one
_STAMPS = ("updated_at", "updated_by_id", "batch_id")
REASON = "撤销导入"
NOT_KEPT = "这次导入没有留下改动前的内容，不能撤销。请在登记簿中逐条更正。"
MEANWHILE = "撤销期间有记录被改动或引用，没有撤销任何记录。请重新查看。"

State = ImportBatch.State
_encoded = json.JSONEncoder(ensure_ascii=False, default=str, separators=(",", ":")).encode


class UndoRefused(Exception):
    """The import cannot be undone; `message` says in Chinese why. Nothing was changed."""

    def __init__(self, message: str):
        self.message = message
        super().__init__(message)


@dataclass(frozen=True)
class Conflict:
    """A record that keeps an import from being undone: what it is, where it can be seen ("" nowhere), and why."""

    kind: str
    label: str
    url: str
    reason: str


@dataclass
class Finding:
    """What undoing a batch would do. `refused` says why it cannot be undone at all; `count` counts all conflicts."""

    refused: str = ""
    conflicts: list[Conflict] = field(default_factory=list)
    count: int = 0
    created: dict[type[models.Model], dict[int, Any]] = field(default_factory=dict)  # {model: {key: public_id}}
    replaced: dict[type[models.Model], dict[int, dict]] = field(default_factory=dict)  # {model: {key: former values}}

    @property
    def deleted(self) -> int:
        return sum(map(len, self.created.values()))

    @property
    def restored(self) -> int:
        return sum(map(len, self.replaced.values()))

    @property
    def possible(self) -> bool:
        return not self.refused and not self.count


# While importing


def keep_former(entries: Iterable[Entry]) -> None:
    """Encrypt into `entry.former` what the changed records hold; hidden texts must be loaded, none encrypted yet."""
    by_model: dict[type[models.Model], dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        if entry.state == Verdict.CHANGED and not entry.linked:
            by_model[entry.target.model][entry.pk] = entry
    for model, changed in by_model.items():
        for keys in _parts(changed):
            rows = model._default_manager.filter(pk__in=keys).order_by().values_list("pk", *_STAMPS)
            for pk, *stamps in rows:
                entry = changed[pk]
                former = {name: old for name, (old, _) in entry.differences().items()}
                for name, index in entry.target.indexes.items():
                    if index.attname in former:
                        former[name] = entry.before.get(name, "")
                former.update(zip(_STAMPS, stamps, strict=True))
                entry.former = encrypt_bytes(_encoded(former).encode(), CONTEXT)


def remember(batch: ImportBatch, entries: Iterable[Entry], now) -> None:
    """Store what `keep_former` prepared, in the transaction of the change."""
    rows = [(batch.pk, entry.target.meta.label_lower, entry.pk, now, entry.former) for entry in entries]
    if rows:
        bulk.insert(ReplacedRow, ("batch_id", "model", "object_id", "written_at", "payload"), rows)


# Undoing


def examine(batch: ImportBatch, user: User, *, lock: bool = False) -> Finding:
    """What undoing the batch would do, and what is in its way. Raises PermissionDenied without the right to import."""
    resource = registry.resources[batch.resource]
    scope = context_for(resource, district=batch.district, user=user).scope
    finding = Finding(refused=resource.undo_refused)
    if finding.refused:
        return finding
    found = _Examination(batch, resource, scope, finding, lock)
    found.created()
    found.replaced()
    if not finding.refused:
        found.references()
        found.attachments()
    return finding


class _Examination:
    def __init__(self, batch, resource, scope, finding: Finding, lock: bool):
        self.batch, self.resource, self.scope, self.finding, self.lock = batch, resource, scope, finding, lock
        self.models = list(dict.fromkeys(target.model for target in resource.targets))
        self.named: dict[type[models.Model], dict[int, str]] = defaultdict(dict)  # {model: {key: reason}}

    def created(self) -> None:
        events = AuditEvent.objects.filter(batch=self.batch, action=AuditEvent.Action.CREATE).order_by()
        wanted = list(events.values_list("object_id", flat=True))
        seen = 0
        for model in self.models:
            own = self.finding.created[model] = {}
            for part in _parts(wanted):
                rows = self._rows(model, public_id__in=part)
                names = ("pk", "public_id", "created_at", "updated_at", "voided_at", "batch_id", "updated_by__name")
                for pk, public_id, created_at, updated_at, voided_at, batch_id, name in rows.values_list(*names):
                    own[pk] = public_id
                    if updated_at != created_at or voided_at is not None or batch_id != self.batch.pk:
                        self._conflict(model, pk, _touched(name, updated_at))
            seen += len(own)
            self._outside(model, own)
        if seen < len(wanted):
            self.finding.count += len(wanted) - seen
            self.finding.conflicts.append(
                Conflict(self.resource.title, f"{len(wanted) - seen} 条记录", "", "已不在登记簿中")
            )

    def replaced(self) -> None:
        stored = ReplacedRow.objects.filter(batch=self.batch).order_by("pk")
        changed = AuditEvent.objects.filter(batch=self.batch, action=AuditEvent.Action.CHANGE).count()
        if stored.count() < changed:
            self.finding.refused = NOT_KEPT
            return
        by_label = {model._meta.label_lower: model for model in self.models}
        for label, model in by_label.items():
            own = self.finding.replaced[model] = {}
            written = {}
            rows = stored.filter(model=label).values_list("object_id", "written_at", "payload")
            for pk, written_at, payload in rows.iterator(chunk_size=CHUNK):
                own[pk] = json.loads(decrypt_bytes(payload, CONTEXT))
                written[pk] = written_at
            there = set()
            for part in _parts(own):
                names = ("pk", "updated_at", "voided_at", "batch_id", "updated_by__name")
                for pk, updated_at, voided_at, batch_id, name in self._rows(model, pk__in=part).values_list(*names):
                    there.add(pk)
                    if updated_at != written[pk] or voided_at is not None or batch_id != self.batch.pk:
                        self._conflict(model, pk, _touched(name, updated_at))
            for pk in own.keys() - there:
                self._conflict(model, pk, "已不在登记簿中")
            self._outside(model, own)

    def _rows(self, model, **condition) -> models.QuerySet:
        rows = model._default_manager.filter(district=self.batch.district, **condition).order_by("pk")
        if self.lock and connection.vendor == "postgresql":
            rows = rows.select_for_update(of=("self",))
        return rows

    def _outside(self, model, keys: Iterable[int]) -> None:
        """Records that have left the scope since are not the importer's to take back."""
        for part in _parts(keys):
            inside = set(model._default_manager.within(self.scope).filter(pk__in=part).values_list("pk", flat=True))
            for pk in part:
                if pk not in inside and pk not in self.named[model]:
                    self._conflict(model, pk, "已不在您的管理范围内")

    def references(self) -> None:
        """Other records that refer to what would be deleted. Rows that follow from the sheet's own go with them."""
        for model, keys in self.finding.created.items():
            for relation in _relations(model):
                other = relation.related_model
                if other in self.resource.derived or not keys:
                    continue
                own, column = self.finding.created.get(other, {}), relation.field
                for part in _parts(keys):
                    rows = other._base_manager.filter(**{f"{column.name}__in": part}).order_by("pk")
                    for pk, referred in rows.values_list("pk", column.attname):
                        if pk not in own:
                            self._conflict(model, referred, f"有“{other._meta.verbose_name}”引用了它，请先处理那条记录")

    def attachments(self) -> None:
        for model, own in self.finding.created.items():
            keys = {public_id: pk for pk, public_id in own.items()}
            for part in _parts(keys):
                with_files = Attachment.objects.filter(record_id__in=part).order_by()
                for public_id in with_files.values_list("record_id", flat=True).distinct():
                    self._conflict(model, keys[public_id], "已上传附件")

    def _conflict(self, model, pk: int, reason: str) -> None:
        """Note the first reason for each record."""
        if pk in self.named[model]:
            return
        self.named[model][pk] = reason
        self.finding.count += 1
        if len(self.finding.conflicts) < LISTED:
            record = model._base_manager.filter(pk=pk).first()
            label, url = (str(record), _address(record)) if record else (f"{pk}", "")
            self.finding.conflicts.append(Conflict(str(model._meta.verbose_name), label, url, reason))


def _touched(name: str | None, at) -> str:
    moment = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    return f"{name or '系统'}于 {moment} 改动过"


def _relations(model: type[models.Model]) -> list:
    fields = model._meta.get_fields(include_hidden=True)
    return [one for one in fields if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)]


def _address(record: models.Model) -> str:
    viewset = next((one for one in registry.registers.values() if one.model is type(record)), None)
    return viewset.url("detail", record) if viewset else ""


def _parts(keys: Iterable) -> Iterator[list]:
    keys = list(keys)
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def undo(batch: ImportBatch, *, user: User, hold: Callable | None = None) -> tuple[int, int]:
    """Take the batch back in one transaction; how many records were deleted and restored. Raises UndoRefused."""
    resource = registry.resources[batch.resource]()
    try:
        with transaction.atomic():
            finding = examine(batch, user, lock=True)
            if finding.refused:
                raise UndoRefused(finding.refused)
            if finding.count:
                raise UndoRefused(f"有 {finding.count:,} 条记录在导入后又有变动，没有撤销任何记录。")
            _delete(resource, finding)
            _restore(finding)
            resource.after_undo({model: list(rows) for model, rows in finding.replaced.items()}, batch, user)
            _tell(batch, user, finding)
            batch.replaced_rows.all().delete()
            batch.state, batch.message = State.UNDONE, ""
            batch.undone_at, batch.undone_by = timezone.now(), user
            batch.save(update_fields=["state", "message", "undone_at", "undone_by"])
            if hold:
                hold()
    except IntegrityError as error:
        raise UndoRefused(MEANWHILE) from error
    return finding.deleted, finding.restored


def _delete(resource, finding: Finding) -> None:
    """Children first, and before them what follows from a record without being on the sheet."""
    for model in reversed(finding.created):
        keys = list(finding.created[model])
        for relation in _relations(model):
            if relation.related_model in resource.derived:
                for part in _parts(keys):
                    followers = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": part})
                    followers._raw_delete(followers.db)
        for part in _parts(keys):
            rows = model._base_manager.filter(pk__in=part)
            rows._raw_delete(rows.db)


def _restore(finding: Finding) -> None:
    for model, rows in finding.replaced.items():
        fields = {column.attname: column for column in model._meta.concrete_fields}
        by_shape: dict[tuple[str, ...], list[tuple]] = defaultdict(list)
        for pk, former in rows.items():
            values = [fields[name].to_python(value) for name, value in former.items()]
            by_shape[tuple(former)].append((pk, *values))
        for names, changed in by_shape.items():
            bulk.update(model, names, changed)


def _tell(batch: ImportBatch, user: User, finding: Finding) -> None:
    """An event for each record, mirroring that of the import, and one for the batch."""
    now = timezone.now()
    mirrored = {AuditEvent.Action.CREATE: audit.Action.VOID, AuditEvent.Action.CHANGE: audit.Action.CHANGE}
    events = AuditEvent.objects.filter(batch=batch, action__in=mirrored).order_by("pk")
    names = ("action", "register", "object_id", "object_label", "organization_id", "changes")
    write_event_values(
        (
            now,
            batch.district_id,
            user.pk,
            str(user)[:60],
            "",
            str(mirrored[action]),
            register,
            object_id,
            label,
            organization,
            batch.pk,
            {name: [new, old] for name, (old, new) in changes.items()},
            REASON,
        )
        for action, register, object_id, label, organization, changes in list(events.values_list(*names))
    )
    audit.write(
        audit.Action.IMPORT,
        user=user,
        register=batch.register,
        batch=batch,
        object_label=f"{batch.file.name if batch.file else ''} {batch.sheet_name}".strip()[:120],
        changes={"deleted": [None, finding.deleted], "restored": [None, finding.restored]},
        reason=REASON,
    )
