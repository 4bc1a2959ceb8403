"""Writing the audit trail. Rows are appended with a keyed MAC each, and bulk writes leave one row per record too."""

import json
from collections.abc import Iterable
from datetime import UTC

from django.db import models
from django.utils import timezone

from union_site.core.crypto import BlindIndexField, EncryptedTextField, mask_of, row_mac
from union_site.core.models import AuditEvent

Action = AuditEvent.Action


def mac_of(event: AuditEvent) -> str:
    """The MAC over everything that an event says. Recomputed by the check of the trail."""
    said = [
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.district_id,
        event.actor_id,
        event.actor_name,
        event.ip_address,
        str(event.action),
        event.register,
        str(event.object_id or ""),
        event.object_label,
        event.organization_id,
        event.batch_id,
        event.changes,
        event.reason,
    ]
    return row_mac(json.dumps(said, ensure_ascii=False, sort_keys=True, default=str))


def event(
    action: str, *, user=None, request=None, record=None, register: str = "", changes=None, reason: str = "", **fields
) -> AuditEvent:
    """Make an unsaved event. `record` is a row of a register; `request` gives the address (and the user if not given)."""
    if request is not None:
        user = user or (request.user if request.user.is_authenticated else None)
        fields.setdefault("ip_address", request.META.get("REMOTE_ADDR", "")[:45])
    if record is not None:
        fields.setdefault("object_id", record.public_id)
        fields.setdefault("object_label", str(record)[:120])
        fields.setdefault("organization_id", getattr(record, "organization_id", None))
        fields.setdefault("district_id", getattr(record, "district_id", None))
    if user is not None:
        fields.setdefault("district_id", user.district_id)
        fields.setdefault("actor_name", str(user)[:60])
    made = AuditEvent(
        at=timezone.now(),
        actor=user,
        action=action,
        register=register,
        changes=changes or {},
        reason=reason[:200],
        **fields,
    )
    made.mac = mac_of(made)
    return made


def write(action: str, **said) -> AuditEvent:
    """Append one event (see `event` for the arguments)."""
    made = event(action, **said)
    made.save(force_insert=True)
    return made


def write_many(events: Iterable[AuditEvent]) -> None:
    """Append the events of a bulk write, in the transaction of the write."""
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def shown(field: models.Field, value) -> object:
    """A field's value as it may stand in the trail: personal data masked, dates and decimals as text."""
    if isinstance(field, EncryptedTextField):
        return mask_of(field.name)(value or "")
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value)[:200]


def differences(before: dict, record: models.Model) -> dict:
    """{field: [old, new]} between `before` (attname → value, see `snapshot`) and the record as it is now."""
    changed = {}
    for field in _fields(record):
        old, new = before.get(field.attname), getattr(record, field.attname)
        if old != new:
            changed[field.name] = [shown(field, old), shown(field, new)]
    return changed


def snapshot(record: models.Model) -> dict:
    """The record's values before a change."""
    return {field.attname: getattr(record, field.attname) for field in _fields(record)}


def _fields(record: models.Model) -> list[models.Field]:
    skipped = {"id", "public_id", "created_at", "updated_at", "created_by", "updated_by", "batch", "district"}
    return [f for f in record._meta.concrete_fields if f.name not in skipped and not isinstance(f, BlindIndexField)]
