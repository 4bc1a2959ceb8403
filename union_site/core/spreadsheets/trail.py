"""One event of the audit trail for each record that an import writes, made and stored in bulk."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from union_site.core.crypto import row_mac, row_macs
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets import bulk
from union_site.core.spreadsheets.context import ImportContext
from union_site.core.spreadsheets.rows import Entry, Verdict

_NAMES = (
    "at",
    "district_id",
    "actor_id",
    "actor_name",
    "ip_address",
    "action",
    "register",
    "object_id",
    "object_label",
    "organization_id",
    "batch_id",
    "changes",
    "reason",
)
_LABELS = ("name", "code", "number", "title", "trade")


class Trail:
    """Makes the events of a batch; what they have in common is worked out once."""

    def __init__(self, batch: ImportBatch, context: ImportContext):
        user = context.user
        self.batch = batch.pk
        self.heads = {}
        for state, action in ((Verdict.NEW, AuditEvent.Action.CREATE), (Verdict.CHANGED, AuditEvent.Action.CHANGE)):
            head = (
                context.now,
                context.district.pk,
                user.pk if user else None,
                str(user)[:60] if user else "系统",
                "",
                str(action),
                context.register,
            )
            self.heads[state] = head, _encoded([_moment(head[0]), *head[1:]])[:-1]
        self.tail = f"{_encoded(batch.pk)}, "

    def created(
        self, title: str, public_ids: Sequence[UUID], columns: Mapping[str, Sequence[Any]]
    ) -> dict[str, Sequence[Any]]:
        """Events of new records given as {attname: one value a record}, as `write_created` takes them.

        `title` is what a record is called that has no name.
        """
        _, said = self.heads[Verdict.NEW]
        texts = [columns[name] for name in _LABELS if name in columns]
        labels = [_first_of(given)[:120] or title for given in zip(*texts, strict=True)] or [title] * len(public_ids)
        owners = columns.get("organization_id") or [None] * len(public_ids)
        text = self._text
        macs = row_macs(
            text(said, name, label, owner, "{}") for name, label, owner in zip(public_ids, labels, owners, strict=True)
        )
        return {"object_id": public_ids, "object_label": labels, "organization_id": owners, "mac": macs}

    def write_created(self, events: Mapping[str, Sequence[Any]]) -> None:
        """Append what `created` made, in the transaction of the records."""
        head, _ = self.heads[Verdict.NEW]
        constants = dict(zip(_NAMES, head, strict=False)) | {"batch_id": self.batch, "changes": {}, "reason": ""}
        bulk.insert_columns(AuditEvent, events, constants)

    def event(self, entry: Entry, changes: dict) -> tuple[Any, ...]:
        """The values of an event in the order of `_NAMES`, and its MAC (the same as audit.mac_of makes)."""
        head, said = self.heads[entry.state]
        label = _label(entry)
        organization = entry.attributes.get("organization_id")
        if not isinstance(organization, int):
            organization = None
        listed = _encoded(changes) if changes else "{}"
        text = self._text(said, entry.public_id, label, organization, listed)
        return (*head, entry.public_id, label, organization, self.batch, changes, "", row_mac(text))

    def _text(self, said: str, public_id: UUID, label: str, organization: int | None, changes: str) -> str:
        """The text of `mac`, put together from parts that need no encoding again."""
        where = "null" if organization is None else organization
        return f'{said}, "{public_id}", {_quoted(label)}, {where}, {self.tail}{changes}, ""]'


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def mac(values: tuple) -> str:
    """See audit.mac_of: the moment and the identifier as text, everything else as it is."""
    said = [_moment(values[0]), *values[1:7], str(values[7] or ""), *values[8:]]
    return row_mac(_encoded(said))


_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
_quoted = json.encoder.encode_basestring  # what `_encoded` makes of a text


def _label(entry: Entry) -> str:
    """What the record is called, without asking the database."""
    return _first_of(map(entry.attributes.get, _LABELS))[:120] or str(entry.target.meta.verbose_name)


def _first_of(given: Iterable[Any]) -> str:
    for text in given:
        if isinstance(text, str) and text:
            return text
    return ""


def write_event_values(rows: Iterable[tuple]) -> None:
    """Append events given by their values in the order of `_NAMES`."""
    write_events([(*values, mac(values)) for values in rows])


def write_events(rows: list[tuple]) -> None:
    """Append the events, in the transaction of the records."""
    bulk.insert(AuditEvent, (*_NAMES, "mac"), rows)
