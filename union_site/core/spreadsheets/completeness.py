"""Whether a planned sheet has every column that its register requires, and whether a question could bring what lacks."""

from collections.abc import Mapping
from typing import Any

from union_site.core.spreadsheets.answers import answer_keys
from union_site.core.spreadsheets.conditions import alternatives
from union_site.core.spreadsheets.guessing import hopes
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.resource import Column
from union_site.core.spreadsheets.tables import Notice, Table

_FEDERATIONS = ("总工会", "系统工会")  # whose sheets list the rows of many unions
_LACKS = "缺少必填的列：{named}。请补上这些列，或下载模板重新填写。"


def judge(plan: Any, said: Mapping[int, str]) -> None:
    """What the plan lacks, and whether a question could bring it; `said`: the columns that were answered."""
    resource, table = plan.resource, plan.table
    lacking = []
    for column in resource.columns:
        if not column.required or column.name in plan.places or (plan.spread and column.name == plan.spread.tab.across):
            continue
        if stated(column, table) is None:
            lacking.append(column.name)
        elif column.fallback in ("unit_name", "union_name"):
            said_above = message("unit_stated", heading=column.heading, unit=stated(column, table))
            plan.notices.append(Notice("unit_stated", said_above))
    hoped = {candidate.name for question in plan.questions for candidate in question.candidates}
    if lost := [name for name in lacking if name not in hoped]:
        hoped |= _hope(plan, lost, said)
        lost = [name for name in lacking if name not in hoped]
        if not lost and len(lacking) > len(plan.questions):  # one heading cannot be all of them
            lost = lacking
    if not lost and table.rows:
        _judge_alternatives(plan, said)
    if lost:
        plan.questions = []
        named = "、".join(resource.column(name).heading for name in lost)
        lacks = "缺少必填的项目：{named}。请在登记表中补上这些项目，再上传。" if table.forms else _LACKS
        plan.status, plan.reason = "refused", f"“{resource.title}”{lacks.format(named=named)}"
    elif not table.rows:
        plan.questions = []
        plan.status, plan.reason = "passed_over", "表中只有表头，没有数据行。"
        if table.forms:
            plan.reason = "登记表是空的，还没有填写。"
    elif plan.questions:
        shown = "、".join(f"“{question.heading}”" for question in plan.questions)
        plan.status, plan.reason = "ask", f"请确认这些{'项目' if table.forms else '列'}的内容：{shown}。"


def put_unit(plan: Any) -> None:
    """The unit that stands above the table (单位：万元) counts for the amounts whose headings name none."""
    unit = plan.table.defaults.get("money_unit", "元")
    if unit == "元":
        return
    put = []
    for column in plan.resource.columns:
        places = plan.places.get(column.name, ())
        if column.parse_kind == "money" and places and not places[0].unit:
            plan.places[column.name] = [place._replace(unit=unit) for place in places]
            put.append(places[0].heading)
    if put:
        shown = "、".join(f"“{heading}”" for heading in put)
        plan.notices.append(Notice("unit_above", message("unit_above", headings=shown, unit=unit)))


def _judge_alternatives(plan: Any, said: Mapping[int, str]) -> None:
    """Where the sheet has none of several columns of which a row needs one: ask for them, and say so at its head."""
    there = plan.places.keys() | (plan.spread.places.keys() if plan.spread else set())
    for columns, why in alternatives(plan.resource):
        names = {column.name for column in columns}
        if names & there:
            continue
        if not names & {candidate.name for question in plan.questions for candidate in question.candidates}:
            _hope(plan, sorted(names), said)
        named = "，也没有".join(f"“{column.heading}”" for column in columns)
        plan.notices.append(Notice("one_of_lacking", message("one_of_lacking", columns=named, why=why)))


def stated(column: Column, table: Table) -> Any:
    """What the lines around a table, or its name, say for a column that it lacks; None where they say nothing."""
    if column.fallback == "year":
        return table.year_hint
    if column.fallback == "union_name":
        return table.defaults.get("union_name") or _union_of(table)
    return table.defaults.get(column.fallback) if column.fallback else None


def sent_by(table: Table, unit_name: str) -> None:
    """Note the only union for which the sender of a sheet sends any ("" for several), where the sheet names none."""
    if unit_name:
        table.defaults["union_name"] = _union_of(table) or unit_name
        table.defaults.setdefault("unit_name", unit_name)


def _union_of(table: Table) -> str | None:
    """The unit that the lines around a table name, unless it is a federation."""
    name = str(table.defaults.get("unit_name") or "")
    return None if name.endswith(_FEDERATIONS) else name or None


def _hope(plan: Any, lost: list[str], said: Mapping[int, str]) -> set[str]:
    """Ask about every heading left that may be one of the lost columns. Returns the names of those that may be found."""
    used = {place.index for places in plan.places.values() for place in places} | set(said)
    asked = {question.index: question for question in plan.questions}
    left = [entry for entry in answer_keys(plan.table).items() if entry[0] not in used]
    found = set()
    for question in hopes(plan.table, left, [plan.resource.column(name) for name in lost]):
        found |= {candidate.name for candidate in question.candidates}
        if question.index in asked:
            asked[question.index].candidates += question.candidates
        else:
            plan.questions.append(question)
    plan.questions.sort(key=lambda question: question.index)
    return found
