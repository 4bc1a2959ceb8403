"""From the staging table into the registers: in chunks, each in one transaction with its checkpoint and its trail.

A chunk is judged again before it is written, since records and rights may have changed since the preview; rows that
were ready (see ready.py) only where they have. Whatever takes time (decrypting, judging, encrypting, MACs) happens
before the transaction, but for that. If the database refuses a chunk, it is halved under savepoints until the bad row stands alone;
that row is rejected and the others are written.
"""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, models, transaction

from union_site.core.crypto import EncryptedTextField, encrypt_many
from union_site.core.ids import new_public_ids
from union_site.core.models import ImportBatch
from union_site.core.spreadsheets import bulk, children, staging, undoing
from union_site.core.spreadsheets.context import ImportContext, Pending
from union_site.core.spreadsheets.judging import Judge
from union_site.core.spreadsheets.places import BELOW, key_of, present
from union_site.core.spreadsheets.ready import Prepared, Ready, known_to, ready_for
from union_site.core.spreadsheets.refusals import message_of
from union_site.core.spreadsheets.resource import ROW_ID, RegisterResource
from union_site.core.spreadsheets.rows import Entry, Issue, Row, Verdict
from union_site.core.spreadsheets.staging import Waiting
from union_site.core.spreadsheets.targets import CompiledTarget, compile_targets
from union_site.core.spreadsheets.trail import Trail, write_events
from union_site.core.widths import matching_key

MEANWHILE = Issue("", "", "", "", "changed_meanwhile", "预览之后，这条记录已被改动。请重新上传，核对后再导入。")


