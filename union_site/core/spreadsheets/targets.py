"""A resource made ready for one sheet: how values become attributes of records, and what identifies and binds them."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from django.db import models

from union_site.core.crypto import EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Rule
from union_site.core.spreadsheets.conditions import NotEvaluated, checks_of, names_of, violated
from union_site.core.spreadsheets.context import Pending
from union_site.core.spreadsheets.references import index_field
from union_site.core.spreadsheets.resource import ITEM_KEY, ITEM_VALUE, ROW_ID, Column, Item, RegisterResource, Target
from union_site.core.spreadsheets.rows import Entry, Keep, StaysAsItIs

_SMALLEST = {"PositiveSmallIntegerField": 32767, "SmallIntegerField": 32767}
MISSING = object()


class CompiledTarget:
    """A target with its model's fields looked up once. `attributes` are attnames throughout."""

    def __init__(self, resource: type[RegisterResource], target: Target, present: set[str]):
        self.target, self.model, self.name = target, target.model, target.name
        self.meta = target.model._meta
        self.fields = {field.attname: field for field in self.meta.concrete_fields}
        self.encrypted = frozenset(name for name, field in self.fields.items() if isinstance(field, EncryptedTextField))
        self.is_primary = resource.primary_target() is target
        columns = {column.name: column for column in resource.columns}
        self.column_of: dict[str, str] = {}  # attname → column name
        self.indexes: dict[str, Any] = {}  # attname of an encrypted value → its blind index
        self.getters: list[tuple[str, Any, Any]] = []  # attname, source, value instead of None
        self.hidden_lookups: dict[str, str] = {}  # attname of a relation → path of the encrypted field that names it
        self.absent: dict[str, Any] = {}  # attname → default of a column that the sheet lacks
        self.lacking: dict[str, str] = {}  # attname → heading of a column that the sheet lacks
        for attribute, source in target.sources.items():
            self._add(attribute, source, columns, present)
        copied = [(name, source) for name, source, _ in self.getters if isinstance(source, str)]
        self.copied, self.copied_from = [name for name, _ in copied], [source for _, source in copied]
        self.copy = itemgetter(*self.copied_from) if len(copied) > 1 else None
        self.derived = [(name, source) for name, source, _ in self.getters if not isinstance(source, str)]
        self.empties = [(name, empty) for name, _, empty in self.getters if empty is not None]
        self.parents = {self._attname(attribute): name for attribute, name in target.parents.items()}
        self.key = tuple(self._stored_name(attribute) for attribute in target.key)
        self.hashes = [(name, index.attname, index.index) for name, index in self.indexes.items()]
        self.written = [name for name, _, _ in self.getters] + [index.attname for index in self.indexes.values()]
        hidden = set(self.indexes)
        self.compared = [name for name in self.written if name not in hidden]
        known = {*self.written, *self.parents, *self.absent}
        rules = [(rule, set(rule.fields)) for rule in getattr(self.model, "rules", ())]
        self.rules = [(rule, names) for rule, names in rules if names <= known]
        self.own_rules = [rule for rule, names in self.rules if names <= set(self.written)]
        self.keeps = ROW_ID in present  # only rows of an export have masked cells whose numbers are kept
        self.checks = checks_of(self.model)
        self._open()
        self.required = [
            name
            for name, _, _ in self.getters
            if not (field := self.model_field(name)).null and not field.empty_strings_allowed
        ]
        self.owner = self._owner()
        self.uniques = self._uniques()

    def _add(self, attribute: str, source: Any, columns: dict[str, Column], present: set[str]) -> None:
        field = self.meta.get_field(attribute)
        empty = "" if field.empty_strings_allowed or isinstance(field, EncryptedTextField) else None
        if field.has_default() and not field.null:
            empty = field.get_default()
        if isinstance(source, str):
            column = columns.get(source)
            if column is not None:
                self.column_of[field.attname] = column.name
                if column.name not in present and not column.fallback:
                    self.lacking[field.attname] = column.heading
                    if column.default is not None:
                        self.absent[field.attname] = column.default
                    return
                if column.kind in ("organization", "reference") and field.is_relation:
                    source = f"{source}_id"
                if column.lookup and isinstance(
                    column.lookup.model._meta.get_field(column.lookup.field), EncryptedTextField
                ):
                    self.hidden_lookups[field.attname] = f"{attribute}__{column.lookup.field}"
        elif attribute in columns:  # derived, with the column of that name among its sources
            self.column_of[field.attname] = attribute
        self.getters.append((field.attname, source, empty))
        index = index_field(self.model, attribute) if isinstance(field, EncryptedTextField) else None
        if index is not None:
            self.indexes[field.attname] = index

    def _open(self) -> None:
        """What the row alone does not settle: the rules that speak of fields of which the sheet says nothing.

        beside: these fields; blank: their values in a new record.
        """
        rules = [(rule, {self._attname(name) for name in rule.fields}) for rule in getattr(self.model, "rules", ())]
        checks = []
        for check in self.checks:
            try:
                checks.append((check, {self._attname(name) for name in names_of(check[0])}))
            except NotEvaluated:
                continue
        written, parents = set(self.written), self.parents.keys()
        self.all_rules = [rule for rule, names in rules if not names & parents]
        self.all_checks = [check for check, names in checks if not names & parents]
        rules = [(rule, names) for rule, names in rules if not names & parents and not names <= written]
        checks = [(check, names) for check, names in checks if not names & parents and not names <= written]
        self.open_rules, self.open_checks = [rule for rule, _ in rules], [check for check, _ in checks]
        self.beside = sorted({name for _, names in (*rules, *checks) for name in names} - written)
        self.blank = {name: field.get_default() for name, field in self.fields.items()} | self.absent
        self.new_rules = [rule for rule in self.open_rules if not self._empty(rule)]

    def _empty(self, rule: Rule) -> bool:
        """Whether a rule holds for every new record, since it says nothing while one of its fields is empty."""
        blank = [self.blank[self._attname(name)] for name in rule.fields if self._attname(name) in self.beside]
        return type(rule).holds is Rule.holds and any(value in (None, "") for value in blank)

    def _attname(self, attribute: str) -> str:
        return self.meta.get_field(attribute).attname

    def _stored_name(self, attribute: str) -> str:
        """The attname that is compared in the database: the blind index of an encrypted field."""
        attname = self._attname(attribute)
        return self.indexes[attname].attname if attname in self.indexes else attname

    def model_field(self, attname: str) -> models.Field:
        return self.fields[attname]

    def _owner(self) -> str:
        """The attname that says to which union a record belongs: "" where its parent says so."""
        path = self.model.scope_path
        if path == "organization__path":
            return "organization_id"
        return "parent_id" if path == "path" else ""

    def _uniques(self) -> list[tuple[tuple[str, ...], str, bool]]:
        """(attnames, message, only where filled) of unique constraints beyond the key that the sheet can touch."""
        found = []
        written = {*self.written, *self.parents}
        for constraint in self.meta.constraints:
            if not isinstance(constraint, models.UniqueConstraint) or not constraint.fields:
                continue
            names = tuple(self._attname(name) for name in constraint.fields if name != "district")
            if set(names) == set(self.key) or not set(names) <= written:
                continue
            found.append((names, str(constraint.violation_error_message), constraint.condition is not None))
        return found

    def build(self, values: dict[str, Any], item: Item | None) -> dict[str, Any]:
        """The attributes of one record."""
        try:
            attributes = dict(zip(self.copied, self.copy(values), strict=True))
        except (KeyError, TypeError):  # a value that only some rows have; a single one
            attributes = dict(zip(self.copied, map(values.get, self.copied_from), strict=True))
        for name, source in self.derived:
            if source is ITEM_KEY:
                value = item.key
            elif source is ITEM_VALUE:
                value = item.value
            else:
                value = self._call(source, values, item)
                if value is MISSING:
                    continue
            attributes[name] = value
        for name, empty in self.empties:
            if name in attributes and attributes[name] is None:
                attributes[name] = empty
        for name, attname, index in self.hashes:
            text = attributes[name]
            attributes[attname] = text if type(text) is Keep else index(text)
        return attributes

    @staticmethod
    def _call(source: Any, values: dict[str, Any], item: Item | None) -> Any:
        try:
            return source(values, item) if item is not None else source(values)
        except StaysAsItIs:
            return MISSING
        except ValueError:
            if any(type(value) is Keep for value in values.values()):
                return MISSING  # derived from a number that came back masked: it stays as it is
            raise

    def natural(self, attributes: dict[str, Any], parents: dict[str, Any]) -> tuple:
        """The record's identity within the sheet."""
        parts = []
        for name in self.key:
            if name in parents:
                parts.append(parents[name].natural)
            else:
                value = attributes.get(name)
                parts.append(value.text if type(value) is Pending else value)
        return tuple(parts)

    def wrong(self, attributes: dict[str, Any]) -> tuple[str, str]:
        """(attname, message) of the first rule of the model that the record breaks, ("", "") if none."""
        if self.keeps and Keep in map(type, attributes.values()):  # what is kept was checked when it was stored
            attributes = {name: value for name, value in attributes.items() if type(value) is not Keep}
        rules: Iterable = self.own_rules
        if len(attributes) != len(self.written):  # the row says nothing of some of them
            known = attributes.keys()
            rules = (rule for rule, names in self.rules if names <= known)
        for rule in rules:
            if not rule.holds(attributes):
                return rule.fields[-1], rule.message
        return "", (violated(self.checks, attributes) if self.checks else "")

    def wrong_as_stored(self, entry: Entry) -> str:
        """What is wrong with a record as it would be stored, with what the sheet does not say of it; "" if nothing."""
        rules, checks = self.new_rules if entry.before is None else self.open_rules, self.open_checks
        if len(entry.attributes) < len(self.written):  # of some attribute the row says nothing, or hides it
            rules, checks = self.all_rules, self.all_checks
        if not rules and not checks:
            return ""
        values = (self.blank if entry.before is None else entry.before) | entry.attributes
        for rule in rules:
            if values.keys() >= set(rule.fields) and not rule.holds(values):
                return rule.message + self._said_to_lack(rule.fields)
        for check in checks:
            if message := violated([check], values):
                return message + self._said_to_lack(sorted(names_of(check[0])))
        return ""

    def _said_to_lack(self, names: Iterable[str]) -> str:
        headings = [self.lacking[name] for name in map(self._attname, names) if name in self.lacking]
        return f"表中没有{''.join(f'“{heading}”' for heading in headings)}列。" if headings else ""

    def column_for(self, attname: str) -> str:
        """The column from which an attribute (or the text behind a blind index) comes."""
        for hidden, index in self.indexes.items():
            if index.attname == attname:
                attname = hidden
        return self.column_of.get(attname, "")


