"""会籍转接: the union of today follows from the latest transfer."""

from members.models import Transfer
from union_site.core import audit


def follow(transfer: Transfer, action: str, by) -> None:
    """After a transfer was written, struck out or restored: put the member into the union of the latest one.

    With no transfer left, the member is back where this one began. Writes an audit event when the union changes.
    """
    member = transfer.member
    latest = member.transfers.current().order_by("-on", "-id").first()
    target = latest.to_organization if latest else transfer.from_organization
    if member.organization_id == target.pk:
        return
    before = audit.snapshot(member)
    member.organization = target
    member.updated_by = by
    member.updated_at = transfer.updated_at
    member.save(update_fields=["organization", "updated_by", "updated_at"])
    audit.write(
        audit.Action.CHANGE,
        user=by,
        record=member,
        register="member",
        changes=audit.differences(before, member),
        reason="会籍转接",
    )
