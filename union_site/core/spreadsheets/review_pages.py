"""What the pages of an import show of rows that wait for a decision, and of remedies for rejected ones."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone

from union_site.core import registry
from union_site.core.access import Access
from union_site.core.models import ImportBatch, StagedRow
from union_site.core.roles import Permission
from union_site.core.spreadsheets import deciding, remedies
from union_site.core.spreadsheets.presenting import ShownRow
from union_site.core.spreadsheets.reviewing import review_rows
from union_site.core.spreadsheets.rows import Decision

PAGE = 20


def with_review(batch: ImportBatch, tabs: list[tuple]) -> list[tuple]:
    """The tabs; the one of decisions is there as long as there is something to decide, or to decide anew."""
    there = bool(batch.likely) or (deciding.reviewable(batch) and deciding.rows_of(batch).exists())
    return [(key, word, count, shown and (key != "likely" or there)) for key, word, count, shown in tabs]


def context(batch: ImportBatch, number: Any) -> dict[str, Any]:
    """A page of the rows to decide."""
    page = Paginator(deciding.rows_of(batch), PAGE).get_page(number)
    scope = _access(batch).full_scope(Permission.IMPORT, batch.register)
    rows = review_rows(batch, list(page.object_list), scope)
    return {
        "review": True,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "rows": rows,
        "reviewable": deciding.reviewable(batch),
        "open_here": [row.number for row in rows if not row.decision and row.of == row.number],
    }


def counts(batch: ImportBatch) -> dict[str, Any]:
    """What the head of the page says of decisions."""
    return {
        "undecided": deciding.undecided_message(batch),
        "late": deciding.waiting_to_be_written(batch),
        "remedied": remedies.remedied(batch) if _resource(batch).remedies else 0,
        "remedied_title": next((one.done_title for one in _resource(batch).remedies), ""),
    }


def with_remedies(batch: ImportBatch, staged: Iterable[StagedRow], rows: list[ShownRow]) -> list[ShownRow]:
    """Note on each row what can be done about it, or that it was done."""
    resource = _resource(batch)
    if not resource.remedies:
        return rows
    access = _access(batch)
    may = {remedy: remedy.allowed(access) for remedy in resource.remedies}
    for row, shown in zip(staged, rows, strict=True):
        remedy = remedies.remedy_of(resource, row)
        if remedy is not None and row.decision == Decision.REMEDIED:
            shown.settled = remedy.done_title
        elif remedy is not None and may[remedy]:
            shown.remedy = remedy.title
    return rows


def remedy_context(batch: ImportBatch, staged: Iterable[StagedRow]) -> dict[str, Any] | None:
    """The remedy that the rows of a page share; None if there is none, or nothing is left to do."""
    resource = _resource(batch)
    if not resource.remedies or not deciding.reviewable(batch):
        return None
    access = _access(batch)
    numbers: dict[remedies.Remedy, list[int]] = {}
    for row in staged:
        remedy = remedies.remedy_of(resource, row)
        if remedy is not None and row.decision != Decision.REMEDIED and remedy.allowed(access):
            numbers.setdefault(remedy, []).append(row.number)
    if not numbers:
        return None
    remedy, found = next(iter(numbers.items()))
    return {"remedy": remedy, "numbers": found, "today": access.today.isoformat()}


def _resource(batch: ImportBatch):
    return registry.resources[batch.resource]


def _access(batch: ImportBatch) -> Access:
    """The rights of the importer, who alone sees these pages."""
    return Access(batch.user, timezone.localdate())
