"""Which stored record a row may be about although its key finds none: the third degree between exact and new.

What to look for is declared by the register (`RegisterResource.likely`). One query for each first attribute of its rules
and chunk, one more for what was found; nothing is asked where every row was found by its key. A record outside the
scope is never a candidate.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from union_site.core.spreadsheets.cleaning import issue_at
from union_site.core.spreadsheets.context import Pending
from union_site.core.spreadsheets.likeness import Likely, body_of, near, prefixes_of
from union_site.core.spreadsheets.rows import Entry, Keep, Row, Verdict
from union_site.core.spreadsheets.targets import CompiledTarget

CHUNK = 5000
CANDIDATES = 3
COMPARED = 50  # rows of one sheet that agree in everything but a number: more than these say nothing any more
CODE, REPEATED = "likely", "likely_repeat"


def mark(judge, rows: list[Row]) -> None:
    """Make 待核实 of new rows that may be about a stored record, and warn of rows that may repeat another one.

    A row's `likely` is then {"of": row number of whose record it is about, "c": [public ids], "by": titles of what agrees,
    "letter": of the column by which its record is known}.
    """
    fresh = [row for row in rows if _is_fresh(row, judge.primary)]
    if not fresh:
        return
    rules = [_Rule(rule, judge.primary, judge.context) for rule in judge.resource.likely]
    rules = [rule for rule in rules if rule.possible]
    entries = {id(entry): entry for row in fresh for entry in row.entries if entry.target is judge.primary}
    found = _Search(judge, rules, rows).candidates(list(entries.values()))
    first: dict[int, int] = {}
    place = _place(judge)
    for row in fresh:
        entry = next(entry for entry in row.entries if entry.target is judge.primary)
        if id(entry) in found:
            candidates, said = found[id(entry)]
            row.verdict = Verdict.LIKELY
            of = first.setdefault(id(entry), row.number)
            row.likely = {"of": of, "c": candidates, "by": said, "letter": place.letter if place else ""}
    if judge.since is None:
        _warn_of_repeats(judge, rules, rows)


def _is_fresh(row: Row, primary: CompiledTarget) -> bool:
    if row.errors or row.decided:
        return False
    entry = next((entry for entry in row.entries if entry.target is primary), None)
    return entry is not None and entry.pk is None and entry.row_id is None and entry.state == Verdict.NEW


def keep_numbers(target: CompiledTarget, entry: Entry) -> None:
    """A person said which record a row is about: a number that the row lacks stays as it is stored."""
    for name, index in target.indexes.items():
        if entry.attributes.get(name) == "" and index.attname in target.key:
            del entry.attributes[name], entry.attributes[index.attname]


def summary(row: Row) -> str:
    """What is said of a row that waits for a decision, without anything of the records."""
    count, of = len(row.likely["c"]), row.likely["of"]
    if of != row.number:
        return f"与第{of}行是同一条记录，随第{of}行核实。"
    agreeing = "、".join(row.likely["by"])
    return f"登记簿中有{count}条相近的记录（{agreeing}相同或相近），请核实是不是同一条。"


class _Rule:
    """A rule with its attributes looked up for one sheet."""

    def __init__(self, rule: Likely, target: CompiledTarget, context):
        self.same = tuple(target._stored_name(target.meta.get_field(name).name) for name in rule.same)
        self.body, self.near, self.unless = rule.body, rule.near, rule.unless
        self.prefixes = prefixes_of(context.district) if rule.body else ()
        attname = target.meta.get_field(rule.near).attname if rule.near else ""
        self.near_attname = attname
        named = [name for name in (*rule.same, rule.body, rule.near) if name]
        self.said = [str(target.meta.get_field(name).verbose_name) for name in named]
        needed = {*self.same, *filter(None, (rule.body, attname))}
        self.possible = needed <= {*target.written, *target.parents}
        self.names = (*self.same, *((rule.body,) if rule.body else ()))

    @property
    def lead(self) -> str:
        return self.same[0] if self.same else ""

    def key(self, values: Iterable[Any]) -> tuple | None:
        """What must agree, from values in the order of `names`; None where a part is missing."""
        key = tuple(values)
        if self.body:
            key = (*key[:-1], body_of(key[-1], self.prefixes) if type(key[-1]) is str else None)
        for value in key:
            if value is None or value == "" or type(value) in (Pending, Keep):
                return None
        return key

    def of(self, entry: Entry) -> tuple | None:
        attributes = entry.attributes
        return self.key([attributes.get(name) for name in self.names])


class _Search:
    def __init__(self, judge, rules: list[_Rule], rows: list[Row]):
        self.target, self.context, self.batch = judge.primary, judge.context, judge.since
        self.rules = rules
        # A record that a row of the sheet names by its key is that row's.
        self.taken = {entry.pk for row in rows for entry in row.entries if entry.target is self.target}

    def candidates(self, entries: list[Entry]) -> dict[int, tuple[list[str], list[str]]]:
        """{id of an entry: (public ids of records, titles of what agrees)}."""
        hits: dict[int, dict[int, tuple[int, Entry]]] = defaultdict(dict)  # {key of a record: {id: (rule, entry)}}
        for lead in dict.fromkeys(rule.lead for rule in self.rules):
            self._look_up(lead, [(i, rule) for i, rule in enumerate(self.rules) if rule.lead == lead], entries, hits)
        return self._settled(hits) if hits else {}

    def _look_up(self, lead: str, rules: list[tuple[int, _Rule]], entries: list[Entry], hits: dict) -> None:
        wanted: list[tuple[int, _Rule, dict[tuple, list[Entry]]]] = []
        for position, rule in rules:
            by_key: dict[tuple, list[Entry]] = {}
            for entry in entries:
                key = rule.of(entry)
                if key is not None:
                    by_key.setdefault(key, []).append(entry)
            if by_key:
                wanted.append((position, rule, by_key))
        if not wanted:
            return
        names = list(dict.fromkeys(name for _, rule, _ in wanted for name in (*rule.names, rule.unless) if name))
        places = [[names.index(name) + 1 for name in rule.names] for _, rule, _ in wanted]
        past = [names.index(rule.unless) + 1 if rule.unless else 0 for _, rule, _ in wanted]
        leads = {key[0] for _, _, by_key in wanted for key in by_key} if lead else None
        for record in self._records(lead, leads, names):
            if record[0] in self.taken:
                continue
            for (position, rule, by_key), own, unless in zip(wanted, places, past, strict=True):
                if unless and record[unless] not in (None, ""):
                    continue
                key = rule.key([record[place] for place in own])
                for entry in by_key.get(key, ()) if key is not None else ():
                    # Rules in order: the first says most; one with a number still to compare may fail.
                    hits[record[0]].setdefault(id(entry), (entry, []))[1].append(position)

    def _records(self, lead: str, leads: set | None, names: list[str]) -> Iterator[tuple]:
        rows = self.target.model._default_manager.within(self.context.scope).current().order_by()
        if self.batch is not None:
            rows = rows.filter(updated_at__gt=self.batch.created_at).exclude(batch=self.batch)
        if leads is None:
            yield from rows.values_list("pk", *names).iterator(chunk_size=CHUNK)
            return
        values = list(leads)
        for start in range(0, len(values), CHUNK):
            part = rows.filter(**{f"{lead}__in": values[start : start + CHUNK]})
            yield from part.values_list("pk", *names).iterator(chunk_size=CHUNK)

    def _settled(self, hits: dict) -> dict[int, tuple[list[str], list[str]]]:
        """Compare numbers and days that must be near, and keep the best candidates of each entry."""
        compared = list(dict.fromkeys(rule.near_attname for rule in self.rules if rule.near))
        keys = list(hits)
        ranked: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
        for start in range(0, len(keys), CHUNK):
            part = self.target.model._default_manager.filter(pk__in=keys[start : start + CHUNK]).order_by()
            for pk, public_id, *texts in part.values_list("pk", "public_id", *compared):
                stored = dict(zip(compared, texts, strict=True))
                for entry, positions in hits[pk].values():
                    best = next((one for one in sorted(positions) if self._near(one, entry, stored)), None)
                    if best is not None:
                        ranked[id(entry)].append((best, pk, str(public_id)))
        found = {}
        for one, candidates in ranked.items():
            candidates.sort()
            best = candidates[0][0]
            found[one] = ([public_id for _, _, public_id in candidates[:CANDIDATES]], self.rules[best].said)
        return found

    def _near(self, position: int, entry: Entry, stored: dict[str, Any]) -> bool:
        name = self.rules[position].near_attname
        return not name or near(entry.attributes.get(name), stored[name])


def _warn_of_repeats(judge, rules: list[_Rule], rows: list[Row]) -> None:
    """Two rows that may be about one person or body, of which at least one is new: the later one says so."""
    target = judge.primary
    owners = []
    for row in rows:
        if row.errors:
            continue
        for entry in row.entries:
            if entry.target is target and entry.number == row.number:
                owners.append((row, entry))
    warned: set[int] = set()
    for rule in rules:
        groups: dict[tuple, list[tuple[Row, Entry]]] = {}
        for owner in owners:
            key = rule.of(owner[1])
            if key is not None:
                groups.setdefault(key, []).append(owner)
        for group in groups.values():
            if len(group) > 1:
                _warn_group(judge, rule, group[:COMPARED], warned)


def _warn_group(judge, rule: _Rule, group: list[tuple[Row, Entry]], warned: set[int]) -> None:
    for position, (row, entry) in enumerate(group):
        if row.number in warned:
            continue
        for earlier, other in group[:position]:
            if entry.pk is not None and other.pk is not None:
                continue
            name = rule.near_attname
            if name and not (
                # A number that came back masked is not here to be compared.
                name in entry.attributes
                and name in other.attributes
                and near(entry.attributes[name], other.attributes[name])
            ):
                continue
            warned.add(row.number)
            row.warnings.append(_repeat(judge, rule, row, earlier))
            break


def _repeat(judge, rule: _Rule, row: Row, earlier: Row):
    place = _place(judge)
    column = judge.primary.column_for(judge.primary.key[0])
    message = f"与第{earlier.number}行可能重复（{'、'.join(rule.said)}相同或相近），请核对是不是同一条。"
    return issue_at(place, column, row.values.get(column) or "", REPEATED, message)


def _place(judge):
    """Where the sheet has what its records are known by."""
    columns = [judge.primary.column_for(name) for name in judge.primary.key]
    return next((judge.places[column][0] for column in columns if judge.places.get(column)), None)