def dictionary_columns(compiled: list[CompiledTarget]) -> dict[str, DictionaryField]:
    """{column: field} of the columns whose words a dictionary knows, also those that make a row of each of their words."""
    found = {}
    for target in compiled:
        for attname, column in target.column_of.items():
            if isinstance(target.model_field(attname), DictionaryField):
                found[column] = target.model_field(attname)
        for attname, source, _ in target.getters:
            if source is ITEM_VALUE and target.target.each and isinstance(target.model_field(attname), DictionaryField):
                found[target.target.each] = target.model_field(attname)
    return found


def compile_targets(resource: type[RegisterResource], present: set[str]) -> list[CompiledTarget]:
    """The targets of a resource for a sheet that has the columns `present`."""
    return [CompiledTarget(resource, target, present) for target in resource.targets]


def limits_of(compiled: list[CompiledTarget]) -> dict[str, int]:
    """{column: longest text or largest number} that the database can hold."""
    limits: dict[str, int] = {}
    for target in compiled:
        for attname, column in target.column_of.items():
            field = target.model_field(attname)
            limit = None
            if isinstance(field, models.DecimalField):
                limit = 10 ** (field.max_digits - field.decimal_places) - 1
            elif field.get_internal_type() in _SMALLEST:
                limit = _SMALLEST[field.get_internal_type()]
            elif isinstance(field, models.CharField) and not field.choices:
                limit = field.max_length
            if limit is not None:
                limits[column] = min(limit, limits.get(column, limit))
    return limits
