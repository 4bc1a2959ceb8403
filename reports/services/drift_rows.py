"""The rows that came to a signed figure, went from it or were changed since, and who wrote them.

Rows are compared by the keys that were kept when the paper was signed; what a row is called comes from its register,
and only for rows that the reader may see. The others are counted.
"""

import dataclasses
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from reports.models import Freeze, FrozenFigure, Statement
from reports.services import changes
from reports.services.rows import in_scope
from union_site.core.access import Access
from union_site.core.evaluation import rows
from union_site.core.indicators import Indicator
from union_site.core.registry import registers
from union_site.core.roles import Permission

SHOWN = 20  # rows named for one figure
AT_ONCE = 500  # keys asked for in one statement
UNTOUCHED = "记录本身没有改，所属单位的隶属关系或统计口径变了"


@dataclass(frozen=True)
class RowChange:
    """A row that came, went or was changed (`kind`): what it is called, its page, and its latest event in words."""

    kind: str
    label: str
    url: str
    at: datetime | None
    who: str
    what: str
    reason: str = ""
    shown: list = field(default_factory=list)

    WORDS = {"came": "新计入", "went": "不再计入", "changed": "有修改"}

    @property
    def words(self) -> str:
        return self.WORDS[self.kind]


@dataclass(frozen=True)
class RowDrift:
    """How many rows came, went and were changed; those named; how many more there are; how many lie outside one's scope."""

    came: int = 0
    went: int = 0
    changed: int = 0
    named: tuple[RowChange, ...] = ()
    more: int = 0
    outside: int = 0
    people: tuple[tuple[str, int], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def of(freeze: Freeze, found: list[tuple[object, Indicator | None]], access: Access) -> list:
    """The figures' drifts with their rows; `found` gives each with its indicator, or None where no rows are asked."""
    kept = {one.pk: one for one in freeze.figures.filter(pk__in=[drift.figure.pk for drift, _ in found])}
    made = []
    for drift, indicator in found:
        figure = kept[drift.figure.pk]
        if indicator is not None:
            drift = dataclasses.replace(drift, rows=_rows(freeze, figure, indicator, drift, access))
        elif figure.definition.get("register") == "statement":
            drift = dataclasses.replace(drift, rows=_statement(freeze, figure, drift, access))
        made.append(drift)
    return made


def _rows(freeze: Freeze, figure: FrozenFigure, indicator: Indicator, drift, access: Access) -> RowDrift:
    paper, since = freeze.paper, freeze.frozen_at
    behind = rows(indicator, drift.period, district=paper.district, unit=drift.unit_asked or paper.organization)
    then = {UUID(bytes=key) for key in figure.rows}
    now = dict(behind.order_by().values_list("public_id", "updated_at"))
    kinds = dict.fromkeys(now.keys() - then, "came")
    kinds |= dict.fromkeys(then - now.keys(), "went")
    kinds |= {key: "changed" for key in now.keys() & then if now[key] > since}
    return _told(kinds, indicator, since, access)


def _told(kinds: dict[UUID, str], indicator: Indicator, since: datetime, access: Access) -> RowDrift:
    counted = Counter(kinds.values())
    seen = sorted(_seen(kinds, indicator, access), key=lambda one: (one.at, one.pk), reverse=True)
    people = Counter(one.who or "系统" for one in seen if one.at > since)
    return RowDrift(
        counted["came"],
        counted["went"],
        counted["changed"],
        _named(seen[:SHOWN], kinds, indicator, since),
        max(0, len(seen) - SHOWN),
        len(kinds) - len(seen),
        tuple(sorted(people.items(), key=lambda item: (-item[1], item[0]))),
    )


class _Sign(NamedTuple):
    """When a row was written last, and by whom."""

    pk: int
    at: datetime
    who: str | None


def _seen(kinds: dict[UUID, str], indicator: Indicator, access: Access) -> list[_Sign]:
    """Those of the rows that the reader may see, struck out ones too."""
    if not access.can(Permission.VIEW, indicator.register):
        return []
    keys, seen = list(kinds), []
    for start in range(0, len(keys), AT_ONCE):
        some = in_scope(indicator.model.objects.filter(public_id__in=keys[start : start + AT_ONCE]), indicator, access)
        signs = some.order_by().values_list("pk", "updated_at", "updated_by__name", "voided_at", "voided_by__name")
        seen += [
            _Sign(pk, voided_at, voided_by) if voided_at else _Sign(pk, updated_at, updated_by)
            for pk, updated_at, updated_by, voided_at, voided_by in signs
        ]
    return seen


def _named(signs: list[_Sign], kinds: dict[UUID, str], indicator: Indicator, since: datetime) -> tuple[RowChange, ...]:
    """The rows in the register's words, each with its latest event; two statements, and those that events need."""
    related = ["updated_by", "voided_by", *filter(None, [indicator.link])]
    found = {
        row.pk: row for row in indicator.model.objects.filter(pk__in=[one.pk for one in signs]).select_related(*related)
    }
    told = changes.latest_told(list(found.values()), since)
    return tuple(_line(found[one.pk], one, kinds, indicator, told, since) for one in signs if one.pk in found)


def _line(row, sign: _Sign, kinds: dict, indicator: Indicator, told: dict, since: datetime) -> RowChange:
    line = changes.line(indicator, sign.at, row, told.get(row.public_id, {}))
    kind = kinds[row.public_id]
    if sign.at <= since:
        return RowChange(kind, line["label"], line["url"], None, "—", UNTOUCHED)
    return RowChange(
        kind, line["label"], line["url"], sign.at, line["who"], line["what"], line["reason"], line["shown"]
    )


def _statement(freeze: Freeze, figure: FrozenFigure, drift, access: Access) -> RowDrift:
    """The one row of a figure stated by hand."""
    rows_then = Statement.objects.filter(public_id__in=[UUID(bytes=key) for key in figure.rows])
    viewset = registers["statement"]
    named = []
    for row in rows_then.within(access.full_scope(Permission.VIEW, "statement")).select_related(
        "updated_by", "voided_by"
    ):
        if max(row.updated_at, row.voided_at or row.updated_at) <= freeze.frozen_at:
            continue
        said = changes.latest_told([row], freeze.frozen_at).get(row.public_id, {})
        who = said.get("who") or str(row.voided_by or row.updated_by or "系统")
        named.append(
            RowChange(
                "went" if row.voided_at else "changed",
                viewset.label(row),
                viewset.url("detail", row),
                row.voided_at or row.updated_at,
                who,
                said.get("what") or ("作废" if row.voided_at else "修改"),
                row.void_reason,
                said.get("changes", []),
            )
        )
    went = sum(one.kind == "went" for one in named)
    return RowDrift(went=went, changed=len(named) - went, named=tuple(named), people=())
