"""Where the columns of a register stand in a sheet, and what follows from how they stand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from union_site.core.spreadsheets.resource import Column, CrossTab, RegisterResource
from union_site.core.spreadsheets.xmlscan import column_letters

BELOW = ""
"""Key of a place at which only the lines below a row write this column."""


class Place(NamedTuple):
    """Where a column stands in the sheet; `key` is what a family of headings varies by (a year, a town)."""

    index: int
    heading: str
    unit: str
    key: Any = None

    @property
    def letter(self) -> str:
        return column_letters(self.index + 1)


def key_of(column: Column, place: Place) -> Any:
    """The key under which the row's own cell at that place is collected."""
    if not column.child:
        return place.key
    return None if place.key == BELOW else -place.key if place.key else 0


Places = Mapping[str, Sequence[Place]]


def collected(places: Sequence[Place]) -> bool:
    """Whether a value of the column is {key: cell}, gathered from a family of headings."""
    return bool(places) and places[0].key is not None


def tab_of(resource: type[RegisterResource], places: Places) -> CrossTab | None:
    """The cross-tab that a sheet is, judged by its places; None where one row is one record."""
    for tab in resource.crosstabs:
        if tab.across not in places and any(_spread(resource, name, places) for name in tab.values):
            return tab
    return None


def _spread(resource: type[RegisterResource], name: str, places: Places) -> bool:
    found = places.get(name, ())
    return collected(found) and not resource.column(name).pattern


def present(resource: type[RegisterResource], places: Places) -> set[str]:
    """Names of the columns that the sheet has something to say about, in cells or in the headings of a cross-tab."""
    names = set(places)
    for children in resource.children:  # what tells children apart is known, if only to be empty
        if children.child_name in places:
            names.update(children.child_key)
    if tab := tab_of(resource, places):
        names.add(tab.across)
        if tab.unit and any(place.unit for name in tab.values for place in places.get(name, ())):
            names.add(tab.unit)
    return names


def by_key(tab: CrossTab, places: Places) -> dict[Any, dict[str, list[Place]]]:
    """{key: the places as they are for the records of that key}: those of its values, and its heading for `across`."""
    keyed: dict[Any, dict[str, list[Place]]] = {}
    for name in tab.values:
        for place in places.get(name, ()):
            own = keyed.setdefault(place.key, {})
            own[name] = [place]
            own.setdefault(tab.across, [place])
    plain = {name: found for name, found in places.items() if name not in tab.values}
    return {key: {**plain, **own} for key, own in keyed.items()}
