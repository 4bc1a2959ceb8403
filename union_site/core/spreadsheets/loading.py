"""Import files and folders without pages: what `manage.py load` and the demo do."""

import os
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from union_site.core.models import District, ImportBatch, StagedRow, User
from union_site.core.services import districts
from union_site.core.spreadsheets import importing, likely, staging
from union_site.core.spreadsheets.form_places import RowPlaces
from union_site.core.spreadsheets.importing import FileRefused, ImportFailed
from union_site.core.spreadsheets.layouts import Sender
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.person_tables import place_of
from union_site.core.spreadsheets.recognition import Plan, settled
from union_site.core.spreadsheets.resource import RegisterResource
from union_site.core.spreadsheets.rows import Issue, Row, Verdict
from union_site.core.spreadsheets.stamps import resource_of
from union_site.core.spreadsheets.tables import Notice
from union_site.core.spreadsheets.xmlscan import column_letters

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv"})
"""What is taken from a folder; a file that is named outright is read whatever it is called."""


@dataclass
class SheetReport:
    """What became of one sheet (or, without a sheet, of a file that could not be read)."""

    file: str
    sheet: str
    status: str  # ok, refused, passed_over
    reason: str = ""
    code: str = ""  # of a refused file: a key of GUARD_MESSAGES or READ_MESSAGES
    resource: type[RegisterResource] | None = None
    columns: frozenset[str] = frozenset()  # names of those that the sheet has
    rows: list[Row] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    unknown_headings: list[str] = field(default_factory=list)  # of columns that are not imported
    where: RowPlaces = field(default_factory=RowPlaces)

    @property
    def register(self) -> str | None:
        return self.resource.register if self.resource else None

    def as_json(self) -> dict[str, Any]:
        """The object that `load --json` prints for a sheet."""
        accepted = [
            {**self._row(row.number), "values": said(self.resource, row.values, self.columns)}
            for row in self.rows
            if not row.errors and row.verdict != Verdict.LIKELY
        ]
        return {
            "file": self.file,
            "sheet": self.sheet,
            "register": self.register,
            "status": self.status,
            "code": self.code,
            "reason": self.reason,
            "accepted": accepted,
            "rejected": [self._rejected(row.number, issue) for row in self.rows for issue in row.errors],
            "likely": [
                {
                    **self._cell(row.number, row.likely["letter"]),
                    "code": likely.CODE,
                    "reason": self.where.said(likely.summary(row)),
                }
                for row in self.rows
                if row.verdict == Verdict.LIKELY
            ],
            "warnings": [
                self._said_of_cell(row.number, issue) for row in self.rows if not row.errors for issue in row.warnings
            ],
            "changes": [
                self._said_of_cell(row.number, issue) for row in self.rows if not row.errors for issue in row.changes
            ],
            "notices": [{"code": notice.code, "reason": notice.message} for notice in self.notices],
            "unknown_headings": self.unknown_headings,
        }

    def _row(self, number: int) -> dict[str, Any]:
        """The row; of forms that of the sheet that is named."""
        if not self.where.forms:
            return {"row": number}
        position, row = place_of(number)
        return {"sheet": self.where.forms.sheets[position], "row": row}

    def _cell(self, number: int, letter: str) -> dict[str, Any]:
        place = self.where.place(number, letter) if self.where.forms else None
        if place is None:
            return {**self._row(number), "column": "" if self.where.forms else letter}
        return {**self._row(number), "row": place[0], "column": column_letters(place[1])}

    def _said_of_cell(self, number: int, issue: Issue) -> dict[str, Any]:
        said = {"code": issue.code, "reason": self.where.said(issue.message, number)}
        return self._cell(issue.line or number, issue.letter) | said

    def _rejected(self, number: int, issue: Issue) -> dict[str, Any]:
        cell = self._cell(issue.line or number, issue.letter) | {"heading": issue.heading, "value": issue.value}
        return cell | {"code": issue.code, "reason": self.where.said(issue.message, number)}


def said(resource: type[RegisterResource], values: dict[str, Any], present: Collection[str]) -> dict[str, Any]:
    """Normalised values under stable names: days as ISO text, decimals as text, choices by their word.

    Columns that the sheet lacks (all but `present`) are left out unless a value followed from elsewhere.
    """
    return {
        column.name: _said(column, values.get(column.name))
        for column in resource.columns
        if not (column.ignored or column.checked)
        and column.name in values
        and (column.name in present or values[column.name] is not None)
    }


