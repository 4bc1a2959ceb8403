"""What the apps register with core: registers (record viewsets), sheet resources, indicators and work lists, each by its key;
and dictionaries, and the generators of invented rows.

`reports` and restructuring find other apps' rows here and nowhere else. The apps' `ready()` import their viewsets and
indicators; a key is registered once.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_site.core.consistency import Rule
    from union_site.core.dictionaries import Dictionary
    from union_site.core.generation import World
    from union_site.core.indicators import Indicator
    from union_site.core.records.viewset import RecordViewSet
    from union_site.core.spreadsheets.resource import RegisterResource
    from union_site.core.worklists import Worklist

registers: dict[str, "RecordViewSet"] = {}
resources: dict[str, "type[RegisterResource]"] = {}
indicators: dict[str, "Indicator"] = {}
worklists: dict[str, "Worklist"] = {}
dictionaries: dict[str, "Dictionary"] = {}
generators: list[tuple[int, Callable[["World"], None]]] = []
consistency_rules: dict[str, "Rule"] = {}


class DuplicateKey(ValueError):
    """Two declarations under one key."""


def _add(table: dict, key: str, item) -> None:
    if key in table:
        raise DuplicateKey(f"{key} is registered twice: {table[key]!r} and {item!r}")
    table[key] = item


def register(viewset_class: type["RecordViewSet"]) -> type["RecordViewSet"]:
    """Class decorator: make a record type known, with its pages, its resources and its menu entry."""
    viewset = viewset_class()
    _add(registers, viewset.key, viewset)
    if not viewset.resources:
        from union_site.core.spreadsheets.plain import plain_resource

        viewset.resources = (plain_resource(viewset),)
    for resource in viewset.resources:
        _add(resources, resource.key, resource)
    return viewset_class


def add_indicators(*declared: "Indicator") -> None:
    for indicator in declared:
        _add(indicators, indicator.key, indicator)


def add_worklists(*declared: "Worklist") -> None:
    for worklist in declared:
        _add(worklists, worklist.key, worklist)


def add_dictionaries(*declared: "Dictionary") -> None:
    for dictionary in declared:
        _add(dictionaries, dictionary.key, dictionary)


def generator(*, order: int) -> Callable:
    """Decorator of a function in an app's `generation` module: it adds invented rows to a World, lower orders first.

    Organisations and people come below 30, what builds on them from 30 on.
    """

    def mark(function: Callable[["World"], None]) -> Callable[["World"], None]:
        generators.append((order, function))
        return function

    return mark


def add_consistency_rules(*declared: "Rule") -> None:
    for rule in declared:
        _add(consistency_rules, rule.key, rule)
