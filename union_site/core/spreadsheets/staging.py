"""The staging table: rows wait there, encrypted, from the preview to the confirmation."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from union_site.core import audit
from union_site.core.crypto import EncryptedTextField, decrypt_bytes, encrypt_bytes, encrypt_many
from union_site.core.models import ImportBatch, StagedRow
from union_site.core.spreadsheets import bulk, form_places
from union_site.core.spreadsheets.cells import CellError, as_text
from union_site.core.spreadsheets.places import Place, Places, collected
from union_site.core.spreadsheets.recognition import Plan
from union_site.core.spreadsheets.resource import ROW_ID, RegisterResource
from union_site.core.spreadsheets.rows import Entry, Issue, Keep, Row, Verdict

CONTEXT = "core_stagedrow.payload"
CHUNK = settings.IMPORT_CHUNK_ROWS
_SIMPLE = frozenset({str, int, bool, date, Decimal, list, type(None)})  # stored as JSON stores them, or as text
_KEPT = "\u0001"  # marks a masked cell among the values


def value_names(resource: type[RegisterResource]) -> list[str]:
    """The values of a row in the order in which they are staged."""
    return [ROW_ID, *(column.name for column in resource.columns if not column.ignored)]


def mapping_of(plan: Plan) -> dict[str, Any]:
    """What a batch remembers of its sheet."""
    forms = {"forms": form_places.sealed(plan.table.forms)} if plan.table.forms else {}
    return forms | {
        "places": {name: [list(place) for place in places] for name, places in plan.places.items()},
        "headings": [list(heading) for heading in plan.table.headings],
        "title": plan.table.title,
        "header_row": plan.table.header_row,
        "width": max((len(row) for _, row in plan.table.rows[:1]), default=0),
    }


def places_of(batch: ImportBatch) -> dict[str, list[Place]]:
    return {name: [Place(*place) for place in places] for name, places in batch.mapping.get("places", {}).items()}


def stage(
    batch: ImportBatch,
    resource: type[RegisterResource],
    rows: list[Row],
    hold: Callable | None = None,
    made: Callable[[Row], tuple | None] | None = None,
) -> None:
    """Write judged rows into the staging table and add them to the batch's counts; `hold` as in applying.Applier.

    `made(row)`: what is kept beside its values, if those are simple (see ready.py).
    """
    names = value_names(resource)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        columns = {
            "number": [row.number for row in part],
            "verdict": [str(row.verdict) for row in part],
            "warned": [bool(row.warnings) for row in part],
            "payload": encrypt_many([_payload(row, names, made) for row in part], CONTEXT),
        }
        with transaction.atomic():
            if hold:
                hold()
            bulk.insert_columns(StagedRow, columns, {"batch_id": batch.pk, "applied": False, "edited": False})
    verdicts = Counter({verdict: getattr(batch, verdict) for verdict in Verdict.values})
    verdicts.update(str(row.verdict) for row in rows)
    count(batch, verdicts, batch.warned + sum(bool(row.warnings) for row in rows))


def count(batch: ImportBatch, verdicts: Counter, warned: int) -> None:
    batch.rows = sum(verdicts.values())
    for verdict in Verdict.values:
        setattr(batch, verdict, verdicts.get(verdict, 0))
    batch.warned = warned


def recount(batch: ImportBatch) -> None:
    """Count the rows anew: those that are kept, and those that were written and cleared."""
    kept = Counter(dict(batch.staged_rows.values_list("verdict").annotate(Count("pk")).order_by()))
    warned = batch.staged_rows.filter(warned=True).count()
    count(batch, kept + Counter(batch.cleared), warned)
    batch.save(update_fields=["rows", *Verdict.values, "warned"])


def _encoder() -> Callable[[Any], str]:
    """JSONEncoder.encode without what it sets up anew for every row, which is more than the encoding itself."""
    make, quote = json.encoder.c_make_encoder, json.encoder.encode_basestring
    if make is None:  # a Python without the accelerator
        return json.JSONEncoder(ensure_ascii=False, default=str, separators=(",", ":")).encode
    encode = make(None, str, quote, None, ":", ",", False, False, True)
    return lambda payload: "".join(encode(payload, 0))


_encoded = _encoder()


def _plain(value: Any) -> Any:
    if type(value) is Keep:
        return _KEPT + value
    if type(value) is dict:
        return [[key, _plain(entry)] for key, entry in value.items()]
    return value


def encode(row: Row, names: list[str]) -> bytes:
    """The encrypted payload of a row."""
    return encrypt_bytes(_payload(row, names).encode(), CONTEXT)


def _payload(row: Row, names: list[str], made: Callable[[Row], tuple | None] | None = None) -> str:
    values = row.values
    staged = list(map(values.get, names))
    if not _SIMPLE.issuperset(map(type, staged)):
        staged, made = list(map(_plain, staged)), None
    payload: dict[str, Any] = {"v": staged}
    if row.errors:
        payload["e"] = row.errors
        payload["c"] = [_cell_text(cell) for cell in row.cells]
        if row.below:
            payload["b"] = [[number, [_cell_text(cell) for cell in cells]] for number, cells in row.below]
    if row.warnings:
        payload["w"] = row.warnings
    if row.changes:
        payload["n"] = row.changes
    if row.likely:
        payload["k"] = row.likely
    if row.verdict in (Verdict.NEW, Verdict.CHANGED):
        linked = [entry.target.name for entry in row.entries if entry.number != row.number or entry.linked]
        if linked:
            payload["l"] = linked
        if row.verdict == Verdict.CHANGED:
            payload["d"] = [entry for owned in _owned(row) for entry in shown_differences(owned)]
            payload["s"] = stamps(row)
    if made is not None and (kept := made(row)) is not None:
        payload["a"] = kept
    return _encoded(payload)


def _cell_text(cell: Any) -> Any:
    """A cell for the book of rejected rows: numbers stay numbers, everything else is text."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    try:
        return as_text(cell)
    except CellError:
        return str(cell)


