"""A document as plain JSON values and back: what is kept of a signed paper, and what tells two documents apart."""

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Callable

from reports.documents import blocks
from reports.documents.blocks import Chart, Document, Figure

KIND = "is"
_KINDS = {
    kind.__name__: kind for kind in vars(blocks).values() if isinstance(kind, type) and dataclasses.is_dataclass(kind)
}


def to_store(document: Document) -> dict:
    """The document as JSON values: each block an object that names its kind."""
    return _plain(document)


def from_store(kept: dict) -> Document:
    """The document that was stored. Raises KeyError, TypeError or ValueError for what was not stored by this program."""
    return _made(kept)


def digest(document: Document) -> str:
    """SHA-256 over all that the document says."""
    text = json.dumps(to_store(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def linked(document: Document, base: str) -> Document:
    """The document with its figures' addresses below ``base`` (https://host); with "" it has no address at all."""

    def address(figure: Figure) -> Figure:
        href = f"{base.rstrip('/')}{figure.href}" if base and figure.href else None
        return dataclasses.replace(figure, href=href)

    return _with_figures(document, address)


def _with_figures(value, change: Callable[[Figure], Figure]):
    """The same blocks with every figure changed, wherever it stands."""
    if isinstance(value, Figure):
        return change(value)
    if isinstance(value, Chart):
        return value
    if isinstance(value, list | tuple):
        return tuple(_with_figures(one, change) for one in value)
    if dataclasses.is_dataclass(value):
        fields = {one.name: _with_figures(getattr(value, one.name), change) for one in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value


def _plain(value):
    if dataclasses.is_dataclass(value):
        fields = {one.name: _plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
        return {KIND: type(value).__name__, **fields}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime.date):
        return {KIND: "date", "day": value.isoformat()}
    return value


def _made(value):
    if isinstance(value, list):
        return tuple(_made(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value[KIND]
    if kind == "date":
        return datetime.date.fromisoformat(value["day"])
    fields = {name: part for name, part in value.items() if name != KIND}
    if kind == "Chart":  # its option is plain data already
        return Chart(**fields)
    return _KINDS[kind](**{name: _made(part) for name, part in fields.items()})
