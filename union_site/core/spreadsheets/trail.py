"""One event of the audit trail for each record that an import writes, made and stored in bulk."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from union_site.core.crypto import row_mac
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

    def event(self, entry: Entry, changes: dict) -> tuple[Any, ...]:
        """The values of an event in the order of `_NAMES`, and its MAC (the same as audit.mac_of makes)."""
        head, said = self.heads[entry.state]
        label = _label(entry)
        organization = entry.attributes.get("organization_id")
        if not isinstance(organization, int):
            organization = None
        # The text is that of `mac`, put together from parts that need no encoding again.
        where = "null" if organization is None else organization
        listed = _encoded(changes) if changes else "{}"
        text = f'{said}, "{entry.public_id}", {_encoded(label)}, {where}, {self.tail}{listed}, ""]'
        return (*head, entry.public_id, label, organization, self.batch, changes, "", row_mac(text))


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def mac(values: tuple) -> str:
    """See audit.mac_of: the moment and the identifier as text, everything else as it is."""
    said = [_moment(values[0]), *values[1:7], str(values[7] or ""), *values[8:]]
    return row_mac(_encoded(said))


_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


def _label(entry: Entry) -> str:
    """What the record is called, without asking the database."""
    for name in _LABELS:
        text = entry.attributes.get(name)
        if isinstance(text, str) and text:
            return text[:120]
    return str(entry.target.meta.verbose_name)


def write_event_values(rows: Iterable[tuple]) -> None:
    """Append events given by their values in the order of `_NAMES`."""
    write_events([(*values, mac(values)) for values in rows])


def write_events(rows: list[tuple]) -> None:
    """Append the events, in the transaction of the records."""
    bulk.insert(AuditEvent, (*_NAMES, "mac"), rows)