def _owned(row: Row) -> list[Entry]:
    return [entry for entry in row.entries if entry.number == row.number and not entry.linked]


def stamps(row: Row) -> list[list[str]]:
    """When the records that the row changes were last written."""
    return [[entry.target.name, entry.updated_at.isoformat()] for entry in _owned(row) if entry.updated_at is not None]


def audit_changes(entry: Entry) -> dict[str, list]:
    """{field: [old, new]} for the trail: personal data masked. Stored values of encrypted fields must be loaded."""
    changes = {}
    for attname, old, new in _visible(entry):
        field = entry.target.model_field(attname)
        changes[field.name] = [audit.shown(field, old), audit.shown(field, new)]
    return changes


def _visible(entry: Entry) -> Iterator[tuple[str, Any, Any]]:
    """(attname, old, new), with the encrypted field where its blind index differs."""
    hidden = {index.attname: attname for attname, index in entry.target.indexes.items()}
    for attname, (old, new) in entry.differences().items():
        if attname in hidden:
            attname = hidden[attname]
            old, new = entry.before.get(attname, "") if entry.before else "", entry.attributes.get(attname, "")
        elif attname in entry.target.indexes:
            continue  # an encrypted text is compared by its index
        yield attname, old, new


def load_hidden(entries: Iterable[Entry]) -> None:
    """Fetch the stored texts of encrypted fields that will change, so that the preview can show their masks."""
    by_target: dict[Any, list[Entry]] = {}
    for entry in entries:
        if entry.state == Verdict.CHANGED and entry.target.indexes:
            by_target.setdefault(entry.target, []).append(entry)
    for target, changed in by_target.items():
        names = list(target.indexes)
        by_pk = {entry.pk: entry for entry in changed}
        keys = list(by_pk)
        for start in range(0, len(keys), CHUNK):
            rows = target.model._default_manager.filter(pk__in=keys[start : start + CHUNK]).values_list("pk", *names)
            for pk, *texts in rows:
                by_pk[pk].before.update(zip(names, texts, strict=True))


