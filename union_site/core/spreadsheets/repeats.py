"""Rows of one sheet that may be about the same person or body, although their keys differ: the later one says so.

What agrees is declared by the register (`RegisterResource.likely`). A sheet may be judged in parts: of each row only what
is compared is kept.
"""

from collections.abc import Iterator
from typing import Any

from union_site.core.spreadsheets.cleaning import issue_at
from union_site.core.spreadsheets.likely import Lookup, Rule, lookups_of, place_of
from union_site.core.spreadsheets.likeness import near
from union_site.core.spreadsheets.rows import Entry, Issue, Row

COMPARED = 50  # rows that agree in everything but a number: more than these say nothing any more
CODE = "likely_repeat"
_ABSENT = object()  # a number that came back masked is not here to be compared
_Kept = tuple[int, bool, tuple]  # row number, whether its record is stored, what is compared


class Repeats:
    """What the rows of a sheet have said so far; `judge` is the sheet's."""

    def __init__(self, judge):
        self.judge = judge
        self.lookups = lookups_of(judge)
        rules = [rule for lookup in self.lookups for _, rule in lookup.rules]
        names = dict.fromkeys(name for rule in rules for name in (*rule.rest, rule.near_attname) if name)
        self.places = {name: place for place, name in enumerate(names)}
        self.seen: list[dict[tuple, _Kept | list[_Kept]]] = [{} for _ in self.lookups]

    def warn(self, rows: list[Row]) -> None:
        """Warn of rows that may repeat an earlier one, if at least one of the two is new."""
        owned = list(self._owned(rows))
        attributes = [entry.attributes for _, entry in owned]
        kept = [self._kept(row, entry) for row, entry in owned]
        warned: set[int] = set()
        for lookup, seen in zip(self.lookups, self.seen, strict=True):
            for key, (row, _), mine in zip(lookup.keys(attributes), owned, kept, strict=True):
                if key is None:
                    continue
                known = seen.setdefault(key, mine)
                if known is mine:
                    continue
                if type(known) is tuple:
                    known = seen[key] = [known]
                if len(known) < COMPARED:
                    if row.number not in warned and self._warn(lookup, row, mine, known):
                        warned.add(row.number)
                    known.append(mine)

    def _owned(self, rows: list[Row]) -> Iterator[tuple[Row, Entry]]:
        target = self.judge.primary
        for row in rows:
            if not row.errors:
                for entry in row.entries:
                    if entry.target is target and entry.number == row.number:
                        yield row, entry

    def _kept(self, row: Row, entry: Entry) -> _Kept:
        values = entry.attributes
        return row.number, entry.pk is not None, tuple([values.get(name, _ABSENT) for name in self.places])

    def _warn(self, lookup: Lookup, row: Row, mine: _Kept, known: list[_Kept]) -> bool:
        _, stored, values = mine
        for _, rule in lookup.rules:
            place = self.places[rule.near_attname] if rule.near_attname else None
            value = None if place is None else values[place]
            if value is _ABSENT:
                continue
            for number, earlier_stored, others in known:
                # What is nearly equal is asked first: it tells almost all of them apart.
                if place is not None and (others[place] is _ABSENT or not near(value, others[place])):
                    continue
                if not (stored and earlier_stored) and self._agree(rule, values, others):
                    row.warnings.append(self._issue(rule, row, number))
                    return True
        return False

    def _agree(self, rule: Rule, one: tuple, other: tuple) -> bool:
        places = self.places
        return all(_filled(one[places[name]]) and one[places[name]] == other[places[name]] for name in rule.rest)

    def _issue(self, rule: Rule, row: Row, earlier: int) -> Issue:
        column = self.judge.primary.column_for(self.judge.primary.key[0])
        message = f"与第{earlier}行可能重复（{'、'.join(rule.said)}相同或相近），请核对是不是同一条。"
        return issue_at(place_of(self.judge), column, row.values.get(column) or "", CODE, message)


def _filled(value: Any) -> bool:
    return value is not _ABSENT and value not in (None, "")
