"""会籍转接: a union asks, the other accepts or returns; the union of today follows from the latest accepted transfer."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Member, Transfer, TransferRequest
from union_site.core import audit
from union_site.core.records import services
from union_site.core.scope import Scope
from union_site.core.widths import tidy

State, Direction = TransferRequest.State, TransferRequest.Direction
REGISTER = "transfer_request"


class TransferError(ValidationError):
    """A request that cannot be answered (any more), in words for the person who tried."""


class AlreadyAsked(TransferError):
    """The same union has asked for the same person, and waits for the answer."""


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


def member_of(request: TransferRequest) -> Member | None:
    """Whom the request is about: the member named, or of another union's request the one with that number."""
    if request.member_id:
        return request.member
    rows = Member.objects.current().filter(district_id=request.district_id, identity_index=request.identity_index)
    return rows.select_related("organization").first()


def ask(*, member: str, identity: str, union, on: date, scope: Scope, by, note: str = "", ip_address: str = ""):
    """申请转入: `union` asks for whoever has that number, wherever they are registered; `member` is the name as typed.

    Says nothing of whether, or where, the number is registered outside `scope` (where `by` may ask). Raises TransferError,
    and what core's `create` raises.
    """
    request = TransferRequest(
        district_id=scope.district_id,
        direction=Direction.IN,
        organization=union,
        to_organization=union,
        name=member,
        identity=identity,
        on=on,
        note=note,
    )
    index = TransferRequest._meta.get_field("identity_index").index(identity)
    if Member.objects.within(scope).filter(identity_index=index).exists():
        raise TransferError("该会员已在您管理的工会中，请在会员页办理。")
    waiting = TransferRequest.objects.current().filter(state=State.WAITING, identity_index=index)
    if waiting.filter(organization=union).exists():
        raise AlreadyAsked("对该会员的转接已提出申请，还没有办理。")
    return services.create(request, register=REGISTER, scope=scope, by=by, ip_address=ip_address)


@transaction.atomic
def accept(request: TransferRequest, *, by, today: date) -> Transfer:
    """Let the member move: record the transfer, and close the request. Raises TransferError."""
    request = _waiting(request)
    member = member_of(request)
    if member is None or member.is_void:
        raise TransferError("没有找到这名会员，可能已经作废。请退回这份申请。")
    source = member.organization
    if request.direction == Direction.OUT and source.pk != request.from_organization_id:
        raise TransferError("该会员已转到其他工会，这份申请不能再接收，请退回。")
    if source.pk == request.to_organization_id:
        raise TransferError("该会员已在这个工会，不需要转接，请退回这份申请。")
    if member.joined_on and request.on < member.joined_on:
        raise TransferError("转入日期早于入会日期，请退回并请对方核对。")
    if member.transfers.filter(on=request.on).exists():
        raise TransferError("该会员在这一天已有一次转接，请退回并请对方改日期。")
    made = Transfer.objects.create(
        district_id=request.district_id,
        member=member,
        from_organization=source,
        to_organization=request.to_organization,
        on=request.on,
        created_by=by,
        updated_by=by,
    )
    follow(made, audit.Action.CREATE, by)
    audit.write(audit.Action.CREATE, user=by, record=made, register="member", reason="接收转接申请")
    request.member, request.from_organization, request.transfer = member, source, made
    _close(request, State.ACCEPTED, "", by=by, today=today)
    return made


@transaction.atomic
def send_back(request: TransferRequest, *, reason: str, by, today: date) -> None:
    """Refuse the move, with the reason that the asking union reads. Raises TransferError."""
    reason = tidy(reason)
    if not reason:
        raise TransferError("请填写退回原因。")
    _close(_waiting(request), State.RETURNED, reason, by=by, today=today)


@transaction.atomic
def withdraw(request: TransferRequest, *, by, today: date) -> None:
    """Take one's own request back. Raises TransferError."""
    _close(_waiting(request), State.WITHDRAWN, "", by=by, today=today)


def _waiting(request: TransferRequest) -> TransferRequest:
    """The request, locked and still to be answered."""
    rows = TransferRequest.objects.select_for_update(of=("self",)).select_related("to_organization", "organization")
    fresh = rows.get(pk=request.pk)
    if not fresh.is_waiting:
        raise TransferError("这份申请已经办理或撤回，请刷新页面查看。")
    return fresh


def _close(request: TransferRequest, state: State, answer: str, *, by, today: date) -> None:
    before = audit.snapshot(TransferRequest.objects.get(pk=request.pk))
    request.state, request.answer, request.answered_on = state, answer[:200], today
    request.updated_by, request.updated_at = by, timezone.now()
    request.save()
    changes = audit.differences(before, request)
    audit.write(audit.Action.CHANGE, user=by, record=request, register=REGISTER, changes=changes, reason=answer)
