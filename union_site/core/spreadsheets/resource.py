"""How a sheet is declared: its columns, and the rows (targets) that a line of it becomes.

A RegisterResource is django-import-export's Resource as far as declaration, headings and export go; its row-by-row
import loop is not used (see importing.py). One class per kind of sheet; `registry.resources` knows all of them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models
from import_export.fields import Field
from import_export.resources import Resource

from union_site.core.crypto import EncryptedTextField
from union_site.core.spreadsheets.cells import Context as CellContext
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.parsers import PARSERS, choice_table
from union_site.core.widths import matching_key

KINDS = (*PARSERS, "organization", "reference")
ROW_ID = "row_id"  # value name of the locked column of every export
ROW_ID_HEADING = "行标识"


@dataclass(frozen=True)
class RowError:
    """A reason to reject a row: `column` is a column's name ("" for the whole row), `message` Chinese.

    With `warning` the row passes and the message stands beside it.
    """

    column: str
    code: str
    message: str
    warning: bool = False


@dataclass(frozen=True)
class Lookup:
    """Which existing row a reference names: the row of `model` whose `field` equals the cell, within the scope.

    `also`: attributes fetched beside the id, found in the values as `<column>__<attribute>`. `kind`: how the cell is
    read (an identity number is checked before it is looked up). `same_file`: the row may stand further up or down in
    the same sheet (上级工会 in the list of unions).
    """

    model: type[models.Model]
    field: str
    also: tuple[str, ...] = ()
    kind: str = ""
    same_file: bool = False

    @property
    def parse_kind(self) -> str:
        if self.kind:
            return self.kind
        looked_up = self.model._meta.get_field(self.field)
        return "identity" if isinstance(looked_up, EncryptedTextField) and "identity" in self.field else "text"


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    name: stable field name of the value; heading: official heading, also in templates and exports; kind: see KINDS;
    synonyms: other headings that people use; choices: TextChoices or pairs; synonyms_of_choices: {what people
    write: value of a choice, "yes" or "no", the text that a reference looks up, or instead of a text, "" for
    nothing}; pattern: a regular expression with one group, the column then collects all headings that match it into
    {int or text of the group: value}, and its own heading is one of the family; lookup: of a reference; optional:
    an unknown organization or reference leaves the value empty with a warning; anywhere: any union of the district
    may be named here, whatever the importer's scope; fallback: where the value comes from when the sheet lacks the
    column: unit_name, union_name (the unit, unless it is a federation of unions), filled_on or year, as stated
    above the header; default: value of an empty cell; export: attribute path when the value is not simply an
    attribute of a target; ignored: the column is known and not kept; checked: it is read for `clean_row` to compare
    and not kept, and neither templates nor exports have it; child: of Children, neither in templates nor in
    exports.
    """

    name: str
    heading: str
    kind: str = "text"
    required: bool = False
    synonyms: tuple[str, ...] = ()
    choices: Any = None
    synonyms_of_choices: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    lookup: Lookup | None = None
    optional: bool = False
    anywhere: bool = False
    fallback: str = ""
    default: Any = None
    max_length: int | None = None
    negative: bool = False
    places: int | None = None
    help: str = ""
    example: str = ""
    export: str = ""
    ignored: bool = False
    checked: bool = False
    child: bool = False

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: no kind {self.kind!r}")
        if (self.kind == "choice") != (self.choices is not None):
            raise ValueError(f"{self.name}: a choice has choices, nothing else has")
        if (self.kind == "reference") != (self.lookup is not None):
            raise ValueError(f"{self.name}: a reference has a lookup, nothing else has")
        if self.child and (self.required or self.kind in ("organization", "reference")):
            raise ValueError(f"{self.name}: a child column is neither required nor a reference")
        if self.pattern and not re.search(self.pattern, self.heading):
            raise ValueError(f"{self.name}: the heading does not match the pattern")

    @property
    def headings(self) -> tuple[str, ...]:
        """Accepted headings, the official one first."""
        return (self.heading, *self.synonyms)

    @cached_property
    def heading_pattern(self) -> re.Pattern | None:
        return re.compile(self.pattern) if self.pattern else None

    @cached_property
    def aliases(self) -> dict[str, str]:
        """{matching key of what people write: what is looked up} of a reference column."""
        return {matching_key(text): name for text, name in self.synonyms_of_choices.items()} if self.lookup else {}

    @property
    def choice_pairs(self) -> list[tuple[str, str]]:
        """(value, label) of a choice column."""
        return list(getattr(self.choices, "choices", self.choices) or ())

    @cached_property
    def words(self) -> dict[str, str]:
        """{value: label} of a choice column."""
        return {value: str(label) for value, label in self.choice_pairs}

    @property
    def labels(self) -> tuple[str, ...]:
        """What a template offers as a drop-down."""
        return tuple(self.words.values())

    @property
    def parse_kind(self) -> str:
        """The kind of parser that reads the cell."""
        if self.kind == "organization":
            return "text"
        return self.lookup.parse_kind if self.kind == "reference" else self.kind

    def cell_context(self, unit: str = "", max_length: int | None = None) -> CellContext:
        """What the parser is told; `unit` stands in the sheet's heading, `max_length` comes from the model."""
        choices, labels = None, ()
        if self.choices or (self.synonyms_of_choices and not self.lookup):
            choices, labels = choice_table(self.choice_pairs, self.synonyms_of_choices)
        return CellContext(
            unit=unit,
            max_length=self.max_length or max_length,
            choices=choices,
            labels=labels,
            negative=self.negative,
            places=self.places,
        )