class Applier:
    """Applies one batch. `hold` is called in each transaction (a job makes sure there that it is still its own)."""

    def __init__(
        self, batch: ImportBatch, resource: RegisterResource, context: ImportContext, hold: Callable | None = None
    ):
        self.batch, self.resource, self.context, self.hold = batch, resource, context, hold
        self.places = staging.places_of(batch)
        self.compiled = compile_targets(type(resource), present(type(resource), self.places))
        self.judge = Judge(resource, self.compiled, self.places, context)
        self.trail = Trail(batch, context)
        self.completes = type(resource).complete is not RegisterResource.complete
        self.judge.since = batch
        self.compares = self._may_skip()
        resource.start(context)
        self.ready = self._still_ready()

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Apply what waits. Can be repeated after an interruption: what was committed is not touched again."""
        total, done = staging.left(self.batch), 0
        size = 1_000_000 if self.resource.one_chunk else staging.CHUNK
        for staged in staging.waiting(self.batch, size):
            self.apply_chunk(staged)
            done += len(staged)
            if progress:
                progress(done, total)
        self.resource.after_apply(self.batch, self.context)

    def apply_chunk(self, staged: list[Waiting]) -> None:
        ready = [one for one in staged if "a" in one.payload] if self.ready else []
        others = [one for one in staged if "a" not in one.payload] if ready else staged
        records = self._put_together(ready) if ready else None
        rows, settled, rejected = self._judged(others)
        prepared = self._prepared(rows)
        with transaction.atomic():
            if self.hold:
                self.hold()
            if records and not self._written(records):
                rows, same, wrong = self._judged(ready)
                others, prepared = staged, prepared + self._prepared(rows)
                settled, rejected = settled + same, rejected + wrong
            fallen = self._stale(prepared)
            stale = {row.staged_pk for row, _ in fallen}
            fallen += self._write([entry for entry in prepared if entry[0].staged_pk not in stale])
            same_by_now = self._same_by_now(others, fallen)
            settled += [row for row, _ in fallen if row.staged_pk in same_by_now]
            rejected += [(row, found) for row, found in fallen if row.staged_pk not in same_by_now]
            self._checkpoint(staged, settled, rejected)
            self.resource.after_chunk(self.batch, self.context)

    def _prepared(self, rows: list[Row]) -> list[tuple]:
        if not rows:
            return []
        staging.load_hidden(entry for row in rows for entry in row.entries)
        undoing.keep_former(entry for row in rows for entry in row.entries if entry.number == row.number)
        return self._prepare(rows)

    def _still_ready(self) -> Ready | None:
        """None where somebody has changed what the sheet was judged by, or where that could not be told."""
        ready = ready_for(self.judge, staging.value_names(type(self.resource))) if self.compares else None
        return ready if ready and self.batch.mapping.get("known") == known_to(self.judge) else None

    def _put_together(self, staged: list[Waiting]) -> Prepared:
        columns = self.ready.columns([one.payload["v"] for one in staged], [one.payload["a"] for one in staged])
        return Prepared(self.ready, columns, self.trail)

    def _written(self, records: Prepared) -> bool:
        """Write what was ready; False where records were added meanwhile, or where the database refuses one."""
        if not self._nothing_added():
            return False
        try:
            with transaction.atomic():
                records.write(self.trail, self._constants(self.judge.main, records.given))
        except OperationalError:
            raise  # as in `_write`
        except DatabaseError:
            return False
        return True

    def _judged(self, staged: list[Waiting]) -> tuple[list[Row], list[Row], list[tuple[Row, list[Issue]]]]:
        """Rows to write, rows that have become the same meanwhile, rows to reject."""
        if not staged:
            return [], [], []
        verdicts = {entry.number: entry.verdict for entry in staged}
        rows, stamps = self._judged_anew(staged)
        write, settled, rejected = [], [], []
        for row in rows:
            if row.errors:
                rejected.append((row, row.errors))
            elif row.verdict == Verdict.LIKELY:
                rejected.append((row, []))  # a record like it was stored since the preview: it waits for a decision
            elif row.verdict == Verdict.SAME:
                settled.append(row)
            elif row.verdict != verdicts[row.number] or (stamps[row.number] or []) != (
                staging.stamps(row) if row.verdict == Verdict.CHANGED else []
            ):
                rejected.append((row, [MEANWHILE]))
            else:
                write.append(row)
        return write, settled, rejected

    def _judged_anew(self, staged: list[Waiting]) -> tuple[list[Row], dict[int, list | None]]:
        """The rows as they were staged, judged against what is stored now, and {row number: stamps at the preview}."""
        rows, stamps, linked = [], {}, {}
        restore = staging.restorer(type(self.resource), self.places)
        for entry in staged:
            row, payload = Row(entry.number), entry.payload
            row.staged_pk, row.decided, row.likely = entry.pk, entry.decision, payload.get("k")
            row.values = restore(payload["v"])
            stamps[row.number] = payload.get("s")
            if "l" in payload:
                linked[row.number] = set(payload["l"])
            rows.append(row)
        self.judge.first.clear()  # the preview has told repeated rows apart
        fresh = {one.number for one in staged if one.verdict == Verdict.NEW} if self._nothing_added() else set()
        self.judge.judge(rows, linked, fresh)
        return rows, stamps

    def _may_skip(self) -> bool:
        """Whether rows that were new at the preview are so still as long as nobody adds records.

        A key that the database keeps unique need not be searched again, if nothing was changed since the upload either.
        """
        main = self.judge.main
        unique = (
            {main.meta.get_field(name).attname for name in constraint.fields if name != "district"}
            for constraint in main.meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
        )
        if "newest" not in self.batch.mapping or set(main.key) not in unique:
            return False
        others = main.model._default_manager.filter(district=self.context.district).exclude(batch=self.batch)
        return not others.filter(updated_at__gt=self.batch.created_at).exists()

    def _nothing_added(self) -> bool:
        if not self.compares:
            return False
        records = self.judge.main.model._default_manager.filter(pk__gt=self.batch.mapping["newest"]).order_by()
        # Counted by two indexes; to look for the batch in the rows themselves would read them all for each chunk.
        own = records.filter(batch=self.batch).count()
        return records.filter(district=self.context.district).count() == own

    def _same_by_now(self, staged: list[Waiting], fallen: list[tuple[Row, list[Issue]]]) -> set[int]:
        """Keys of the fallen rows that somebody else wrote just now: two people confirmed the same sheet at once."""
        if not fallen:
            return set()
        keys = {row.staged_pk for row, _ in fallen}
        rows, _ = self._judged_anew([entry for entry in staged if entry.pk in keys])
        return {row.staged_pk for row in rows if not row.errors and row.verdict == Verdict.SAME}

    def _prepare(self, rows: list[Row]) -> list[tuple[Row, list[Entry], list[tuple]]]:
        """Encrypt, name and describe what the rows write: each with its own entries and their events."""
        owned = [
            [
                entry
                for entry in row.entries
                if entry.state != Verdict.SAME and not entry.linked and entry.number == row.number
            ]
            for row in rows
        ]
        entries = [entry for own in owned for entry in own]
        changes = {id(entry): staging.audit_changes(entry) for entry in entries if entry.state == Verdict.CHANGED}
        names = iter(new_public_ids(len(entries) - len(changes)))
        for row, own in zip(rows, owned, strict=True):
            for entry in own:
                if entry.state == Verdict.NEW:
                    self._begin(entry, next(names), row)
        self._encrypt(entries)
        event = self.trail.event
        return [
            (row, own, [event(entry, changes.get(id(entry)) or {}) for entry in own])
            for row, own in zip(rows, owned, strict=True)
        ]

    def _begin(self, entry: Entry, public_id, row: Row) -> None:
        """A new record: its name, and what the sheet does not say of it."""
        for name, value in entry.target.absent.items():
            entry.attributes.setdefault(name, value)
        entry.public_id = entry.attributes["public_id"] = public_id
        if self.completes:
            self.resource.complete(entry.target.target, entry.attributes, row.values, self.context)

    def _encrypt(self, entries: list[Entry]) -> None:
        for target in self.compiled:
            for name in target.encrypted:
                concerned = [entry for entry in entries if entry.target is target and name in entry.attributes]
                texts = [entry.attributes[name] for entry in concerned]
                for entry, sealed in zip(concerned, encrypt_many(texts, target.fields[name].context), strict=True):
                    entry.attributes[name] = sealed

    def _stale(self, prepared: list[tuple]) -> list[tuple[Row, list[Issue]]]:
        """Rows whose records were written since they were judged a moment ago."""
        by_model: dict[type[models.Model], dict[int, tuple[Entry, Row]]] = {}
        for row, own, _ in prepared:
            for entry in own:
                if entry.pk is not None:
                    by_model.setdefault(entry.target.model, {})[entry.pk] = (entry, row)
        stale = []
        for model, entries in by_model.items():
            keys = list(entries)
            for start in range(0, len(keys), staging.CHUNK):
                found = model._default_manager.filter(pk__in=keys[start : start + staging.CHUNK])
                if connection.vendor == "postgresql":
                    found = found.select_for_update(of=("self",))
                for pk, updated_at in found.order_by("pk").values_list("pk", "updated_at"):
                    entry, row = entries[pk]
                    if updated_at != entry.updated_at:
                        stale.append((row, [MEANWHILE]))
        return stale

    def _write(self, prepared: list[tuple]) -> list[tuple[Row, list[Issue]]]:
        """Write the rows; returns those that the database refuses."""
        if not prepared:
            return []
        try:
            with transaction.atomic():
                self._write_all(prepared)
            return []
        except OperationalError:
            raise  # the disk is full or the server gone: nothing that a row is to blame for
        except (IntegrityError, DatabaseError) as error:
            if len(prepared) == 1:
                row = prepared[0][0]
                return [(row, [Issue("", "", "", "", "database", message_of(error, self.compiled))])]
        for _, own, _ in prepared:
            for entry in own:
                if entry.state == Verdict.NEW:
                    entry.pk = None  # reserved in the savepoint that was rolled back
        half = len(prepared) // 2
        return self._write(prepared[:half]) + self._write(prepared[half:])

    def _write_all(self, prepared: list[tuple]) -> None:
        entries: dict[str, list[Entry]] = {target.name: [] for target in self.compiled}
        for _, own, _ in prepared:
            for entry in own:
                entries[entry.target.name].append(entry)
        new_keys: dict[tuple, int] = {}
        for target in self.compiled:
            new = [entry for entry in entries[target.name] if entry.state == Verdict.NEW]
            for entry, pk in zip(new, bulk.reserve_keys(target.model, len(new)), strict=True):
                entry.pk = pk
            self._remember(target, new, new_keys)
            self._insert(target, new, new_keys)
            changed = [entry for entry in entries[target.name] if entry.state == Verdict.CHANGED]
            self._update(target, changed, new_keys)
            undoing.remember(self.batch, changed, self.context.now)
        write_events([event for _, _, events in prepared for event in events])

    def _remember(self, target: CompiledTarget, new: list[Entry], new_keys: dict[tuple, int]) -> None:
        """Rows of the sheet may name each other: by the text that the lookups use."""
        looked_up = {
            column.lookup.field
            for column in self.resource.columns
            if column.lookup and column.lookup.same_file and column.lookup.model is target.model
        }
        for name in looked_up:
            for entry in new:
                new_keys[target.model, matching_key(str(entry.attributes[name]))] = entry.pk

    def _values(self, entry: Entry, names: list[str], new_keys: dict[tuple, int]) -> list[Any]:
        values = []
        for name in names:
            if name in entry.parents:
                value = entry.parents[name].pk
            else:
                value = entry.attributes[name]
                if type(value) is Pending:
                    value = self._settled(value, new_keys)
            values.append(value)
        return values

    def _settled(self, pending: Pending, new_keys: dict[tuple, int]) -> int:
        try:
            return new_keys[pending.model, matching_key(pending.text)]
        except KeyError:
            raise IntegrityError(f"“{pending.text}”尚未登记") from None

    def _insert(self, target: CompiledTarget, new: list[Entry], new_keys: dict[tuple, int]) -> None:
        by_shape: dict[tuple[str, ...], list[Entry]] = {}
        for entry in new:
            by_shape.setdefault((*entry.attributes, *entry.parents), []).append(entry)
        for names, entries in by_shape.items():
            columns = {target.meta.pk.attname: [entry.pk for entry in entries]}
            for name in names:
                columns[name] = self._column(name, entries, new_keys)
            bulk.insert_columns(target.model, columns, self._constants(target, set(names)))

    def _column(self, name: str, entries: list[Entry], new_keys: dict[tuple, int]) -> list[Any]:
        """The values of an attribute for entries of one shape."""
        if name in entries[0].parents:
            return [entry.parents[name].pk for entry in entries]
        values = [entry.attributes[name] for entry in entries]
        if Pending in map(type, values):
            values = [self._settled(value, new_keys) if type(value) is Pending else value for value in values]
        return values

    def _constants(self, target: CompiledTarget, given: set[str]) -> dict[str, Any]:
        """What all new rows of a batch have in common: who, when, where, and the defaults of what the sheet lacks."""
        user = self.context.user.pk if self.context.user else None
        common = {
            "district_id": self.context.district.pk,
            "created_at": self.context.now,
            "updated_at": self.context.now,
            "created_by_id": user,
            "updated_by_id": user,
            "batch_id": self.batch.pk,
        }
        for field in target.meta.concrete_fields:
            if field.attname not in given and field.attname not in common and not field.primary_key:
                default = field.get_default()
                if isinstance(field, EncryptedTextField):
                    default = field.encrypt(default or "")
                common[field.attname] = default
        return common

    def _update(self, target: CompiledTarget, changed: list[Entry], new_keys: dict[tuple, int]) -> None:
        by_shape: dict[tuple[str, ...], list[Entry]] = {}
        for entry in changed:
            names = tuple(name for name in entry.attributes if name not in entry.parents)
            by_shape.setdefault(names, []).append(entry)
        user = self.context.user.pk if self.context.user else None
        for names, entries in by_shape.items():
            rows = [
                (entry.pk, *self._values(entry, list(names), new_keys), self.context.now, user, self.batch.pk)
                for entry in entries
            ]
            bulk.update(target.model, (*names, "updated_at", "updated_by_id", "batch_id"), rows)

    def _checkpoint(self, staged: list[Waiting], settled: list[Row], rejected: list[tuple[Row, list[Issue]]]) -> None:
        """The chunk is done: in the same transaction as its rows."""
        rows = self.batch.staged_rows.filter(number__range=(staged[0].number, staged[-1].number))
        rows.filter(verdict__in=[Verdict.NEW, Verdict.CHANGED]).update(applied=True)
        if settled:
            rows.filter(pk__in=[row.staged_pk for row in settled]).update(verdict=Verdict.SAME)
        for row, found in rejected:
            row.errors, row.cells = found, self._cells(row)
            row.verdict = Verdict.REJECTED if found else Verdict.LIKELY
            row.below = children.lines_of(type(self.resource), self.places, row.values)
            payload = staging.encode(row, staging.value_names(type(self.resource)))
            rows.filter(pk=row.staged_pk).update(verdict=row.verdict, applied=bool(found), payload=payload)

    def _cells(self, row: Row) -> list:
        """The sheet's row rebuilt from its values, for the book of rejected rows."""
        width = max((place.index for places in self.places.values() for place in places), default=-1) + 1
        cells: list[Any] = [""] * width
        for name, places in self.places.items():
            if name == ROW_ID:
                continue
            column, value = self.resource.column(name), row.values.get(name)
            for place in places:
                if place.key == BELOW:
                    continue
                entry = value.get(key_of(column, place)) if isinstance(value, dict) else value
                cells[place.index] = column.words.get(entry, entry) if isinstance(entry, str) else entry
        return ["" if cell is None else "、".join(cell) if isinstance(cell, list) else cell for cell in cells]
