"""Rows of one model on their way into the database: complete with defaults, keys and blind indexes, written in chunks."""

import uuid
from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.db import models

from union_site.core.crypto import BlindIndexField
from union_site.core.scope import RowModel
from union_site.core.spreadsheets import bulk

MORNING = time(9, tzinfo=UTC)


@lru_cache(maxsize=4096)
def morning(day: date) -> datetime:
    """The moment at which a row of that day is said to have been entered."""
    return datetime.combine(day, MORNING)


class Rows:
    """Takes rows of `model` by attname and writes them `bulk.CHUNK` at a time.

    `fixed` are values that all rows share (the district); `random` gives public identifiers, so that they follow the seed;
    `last_day` is the day of entry of rows without a day of their own, or with one that is still to come.
    """

    def __init__(self, model: type[models.Model], fixed: dict, random, last_day: date):
        self.model, self.random, self.last_day = model, random, last_day
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.names = [field.attname for field in fields]
        self.defaults = {field.attname: _default(field) for field in fields} | {
            name: value for name, value in fixed.items() if name in self.names
        }
        self.indexes = [
            (field.attname, model._meta.get_field(field.source).attname, field.index)
            for field in fields
            if isinstance(field, BlindIndexField)
        ]
        self.day = next((f.attname for f in fields if type(f) is models.DateField and f.editable), None)
        self.is_row = issubclass(model, RowModel)
        self.count = 0
        self._keys: list[int] = []
        self._waiting: list[list] = []

    def add(self, values: dict) -> int:
        """Take a row and return its key. Raises ValueError for a name that the model does not have."""
        row = self.defaults | values
        if len(row) != len(self.defaults):
            raise ValueError(f"{self.model.__name__}: {', '.join(row.keys() - self.defaults.keys())}")
        for name, source, index in self.indexes:
            row[name] = index(row[source])
        if self.is_row:
            row["public_id"] = self._public_id()
            if "created_at" not in values:
                day = row[self.day] if self.day else None
                row["created_at"] = row["updated_at"] = morning(min(day or self.last_day, self.last_day))
        if not self._keys:
            self.write()
            self._keys = bulk.reserve_keys(self.model, bulk.CHUNK)[::-1]
        key = self._keys.pop()
        self._waiting.append([key, *(row[name] for name in self.names)])
        self.count += 1
        return key

    def write(self) -> None:
        """Write what waits. Keys that were reserved and not used stay unused."""
        if self._waiting:
            bulk.insert(self.model, [self.model._meta.pk.attname, *self.names], self._waiting)
        self._waiting, self._keys = [], []

    def _public_id(self) -> uuid.UUID:
        """A uuid7 (RFC 9562) out of the seed, of the last day."""
        stamp = int(morning(self.last_day).timestamp() * 1000) + self.count
        bits = self.random.getrandbits(74)
        return uuid.UUID(int=stamp << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (1 << 62) - 1)


def _default(field: models.Field):
    return field.get_default() if field.has_default() or not field.null else None
