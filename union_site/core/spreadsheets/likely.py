"""Which stored record a row may be about although its key finds none: the third degree between exact and new.

What to look for is declared by the register (`RegisterResource.likely`). One query for each first attribute of its rules
and chunk, one more for what was found; nothing is asked where every row was found by its key. A record outside the
scope is never a candidate.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from typing import Any

from union_site.core.among import among
from union_site.core.spreadsheets.context import Pending
from union_site.core.spreadsheets.likeness import Likely, body_of, near, prefixes_of
from union_site.core.spreadsheets.rows import Entry, Row, Verdict
from union_site.core.spreadsheets.targets import CompiledTarget

CHUNK = 5000
CANDIDATES = 3
CODE = "likely"


def mark(judge, rows: list[Row], known_fresh: Container[int] = frozenset()) -> None:
    """Make 待核实 of new rows that may be about a stored record, and warn of rows that may repeat another one.

    A row's `likely` is then {"of": row number of whose record it is about, "c": [public ids], "by": titles of what agrees,
    "letter": of the column by which its record is known}.
    """
    if judge.tab:
        return  # a row of a cross-tab makes several records: none of them is what the row is about
    if judge.since is None:
        judge.repeats.warn(rows)
    # A record that a row of the sheet names by its key is that row's.
    judge.taken |= {entry.pk for row in rows for entry in row.entries if entry.target is judge.primary}
    _search(judge, rows, known_fresh)


def mark_again(judge, rows: list[Row]) -> None:
    """Search once more for rows that were 待核实, when all rows of a sheet judged in parts have said what they name."""
    for row in rows:
        row.verdict, row.likely = Verdict.NEW, None
    _search(judge, rows, frozenset())


def _search(judge, rows: list[Row], known_fresh: Container[int]) -> None:
    fresh = [row for row in rows if row.number not in known_fresh and _is_fresh(row, judge.primary)]
    if not fresh:
        return
    lookups = lookups_of(judge)
    entries = {id(entry): entry for row in fresh for entry in row.entries if entry.target is judge.primary}
    found = _Search(judge, lookups).candidates(list(entries.values()))
    first: dict[int, int] = {}
    place = place_of(judge)
    for row in fresh:
        entry = next(entry for entry in row.entries if entry.target is judge.primary)
        if id(entry) in found:
            candidates, said = found[id(entry)]
            row.verdict = Verdict.LIKELY
            of = first.setdefault(id(entry), row.number)
            row.likely = {"of": of, "c": candidates, "by": said, "letter": place.letter if place else ""}


def _is_fresh(row: Row, primary: CompiledTarget) -> bool:
    if row.errors or row.decided:
        return False
    for entry in row.entries:
        if entry.target is primary:
            return entry.pk is None and entry.row_id is None and entry.state == Verdict.NEW
    return False


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


class Rule:
    """A rule with its attributes looked up for one sheet: `base` is searched by, `rest` compared where that agrees."""

    def __init__(self, rule: Likely, target: CompiledTarget):
        same = tuple(target._stored_name(target.meta.get_field(name).name) for name in rule.same)
        self.base, self.rest = same[:2], same[2:]
        self.body, self.unless = rule.body, rule.unless
        self.near_attname = target.meta.get_field(rule.near).attname if rule.near else ""
        named = [name for name in (*rule.same, rule.body, rule.near) if name]
        self.said = [str(target.meta.get_field(name).verbose_name) for name in named]
        needed = {*same, *filter(None, (rule.body, self.near_attname))}
        self.possible = needed <= {*target.written, *target.parents}

    def rest_agrees(self, one: dict[str, Any], other: dict[str, Any]) -> bool:
        return all(one.get(name) not in (None, "") and one[name] == other.get(name) for name in self.rest)


class Lookup:
    """Rules that are searched by the same attributes. The loops over all rows of a sheet are kept short."""

    def __init__(self, base: tuple[str, ...], body: str, prefixes: tuple[str, ...]):
        self.base, self.body, self.prefixes = base, body, prefixes
        self.names = (*base, body) if body else base
        self.rules: list[tuple[int, Rule]] = []

    @property
    def lead(self) -> str:
        return self.base[0] if self.base else ""

    def keys(self, rows: Iterable[dict[str, Any] | None]) -> Iterator[tuple | None]:
        """What each of these attributes is searched by; None where a part is missing."""
        if self.body or len(self.base) != 2:
            for values in rows:
                yield self._key([values.get(name) for name in self.names])
            return
        first, second = self.base
        for values in rows:
            one, other = values.get(first), values.get(second)
            yield (one, other) if one and other else None

    def _key(self, parts: list) -> tuple | None:
        if self.body and parts[-1]:
            parts[-1] = body_of(parts[-1], self.prefixes)
        return tuple(parts) if all(parts) else None

    def stored(self, places: list[int]) -> Callable[[tuple], tuple | None]:
        """The function that makes the same key of a stored record, whose values of `names` stand at `places`."""
        if self.body or len(places) != 2:
            return lambda record: self._key([record[place] for place in places])
        first, second = places
        return lambda record: (record[first], record[second])


def lookups_of(judge) -> list[Lookup]:
    """What to search by for the records of a sheet, in the order of the rules."""
    rules = [Rule(rule, judge.primary) for rule in judge.resource.likely]
    found: dict[tuple, Lookup] = {}
    for position, rule in enumerate(rules):
        if rule.possible:
            prefixes = prefixes_of(judge.context.district) if rule.body else ()
            lookup = found.setdefault((rule.base, rule.body), Lookup(rule.base, rule.body, prefixes))
            lookup.rules.append((position, rule))
    return list(found.values())


class _Search:
    def __init__(self, judge, lookups: list[Lookup]):
        self.target, self.context, self.batch = judge.primary, judge.context, judge.since
        self.lookups = lookups
        self.rules = {position: rule for lookup in lookups for position, rule in lookup.rules}
        self.taken = judge.taken

    def candidates(self, entries: list[Entry]) -> dict[int, tuple[list[str], list[str]]]:
        """{id of an entry: (public ids of records, titles of what agrees)}."""
        hits: dict[int, dict[int, tuple[Entry, list[int]]]] = defaultdict(dict)  # {key of a record: {id: …, rules}}
        for lead in dict.fromkeys(lookup.lead for lookup in self.lookups):
            self._look_up(lead, [lookup for lookup in self.lookups if lookup.lead == lead], entries, hits)
        return self._settled(hits) if hits else {}

    def _look_up(self, lead: str, lookups: list[Lookup], entries: list[Entry], hits: dict) -> None:
        fields = [name for lookup in lookups for name in lookup.names]
        fields += [name for lookup in lookups for _, rule in lookup.rules for name in (*rule.rest, rule.unless) if name]
        names = list(dict.fromkeys(fields))
        records: Iterable[tuple] = ()
        if lead:
            leads = {entry.attributes.get(lead) for entry in entries}
            records = list(self._records(lead, {one for one in leads if one and type(one) is not Pending}, names))
            met = {record[1] for record in records}  # of most sheets hardly any: the others need no keys
            entries = [entry for entry in entries if entry.attributes.get(lead) in met]
            if not entries:
                return
        wanted = []
        for lookup in lookups:
            by_key: dict[tuple, list[Entry]] = {}
            for key, entry in zip(lookup.keys([entry.attributes for entry in entries]), entries, strict=True):
                if key is not None:
                    by_key.setdefault(key, []).append(entry)
            if by_key:
                key_of = lookup.stored([names.index(name) + 1 for name in lookup.names])
                wanted.append((lookup, by_key, key_of))
        if not wanted:
            return
        taken = self.taken
        for record in records if lead else self._records(lead, None, names):
            for lookup, by_key, key_of in wanted:
                found = by_key.get(key_of(record))
                if found and record[0] not in taken:
                    self._note(lookup, found, dict(zip(("pk", *names), record, strict=True)), hits)

    @staticmethod
    def _note(lookup: Lookup, entries: list[Entry], stored: dict[str, Any], hits: dict) -> None:
        for position, rule in lookup.rules:
            if rule.unless and stored[rule.unless] not in (None, ""):
                continue
            for entry in entries:
                if rule.rest_agrees(entry.attributes, stored):
                    hits[stored["pk"]].setdefault(id(entry), (entry, []))[1].append(position)

    def _records(self, lead: str, leads: set | None, names: list[str]) -> Iterator[tuple]:
        rows = self.target.model._default_manager.within(self.context.scope).current().order_by()
        if self.batch is not None:
            rows = rows.filter(updated_at__gt=self.batch.created_at).exclude(batch=self.batch)
        if leads is None:
            yield from rows.values_list("pk", *names).iterator(chunk_size=CHUNK)
            return
        values = list(leads)
        for start in range(0, len(values), CHUNK):
            part = rows.filter(**among(self.target.model, lead, values[start : start + CHUNK]))
            yield from part.values_list("pk", *names).iterator(chunk_size=CHUNK)

    def _settled(self, hits: dict) -> dict[int, tuple[list[str], list[str]]]:
        """Compare numbers and days that must be near, and keep the best candidates of each entry."""
        compared = list(dict.fromkeys(rule.near_attname for rule in self.rules.values() if rule.near_attname))
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


def place_of(judge):
    """Where the sheet has what its records are known by."""
    columns = [judge.primary.column_for(name) for name in judge.primary.key]
    return next((judge.places[column][0] for column in columns if judge.places.get(column)), None)
