"""Records that stand below their owner's row, or beside it in columns of their own: the family of a person.

A register declares them (resource.Children). Values of child columns are {slot: value}: 0 for the row's own cells, -n
for those of numbered columns (成员2姓名 is slot -2), else the number of the line below in which the child stands.
"""

import dataclasses
import re
from collections.abc import Iterable
from typing import Any

from union_site.core.spreadsheets import headings
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.places import BELOW, Place
from union_site.core.spreadsheets.resource import Children, RegisterResource
from union_site.core.spreadsheets.stated import BLANK, text_of
from union_site.core.spreadsheets.tables import Notice, Table, shown_places
from union_site.core.widths import matching_key

_NUMBER = re.compile(r"[(\[]?([1-9]|[一二三四五六七八九])[)\]]?")
_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
_NAMED = re.compile(r"[(\[]?(?P<relation>[\u4e00-\u9fff]{1,4})[)\]]?[:\s]*(?P<name>[\u4e00-\u9fff·]{2,15})")
_RELATIONS = frozenset(
    "妻 妻子 夫 丈夫 配偶 爱人 父 父亲 母 母亲 儿 儿子 子 长子 次子 三子 女 女儿 长女 次女 三女 子女 岳父 岳母 公公 婆婆 "
    "祖父 祖母 爷爷 奶奶 外公 外婆 外祖父 外祖母 孙子 孙女 外孙 外孙女 兄 哥哥 弟 弟弟 姐 姐姐 妹 妹妹 儿媳 女婿".split()
)
_SEPARATED = re.compile(r"[(\[][\u4e00-\u9fff]{1,4}[)\]]|[\u4e00-\u9fff]{1,4}[:\s]")


@dataclasses.dataclass(frozen=True)
class _Plain:
    name: str
    headings: tuple[str, ...]
    required: bool = False


def find(resource: type[RegisterResource], table: Table) -> dict[str, list[Place]]:
    """Where the child columns stand, among the headings that are none of the owner's own columns."""
    if not resource.children:
        return {}
    plain = [_Plain(column.name, column.headings) for column in resource.columns if not column.child]
    own = set(headings.match(table.headings, plain).columns.values())
    child = [_Plain(column.name, column.headings) for column in resource.columns if column.child]
    free = [entry for entry in table.headings if entry[0] not in own]
    found = {name: [Place(index, dict(free)[index], "")] for name, index in headings.match(free, child).columns.items()}
    numbered: dict[str, list[Place]] = {}
    for index, text in free:
        key = headings.normalise(text).key
        number = _NUMBER.search(key)
        if number is None:
            continue
        rest = key[: number.start()] + key[number.end() :]
        name = next(iter(headings.match([(0, rest)], child).columns), None)
        if name is not None:
            numbered.setdefault(name, []).append(Place(index, text, "", number_of(key)))
    return found | numbered


def number_of(key: str) -> int | None:
    """The number of a child in a heading without ornament: 2 of 成员2姓名."""
    number = _NUMBER.search(key)
    return (_DIGITS.get(number[1]) or int(number[1])) if number else None


def attach(plan) -> None:
    """Give the lines below to their owners; lines that only fill columns nobody reads are left out and said.

    A line is a child's if it fills child columns and leaves the owner's empty, merged or repeated; or if its key is
    empty and its relation (or 妻：王芳 in place of the name) says so.
    """
    places, table = plan.places, plan.table
    used = {place.index for found in places.values() for place in found}
    strange = {index for index, _ in table.headings} - used
    declared = plan.resource.children[0] if plan.resource.children else None
    child_names = {column.name for column in plan.resource.columns if column.child}
    beside = {p.index for name, found in places.items() if name in child_names for p in found if p.key is None}
    owners = used - {p.index for name, found in places.items() if name in child_names for p in found}
    reads = _Shared(declared, places) if declared and declared.name_column in places else None
    if not strange and not beside and reads is None:
        return
    alone = not beside and not reads
    kept, left, below, owner = [], [], {}, None
    for number, row in table.rows:
        merged = table.filled.get(number, ())
        if alone and any(index < len(row) and row[index] not in BLANK and index not in merged for index in used):
            owner = (number, row)  # the usual row, without looking at all of its cells
            kept.append(owner)
            continue
        own = {index for index, cell in enumerate(row) if cell not in BLANK and index not in merged}
        fresh = own & owners
        if owner and (beside or reads):
            fresh = {index for index in fresh if index >= len(owner[1]) or row[index] != owner[1][index]}
        if owner and own & beside and not fresh:
            below.setdefault(owner[0], []).append((number, row))
        elif owner and reads and reads.is_child(row, own, fresh):
            below.setdefault(owner[0], []).append((number, reads.split(row)))
            reads.met = True
        elif owner and own & strange and not own & used:
            left.append((number, row))
        else:
            owner = (number, row)
            kept.append(owner)
    if below or left:
        plan.table = dataclasses.replace(table, rows=kept, below=below)
    if reads and reads.met:
        reads.place(places)
    if left:
        shown = shown_places(str(number) for number, _ in left)
        plan.notices.append(Notice("rows_beside", message("rows_beside", rows=shown)))


