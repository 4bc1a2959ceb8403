"""From names to rows: unions and other existing records that a sheet refers to, one query for each kind."""

from collections.abc import Iterable

from django.db import models

from union_site.core import dictionaries
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField, split
from union_site.core.scope import RowModel
from union_site.core.spreadsheets.cells import NOTHING
from union_site.core.spreadsheets.cleaning import issue_at
from union_site.core.spreadsheets.context import ImportContext, Pending
from union_site.core.spreadsheets.resource import Column, Lookup
from union_site.core.spreadsheets.rows import Keep, Row
from union_site.core.widths import HALF, matching_key

CHUNK = 5000
_PARENTHESES = str.maketrans("()", "（）")


def index_field(model: type[models.Model], name: str) -> BlindIndexField | None:
    """The blind index beside an encrypted field, if it has one."""
    for candidate in model._meta.concrete_fields:
        if isinstance(candidate, BlindIndexField) and candidate.source == name:
            return candidate
    return None


def resolve(plan_places, columns: Iterable[Column], rows: list[Row], context: ImportContext) -> None:
    """Put `<column>_id` (and `<column>__<attribute>`) beside each name; a name that cannot be resolved rejects its row."""
    for column in columns:
        if column.kind == "organization":
            _organizations(column, plan_places, rows, context)
        elif column.kind == "reference":
            _references(column, plan_places, rows, context)


def _organizations(column: Column, places, rows: list[Row], context: ImportContext) -> None:
    name, id_name = column.name, f"{column.name}_id"
    known: dict[str, tuple] = {}
    for row in rows:
        text = row.values.get(name)
        row.values[id_name] = None
        if text is None:
            continue
        if text not in known:
            union = None if context.means_none(name, text) else context.union(text, anywhere=column.anywhere)
            known[text] = (union, context.means_none(name, text))
        union, nothing = known[text]
        if nothing:
            row.values[name] = None
        elif union is None:
            _unknown(column, places, row, text, "工会", scoped=True)
        elif isinstance(union, Pending):
            row.values[name] = union.text
            row.values[id_name] = union
        else:
            row.values[name] = union.name
            row.values[id_name] = union.pk


def _unknown(column: Column, places, row: Row, text: str, what: str, *, scoped: bool) -> None:
    """The same words whether the row does not exist or lies outside the scope. 无 in a column that may be empty is none."""
    if not column.required and matching_key(text) in NOTHING:
        row.values[column.name] = None
        return
    place = ((row.places or places).get(column.name) or [None])[0]
    if scoped:
        message = f"没有找到这个{what}，或不在您的管理范围内。请核对，或联系上级工会。"
        code = "out_of_scope"
    else:
        message, code = f"没有这个{what}，请核对。", "reference_unknown"
    issue = issue_at(place, column.name, text, code, message)
    if column.optional:
        row.warnings.append(issue)
        row.values[column.name] = None
    else:
        row.reject(issue)


def _references(column: Column, places, rows: list[Row], context: ImportContext) -> None:
    lookup, name = column.lookup, column.name
    model = lookup.model
    extra = [f"{name}__{attribute}" for attribute in lookup.also]
    if column.aliases:
        for row in rows:
            text = row.values.get(name)
            row.values[name] = column.aliases.get(matching_key(text), text) if text else text
    wanted = {row.values[name] for row in rows if row.values.get(name) is not None}
    found = _lookup(column, wanted, context)
    pending = context.pending.get(model, {})
    own = {}
    if lookup.same_file:
        own = {
            matching_key(str(row.values[lookup.field])): row
            for row in rows
            if row.values.get(lookup.field) and not row.errors
        }
    scoped = issubclass(model, RowModel)
    for row in rows:
        text = row.values.get(name)
        row.values[f"{name}_id"] = None
        row.values.update(dict.fromkeys(extra))
        if text is None:
            continue
        if type(text) is Keep:
            row.values[f"{name}_id"] = text  # a masked number: the reference stays as it is
            continue
        if context.means_none(name, text):
            row.values[name] = None
            continue
        key = matching_key(text)
        entry = found.get(key)
        if entry is not None:
            row.values[name], row.values[f"{name}_id"] = entry[1], entry[0]
            row.values.update(zip(extra, entry[2:], strict=True))
        elif key in own and own[key] is not row:
            row.values[f"{name}_id"] = Pending(model, own[key].values[lookup.field])
        elif key in pending:
            row.values[f"{name}_id"] = pending[key]
            for attribute in lookup.also:
                row.values[f"{name}__{attribute}"] = pending[key].known.get(attribute)
        else:
            _unknown(column, places, row, text, str(model._meta.verbose_name), scoped=scoped)


