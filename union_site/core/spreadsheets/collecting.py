"""What stands in several columns of a sheet, as somebody says it: a column for each town or year, the family beside a person.

An answer for such a heading is the name of the family's column (employees, of 2021年职工数), or of a cross-tab both of its
halves (organization/people: a column for each union that holds people). Which member of the family a heading is, it says
itself.
"""

import re
from collections.abc import Iterable, Mapping

from union_site.core.spreadsheets import children, crosstabs, headings
from union_site.core.spreadsheets.places import Place
from union_site.core.spreadsheets.resource import Column, CrossTab, RegisterResource
from union_site.core.spreadsheets.tables import Table

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)|(?<!\d)(\d\d)(?=年)")
_SPREAD = "/"


def offers(resource: type[RegisterResource]) -> dict[str, str]:
    """{answer: what a page calls it} of everything that several columns of a sheet may hold."""
    found = {}
    for tab in resource.crosstabs:
        across = resource.column(tab.across).heading
        for name in tab.values:
            found[f"{tab.across}{_SPREAD}{name}"] = f"{resource.column(name).heading}（每列一个“{across}”）"
    for column in resource.columns:
        if column.pattern and not column.ignored:
            found[column.name] = f"{_YEAR.sub('', column.heading).lstrip('年度')}（每列一个年度）"
        elif column.child:
            found[column.name] = f"{resource.children[0].title}：{column.heading}"
    return found


def column_of(answer: str) -> str:
    """The name of the column whose cells stand there."""
    return answer.rpartition(_SPREAD)[2]


def tab_named(resource: type[RegisterResource], answer: str) -> CrossTab | None:
    """The cross-tab of which an answer speaks."""
    across, spread, name = answer.partition(_SPREAD)
    return next((tab for tab in resource.crosstabs if spread and tab.across == across and name in tab.values), None)


def answer_for(name: str, place: Place, spread: crosstabs.Spread | None) -> str:
    """The answer by which a place that was found would be given to its column again."""
    own = spread.places.get(name, ()) if spread else ()
    return f"{spread.tab.across}{_SPREAD}{name}" if place.index in {one.index for one in own} else name


def place_of(resource: type[RegisterResource], answer: str, index: int, text: str) -> Place | None:
    """Where an answer puts a heading; None where the heading does not say which member of the family it is."""
    tab, normal = tab_named(resource, answer), headings.normalise(text)
    if tab is not None:
        word, unit = crosstabs.word_of(resource, tab, column_of(answer), normal.key)
        return Place(index, text, unit or normal.unit, word) if word else None
    column = resource.column(answer)
    if column.child:
        return Place(index, text, "", children.number_of(normal.key))
    if found := family_key(column, text):
        return Place(index, text, normal.unit, found)
    year = _YEAR.search(normal.key)
    if year is None:
        return None
    return Place(index, text, normal.unit, int(year[1]) if year[1] else 2000 + int(year[2]))


def family_key(column: Column, text: str) -> int | str | None:
    """What a heading of the column's family varies by; None for a heading that is none of it."""
    found = column.heading_pattern.search(headings.normalise(text).key) or column.heading_pattern.search(text)
    if found is None:
        return None
    key = found.group(1) if found.groups() else text
    return int(key) if key.isdecimal() else key


def family(column: Column, table: Table) -> list[Place]:
    """The headings of a table that are of the column's family."""
    found = [(index, text, family_key(column, text)) for index, text in table.headings]
    return [Place(index, text, headings.normalise(text).unit, key) for index, text, key in found if key is not None]


def told_places(
    resource: type[RegisterResource], told: Mapping[int, str], texts: Mapping[int, str]
) -> dict[str, list[Place]]:
    """{column: places} of the headings that were said to be of a family, one for each of its members.

    `told`: {column index: answer}; of two headings for the same member the first one counts.
    """
    offered, found = offers(resource), {}
    for index, answer in told.items():
        place = place_of(resource, answer, index, texts.get(index, "")) if answer in offered else None
        if place is not None:
            own = found.setdefault(column_of(answer), [])
            if place.key not in {one.key for one in own}:
                own.append(place)
    return found


def told_tab(resource: type[RegisterResource], answers: Iterable[str]) -> CrossTab | None:
    """The cross-tab that the answers make of a sheet; the first one, should they name two."""
    return next((tab for answer in answers if (tab := tab_named(resource, answer))), None)


def merged(column: Column, found: list[Place], told: list[Place]) -> list[Place]:
    """The places of a column that were found and those that were told, in the order of the sheet."""
    keys = {place.key for place in told}
    kept = [place for place in found if place.key not in keys and (column.child or place.key is not None)]
    return sorted([*kept, *told], key=lambda place: place.index)
