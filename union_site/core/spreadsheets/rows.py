"""What travels through an import: a row of the sheet, what is wrong with it, and the records it becomes."""

from typing import Any, NamedTuple

from union_site.core.models import StagedRow

Verdict = StagedRow.Verdict
Decision = StagedRow.Decision


class Issue(NamedTuple):
    """Something about a cell (or, with an empty letter, about the whole row). `value` is the cell as text."""

    column: str
    letter: str
    heading: str
    value: str
    code: str
    message: str


class Keep(str):
    """A masked cell that came back from an export: the stored value stays if its mask is this text."""

    __slots__ = ()


class Entry:
    """A record that a row becomes. Rows that repeat a parent share its entry.

    natural: the identity within the sheet; attributes: {attname: value}; parents: {attname: Entry}; pk: of the stored
    record, None while there is none; before: its stored values; former: the same encrypted, for an undo;
    state: new, changed or same; linked: taken as it is.
    """

    __slots__ = (
        "attributes",
        "before",
        "failed",
        "former",
        "linked",
        "natural",
        "number",
        "parents",
        "path",
        "pk",
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
        self.path = ""
        self.state = Verdict.NEW
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

    __slots__ = (
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
        self.number, self.cells = number, cells
        self.values: dict[str, Any] = {}
        self.errors: list[Issue] = []
        self.warnings: list[Issue] = []
        self.changes: list[Issue] = []  # what was put right without doubt (codes of messages.CHANGES)
        self.entries: list[Entry] = []
        self.verdict = Verdict.NEW
        self.staged_pk = None
        self.likely: dict[str, Any] | None = None  # what may be the same record (see likely.py)
        self.decided = ""  # what a person said about that: a StagedRow.Decision

    def reject(self, issue: Issue) -> None:
        self.errors.append(issue)
        self.verdict = Verdict.REJECTED