def _said(column, value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _said(column, entry) for key, entry in value.items()}
    if column.words and isinstance(value, str):
        return column.words.get(value, value)
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def files_of(paths: Iterable[str | Path]) -> list[Path]:
    """The workbooks that are meant: files as given, folders with all workbooks in them."""
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            found += sorted(
                file
                for file in path.rglob("*")
                if file.is_file() and file.suffix.lower() in SUFFIXES and not file.name.startswith(("~$", "."))
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


class NoDistrict(LookupError):
    """There is no district yet, and no sheet says which it is."""


class _RollBack(Exception):
    """Ends a dry run."""


def load(
    files: Sequence[Path], *, district: District | None, user: User | None = None, dry_run: bool = False, on_sheet=None
) -> list[SheetReport]:
    """Import workbooks in dependency order; in a dry run everything is written and taken back at the end.

    Without a district the sheet that names one begins it (without accounts). `on_sheet(report)` is called after each
    sheet. What `user` was asked about columns on pages serves here too; beyond that likely columns are taken with a
    notice. Reports come in the order of files and sheets. Raises NoDistrict.
    """
    sender = Sender(user, district) if user and district else None
    reports, planned = _read_all(files, district, sender)
    planned.sort(key=lambda entry: (entry[1].resource.order, entry[0]))
    try:
        with transaction.atomic() if dry_run else nullcontext():
            district = district or _begin(plan for _, plan, _ in planned)
            for _, plan, report in planned:
                _import(plan, report, district, user)
                if on_sheet:
                    on_sheet(report)
            if dry_run:
                raise _RollBack
    except _RollBack:
        return reports
    return reports


def _read_all(
    files: Sequence[Path], district: District | None, sender: Sender | None
) -> tuple[list[SheetReport], list[tuple[int, Plan, SheetReport]]]:
    """Read the files beside each other (each in a process of its own) and plan their sheets."""
    reports: list[SheetReport] = []
    planned = []
    words = importing.words_of(district) if district else None
    layouts, unit_name = (sender.layouts(), sender.unit_name()) if sender else (None, "")

    def read(file: Path) -> list[Plan] | FileRefused:
        try:
            plans = importing.read(
                file, file.name, layouts=layouts, words=words, stamp=resource_of, unit_name=unit_name
            )
            return [_noticed(settled(plan)) for plan in plans]
        except FileRefused as refusal:
            return refusal

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for file, plans in zip(files, pool.map(read, files), strict=True):
            if isinstance(plans, FileRefused):
                reports.append(SheetReport(file.name, "", "refused", plans.message, plans.code))
                continue
            for plan in plans:
                columns = frozenset(plan.places)
                report = SheetReport(
                    file.name, plan.sheet_name, plan.status, plan.reason, resource=plan.resource, columns=columns
                )
                report.notices, report.unknown_headings = plan.notices, plan.unknown
                report.where = RowPlaces(plan.table.forms if plan.table else None)
                reports.append(report)
                if plan.status == "ok":
                    planned.append((len(reports), plan, report))
    return reports, planned


def _noticed(plan: Plan) -> Plan:
    if plan.remembered:
        plan.notices.append(Notice("layout_remembered", message("layout_remembered")))
    return plan


def _begin(plans: Iterable[Plan]) -> District:
    for plan in plans:
        if names := plan.resource.district_named(plan):
            return districts.begin(**names)
    raise NoDistrict("系统还没有建立区总工会。请先运行 manage.py init 建立，或运行 manage.py demo 建立演示数据。")


def _import(plan: Plan, report: SheetReport, district: District, user: User | None) -> None:
    try:
        batch, report.rows = importing.preview(plan, district=district, user=user)
        importing.apply(batch, user=user)
    except PermissionDenied:
        report.status, report.reason = "refused", f"没有导入“{plan.resource.title}”的权限。"
        return
    except ImportFailed as failure:
        report.status, report.reason = "refused", failure.message
        return
    _late_rejections(batch, report.rows)
    names = ("rows", "new", "changed", "same", "likely", "rejected", "warned")
    report.counts = {name: getattr(batch, name) for name in names}


def _late_rejections(batch: ImportBatch, rows: list[Row]) -> None:
    """Rows that passed the preview and were refused, or found to be like another record, when they were written."""
    unsure = sum(row.verdict == Verdict.LIKELY for row in rows)
    if batch.rejected == sum(bool(row.errors) for row in rows) and batch.likely == unsure:
        return
    by_number = {row.number: row for row in rows}
    for staged in StagedRow.objects.filter(batch=batch, verdict=Verdict.REJECTED):
        row = by_number[staged.number]
        if not row.errors:
            row.errors = staging.issues(staging.decode(staged.payload).get("e", []))
    for staged in StagedRow.objects.filter(batch=batch, verdict=Verdict.LIKELY):
        row = by_number[staged.number]
        row.verdict, row.likely = Verdict.LIKELY, staging.decode(staged.payload)["k"]
