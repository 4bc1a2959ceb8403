"""Which register a sheet belongs to, and which of its columns is which: a plan for each sheet of a workbook."""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from union_site.core.crypto import mask_numbers
from union_site.core.spreadsheets import children, collecting, completeness, crosstabs, headings, person_tables
from union_site.core.spreadsheets.answers import ROW_ID_KEY, told, unheaded_name
from union_site.core.spreadsheets.guessing import LOADED, Candidate, Question, guess
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.person_plans import first_whole, is_rather
from union_site.core.spreadsheets.places import Place
from union_site.core.spreadsheets.reader import Sheet, Table, find_table, holds_data
from union_site.core.spreadsheets.resource import ROW_ID, RegisterResource
from union_site.core.spreadsheets.tables import Notice

Layouts = Callable[[str], tuple[str, Mapping[str, str]] | None]
"""From a fingerprint to the resource and the answers of sheets of this layout, or None."""


NO_HEADER = "没有找到表头。请在数据上面保留一行，写明每一列是什么（例如姓名、身份证号码），再上传。"


@dataclass
class Plan:
    """A sheet and what is to be done with it: imported as `resource`, or not, with the `reason`.

    status: ok, refused, passed_over, or ask: a person has to answer the `questions` first (see `answered`, `settled`).
    """

    sheet_name: str
    status: str
    reason: str = ""
    resource: type[RegisterResource] | None = None
    table: Table | None = None
    places: dict[str, list[Place]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answers: Mapping[str, str] = field(default_factory=dict)  # those that were followed, as in `answered`
    position: int = 0  # of the sheet in its workbook
    silent: bool = False  # a sheet that nobody expects to be read
    remembered: bool = False  # read by what was answered for an earlier sheet of this layout
    spread: crosstabs.Spread | None = None  # of a cross-tab
    words: crosstabs.Words | None = field(default=None, repr=False)  # what the district knows

    def place(self, name: str) -> Place | None:
        found = self.places.get(name)
        return found[0] if found else None


class _Adapted(NamedTuple):
    """A resource as headings.recognise wants it: families of headings reduced to the first one in the sheet."""

    resource: type[RegisterResource]
    columns: list
    sheet_names: tuple[str, ...]
    families: dict[str, list[Place]]
    spread: crosstabs.Spread | None = None

    @property
    def extra(self) -> set[int]:
        """Indexes of the headings of families and cross-tabs that need not be understood: the first stands for all."""
        spread = {place.index for place in (*self.spread.totals, *self.spread.left)} if self.spread else set()
        return spread | {place.index for family in self.families.values() for place in family[1:]}


class _Plain(NamedTuple):
    name: str
    headings: tuple[str, ...]
    required: bool


def _adapt(
    resource: type[RegisterResource],
    table: Table,
    words: crosstabs.Words | None = None,
    told: Mapping[int, str] | None = None,
) -> _Adapted:
    """`told`: what other headings of the sheet were said to be."""
    columns, families = [], {}
    said = (told or {}).values()
    spread = crosstabs.find(resource, table, words, {answer for answer in said if answer})
    tab = collecting.told_tab(resource, said)
    if tab is not None and (spread is None or spread.tab is not tab):
        spread = crosstabs.begin(resource, tab, table)
    if spread is not None:
        families.update(spread.places)
    child_places = children.find(resource, table)
    families.update(child_places)
    for column in resource.columns:
        accepted = column.headings
        if column.pattern:
            family = collecting.family(column, table)
            if family:
                families[column.name] = family
                accepted = (family[0].heading, *accepted)
        elif column.child:
            if column.name not in child_places:
                continue
            accepted = (child_places[column.name][0].heading,)
        elif spread is not None and column.name in spread.places:
            accepted = (spread.places[column.name][0].heading, *accepted)
        elif spread is not None and column.name == spread.tab.across:
            continue  # said by the headings
        columns.append(_Plain(column.name, accepted, column.required and completeness.stated(column, table) is None))
    return _Adapted(resource, columns, resource.sheet_names, families, spread)


class _Told(NamedTuple):
    """What is known when a workbook is planned, see plan_workbook. `known`: all headings of the resources."""

    resources: Sequence[type[RegisterResource]]
    known: set[str]
    layouts: Layouts | None
    words: crosstabs.Words | None
    stamped: str
    unit_name: str


def _plan_sheet(sheet: Sheet, told: _Told, *, nearly: bool = True) -> Plan:
    """Decide about one sheet. `nearly`: where no register knows its headings as they stand, look for near ones."""
    if sheet.hidden:
        return Plan(sheet.name, "passed_over", "工作表已隐藏，未读取。", silent=True)
    if not holds_data(sheet):
        return Plan(sheet.name, "passed_over", "工作表是填表的说明，未读取。", silent=True)
    if not any(value not in ("", None) for row in sheet.rows for value in row):
        return Plan(sheet.name, "passed_over", "工作表是空的，没有可以导入的行。请核对是否选错了文件。")
    table = find_table(sheet, told.known)
    if table is None:
        return Plan(sheet.name, "passed_over", NO_HEADER)
    return _plan_table(sheet.name, table, told, nearly=nearly)


def _plan_table(name: str, table: Table, told: _Told, *, nearly: bool = True) -> Plan:
    resources, _, layouts, words, stamped, unit_name = told
    completeness.sent_by(table, unit_name)
    remembered = layouts(fingerprint(table)) if layouts else None
    if remembered and stamped in ("", remembered[0]):
        resource = next((one for one in resources if one.key == remembered[0]), None)
        plan = _bind(name, resource, table, remembered[1], words) if resource else None
        if plan and plan.status != "refused":  # else the register has changed since, and the answers no longer serve
            plan.remembered = True
            return plan
    if stamped and (plan := _as_stamped(name, table, resources, stamped, words)):
        return plan
    adapted = [_adapt(resource, table, words) for resource in resources]
    ranked = headings.rank(*_to_be_ranked(name, table, adapted))
    if not ranked and nearly:
        adapted = [_widen(one, table) for one in adapted]
        ranked = headings.rank(*_to_be_ranked(name, table, adapted))
    if not ranked:
        return Plan(name, "passed_over", _unrecognised(table), table=table)
    best, score = ranked[0]
    near = [(one.resource, points) for one, points in ranked if score - points < headings.CLEAR_LEAD]
    if len(near) == 1:
        return _bind(name, best.resource, table, {}, words)
    offered = [Candidate(resource.key, resource.title, round(min(points, 1.0), 2)) for resource, points in near]
    reason = "无法确定这张表属于哪一个登记簿：" + "、".join(f"“{one.heading}”" for one in offered) + "。请选择。"
    return Plan(name, "ask", reason, table=table, questions=[Question("register", candidates=offered)], words=words)


def _as_stamped(
    name: str, table: Table, resources: Sequence[type[RegisterResource]], key: str, words: crosstabs.Words | None
) -> Plan | None:
    """The plan of a form that was downloaded here; None for a sheet that was put beside it, or something else in it."""
    resource = next((one for one in resources if one.key == key), None)
    if resource is None:
        return None
    plan = _bind(name, resource, table, {}, words)
    named = resource.title[:31] in (name, table.title[:31])
    placed = {place.index for places in plan.places.values() for place in places}
    return plan if named and 2 * len(placed) >= len(table.headings) else None


def _to_be_ranked(name: str, table: Table, adapted: list[_Adapted]) -> tuple[Table, list[_Adapted], str]:
    """Of a family of headings the first one stands for all. A form asks for much that no register keeps."""
    extra = {index for one in adapted for index in one.extra}
    if table.forms:
        extra |= table.forms.strange
    return dataclasses.replace(table, headings=_own_headings(table, extra)), adapted, name


def _own_headings(table: Table, extra: set[int]) -> list[tuple[int, str]]:
    return [
        entry for entry in table.headings if headings.normalise(entry[1]).key != ROW_ID_KEY and entry[0] not in extra
    ]


def _unrecognised(table: Table) -> str:
    shown = "、".join(mask_numbers(text) for _, text in table.headings[:6])
    more = "……" if len(table.headings) > 6 else ""
    if table.forms:
        return (
            f"这是一人（一事）一张的登记表，其中的项目（{shown}{more}）不属于系统中的任何登记簿。请核对是否选错了文件。"
        )
    return f"表头（{shown}{more}）不属于系统中的任何登记簿。请核对是否选错了文件，或下载模板，按模板的表头填写。"


def _widen(adapted: _Adapted, table: Table) -> _Adapted:
    """The resource as if it accepted the headings that certainly mean one of its columns."""
    mapping = headings.match(_own_headings(table, set()), adapted.columns)
    taken, _ = _guess(adapted, table, mapping)
    texts = dict(table.headings)
    also = {candidate.name: texts[index] for index, candidate in taken.items() if index in texts}
    return adapted._replace(
        columns=[
            column._replace(headings=(*column.headings, also[column.name])) if column.name in also else column
            for column in adapted.columns
        ]
    )


def _guess(adapted: _Adapted, table: Table, mapping: headings.Mapping) -> tuple[dict[int, Candidate], list[Question]]:
    resource = adapted.resource
    said = {adapted.spread.tab.across} if adapted.spread else set()
    free = [
        c
        for c in resource.columns
        if c.name not in said | mapping.columns.keys() and not (c.ignored or c.pattern or c.child)
    ]
    return guess(table, mapping.unknown, free, [column.name for column in mapping.missing])


def _bind(
    name: str,
    resource: type[RegisterResource],
    table: Table,
    answers: Mapping[str, str],
    words: crosstabs.Words | None = None,
) -> Plan:
    """The plan of a sheet that is `resource`, with the answers that were given for some of its headings."""
    said = told(resource, table, answers)
    rest = dataclasses.replace(table, headings=[entry for entry in table.headings if entry[0] not in said])
    adapted = _adapt(resource, rest, words, said)
    texts = dict(table.headings)
    places: dict[str, list[Place]] = {}
    unknown = []
    offered, several = collecting.offers(resource), collecting.told_places(resource, said, texts)
    given = {place.index for found in several.values() for place in found}
    for index, column in said.items():
        text = texts.get(index) or unheaded_name(index)
        if index in given:
            continue
        if column and column not in offered:
            places[column] = [Place(index, text, headings.normalise(text).unit)]
        else:
            unknown.append((index, text))
    free = [column for column in adapted.columns if column.name not in places]
    mapping = headings.match(_own_headings(rest, adapted.extra), free)
    for column, index in mapping.columns.items():
        places[column] = adapted.families.get(column) or [Place(index, texts[index], mapping.units.get(column, ""))]
    for column, found in several.items():
        places[column] = collecting.merged(resource.column(column), places.get(column, []), found)
        if adapted.spread and column in adapted.spread.tab.values:
            adapted.spread.places[column] = places[column]
    mapping.missing = [column for column in mapping.missing if column.name not in several]
    for index, text in table.headings:
        if headings.normalise(text).key == ROW_ID_KEY:
            places[ROW_ID] = [Place(index, text, "")]
    plan = Plan(name, "ok", resource=resource, table=table, places=places, notices=list(table.notices), answers=answers)
    plan.spread, plan.words = adapted.spread, words
    mapping.columns.update((column, found[0].index) for column, found in places.items())
    taken, questions = _guess(adapted, table, mapping)
    for index, candidate in taken.items():
        if index in said:
            continue
        text = texts.get(index) or unheaded_name(index)
        places[candidate.name] = [Place(index, text, headings.normalise(text).unit)]
        plan.notices.append(
            Notice("heading_guessed", message("heading_guessed", written=text, taken=candidate.heading))
        )
    plan.questions = [question for question in questions if question.index not in said]
    unknown += [entry for entry in mapping.unknown if entry[0] not in taken]
    plan.unknown = [text for _, text in sorted(unknown)]
    completeness.put_unit(plan)
    completeness.judge(plan, said)
    if plan.status == "ok":
        children.attach(plan)
    if table.forms:
        plan.notices = [notice._replace(message=table.forms.said(notice.message)) for notice in plan.notices]
    return plan


def fingerprint(table: Table) -> str:
    """What sheets of the same layout share: a hash of their headings in order, without title, unit and rows.

    Columns that we add ourselves do not count: a marked sheet that comes back is the sheet that was sent.
    """
    found = (headings.normalise(text).key for _, text in table.headings)
    keys = "\n".join(key for key in found if key not in headings.IGNORED)
    return hashlib.sha256(keys.encode("utf-8", "surrogatepass")).hexdigest()


def answered(plan: Plan, resource: type[RegisterResource], answers: Mapping[str, str]) -> Plan:
    """The plan of the same sheet as `resource`, with answers {heading as it stands: column name, "" for none of them}.

    Headings without an answer are understood as ever, so that the new plan may have questions of its own: after a
    question "register" those about columns. A column that was answered for a heading takes no other one.
    """
    return _bind(plan.sheet_name, resource, plan.table, answers, plan.words)


def settled(plan: Plan) -> Plan:
    """A plan without questions, where nobody can be asked: likely candidates are taken with a notice, others left."""
    if plan.status != "ask":
        return plan
    if plan.resource is None:
        return dataclasses.replace(plan, status="passed_over", questions=[])
    answers, notices = {}, []
    for question in plan.questions:
        best = next(
            (one for one in question.candidates if one.confidence >= LOADED and one.name not in answers.values()), None
        )
        answers[question.heading] = best.name if best else ""
        if best:
            said = message("heading_guessed", written=question.heading, taken=best.heading)
            notices.append(Notice("heading_guessed", said))
    found = answered(plan, plan.resource, {**plan.answers, **answers})
    found.position, found.remembered = plan.position, plan.remembered
    found.notices += notices
    return found


def known_headings(resources: Iterable[type[RegisterResource]]) -> set[str]:
    return {text for resource in resources for column in resource.columns for text in column.headings}


def plan_workbook(
    sheets: Sequence[Sheet],
    resources: Sequence[type[RegisterResource]],
    layouts: Layouts | None = None,
    words: crosstabs.Words | None = None,
    stamped: str = "",
    unit_name: str = "",
) -> list[Plan]:
    """A plan for every sheet.

    `layouts(fingerprint)`: what was answered earlier for sheets of this layout, as (resource key, answers), or None.
    `words`: what the district knows (crosstabs.words_of), by which headings of cross-tabs are recognised.
    `stamped`: key of the resource for which the workbook was made as a form. `unit_name`: whose the rows are where neither
    a column nor a line says so.
    """
    told = _Told(resources, known_headings(resources), layouts, words, stamped, unit_name)
    forms = [] if stamped else person_tables.gather(sheets, told.known)
    held = {position for one in forms for position in one.positions}
    found = {at: _plan_sheet(sheet, told) for at, sheet in enumerate(sheets) if at not in held}
    for one in forms:
        plan = first_whole(_plan_table(one.name, table, told) for table in one.tables)
        first = one.positions[0]
        table = _plan_sheet(sheets[first], told, nearly=plan.resource is None)
        if is_rather(plan, table):
            found[first] = plan
        else:
            found |= {first: table} | {at: _plan_sheet(sheets[at], told) for at in one.positions[1:]}
    return [dataclasses.replace(plan, position=at) for at, plan in sorted(found.items())]


def plan_as(
    sheets: Sequence[Sheet],
    position: int,
    resource: type[RegisterResource],
    answers: Mapping[str, str],
    known: Iterable[str],
    words: crosstabs.Words | None = None,
    unit_name: str = "",
) -> Plan:
    """The plan of the sheet at `position` that is `resource` because somebody said so; `answers` as in `answered`."""
    sheet = sheets[position]
    table = find_table(sheet, known)
    plan = Plan(sheet.name, "refused", NO_HEADER)
    if table is not None:
        completeness.sent_by(table, unit_name)
        plan = _bind(sheet.name, resource, table, answers, words)
    for one in person_tables.gather(sheets, known):
        if one.positions[0] == position:
            for found in one.tables:
                completeness.sent_by(found, unit_name)
            forms = first_whole(_bind(one.name, resource, found, answers, words) for found in one.tables)
            plan = forms if table is None or is_rather(forms, plan) else plan
    return dataclasses.replace(plan, position=position)
