"""One event of the audit trail for each record that an import writes, made and stored in bulk."""

import json
from collections.abc import Iterable
from typing import Any

from union_site.core.crypto import row_mac
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets import bulk
from union_site.core.spreadsheets.context import ImportContext
from union_site.core.spreadsheets.rows import Entry, Row, Verdict

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


def event_rows(entry: Entry, row: Row, changes: dict, batch: ImportBatch, context: ImportContext) -> tuple[Any, ...]:
    """The values of an event in the order of `_NAMES`, and its MAC (the same as audit.mac_of makes)."""
    user = context.user
    action = AuditEvent.Action.CREATE if entry.state == Verdict.NEW else AuditEvent.Action.CHANGE
    organization = entry.attributes.get("organization_id")
    values = (
        context.now,
        context.district.pk,
        user.pk if user else None,
        str(user)[:60] if user else "系统",
        "",
        str(action),
        context.register,
        entry.public_id,
        _label(entry),
        organization if isinstance(organization, int) else None,
        batch.pk,
        changes,
        "",
    )
    return (*values, mac(values))


def mac(values: tuple) -> str:
    """See audit.mac_of: the moment and the identifier as text, everything else as it is."""
    said = [values[0].isoformat(timespec="microseconds"), *values[1:7], str(values[7] or ""), *values[8:]]
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