@dataclass(frozen=True)
class Item:
    """One entry of a collected value (`Target.each`). As `Item.key` and `Item.value` in `fields`: its two halves."""

    key: Any
    value: Any


class _Half:
    def __init__(self, name: str):
        self.name = name

    def __repr__(self):
        return f"Item.{self.name}"


ITEM_KEY, ITEM_VALUE = _Half("key"), _Half("value")
Item.key, Item.value = ITEM_KEY, ITEM_VALUE  # instances carry their own values; the class stands for "the entry's"


@dataclass(frozen=True)
class Target:
    """A row of `model` that a line of the sheet becomes.

    key: attributes that identify the row (an encrypted one through its blind index); fields: attribute names (the value
    of that name), or {attribute: value name, Item.key, Item.value or function(values)} (function(values, item) with
    `each`); parents: {attribute: key of an earlier target}; each: name of a collected value, one row per entry; when:
    the target exists only for lines of which this is true; outside: what happens if the row exists outside the
    importer's scope: "reject" the line, or "use" the row as it is (a joint activity that its host has registered);
    "checked": like "reject", but `clean_row` itself says to which union a new row may belong; elsewhere: (code, message)
    of a line that is rejected because the row exists outside the scope, where that may be said.
    """

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    fields: Any
    parents: Mapping[str, str] = field(default_factory=dict)
    each: str = ""
    when: Callable[[dict], Any] | None = None
    outside: str = "reject"
    elsewhere: tuple[str, str] | None = None

    @property
    def sources(self) -> dict[str, Any]:
        """{attribute: where its value comes from}."""
        if isinstance(self.fields, Mapping):
            return dict(self.fields)
        sources = {}
        for entry in self.fields:
            sources.update(entry if isinstance(entry, Mapping) else {entry: entry})
        return sources


@dataclass(frozen=True)
class CrossTab:
    """Sheets with a column for each town, trade or target: each filled cell is a record of its own.

    across: the column whose value the headings say; values: {column that the cells hold: further words for it in the
    headings (人数 of 青石镇人数)}, the first one where neither headings nor title say which; known: function(heading)
    that knows words beyond the unions and dictionaries of the district; open: beside words that are known every column
    of numbers is taken; unit: the column that takes the unit of measure of a heading. What is wrong with a record is
    said at its own cell, and rejects the whole row.
    """

    across: str
    values: Mapping[str, tuple[str, ...]]
    known: Callable[[str], Any] | None = None
    open: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Children:
    """Records in lines below a row, or in columns beside it (numbered ones too): a person's family.

    name: of the collected value, for `Target.each` of the one target that makes them; its fields name child columns
    (Column.child). child_name, relation: the child columns without which a line is no child; child_key: those that tell
    children apart; key, name_column: the owner's columns that lines below leave empty, and in which they may write a
    child's name; shared: {child column: the owner's column in which lines below may write it}; itself: relations that
    mean the owner. Children that a sheet no longer names are left as they are: they are struck out in the register.
    """

    name: str
    title: str
    child_name: str
    relation: str
    child_key: tuple[str, ...]
    key: tuple[str, ...]
    name_column: str
    shared: Mapping[str, str]
    itself: frozenset[str] = frozenset({"本人", "户主", "自己", "职工本人", "户主本人"})


