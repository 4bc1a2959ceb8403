"""Writing many rows at once: executemany on SQLite, COPY and UPDATE … FROM on PostgreSQL.

Ten times as fast as bulk_create. Values are given by attname as Python values; keys are reserved beforehand, so that
rows which refer to each other are written without asking for keys in between.
"""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from typing import Any

from django.db import connection, models
from psycopg2.extras import execute_values

from union_site.core.crypto import EncryptedTextField

CHUNK = 2000


def reserve_keys(model: type[models.Model], count: int) -> list[int]:
    """Keys for `count` new rows. On SQLite only inside a transaction, whose write lock keeps them free."""
    if not count:
        return []
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        sequence = cursor.fetchone()
        cursor.execute(f'SELECT MAX("{column}") FROM "{table}"')  # noqa: S608 - names come from the model
        first = max(sequence[0] if sequence else 0, cursor.fetchone()[0] or 0) + 1
        return list(range(first, first + count))


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of values in the order of `names` (attnames)."""
    columns = list(zip(*rows, strict=True))
    if columns:
        insert_columns(model, dict(zip(names, columns, strict=True)), {})


def insert_columns(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], constants: Mapping[str, Any]
) -> None:
    """Insert rows given as {attname: one value a row} and {attname: value that all rows have in common}."""
    fields = [_field(model, name) for name in (*columns, *constants)]
    convert = dict(zip((*columns, *constants), _converters(fields), strict=True))
    converted: list[Iterable] = [
        [change(value) for value in values] if (change := convert[name]) else values for name, values in columns.items()
    ]
    for name, value in constants.items():
        converted.append(repeat(convert[name](value) if convert[name] else value))
    rows = zip(*converted, strict=False)  # a constant has no end
    listed = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, table, listed, rows)
        else:
            places = ", ".join(["%s"] * len(fields))
            cursor.executemany(f'INSERT INTO "{table}" ({listed}) VALUES ({places})', rows)  # noqa: S608


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Update rows: each is (key, values in the order of `names`)."""
    fields = [_field(model, name) for name in names]
    key = model._meta.pk
    table = model._meta.db_table
    converted = _converted(rows, [None, *_converters(fields, copying=False)])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            assignments = ", ".join(
                f'"{field.column}" = v."{field.column}"::{field.db_type(connection)}' for field in fields
            )
            listed = ", ".join(f'"{field.column}"' for field in (key, *fields))
            statement = f'UPDATE "{table}" AS t SET {assignments} FROM (VALUES %s) AS v ({listed}) WHERE t."{key.column}" = v."{key.column}"'  # noqa: S608
            with connection.wrap_database_errors:
                execute_values(cursor.cursor, statement, converted, page_size=500)
        else:
            assignments = ", ".join(f'"{field.column}" = %s' for field in fields)
            statement = f'UPDATE "{table}" SET {assignments} WHERE "{key.column}" = %s'  # noqa: S608
            cursor.executemany(statement, [(*values, pk) for pk, *values in converted])


def _field(model: type[models.Model], attname: str) -> models.Field:
    return next(field for field in model._meta.concrete_fields if field.attname == attname)


def _converters(fields: Sequence[models.Field], *, copying: bool = True) -> list[Callable | None]:
    text = connection.vendor == "postgresql" and copying
    return [_converter(field, text) for field in fields]


def _converter(field: models.Field, as_text: bool) -> Callable | None:
    """From a Python value to what the driver (or, as text, COPY) takes; None where it takes the value itself."""
    target = field.target_field if field.is_relation else field
    kind = target.get_internal_type()
    if isinstance(field, EncryptedTextField):
        return (lambda value: _hex(_sealed(field, value))) if as_text else (lambda value: _sealed(field, value))
    if kind == "BinaryField":
        return _hex if as_text else None
    if kind == "UUIDField":
        return (
            (lambda value: value and str(value))
            if connection.vendor == "postgresql"
            else (lambda value: value and value.hex)
        )
    if kind == "JSONField":
        return lambda value: "{}" if value == {} else json.dumps(value, ensure_ascii=False)
    if kind == "DateTimeField" and connection.vendor == "sqlite":
        return _naive_text
    if kind == "DecimalField" and connection.vendor == "sqlite":
        return lambda value: None if value is None else str(_quantized(field, value))
    if kind == "DateField" and connection.vendor == "sqlite":
        return lambda value: value and value.isoformat()
    return None


def _quantized(field: models.DecimalField, value: Decimal) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-field.decimal_places))


def _sealed(field: EncryptedTextField, value: str | bytes) -> bytes:
    """Texts may come encrypted already, so that this is not done inside a transaction."""
    return value if type(value) is bytes else field.encrypt(value)


def _hex(value: bytes) -> str:
    return "\\x" + bytes(value).hex()


@lru_cache(maxsize=64)  # the rows of a chunk share their moments
def _naive_text(value: datetime | None) -> str | None:
    """As Django stores a moment on SQLite: UTC without an offset."""
    return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))


def _converted(rows: Iterable[Sequence[Any]], converters: Sequence[Callable | None]) -> Iterable[list[Any]]:
    """Column by column: a call only where a column needs one."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for position, convert in enumerate(converters):
        if convert is not None and columns:
            columns[position] = [convert(value) for value in columns[position]]
    return list(zip(*columns, strict=True))


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": None})


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if value is True:
        return "t"
    if value is False:
        return "f"
    return str(value).translate(_ESCAPES) if type(value) is str else str(value)


def _copy(cursor, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    stream = io.StringIO("".join("\t".join(map(_cell, row)) + "\n" for row in rows))
    with connection.wrap_database_errors:
        cursor.cursor.copy_expert(f'COPY "{table}" ({columns}) FROM STDIN', stream)
