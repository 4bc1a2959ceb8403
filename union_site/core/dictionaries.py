"""Dictionaries (字典): lists of words that forms offer and imports understand, and that staff extend on a page.

A dictionary is declared by an app (`registry.add_dictionaries`). Its built-in entries stay as they are; a district adds its
own. Mostly the word itself is stored, in a DictionaryField; where figures ask for codes, the entries are rows of a table of
their own and records point to them (TableDictionary).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q

from union_site.core import registry
from union_site.core.dictionary_fields import DictionaryField, split
from union_site.core.widths import matching_key


@dataclass(frozen=True)
class Entry:
    """A word of a dictionary. `row` is what a district stored about it, None for a built-in word left as it is."""

    name: str
    synonyms: tuple[str, ...] = ()
    built_in: bool = False
    ended_on: date | None = None
    row: models.Model | None = None

    def offered_on(self, day: date) -> bool:
        """Whether forms offer it: until the day on which it was ended (停用)."""
        return self.ended_on is None or day < self.ended_on


@dataclass(frozen=True)
class Dictionary:
    """A list of words. built_in: words, or (word, synonyms…) tuples, in the order in which they are offered."""

    key: str
    title: str
    help: str = ""
    built_in: tuple = ()

    keeps_words = True  # records hold the word itself
    can_end_built_in = True

    def rows(self, district) -> models.QuerySet:
        """What the district stored: its own entries, and what it ended or added to built-in ones."""
        return apps.get_model("core.DictionaryEntry").objects.filter(district=district, dictionary=self.key)

    def entries(self, district) -> list[Entry]:
        """Built-in entries first, then the district's own in their order."""
        stored = {row.name: row for row in self.rows(district).order_by("position", "id")}
        found = [self._built_in(word, stored) for word in self.built_in]
        own = [_own(row) for row in stored.values()]
        return found + own

    @staticmethod
    def _built_in(word, stored: dict) -> Entry:
        name, *synonyms = (word,) if isinstance(word, str) else word
        row = stored.pop(name, None)
        more = split(row.synonyms) if row else ()
        return Entry(name, (*synonyms, *more), True, row.ended_on if row else None, row)

    def new_row(self, district, **values) -> models.Model:
        return apps.get_model("core.DictionaryEntry")(district=district, dictionary=self.key, **values)

    def fields(self) -> list[models.Field]:
        """The fields of registers that take their words from it."""
        return [field for field in _register_fields() if getattr(field, "dictionary", "") == self.key]

    @property
    def max_length(self) -> int:
        """How long a word may be."""
        return min((field.max_length for field in self.fields()), default=30)

    def used_by(self, district) -> Iterator[tuple[models.Field, str, models.QuerySet]]:
        """(field, lookup to the word, rows of the district) of each place where words of it stand."""
        for field in self.fields():
            yield field, field.name, field.model.objects.filter(district=district)

    def uses(self, district) -> dict[str, int]:
        """{word: how many records name it}."""
        counts: dict[str, int] = {}
        for _, lookup, rows in self.used_by(district):
            grouped = rows.order_by().values_list(lookup).annotate(rows=models.Count("pk"))
            for word, number in grouped:
                counts[word] = counts.get(word, 0) + number
        return counts

    def registers(self) -> list[str]:
        """Keys of the registers whose forms offer it: who keeps one of them may extend it."""
        named = {field.model for field in self.fields()}
        return [
            key
            for key, viewset in registry.registers.items()
            if viewset.model in named or any(child.model in named for child in viewset.children)
        ]


@dataclass(frozen=True)
class TableDictionary(Dictionary):
    """A dictionary whose entries are rows of `model`, a DictionaryRow with a code; built-in ones have no district."""

    model: type[models.Model] = None

    keeps_words = False
    can_end_built_in = False

    def rows(self, district) -> models.QuerySet:
        return self.model.objects.filter(Q(district=None) | Q(district=district))

    def entries(self, district) -> list[Entry]:
        rows = self.rows(district).order_by(models.F("district").asc(nulls_first=True), "position", "id")
        return [_own(row, built_in=row.district_id is None) for row in rows]

    def new_row(self, district, **values) -> models.Model:
        return self.model(district=district, **values)

    def fields(self) -> list[models.Field]:
        return [field for field in _register_fields() if field.related_model is self.model]

    @property
    def max_length(self) -> int:
        return self.model._meta.get_field("name").max_length

    def used_by(self, district):
        for field in self.fields():
            yield field, f"{field.name}__name", field.model.objects.filter(district=district)


def _own(row: models.Model, *, built_in: bool = False) -> Entry:
    return Entry(row.name, split(row.synonyms), built_in, row.ended_on, row)


def _register_fields() -> Iterator[models.Field]:
    """The fields of all registers and their children, each once."""
    seen = {}
    for viewset in registry.registers.values():
        for model in (viewset.model, *(child.model for child in viewset.children)):
            seen.setdefault(model, None)
    for model in seen:
        yield from model._meta.concrete_fields


def of(field: models.Field) -> Dictionary | None:
    """The dictionary of a field: of its words, or of the table that it points to."""
    if isinstance(field, DictionaryField):
        return registry.dictionaries[field.dictionary]
    if field.is_relation:
        tables = (found for found in registry.dictionaries.values() if isinstance(found, TableDictionary))
        return next((found for found in tables if found.model is field.related_model), None)
    return None


def table(entries: Iterable[Entry]) -> dict[str, str]:
    """{matching key of what people write: the word}, of all entries, ended ones too."""
    words: dict[str, str] = {}
    for entry in entries:
        for text in (entry.name, *entry.synonyms):
            words.setdefault(matching_key(text), entry.name)
    return words


def choosable(model: type[models.Model], district) -> models.QuerySet | None:
    """The rows of a table dictionary that the district knows; None for a model that is none."""
    tables: Iterable = (found for found in registry.dictionaries.values() if isinstance(found, TableDictionary))
    found = next((table for table in tables if table.model is model), None)
    return found.rows(district) if found else None