class _Shared:
    """Lines below that write a child into the owner's columns: 姓名, 性别, 身份证号, with a relation beside or before."""

    def __init__(self, declared: Children, places: dict[str, list[Place]]):
        self.declared, self.met = declared, False
        self.index = {child: places[own][0].index for child, own in declared.shared.items() if own in places}
        self.headings = {child: places[own][0] for child, own in declared.shared.items() if own in places}
        self.name = places[declared.name_column][0].index
        self.keys = {places[name][0].index for name in declared.key if name in places}
        found = [place for place in places.get(declared.relation, ()) if place.key is None]
        self.relation = found[0].index if found else None

    def is_child(self, row: list, own: set[int], fresh: set[int]) -> bool:
        if self.name not in own or self.keys & fresh or not fresh <= set(self.index.values()):
            return False
        if self.relation is not None and self.relation in own:
            return matching_key(text_of(row[self.relation])) not in self.declared.itself
        return _relation_of(text_of(row[self.name])) is not None

    def split(self, row: list) -> list:
        """The row with the relation, where it stands before the name, behind all other cells."""
        found = _relation_of(text_of(row[self.name]))
        if found is None or (self.relation is not None and row[self.relation] not in BLANK):
            return row
        row = [*row, found[0]] if self.relation is None else list(row)
        row[self.name] = found[1]
        if self.relation is not None:
            row[self.relation] = found[0]
        else:
            self.width = len(row) - 1
        return row

    def place(self, places: dict[str, list[Place]]) -> None:
        """Tell where the child columns stand in the lines below."""
        for child, place in self.headings.items():
            places.setdefault(child, [place._replace(key=BELOW)])
        if hasattr(self, "width"):
            places.setdefault(self.declared.relation, [Place(self.width, self.headings_of_name(), "", BELOW)])

    def headings_of_name(self) -> str:
        return next(place.heading for place in self.headings.values() if place.index == self.name)


def _relation_of(text: str) -> tuple[str, str] | None:
    """妻：王芳, (子)李明 and 长女 王红 as (relation, name); None for a mere name."""
    text = text.translate(str.maketrans("（）：［］", "():[]"))
    found = _NAMED.fullmatch(text)
    if found is None or found["relation"] not in _RELATIONS or not _SEPARATED.match(text):
        return None
    return found["relation"], found["name"]


def entries(declared: Children, values: dict[str, Any], names: Iterable[str]) -> list[tuple[int, dict[str, Any]]]:
    """(slot, values of the child columns) of each child of a row, in the order of the sheet."""
    names = list(names)
    slots = sorted({slot for name in names for slot in values.get(name) or ()}, key=lambda slot: (slot > 0, abs(slot)))
    found = []
    for slot in slots:
        own = {name: (values.get(name) or {}).get(slot) for name in names}
        relation = own.get(declared.relation)
        if own[declared.child_name] is None and (not relation or matching_key(relation) in declared.itself):
            continue  # what the row says of the person
        found.append((slot, own))
    return found


def lines_of(resource: type[RegisterResource], places: dict, values: dict[str, Any]) -> list[tuple[int, list]]:
    """The lines below a row, rebuilt from its values."""
    columns = [column for column in resource.columns if column.child and column.name in places]
    lines: dict[int, list] = {}
    for column in columns:
        for place in places[column.name]:
            for slot, value in (values.get(column.name) or {}).items():
                if slot > 0 and place.key in (None, BELOW):
                    line = lines.setdefault(slot, [])
                    line += [""] * (place.index + 1 - len(line))
                    line[place.index] = column.words.get(value, value) if isinstance(value, str) else value
    return sorted(lines.items())