def shown_differences(entry: Entry) -> list[list[Any]]:
    """[title of the field, old, new, related model, column] for the preview; a relation keeps its keys until shown."""
    if entry.state == Verdict.SAME:
        return []
    title = "" if entry.target.is_primary else f"{entry.target.meta.verbose_name}："
    if entry.state == Verdict.NEW:
        return [[f"{title}新增", None, _label(entry), "", ""]]
    shown = []
    for attname, old, new in _visible(entry):
        field = entry.target.model_field(attname)
        kind = field.related_model._meta.label if field.is_relation else ""
        words = dict(field.flatchoices)
        old, new = words.get(old, old), words.get(new, new)
        if not isinstance(field, EncryptedTextField):
            old, new = _said(old), _said(new)
        else:
            old, new = audit.shown(field, old), audit.shown(field, new)
        column = entry.target.column_for(attname)
        key = _key(entry, column)
        if entry.line:
            named, column = f"第{entry.line}行{title}", ""
        else:
            named, column = (f"{key}{title}", f"{column}/{key}") if key else (title, column)
        shown.append([f"{named}{field.verbose_name}", old, new, kind, column])
    return shown


def _key(entry: Entry, column: str) -> Any:
    """The heading of a cross-tab under which the column stands for this record."""
    found = (entry.places or {}).get(column)
    return found[0].key if found else None


def _said(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return str(value)


def _label(entry: Entry) -> str:
    """A few words about a further record that a row brings with it."""
    words = []
    for attname in entry.target.key:
        if attname in entry.parents:
            continue
        field = entry.target.model_field(attname)
        value = entry.attributes.get(attname)
        if not field.is_relation and attname not in {index.attname for index in entry.target.indexes.values()}:
            words.append(str(dict(field.flatchoices).get(value, value)))
    return " ".join(words)


def decode(payload: bytes) -> dict[str, Any]:
    return json.loads(decrypt_bytes(payload, CONTEXT))


def decode_many(payloads: Iterable[bytes]) -> list[dict[str, Any]]:
    return json.loads(b"[" + b",".join(decrypt_bytes(payload, CONTEXT) for payload in payloads) + b"]")


def restorer(resource: type[RegisterResource], places: Places) -> Callable[[list[Any]], dict[str, Any]]:
    """The function that makes a staged row's values what they were when they had been cleaned."""
    columns = [column for column in resource.columns if not column.ignored]
    names = value_names(resource)
    families = [
        (column.name, column.kind) for column in columns if column.child or collected(places.get(column.name, ()))
    ]
    days = [column.name for column in columns if column.parse_kind == "date"]
    numbers = [column.name for column in columns if column.parse_kind in ("money", "decimal")]

    def restore(staged: list[Any]) -> dict[str, Any]:
        values = dict(zip(names, staged, strict=True))
        if staged[0] is not None:
            for name, value in values.items():
                if type(value) is str and value[:1] == _KEPT:
                    values[name] = Keep(value[1:])
        for name in days:
            if type(values[name]) is str:
                values[name] = date.fromisoformat(values[name])
        for name in numbers:
            if type(values[name]) is str:
                values[name] = Decimal(values[name])
        for name, kind in families:
            if values[name] is not None:
                values[name] = {key: _restored(kind, entry) for key, entry in values[name]}
        return values

    return restore


def _restored(kind: str, value: Any) -> Any:
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if kind in ("money", "decimal") else value


class Waiting(NamedTuple):
    """A staged row that is still to be applied, with its payload decoded."""

    pk: int
    number: int
    verdict: str
    decision: str
    payload: dict[str, Any]


def left(batch: ImportBatch) -> int:
    """How many rows are still to be applied."""
    return batch.staged_rows.filter(applied=False, verdict__in=[Verdict.NEW, Verdict.CHANGED]).count()


def waiting(batch: ImportBatch, size: int = CHUNK) -> Iterator[list[Waiting]]:
    """Staged rows that are still to be applied, in chunks, in the order of the sheet."""
    last = 0
    while True:
        rows = batch.staged_rows.filter(applied=False, number__gt=last, verdict__in=[Verdict.NEW, Verdict.CHANGED])
        found = list(rows.order_by("number").values_list(*Waiting._fields)[:size])
        if not found:
            return
        payloads = decode_many([payload for *_, payload in found])
        found = [Waiting(*row[:-1], payload) for row, payload in zip(found, payloads, strict=True)]
        yield found
        last = found[-1].number


def issues(staged: list[list[str]]) -> list[Issue]:
    return [Issue(*entry) for entry in staged]
