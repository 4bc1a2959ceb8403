"""New rows that are ready to be written when they are staged, so that writing need not judge them again.

Whether a row is new, allowed and complete hangs on its cells and on what the sheet was judged by: the records of its
register, the unions, the dictionaries, the importer's scope. What its cells became is staged beside them. As long as
nobody has changed the rest, the record is put together from that, a column at a time; where anything has changed, or the
database refuses, the chunk is judged again like any other.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from union_site.core import dictionaries
from union_site.core.crypto import encrypt_many
from union_site.core.ids import new_public_ids
from union_site.core.spreadsheets import bulk
from union_site.core.spreadsheets.context import ImportContext
from union_site.core.spreadsheets.places import collected
from union_site.core.spreadsheets.resource import RegisterResource
from union_site.core.spreadsheets.rows import Row, Verdict
from union_site.core.spreadsheets.trail import Trail

_SIMPLE = frozenset({str, int, bool, date, Decimal, type(None)})
_RESTORED: dict[str, Callable[[str], Any]] = {"DateField": date.fromisoformat, "DecimalField": Decimal}


class Ready:
    """What is staged of rows that are ready, and how they are written; `judge` is the sheet's.

    names: of the staged values (staging.value_names).
    """

    def __init__(self, judge, names: list[str]):
        self.target, self.model = judge.main, judge.main.model
        plain = {
            column.name
            for column in judge.resource.columns
            if not column.child and not collected(judge.places.get(column.name, ()))
        }
        sources = zip(self.target.copied, self.target.copied_from, strict=True)
        self.copied = {name: names.index(source) for name, source in sources if source in names and source in plain}
        self.made = [name for name in self.target.written if name not in self.copied]
        self.pick = _picker(self.made)
        self.width = len(self.target.written)
        self.empties = dict(self.target.empties)

    def staged(self, row: Row) -> tuple[Any, ...] | None:
        """What is staged beside the values of a row, which are simple; None where it is not ready."""
        if row.verdict != Verdict.NEW or len(row.entries) != 1 or row.decided or row.errors:
            return None
        entry = row.entries[0]
        attributes = entry.attributes
        if (
            entry.target is not self.target
            or entry.number != row.number
            or entry.linked
            or entry.row_id
            or len(attributes) != self.width
        ):
            return None
        made = self.pick(attributes)
        return made if _SIMPLE.issuperset(map(type, made)) else None

    def columns(self, values: Sequence[list[Any]], made: Sequence[list[Any]]) -> dict[str, list[Any]]:
        """{attname: values} of rows, given the values of their cells and what `staged` made of them."""
        of_cells, of_made = list(zip(*values, strict=True)), list(zip(*made, strict=True))
        found = {name: of_cells[place] for name, place in self.copied.items()}
        found |= dict(zip(self.made, of_made, strict=True))
        return {name: self._restored(name, column) for name, column in found.items()}

    def _restored(self, name: str, column: Sequence[Any]) -> list[Any]:
        restore = _RESTORED.get(self.target.model_field(name).get_internal_type())
        if restore is not None:
            column = [restore(value) if type(value) is str else value for value in column]
        empty = self.empties.get(name)
        return list(column) if empty is None else [empty if value is None else value for value in column]


def _picker(names: Sequence[str]) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """Like itemgetter, for any number of names."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: tuple(values[name] for name in names)


class Prepared:
    """Records of one chunk with their events, sealed and named before the transaction in which they are written."""

    def __init__(self, ready: Ready, columns: dict[str, list[Any]], trail: Trail):
        target, self.model = ready.target, ready.model
        self.absent = {name: value for name, value in target.absent.items() if name not in columns}
        self.columns = dict(columns)
        self.count = len(next(iter(columns.values())))
        names = new_public_ids(self.count)
        self.events = trail.created(str(target.meta.verbose_name), names, columns)
        self.columns["public_id"] = names
        for name in target.encrypted & columns.keys():
            self.columns[name] = encrypt_many(columns[name], target.fields[name].context)

    def write(self, trail: Trail, constants: dict[str, Any]) -> None:
        """Write records and events, in the transaction of the chunk; `constants`: what all records have in common."""
        keys = bulk.reserve_keys(self.model, self.count)
        columns = {self.model._meta.pk.attname: keys, **self.columns}
        bulk.insert_columns(self.model, columns, constants | self.absent)
        trail.write_created(self.events)

    @property
    def given(self) -> set[str]:
        """Attributes that are not among the `constants` of `write`."""
        return {*self.columns, *self.absent}


def ready_for(judge, names: list[str]) -> Ready | None:
    """None for a sheet whose rows hang on more than `known_to` tells."""
    resource = type(judge.resource)
    target = judge.main
    alone = (
        not (judge.tab or judge.children or resource.one_chunk or target.parents or target.target.each)
        and resource.look_up is RegisterResource.look_up
        and resource.complete is RegisterResource.complete
        and (resource.cleans_alone or not judge.checks_rows)
        and not any(column.lookup for column in resource.columns)
    )
    return Ready(judge, names) if alone else None


def known_to(judge) -> str:
    """A fingerprint of what a sheet is judged by, beside the records of its register."""
    context: ImportContext = judge.context
    words = {name: context.words(dictionaries.of(field)) for name, field in judge.dictionaries.items()}
    target = judge.main
    said = [
        [context.scope.district_id, context.scope.whole, sorted(context.scope.paths)],
        sorted(context.unions().items()),
        sorted((name, sorted(found.items())) for name, found in words.items()),
        sorted((column, sorted(texts)) for column, texts in context.none_words.items()),
        [target.model._meta.label, *target.written, *target.absent],
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