class RegisterResource(Resource):
    """Base of all sheets. `order` says when a sheet of a folder is imported: lower first."""

    key = ""
    register = ""  # key of the register whose permission an import needs
    order = 100
    title = ""
    sheet_titles: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    targets: tuple[Target, ...] = ()
    children: tuple[Children, ...] = ()
    crosstabs: tuple[CrossTab, ...] = ()
    main = ""  # name of the target that decides "new" and duplicates; by default the last plain one
    likely: tuple[Likely, ...] = ()  # of the primary target: what to look for when its key finds no record
    remedies: tuple = ()  # what may be done at once about rows rejected for a reason: see remedies.Remedy
    one_chunk = False  # all rows in one transaction (rows that name each other)
    cleans_alone = (
        False  # clean_row looks at nothing but the row: what it said at the preview holds when the row is written
    )
    help = ""
    derived: tuple[type[models.Model], ...] = ()  # rows that follow from the sheet's own, made by `after_chunk`
    undo_refused = ""  # why an import of this sheet cannot be undone as a whole

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.sheet_names = (cls.title, *cls.sheet_titles)  # words by which headings.recognise decides a tie
        names = [column.name for column in cls.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"{cls.__name__}: two columns of one name")
        cls.fields.update(
            (column.name, Field(attribute=column.name, column_name=column.heading))
            for column in cls.columns
            if not column.ignored and not column.child
        )

    # What an importer may be told by a subclass

    @classmethod
    def district_named(cls, plan) -> dict[str, str] | None:
        """The names of the district (name, short_name, superior_name) if this sheet says them."""
        return None

    def start(self, context) -> None:
        """Called once before the rows are judged; may fill `context.none_words` and the like."""

    def look_up(self, rows: list[dict], context) -> None:
        """Called once for the values of all rows, before `clean_row`: find what they speak of, in few statements."""

    def clean_row(self, values: dict, context) -> Iterable[RowError]:
        """Checks across columns. Yields RowErrors."""
        return ()

    def complete(self, target: Target, attributes: dict, values: dict, context) -> None:
        """Fill further attributes of a row that is about to be inserted."""

    def after_chunk(self, batch, context) -> None:
        """Called in the transaction of each chunk, after its rows were written."""

    def after_apply(self, batch, context) -> None:
        """Called once when all rows were written."""

    def after_undo(self, restored: Mapping[type[models.Model], list[int]], batch, user) -> None:
        """Called in the transaction of an undo: derive again what the hooks above derived. `restored`: {model: keys}."""

    # What others ask of a resource

    @classmethod
    def column(cls, name: str) -> Column:
        return next(column for column in cls.columns if column.name == name)

    @classmethod
    def target(cls, name: str) -> Target:
        return next(target for target in cls.targets if target.name == name)

    @classmethod
    def main_target(cls) -> Target:
        if cls.main:
            return cls.target(cls.main)
        plain = [target for target in cls.targets if not target.each and target.when is None]
        return (plain or list(cls.targets))[-1]

    @classmethod
    def template_columns(cls) -> list[Column]:
        """The columns of the template and the export, in order; a pattern stands for a family of headings."""
        return [column for column in cls.columns if not (column.ignored or column.checked or column.child)]

    @classmethod
    def headings(cls) -> list[str]:
        return [column.heading for column in cls.template_columns()]

    def get_queryset(self):
        return self.primary_target().model.objects.current()

    @classmethod
    def primary_target(cls) -> Target:
        """The target that is the register's own record; its children follow from other targets."""
        children = {target.name for target in cls.targets if target.parents}
        return next((target for target in cls.targets if target.name not in children), cls.targets[0])

    def export_headings(self, records: models.QuerySet | None = None) -> list[str]:
        """行标识 and the headings; families of headings are spelled out for the records."""
        from union_site.core.spreadsheets.exporting import headings

        return headings(type(self), records)

    def export_rows(self, records: models.QuerySet) -> Iterator[list]:
        """One list per sheet row, as `export_headings`: personal data masked, dates and numbers as such."""
        from union_site.core.spreadsheets.exporting import rows

        return rows(type(self), records)
