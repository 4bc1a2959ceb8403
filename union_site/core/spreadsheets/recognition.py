"""Which register a sheet belongs to, and which of its columns is which: a plan for each sheet of a workbook."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from union_site.core.spreadsheets import headings
from union_site.core.spreadsheets.reader import Sheet, Table, find_table
from union_site.core.spreadsheets.resource import ROW_ID, ROW_ID_HEADING, Column, RegisterResource
from union_site.core.spreadsheets.tables import Notice
from union_site.core.spreadsheets.xmlscan import column_letters

_ROW_ID_KEYS = {headings.normalise(ROW_ID_HEADING).key}


class Place(NamedTuple):
    """Where a column stands in the sheet; `key` is what a family of headings varies by (a year)."""

    index: int
    heading: str
    unit: str
    key: Any = None

    @property
    def letter(self) -> str:
        return column_letters(self.index + 1)


@dataclass
class Plan:
    """A sheet and what is to be done with it: imported as `resource`, or not, with the `reason`."""

    sheet_name: str
    status: str  # ok, refused or passed_over, as the load command says
    reason: str = ""
    resource: type[RegisterResource] | None = None
    table: Table | None = None
    places: dict[str, list[Place]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def place(self, name: str) -> Place | None:
        found = self.places.get(name)
        return found[0] if found else None


class _Adapted(NamedTuple):
    """A resource as headings.recognise wants it: families of headings reduced to the first one in the sheet."""

    resource: type[RegisterResource]
    columns: list
    sheet_names: tuple[str, ...]


class _Plain(NamedTuple):
    name: str
    headings: tuple[str, ...]
    required: bool


def _adapt(resource: type[RegisterResource], table: Table) -> tuple[_Adapted, dict[str, list[Place]]]:
    columns, families = [], {}
    for column in resource.columns:
        accepted = column.headings
        if column.pattern:
            family = _family(column, table)
            if family:
                families[column.name] = family
                accepted = (family[0].heading, *accepted)
        columns.append(_Plain(column.name, accepted, column.required and not column.fallback))
    return _Adapted(resource, columns, resource.sheet_names), families


def _family(column: Column, table: Table) -> list[Place]:
    places = []
    for index, text in table.headings:
        normal = headings.normalise(text)
        found = column.heading_pattern.search(normal.key) or column.heading_pattern.search(text)
        if found:
            key = found.group(1) if found.groups() else text
            places.append(Place(index, text, normal.unit, int(key) if str(key).isdecimal() else key))
    return places


def plan_sheet(sheet: Sheet, resources: Sequence[type[RegisterResource]], known: Iterable[str] | None = None) -> Plan:
    """Decide about one sheet. `resources` are those that may be meant."""
    if sheet.hidden:
        return Plan(sheet.name, "passed_over", "工作表已隐藏，未读取。")
    if not any(value not in ("", None) for row in sheet.rows for value in row):
        return Plan(sheet.name, "passed_over", "工作表是空的，没有可以导入的行。请核对是否选错了文件。")
    table = find_table(sheet, known if known is not None else known_headings(resources))
    if table is None:
        return Plan(sheet.name, "passed_over", "没有找到表头，请保留系统模板的表头行。")
    adapted, families, slim = [], {}, table
    for resource in resources:
        candidate, places = _adapt(resource, table)
        adapted.append(candidate)
        families[resource] = places
    extra = {place.index for places in families.values() for family in places.values() for place in family[1:]}
    own = [
        entry
        for entry in table.headings
        if headings.normalise(entry[1]).key not in _ROW_ID_KEYS and entry[0] not in extra
    ]
    slim = dataclasses.replace(table, headings=own)
    found = headings.recognise(slim, adapted, sheet.name)
    if found is None:
        return Plan(sheet.name, "passed_over", _unrecognised(table), table=table)
    return _bind(sheet.name, found[0], families[found[0].resource], table, slim)


def _unrecognised(table: Table) -> str:
    shown = "、".join(text for _, text in table.headings[:6])
    more = "……" if len(table.headings) > 6 else ""
    return f"表头（{shown}{more}）不属于系统中的任何登记簿。请核对是否选错了文件，或下载模板，按模板的表头填写。"


def _bind(name: str, adapted: _Adapted, families: dict[str, list[Place]], table: Table, slim: Table) -> Plan:
    resource = adapted.resource
    mapping = headings.match(slim.headings, adapted.columns)
    texts = dict(table.headings)
    plan = Plan(name, "ok", resource=resource, table=table, unknown=[text for _, text in mapping.unknown])
    for column, index in mapping.columns.items():
        plan.places[column] = families.get(column) or [Place(index, texts[index], mapping.units.get(column, ""))]
    for index, text in table.headings:
        if headings.normalise(text).key in _ROW_ID_KEYS:
            plan.places[ROW_ID] = [Place(index, text, "")]
    missing = [column.name for column in mapping.missing]
    if table.year_hint is None:  # a year that neither a column nor the sheet's name or title says
        missing += [
            c.name for c in resource.columns if c.required and c.fallback == "year" and c.name not in plan.places
        ]
    if missing:
        lacking = "、".join(resource.column(name).heading for name in missing)
        plan.status, plan.reason = (
            "refused",
            f"“{resource.title}”缺少必填的列：{lacking}。请补上这些列，或下载模板重新填写。",
        )
    elif not table.rows:
        plan.status, plan.reason = "passed_over", "表中只有表头，没有数据行。"
    return plan


def known_headings(resources: Iterable[type[RegisterResource]]) -> set[str]:
    return {text for resource in resources for column in resource.columns for text in column.headings}


def plan_workbook(sheets: Sequence[Sheet], resources: Sequence[type[RegisterResource]]) -> list[Plan]:
    """A plan for every sheet."""
    known = known_headings(resources)
    return [plan_sheet(sheet, resources, known) for sheet in sheets]
