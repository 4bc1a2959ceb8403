"""合计 and 小计: which texts say so, and whether what a sheet adds up is what its rows add up to."""

import re
from decimal import Decimal

from union_site.core.spreadsheets.cells import CellError
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.parsers import PARSERS
from union_site.core.spreadsheets.table_rows import is_total
from union_site.core.spreadsheets.tables import Notice

_NUMERIC = frozenset({"integer", "money", "decimal"})
_NO_SUM = re.compile("标准|单价|人均|平均|比例|率|年|月份|届|次序|名次|序号|编号")
_COUNT = re.compile(r"(?:合计|小计|总计|共计|共)[:：]?([\d,]+)(人|名|户|家|条|份)")


def check_totals(plan, rows) -> list[Notice]:
    """A notice (total_differs) for every declared total that the cleaned rows do not add up to.

    A total may stand for the rows since the last one or for all rows; it is right if either agrees. A column with a
    cell that could not be read is not compared. `rows`: of cleaning.clean, in the order of the sheet.
    """
    notices, since = [], 0
    numbers = [row.number for row in rows]
    columns = [
        (column, place)
        for column in plan.resource.columns
        if column.parse_kind in _NUMERIC and not column.pattern and not column.child
        for place in plan.places.get(column.name, ())
        if not _NO_SUM.search(place.heading)
    ]
    for number, cells in plan.table.totals:
        above = sum(one < number for one in numbers)
        sections = [section for section in (rows[since:above], rows[:above], rows) if section]
        since = above
        grand = not any(isinstance(cell, str) and "小计" in cell for cell in cells)
        if not sections:
            continue
        for column, place in columns:
            declared = _read(column, place, cells)
            sums = [_sum(column, place, section) for section in sections]
            if declared is None or None in sums or declared in sums:
                continue
            notices.append(_differs(number, place.heading, declared, sums[-1] if grand else sums[0]))
        counted = [len(section) for section in sections]
        stated = _stated_count(cells)
        people = [_sum(column, place, section) for column, place in columns for section in sections]
        if stated is not None and stated not in counted and stated not in people:
            notices.append(_differs(number, "行数", stated, counted[-1] if grand else counted[0]))
    return notices + _across(plan, rows)


def _across(plan, rows) -> list[Notice]:
    """Of a cross-tab: a notice for every row whose 合计 is not what its cells add up to."""
    notices = []
    for total in plan.spread.totals if plan.spread else ():
        column, places = plan.resource.column(total.key), plan.places.get(total.key, ())
        for row in rows:
            declared = _read(column, total, row.cells)
            wrong = any(error.column == column.name for error in row.errors)
            if declared is None or wrong or not places:
                continue
            counted = sum(map(Decimal, (row.values.get(column.name) or {}).values()), Decimal(0))
            if counted != declared:
                notices.append(_differs(row.number, total.heading, declared, counted, "row_total_differs"))
    return notices


def _differs(
    number: int, heading: str, declared: Decimal | int, counted: Decimal | int, code="total_differs"
) -> Notice:
    shown = {name: f"{Decimal(value).normalize():,f}" for name, value in (("declared", declared), ("counted", counted))}
    return Notice(code, message(code, row=number, heading=heading, **shown))


def _read(column, place, cells):
    cell = cells[place.index] if place.index < len(cells) else ""
    if cell in ("", None) or (isinstance(cell, str) and is_total(cell)):
        return None
    try:
        value = PARSERS[column.parse_kind](cell, column.cell_context(place.unit))[0]
        return None if value is None else Decimal(value)
    except CellError:
        return None


def _sum(column, place, rows) -> Decimal | None:
    total = Decimal(0)
    for row in rows:
        value = row.values.get(column.name)
        if place.key is not None and value is not None:
            value = value.get(place.key)
        if value is None:
            if row.cells and place.index < len(row.cells) and row.cells[place.index] not in ("", None):
                return None
            continue
        total += value
    return total


def _stated_count(cells) -> int | None:
    for cell in cells:
        found = _COUNT.fullmatch("".join(cell.split())) if isinstance(cell, str) else None
        if found:
            return int(found.group(1).replace(",", ""))
    return None
