"""The verdict on each row: what it becomes, whether it may, and whether that is new, a change, or nothing at all.

Used twice: for the preview on the whole sheet, and again on each chunk when it is applied, since records and rights may
have changed in between.
"""

from collections.abc import Container, Iterable
from typing import Any

from union_site.core.spreadsheets import children, likely
from union_site.core.spreadsheets.cleaning import at_line, issue_at
from union_site.core.spreadsheets.context import ImportContext, Pending
from union_site.core.spreadsheets.matching import match
from union_site.core.spreadsheets.messages import ERRORS
from union_site.core.spreadsheets.places import by_key, key_of, tab_of
from union_site.core.spreadsheets.references import resolve, rewrite
from union_site.core.spreadsheets.repeats import Repeats
from union_site.core.spreadsheets.resource import ROW_ID, Item, RegisterResource
from union_site.core.spreadsheets.rows import Entry, Issue, Keep, Part, Row, Verdict
from union_site.core.spreadsheets.targets import CompiledTarget, dictionary_columns
from union_site.core.widths import matching_key


class Judge:
    """Judges rows of one sheet. `places` tells where its columns stand (for messages)."""

    def __init__(
        self, resource: RegisterResource, compiled: list[CompiledTarget], places: dict, context: ImportContext
    ):
        self.resource, self.compiled, self.places, self.context = resource, compiled, places, context
        self.by_name = {target.name: target for target in compiled}
        self.main = self.by_name[resource.main_target().name]
        self.primary = self.by_name[resource.primary_target().name]
        self.dictionaries = dictionary_columns(compiled)
        self.first: dict[tuple, tuple] = {}  # identity of a main record → (number, places) of the first row about it
        self.since = None  # the batch that is written: only what was stored since its upload may still be likely
        self.columns = {column.name: column for column in resource.columns}
        child = [column.name for column in resource.columns if column.child]
        self.children = {one.name: (one, child) for one in resource.children if one.child_name in places}
        self.tab = tab_of(type(resource), places)
        self.keyed = by_key(self.tab, places) if self.tab else {}
        self.checks_rows = type(resource).clean_row is not RegisterResource.clean_row
        self.taken: set[int | None] = (
            set()
        )  # keys of records that rows name, of a register that is searched for likely ones
        self.repeats = Repeats(self) if resource.likely and not self.tab else None

    def one_by_one(self) -> bool:
        """Whether no row's verdict hangs on other rows, but for the first one about the same main record."""
        resource = type(self.resource)
        return (
            not resource.one_chunk
            and not self.tab
            and not self.children
            and (not resource.likely or self.primary is self.main)
            and resource.look_up is RegisterResource.look_up
            and not any(column.lookup and column.lookup.same_file for column in resource.columns)
            and not any(target.uniques for target in self.compiled)
            and not self.main.parents
            and all(target is self.main or self.main.name in target.parents.values() for target in self.compiled)
        )

    def judge(
        self,
        rows: Iterable[Row],
        linked: dict[int, set[str]] | None = None,
        fresh: Container[int] = frozenset(),
    ) -> None:
        """Set entries, errors, warnings and verdict of each row. `linked` {row number: targets taken as they are}.

        `fresh`: numbers of rows whose main record is known not to be stored.
        """
        alive = [row for row in rows if not row.errors]
        parts = self._parts(alive) if self.tab else alive
        resolve(self.places, self.resource.columns, parts, self.context)
        rewrite(self.dictionaries, self.places, parts, self.context)
        parts = [part for part in parts if not part.errors]
        self.resource.look_up([part.values for part in parts], self.context)
        for part in parts:
            if self.checks_rows and not (self.since and self.resource.cleans_alone):
                for error in self.resource.clean_row(part.values, self.context):
                    issue = self._issue(error.column, part, error.code, error.message)
                    part.warnings.append(issue) if error.warning else part.reject(issue)
            if not part.errors:
                self._build(part)
        alive = self._without_duplicates(row for row in alive if not row.errors)
        self._reject_orphans(alive)
        alive = [row for row in alive if not row.errors]
        entries = self._share(alive, linked or {})
        for target in self.compiled:
            own = entries[target.name]
            if own:
                match(target, own, self.context, fresh if target is self.main else frozenset())
                if target.target.outside == "use" or not target.owner:
                    self._respect_owners(target, own)
                if self.since is None:
                    self._respect_rules(target, own)
        self._finish(alive)
        if self.resource.likely:
            likely.mark(self, alive, fresh)

    def _parts(self, rows: list[Row]) -> list[Part]:
        """Of a cross-tab a part for each heading under which the row says something."""
        tab, parts = self.tab, []
        for row in rows:
            for key, places in self.keyed.items():
                own = {name: (row.values.get(name) or {}).get(key) for name in tab.values if name in places}
                if all(value is None for value in own.values()):
                    continue
                place = places[tab.across][0]
                values = {**row.values, **dict.fromkeys(tab.values), **own, tab.across: key}
                if tab.unit and values.get(tab.unit) is None:
                    values[tab.unit] = place.unit or None
                parts.append(Part(row, values, places))
        return parts

    def _issue(self, column: str, row: Row, code: str, message: str, entry: Entry | None = None) -> Issue:
        """`entry`: the record of which it is said, where a row makes several."""
        places = (entry.places if entry else None) or row.places or self.places
        place = (places.get(column) or [None])[0]
        if entry is not None and entry.line:
            value = row.values.get(column)
            value = value.get(entry.line) if isinstance(value, dict) else value
            return at_line(issue_at(place, column, value, code, message), entry.line)
        cell = (
            row.cells[place.index] if place and row.cells and place.index < len(row.cells) else row.values.get(column)
        )
        return issue_at(place, column, cell if column else "", code, message)

    def _build(self, row: Row) -> None:
        values = row.values
        made: dict[str, Entry] = {}
        for target in self.compiled:
            declared = target.target
            if declared.when is not None and not declared.when(values):
                continue
            if declared.each and declared.each in self.children:
                self._build_children(target, row, made)
                continue
            if declared.each:
                collected = values.get(declared.each) or ()
                pairs = collected.items() if isinstance(collected, dict) else enumerate(collected)
                items: Iterable[Item | None] = [Item(key, value) for key, value in pairs]
            else:
                items = (None,)
            parents = {name: made[parent] for name, parent in target.parents.items() if parent in made}
            for item in items:
                attributes = target.build(values, item)
                if not self._permitted(target, attributes, row):
                    return
                entry = Entry(target, target.natural(attributes, parents), attributes, parents, row.number)
                made.setdefault(target.name, entry)
                entry.places = row.places
                row.entries.append(entry)
        row_id = values.get(ROW_ID)
        if row_id and self.primary.name in made:
            entry = made[self.primary.name]
            entry.row_id = row_id
            if row.decided:
                likely.keep_numbers(self.primary, entry)
            if any(type(part) is Keep for part in entry.natural):
                entry.natural = (row_id,)

    def _build_children(self, target: CompiledTarget, row: Row, made: dict[str, Entry]) -> None:
        """A record for each child that stands below the row or beside it; the first of a kind counts."""
        declared, names = self.children[target.target.each]
        parents = {name: made[parent] for name, parent in target.parents.items() if parent in made}
        for slot, own in children.entries(declared, row.values, names):
            values = {**row.values, **own}
            places = {
                name: [p for p in self.places[name] if slot > 0 or key_of(self.columns[name], p) == slot]
                for name in names
                if name in self.places
            }
            entry = Entry(target, (), target.build(values, None), parents, row.number)
            entry.places, entry.line = places, max(slot, 0)
            if own[declared.child_name] is None:
                place = (places[declared.child_name] or [None])[0]
                issue = issue_at(place, declared.child_name, "", "required", ERRORS["required"])
                row.reject(at_line(issue, slot) if slot > 0 else issue)
                return
            if not self._permitted(target, entry.attributes, row, entry):
                return
            entry.natural = target.natural(entry.attributes, parents)
            row.entries.append(entry)

    def _permitted(
        self, target: CompiledTarget, attributes: dict[str, Any], row: Row, child: Entry | None = None
    ) -> bool:
        """Required values, the model's rules, and the owner within the scope.

        What hangs on the row alone is settled by the preview, and held by the database's constraints.
        """
        if self.since is None and not self._is_whole(target, attributes, row, child):
            return False
        if target.owner in attributes and not self.context.scope.whole:
            owner = attributes[target.owner]
            if (
                type(owner) not in (Pending, Keep)
                and target.target.outside == "reject"
                and not self.context.covers(owner)
            ):
                message = "所属单位不在您的管理范围内。请核对，或联系上级工会。"
                row.reject(self._issue(target.column_for(target.owner), row, "out_of_scope", message))
                return False
        return True

    def _is_whole(self, target: CompiledTarget, attributes: dict[str, Any], row: Row, child: Entry | None) -> bool:
        for name in target.required:
            if attributes[name] is None:
                row.reject(self._issue(target.column_for(name), row, "required", ERRORS["required"], child))
                return False
        name, message = target.wrong(attributes)
        if message:
            row.reject(self._issue(target.column_for(name) if name else "", row, "rule", message, child))
            return False
        return True

    def _without_duplicates(self, rows: Iterable[Row]) -> list[Row]:
        """A second row about the same record is rejected; the first one counts."""
        kept = []
        column = self._key_column()
        for row in rows:
            for entry in row.entries:
                if entry.target is not self.main:
                    continue
                number, places = self.first.setdefault(entry.natural, (row.number, entry.places))
                if number != row.number or places is not entry.places:
                    code = "id_duplicate" if self._is_identity(column) else f"{column or 'row'}_duplicate"
                    what = "身份证号码" if code == "id_duplicate" else "内容"
                    said = f"与第{number}行的{what}重复，以第{number}行为准。"
                    row.reject(self._issue(column, row, code, said, entry))
                    break
                if not self.tab:
                    break
            if not row.errors:
                kept.append(row)
        return kept

    def _main_entry(self, row: Row) -> Entry | None:
        for entry in row.entries:
            if entry.target is self.main:
                return entry
        return None

    def _key_column(self) -> str:
        """The column by which the main record is known, for naming a duplicate."""
        names = [self.main.column_for(name) for name in self.main.key]
        named = [name for name in names if name]
        return named[0] if named else ""

    def _is_identity(self, column: str) -> bool:
        return bool(column) and self.resource.column(column).parse_kind == "identity"

    def _reject_orphans(self, rows: list[Row]) -> None:
        """Rows that name another row of the sheet fall with it."""
        columns = [column for column in self.resource.columns if column.lookup and column.lookup.same_file]
        for column in columns:
            while True:
                good = {matching_key(str(row.values[column.lookup.field])) for row in rows if not row.errors}
                fallen = False
                for row in rows:
                    value = row.values.get(f"{column.name}_id")
                    if row.errors or type(value) is not Pending or value.model is not column.lookup.model:
                        continue
                    key = matching_key(value.text)
                    if key not in good and key not in self.context.pending.get(value.model, {}):
                        row.reject(
                            self._issue(
                                column.name, row, "out_of_scope", "这一行所指的上级在本表中被退回，请先改正那一行。"
                            )
                        )
                        fallen = True
                if not fallen:
                    break

    def _share(self, rows: list[Row], linked: dict[int, set[str]]) -> dict[str, list[Entry]]:
        """Make rows that repeat a record share its first entry; warn where they disagree about it."""
        first: dict[str, dict[tuple, Entry]] = {target.name: {} for target in self.compiled}
        for row in rows:
            shared: dict[int, Entry] = {}
            taken_as_is = linked.get(row.number, ())
            for position, entry in enumerate(row.entries):
                for name, parent in entry.parents.items():
                    entry.parents[name] = shared.get(id(parent), parent)
                known = first[entry.target.name].setdefault(entry.natural, entry)
                if known is entry:
                    entry.linked = entry.target.name in taken_as_is
                else:
                    if known.number != row.number and not taken_as_is and known.attributes != entry.attributes:
                        self._warn_differing(known, entry, row)
                    shared[id(entry)] = known
                    row.entries[position] = known
            if shared and (self.tab or self.children):
                row.entries[:] = {id(entry): entry for entry in row.entries}.values()
        return {name: list(entries.values()) for name, entries in first.items()}

    def _warn_differing(self, known: Entry, entry: Entry, row: Row) -> None:
        differing = next(name for name, value in entry.attributes.items() if known.attributes.get(name) != value)
        column = entry.target.column_for(differing)
        title = entry.target.meta.verbose_name
        message = f"与第{known.number}行的同一{title}内容不一致，以第{known.number}行为准。"
        row.warnings.append(self._issue(column, row, "repeat_differs", message, entry))

    def _respect_owners(self, target: CompiledTarget, entries: list[Entry]) -> None:
        """A record outside the scope is neither made nor given further rows; one that is there may be named."""
        covers = self.context.scope.covers
        for entry in entries:
            if target.owner:
                owner = entry.attributes.get(target.owner)
                if entry.pk is None and type(owner) is not Pending and not self.context.covers(owner):
                    entry.failed = ("out_of_scope", "所属单位不在您的管理范围内，请由该单位先登记。")
            elif any(parent.pk is not None and not covers(parent.path) for parent in entry.parents.values()):
                entry.linked, entry.state = True, Verdict.SAME

    def _respect_rules(self, target: CompiledTarget, entries: list[Entry]) -> None:
        """What a rule says of columns that the sheet lacks is asked of the record as it would be stored."""
        for entry in entries:
            if entry.state != Verdict.SAME and not entry.linked and not entry.failed:
                message = target.wrong_as_stored(entry)
                entry.failed = ("rule", message) if message else None

    def _finish(self, rows: list[Row]) -> None:
        for row in rows:
            for entry in row.entries:
                failed = entry.failed
                for parent in entry.parents.values():
                    failed = failed or parent.failed
                if failed:
                    code, message = failed
                    column = code.removesuffix("_duplicate") if code.endswith("_duplicate") else ""
                    code = "id_duplicate" if column and self._has(column) and self._is_identity(column) else code
                    if code != "rule" and not self._has(column):
                        column = entry.target.column_for(entry.target.key[-1])
                    row.reject(self._issue(column, row, code, message, entry))
                    break
            else:
                row.verdict = self._verdict(row)
                self._warn_cleared(row)

    def _has(self, column: str) -> bool:
        return any(known.name == column for known in self.resource.columns)

    def _verdict(self, row: Row) -> str:
        main = self._main_entry(row)
        own = [entry for entry in row.entries if entry.number == row.number]
        if main is None:
            main = own[0] if own else None
        if self.tab and any(entry.state != Verdict.NEW for entry in own if entry.target is self.main):
            main = None  # some of the records were there
        if main is not None and main.state == Verdict.NEW:
            return Verdict.NEW
        return Verdict.CHANGED if any(entry.state != Verdict.SAME for entry in own) else Verdict.SAME

    def _warn_cleared(self, row: Row) -> None:
        if row.verdict != Verdict.CHANGED:
            return
        for entry in row.entries:
            if entry.state != Verdict.CHANGED or entry.number != row.number:
                continue
            for name, (old, new) in entry.differences().items():
                if new in (None, "") and old not in (None, ""):
                    column = entry.target.column_for(name)
                    row.warnings.append(
                        self._issue(
                            column, row, "value_cleared", "这一格为空，系统中原有的内容将被清空。", entry.places
                        )
                    )
