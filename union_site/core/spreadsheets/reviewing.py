"""How rows that wait for a decision appear: the sheet's values beside those of the records that may be meant, all masked.

Records are read anew for each page, within the importer's scope of now: one that has left it is not shown.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from union_site.core import registry
from union_site.core.crypto import EncryptedTextField, mask_of
from union_site.core.models import ImportBatch, StagedRow
from union_site.core.scope import Scope
from union_site.core.spreadsheets import staging
from union_site.core.spreadsheets.places import present
from union_site.core.spreadsheets.presenting import Presenter
from union_site.core.spreadsheets.resource import Column
from union_site.core.spreadsheets.rows import Decision, Verdict
from union_site.core.spreadsheets.targets import compile_targets
from union_site.core.widths import matching_key


@dataclass
class Stored:
    """What a record holds; `alike`: as the sheet says. `note`: what masks do not show."""

    text: str
    alike: bool
    note: str = ""


@dataclass
class Line:
    """A column of the sheet: what the row says, and what each candidate holds."""

    heading: str
    text: str
    stored: list[Stored]

    @property
    def alike(self) -> bool:
        return all(one.alike for one in self.stored)


@dataclass
class Candidate:
    """A record that may be meant."""

    public_id: str
    label: str
    url: str
    chosen: bool


@dataclass
class ReviewRow:
    """A row with its candidates; `where`: what it is called.

    `of`: the row whose decision counts for it, called `of_where`; `followers`: what rows are called that follow this one.
    """

    number: int
    where: str
    of: int
    of_where: str
    agreeing: str
    decision: str
    word: str
    outcome: str
    lines: list[Line] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    followers: str = ""


def review_rows(batch: ImportBatch, staged: list[StagedRow], scope: Scope) -> list[ReviewRow]:
    """The rows as the page shows them."""
    return _Review(batch, scope).rows(staged)


class _Review:
    def __init__(self, batch: ImportBatch, scope: Scope):
        self.batch, self.scope = batch, scope
        self.presenter = Presenter(batch)
        resource = registry.resources[batch.resource]
        name, known = resource.primary_target().name, present(resource, staging.places_of(batch))
        self.target = next(one for one in compile_targets(resource, known) if one.name == name)
        viewset = registry.registers.get(batch.register)
        self.viewset = viewset if viewset and viewset.model is self.target.model else None
        self.compared = [
            (column, place, attname)
            for column, place in self.presenter.columns_in_order()
            if (attname := self._attname(column)) and not column.pattern
        ]

    def _attname(self, column: Column) -> str:
        return next((name for name, source in self.target.column_of.items() if source == column.name), "")

    def rows(self, staged: list[StagedRow]) -> list[ReviewRow]:
        payloads = [staging.decode(row.payload) for row in staged]
        wanted = {public_id for payload in payloads for public_id in (payload.get("k") or {}).get("c", [])}
        records = self._records(wanted)
        shown = [self._row(row, payload, records) for row, payload in zip(staged, payloads, strict=True)]
        for row in shown:
            if followers := [other.number for other in shown if other.of == row.number != other.number]:
                row.followers = self.presenter.where.rows(followers)
        return shown

    def _records(self, public_ids: set[str]) -> dict[str, Any]:
        relations = [
            self.target.model_field(attname).name
            for _, _, attname in self.compared
            if self.target.model_field(attname).is_relation
        ]
        rows = self.target.model._default_manager.within(self.scope).current().filter(public_id__in=public_ids)
        return {str(record.public_id): record for record in rows.select_related(*relations)}

    def _row(self, staged: StagedRow, payload: dict[str, Any], records: dict[str, Any]) -> ReviewRow:
        known = payload.get("k") or {}
        said = StagedRow.Decision(staged.decision).label if staged.decision else Verdict.LIKELY.label
        outcome = "" if staged.verdict in (Verdict.LIKELY, Verdict.SKIPPED) else staged.get_verdict_display()
        shown = ReviewRow(
            staged.number,
            self.presenter.where.row(staged.number),
            known.get("of", staged.number),
            self.presenter.where.row(known.get("of", staged.number)),
            "、".join(known.get("by", [])),
            staged.decision,
            said,
            outcome,
        )
        if shown.of != shown.number:
            return shown
        chosen = payload["v"][0] if staged.decision == Decision.UPDATE else None
        found = [(public_id, records[public_id]) for public_id in known.get("c", []) if public_id in records]
        for public_id, record in found:
            url = self.viewset.url("detail", record) if self.viewset else ""
            shown.candidates.append(Candidate(public_id, str(record), url, public_id == chosen))
        values = self.presenter.restore([None, *payload["v"][1:]])
        for column, place, attname in self.compared:
            text = self.presenter.cell_text(column, place, values)
            stored = [self._stored(column, attname, values.get(column.name), text, record) for _, record in found]
            shown.lines.append(Line(place.heading, text, stored))
        return shown

    def _stored(self, column: Column, attname: str, given: Any, text: str, record: Any) -> Stored:
        model_field = self.target.model_field(attname)
        value = getattr(record, model_field.name if model_field.is_relation else attname)
        if isinstance(model_field, EncryptedTextField):
            value, given = value or "", given or ""
            masked = mask_of(attname)(value)
            # Masks may look alike where the numbers differ.
            note = "与表中的号码不同" if value and given and value != given and masked == text else ""
            return Stored(masked, value == given, note)
        shown = self._said(column, model_field, value)
        return Stored(shown, value == given or matching_key(shown) == matching_key(text))

    def _said(self, column: Column, model_field, value: Any) -> str:
        if value is None or value == "":
            return ""
        if model_field.is_relation:
            name = column.lookup.field if column.lookup else "name"
            related = getattr(value, name, None) or ""
            hidden = isinstance(model_field.related_model._meta.get_field(name), EncryptedTextField)
            return mask_of(name)(related) if hidden else str(related)
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return value.isoformat()
        words = {**dict(model_field.flatchoices), **column.words}
        return str(words.get(value, value))
