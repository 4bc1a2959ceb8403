"""What travels through an import: a row of the sheet, what is wrong with it, and the records it becomes."""

from typing import Any, NamedTuple

from union_site.core.models import StagedRow

Verdict = StagedRow.Verdict
Decision = StagedRow.Decision
_NEW = Verdict.NEW  # looking it up in the enumeration takes as long as half a row


class Issue(NamedTuple):
    """Something about a cell (or, with an empty letter, about the whole row). `value` is the cell as text.

    `line`: the number of the line in which the cell stands, 0 for the row's own (see resource.Children).
    """

    column: str
    letter: str
    heading: str
    value: str
    code: str
    message: str
    line: int = 0


class Keep(str):
    """A masked cell that came back from an export: the stored value stays if its mask is this text."""

    __slots__ = ()


class StaysAsItIs(Exception):
    """Raised by what derives an attribute: the row says nothing of it, a stored record keeps its own."""


class Entry:
    """A record that a row becomes. Rows that repeat a parent share its entry.

    natural: the identity within the sheet; attributes: {attname: value}; parents: {attname: Entry}; pk: of the stored
    record, None while there is none; before: its stored values; former: the same encrypted, for an undo;
    state: new, changed or same; linked: taken as it is;
    places: where its columns stand, if not as for the whole sheet; line: in which a child stands, 0 for the row itself.
    """

    __slots__ = (
        "attributes",
        "before",
        "failed",
        "former",
        "line",
        "linked",
        "natural",
        "number",
        "parents",
        "path",
        "pk",
        "places",
        "public_id",
        "row_id",
        "state",
        "target",
        "updated_at",
    )

    def __init__(self, target, natural, attributes: dict[str, Any], parents: dict[str, "Entry"], number: int):
        self.target, self.natural, self.attributes, self.parents, self.number = (
            target,
            natural,
            attributes,
            parents,
            number,
        )
        self.pk = self.public_id = self.updated_at = self.row_id = self.before = self.failed = self.former = None
        self.path, self.places, self.line = "", None, 0
        self.state = _NEW
        self.linked = False

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """{attname: (stored, sheet)} where they differ; everything of a new record counts as such."""
        if self.before is None:
            return {name: (None, value) for name, value in self.attributes.items()}
        return {
            name: (self.before[name], value)
            for name, value in self.attributes.items()
            if name in self.before and self.before[name] != value
        }


class Row:
    """A line of the sheet on its way."""

    places = None  # as for the whole sheet

    __slots__ = (
        "below",
        "cells",
        "changes",
        "decided",
        "entries",
        "errors",
        "likely",
        "number",
        "staged_pk",
        "values",
        "verdict",
        "warnings",
    )

    def __init__(self, number: int, cells: list | None = None):
        self.number, self.cells, self.below = number, cells, None
        self.values: dict[str, Any] = {}
        self.errors: list[Issue] = []
        self.warnings: list[Issue] = []
        self.changes: list[Issue] = []  # what was put right without doubt (codes of messages.CHANGES)
        self.entries: list[Entry] = []
        self.verdict = _NEW
        self.staged_pk = None
        self.likely: dict[str, Any] | None = None  # what may be the same record (see likely.py)
        self.decided = ""  # what a person said about that: a StagedRow.Decision

    def reject(self, issue: Issue) -> None:
        self.errors.append(issue)
        self.verdict = Verdict.REJECTED


class Part(Row):
    """A part of a row that is a record of its own: what is wrong with it is wrong with the row."""

    __slots__ = ("places", "row")

    def __init__(self, row: Row, values: dict[str, Any], places: dict[str, list]):
        super().__init__(row.number, row.cells)
        self.row, self.values, self.places = row, values, places
        self.errors, self.warnings, self.entries = row.errors, row.warnings, row.entries

    def reject(self, issue: Issue) -> None:
        self.row.reject(issue)