def _lookup(column: Column, wanted: set[str], context: ImportContext) -> dict[str, tuple]:
    """{matching key: (pk, text, also…)} of the existing rows within the scope."""
    lookup = column.lookup
    model = lookup.model
    listed = dictionaries.choosable(model, context.district)
    if listed is not None:
        return _dictionary(listed, lookup)
    rows = model._default_manager.all()
    if issubclass(model, RowModel):
        rows = rows.filter(district=context.district) if column.anywhere else rows.within(context.scope)
        rows = rows.current()
    if lookup.same_file and model._meta.label == "members.Organization":
        return _organization_table(column, context)
    looked_up = model._meta.get_field(lookup.field)
    index = index_field(model, lookup.field) if isinstance(looked_up, EncryptedTextField) else None
    found = {}
    if index is not None:
        texts = {index.index(text): text for text in wanted}
        for part in _parts(list(texts)):
            for entry in rows.filter(**{f"{index.name}__in": part}).values_list(index.attname, "pk", *lookup.also):
                text = texts[entry[0]]
                found[matching_key(text)] = (entry[1], text, *entry[2:])
        return found
    spellings = {spelling for text in wanted for spelling in (text, text.translate(HALF), text.translate(_PARENTHESES))}
    for part in _parts(list(spellings)):
        for entry in rows.filter(**{f"{lookup.field}__in": part}).values_list(lookup.field, "pk", *lookup.also):
            found[matching_key(str(entry[0]))] = (entry[1], entry[0], *entry[2:])
    return found


def _dictionary(rows: models.QuerySet, lookup: Lookup) -> dict[str, tuple]:
    """Entries of a dictionary are known by their name and by other ways to write it, ended ones too."""
    found: dict[str, tuple] = {}
    for name, synonyms, *rest in rows.values_list(lookup.field, "synonyms", "pk", *lookup.also):
        for text in (name, *split(synonyms)):
            found.setdefault(matching_key(text), (rest[0], name, *rest[1:]))
    return found


def rewrite(columns: dict[str, DictionaryField], plan_places, rows: list[Row], context) -> None:
    """Put the words of the dictionaries for other ways to write them; a closed one refuses words that it does not have."""
    for name, field in columns.items():
        words = context.words(dictionaries.of(field))
        seen: dict[str, tuple[str, bool]] = {}  # a column holds few different texts
        for row in rows:
            value = row.values.get(name)
            if type(value) is list:
                row.values[name] = [words.get(matching_key(text), text) for text in value]
            elif type(value) is str and value:
                if value not in seen:
                    key = matching_key(value)
                    seen[value] = words.get(key, value), key in words
                row.values[name], known = seen[value]
                if field.closed and not known:
                    place = ((row.places or plan_places).get(name) or [None])[0]
                    title = dictionaries.of(field).title
                    message = f"字典“{title}”中没有“{value}”。请改用字典中的名称，或请上级在字典中添加。"
                    row.reject(issue_at(place, name, value, "not_in_dictionary", message))


def _organization_table(column: Column, context: ImportContext) -> dict[str, tuple]:
    """Unions are known by full and short name already."""
    found = {}
    for key, union in context.unions().items():
        if union is not None and (column.anywhere or context.scope.covers(union.path)):
            found[key] = (union.pk, union.name)
    return found


def _parts(items: list) -> Iterable[list]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
