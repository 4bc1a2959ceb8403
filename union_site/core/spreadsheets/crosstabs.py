"""Cross-tabs: a column for each town (or trade, or target), a record for each filled cell.

`find` tells whether a table is one of a register that declares so; `settle` then keeps the headings that name a unit of
the district and says what it leaves.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from union_site.core.spreadsheets import headings
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.places import Place, collected, tab_of
from union_site.core.spreadsheets.resource import CrossTab, RegisterResource
from union_site.core.spreadsheets.table_rows import is_total
from union_site.core.spreadsheets.tables import Notice, Table
from union_site.core.widths import matching_key

Words = Callable[[type[RegisterResource], str, str], bool]
"""words(resource, column, text): whether the district knows the text as a value of that column."""

_UNIT = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:镇|乡|街道|街|系统|工会|本级|开发区|园区|管委会|集团|公司|局|机关|产业|行业|社区|村)"
)
_ROLE = re.compile(
    "所属|所在|上级|下级|原|现|主办|承办|协办|联合|参保|参赛|填报|下达|责任|承担|牵头|完成|基层|覆盖|隶属|转入|转出|加入|接收|任职|换届"
)
_ITSELF = frozenset({"区本级", "区总本级", "区总工会本级", "本级", "区级", "区总", "区总工会", "区总机关"})
_WHOLE = frozenset({"全区", "全区合计", "计", "合计数", "总数", "全镇", "全街道"})
_MEASURE = re.compile(r"\((?:单位:)?(万元|千元|元|人次|人|家|个|户|件|名)\)")
_SEPARATORS = "-—_:/·()[]"


@dataclass
class Spread:
    """How a table is a cross-tab. totals: (index, heading, value column) of 合计; left: headings that name nothing."""

    tab: CrossTab
    places: dict[str, list[Place]]
    totals: list[Place] = field(default_factory=list)
    left: list[Place] = field(default_factory=list)

    @property
    def indexes(self) -> list[int]:
        """Of the headings that are members of the family."""
        return [place.index for found in self.places.values() for place in found]


def find(
    resource: type[RegisterResource], table: Table, words: Words | None, told: Collection[str] = ()
) -> Spread | None:
    """The cross-tab of the resource that the table is, or None. `told`: columns that other headings were said to be."""
    if not resource.crosstabs:
        return None
    plain = [_Plain(column.name, column.headings, False) for column in resource.columns]
    found = headings.match(table.headings, plain).columns
    own = set(found.values())
    found.update(dict.fromkeys(told, -1))
    lacking = {column.name for column in resource.columns if column.required and not column.fallback} - found.keys()
    for tab in resource.crosstabs:
        if tab.across in found or any(name in found for name in tab.values) or lacking - {tab.across, *tab.values}:
            continue
        spread = _spread(resource, tab, [entry for entry in table.headings if entry[0] not in own], table, words)
        if spread is not None:
            return spread
    return None


def begin(resource: type[RegisterResource], tab: CrossTab, table: Table) -> Spread:
    """The cross-tab that somebody says a table is, still without places: with the headings that are its totals."""
    spread, default = Spread(tab, {}), _of_title(resource, tab, table.title)
    for index, text in table.headings:
        normal = headings.normalise(text)
        word, value, unit = _split(resource, tab, normal.key, None)
        if is_total(word) or word in _WHOLE:
            spread.totals.append(Place(index, text, unit or normal.unit, value or default))
    return spread


def word_of(resource: type[RegisterResource], tab: CrossTab, name: str, key: str) -> tuple[str, str]:
    """What a heading says of `across`, and its unit of measure, where it is known to hold the value `name`.

    青石片区 of 青石片区参保人数, and of 青石片区 alone; ("", "") for a heading that says only what is counted, or a total.
    """
    word, unit = key, ""
    for said in _names(resource, tab, name):
        if key.endswith(said) or key.startswith(said):
            rest = key[: -len(said)] if key.endswith(said) else key[len(said) :]
            measured = _MEASURE.match(rest)
            word = (rest[measured.end() :] if measured else rest).strip(_SEPARATORS)
            unit = measured.group(1) if measured else ""
            break
    return ("", "") if is_total(word) or word in _WHOLE else (word, unit)


@dataclass(frozen=True)
class _Plain:
    name: str
    headings: tuple[str, ...]
    required: bool


def _spread(
    resource, tab: CrossTab, entries: list[tuple[int, str]], table: Table, words: Words | None
) -> Spread | None:
    spread = Spread(tab, {})
    default = _of_title(resource, tab, table.title)
    certain, others = 0, []
    for index, text in entries:
        normal = headings.normalise(text)
        word, value, unit = _split(resource, tab, normal.key, words)
        if is_total(word) or word in _WHOLE:
            spread.totals.append(Place(index, text, unit or normal.unit, value or default))
            continue
        known = _knows(resource, tab, word, words)
        place = Place(index, text, unit or normal.unit, word)
        if not known:
            others.append(place)
            continue
        certain += known == "certain"
        spread.places.setdefault(value or default, []).append(place)
    if tab.open and certain:
        for place in [place for place in others if _numbers(table, place.index)]:
            others.remove(place)
            spread.places.setdefault(default, []).append(place)
        for found in spread.places.values():
            found.sort()
    keys = {place.key for found in spread.places.values() for place in found}
    if len(keys) < 2 and not certain:
        return None
    inside = spread.indexes
    spread.left = [place for place in others if min(inside) < place.index < max(inside)]
    return spread


def _numbers(table: Table, index: int) -> bool:
    """Whether the column holds numbers and nothing else."""
    cells = [row[index] for _, row in table.rows[:100] if index < len(row) and row[index] not in ("", None)]
    return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _of_title(resource, tab: CrossTab, title: str) -> str:
    """What the cells hold where the headings do not say: as the title says, else the first value."""
    key = matching_key(title)
    for name in tab.values:
        if any(word in key for word in _names(resource, tab, name)):
            return name
    return next(iter(tab.values))


def _names(resource, tab: CrossTab, name: str) -> list[str]:
    texts = (*resource.column(name).headings, *tab.values[name])
    return sorted({headings.normalise(text).key for text in texts}, key=len, reverse=True)


def _split(resource, tab: CrossTab, key: str, words: Words | None) -> tuple[str, str, str]:
    """青石镇参保人数 and 参保人数(青石镇) as (青石镇, people, ""), 参保金额(万元)青石镇 with its unit of measure.

    (heading, "", "") where it names no value.
    """
    for name in tab.values:
        for said in _names(resource, tab, name):
            if len(key) > len(said) and (key.endswith(said) or key.startswith(said)):
                rest = key[: -len(said)] if key.endswith(said) else key[len(said) :]
                measured = _MEASURE.match(rest)
                rest = (rest[measured.end() :] if measured else rest).strip(_SEPARATORS)
                if rest and (is_total(rest) or rest in _WHOLE or _knows(resource, tab, rest, words)):
                    return rest, name, measured.group(1) if measured else ""
    return key, "", ""


def _knows(resource, tab: CrossTab, word: str, words: Words | None) -> str:
    """Whether the word is one of those that the headings may say: "certain", "likely" or ""."""
    if words is not None and words(resource, tab.across, word):
        return "certain"
    if tab.known is not None and tab.known(word):
        return "certain"
    if resource.column(tab.across).kind == "organization":
        unit = _UNIT.fullmatch(word) and not _ROLE.match(word)
        return "likely" if word in _ITSELF or unit else ""
    return ""


def settle(plan, context) -> None:
    """Keep the headings that name a unit of the district, once each, and say in notices how the sheet is read."""
    tab = tab_of(plan.resource, plan.places)
    if tab is None:
        return
    left = list(plan.spread.left) if plan.spread else []
    if plan.resource.column(tab.across).kind == "organization":
        for name in tab.values:
            seen, kept = {}, []
            for place in plan.places.get(name, ()):
                union = _union(context, place.key)
                if union is None or union in seen:
                    left.append(place)
                    continue
                seen[union] = place
                kept.append(place if context.union(place.key, anywhere=True) else place._replace(key=union))
            if name in plan.places:
                plan.places[name] = kept
                if not kept:
                    del plan.places[name]
    kept = [place for name in tab.values for place in plan.places.get(name, ())]
    if kept:
        across, values = plan.resource.column(tab.across).heading, _value_headings(plan, tab)
        shown = f"“{kept[0].heading}”等{len(kept)}列" if len(kept) > 1 else f"“{kept[0].heading}”一列"
        plan.notices.append(Notice("crosstab", message("crosstab", columns=shown, across=across, values=values)))
    for place in left:
        across = plan.resource.column(tab.across).heading
        said = message("crosstab_left", column=place.letter, heading=place.heading, across=across)
        plan.notices.append(Notice("crosstab_left", said))
        if place.heading not in plan.unknown:
            plan.unknown.append(place.heading)


def _value_headings(plan, tab: CrossTab) -> str:
    names = [name for name in tab.values if collected(plan.places.get(name, ()))]
    return "、".join(f"“{plan.resource.column(name).heading}”" for name in names)


def _union(context, text: str) -> str | None:
    """The name of the union that a heading means: by its name, 区本级, or a town's name without 镇."""
    found = context.union(text, anywhere=True)
    if found is None and matching_key(text) in _ITSELF:
        return context.root_name()
    if found is None:
        several = [context.union(text + end, anywhere=True) for end in ("镇", "街道", "系统", "乡")]
        several = [one for one in several if one is not None]
        found = several[0] if len(several) == 1 else None
    if found is None:
        return None
    return found.name if hasattr(found, "name") else found.text


def words_of(context) -> Words:
    """What a district knows: the names of its unions, the words of its dictionaries."""
    from union_site.core import dictionaries
    from union_site.core.dictionary_fields import DictionaryField

    def words(resource: type[RegisterResource], column: str, text: str) -> bool:
        if resource.column(column).kind == "organization":
            return _union(context, text) is not None
        for target in resource.targets:
            for attribute, source in target.sources.items():
                if source == column and isinstance(model := target.model._meta.get_field(attribute), DictionaryField):
                    return matching_key(text) in context.words(dictionaries.of(model))
        return False

    return words


__all__ = ["Spread", "Words", "begin", "find", "settle", "word_of", "words_of"]
