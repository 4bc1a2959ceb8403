"""Which headings of a form of the mapping page take which columns, and where they contradict each other."""

from collections.abc import Collection
from typing import Any

from union_site.core.spreadsheets import collecting
from union_site.core.spreadsheets.answers import heading_of
from union_site.core.spreadsheets.resource import RegisterResource


class Taken:
    """What the headings were given to, one after the other. A heading: `index`, `letter`, `key`, `shown` of mapping.Heading."""

    def __init__(self, resource: type[RegisterResource]):
        self.resource = resource
        self.columns = {column.name: column for column in resource.columns if not column.ignored}
        self.singles: dict[str, Any] = {}  # column → its heading
        self.members: dict[tuple, Any] = {}  # (column, member of its family) → the heading
        self.spread: dict[str, list] = {}  # answer of a cross-tab → its headings

    def single(self, name: str, heading: Any) -> str:
        """Give a heading a column of its own; what is wrong with that, or ""."""
        first = self.singles.setdefault(name, heading)
        return "" if first is heading else self._twice(name, first, heading)

    def several(self, answer: str, heading: Any) -> str:
        """Give a heading its part of what several headings hold; what is wrong with that, or ""."""
        name = collecting.column_of(answer)
        place = collecting.place_of(self.resource, answer, heading.index, heading_of(heading.key))
        if place is None:
            return self._nameless(answer, heading)
        first = self.members.setdefault((name, place.key), heading)
        if first is not heading:
            return self._twice(name, first, heading)
        if collecting.tab_named(self.resource, answer):
            self.spread.setdefault(answer, []).append(heading)
        return ""

    def contradictions(self) -> dict[int, str]:
        """{column index: what is wrong} of cross-tabs whose headings and columns say the same thing twice."""
        found = {}
        first = next(iter(self.spread), "")
        for answer, headings in self.spread.items():
            tab, name = collecting.tab_named(self.resource, answer), collecting.column_of(answer)
            across = self.columns[tab.across]
            for heading in headings:
                if collecting.tab_named(self.resource, first) is not tab:
                    other = self.columns[collecting.tab_named(self.resource, first).across].heading
                    found[heading.index] = f"一张表只能按一个项目分列，其他列已按“{other}”分列，请改选。"
                elif own := self.singles.get(tab.across):
                    found[heading.index] = f"{own.called}已逐行写明“{across.heading}”，不能再每列一个，请改选其中之一。"
                elif own := self.singles.get(name):
                    found[heading.index] = self._twice(name, own, heading)
        return found

    def lacking(self, stated: Collection[str]) -> list[str]:
        """The headings of required columns that nothing was given to; `stated`: those that the sheet may lack."""
        spread = [collecting.tab_named(self.resource, answer).across for answer in self.spread]
        given = {*self.singles, *spread, *stated, *(name for name, _ in self.members)}
        return [column.heading for column in self.columns.values() if column.required and column.name not in given]

    def _twice(self, name: str, first: Any, heading: Any) -> str:
        words = self.columns[name].heading
        return f"“{words}”同时选给了{first.called}和{heading.called}，请只留一个。"

    def _nameless(self, answer: str, heading: Any) -> str:
        tab = collecting.tab_named(self.resource, answer)
        what = f"哪一个“{self.columns[tab.across].heading}”" if tab else "哪一年"
        return f"从表头“{heading.shown}”看不出是{what}。请在表中把表头写明后重新上传，或改选。"
