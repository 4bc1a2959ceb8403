"""Restructuring the tree: a union is moved, absorbs others, is split, or is dissolved from a day on, and back again.

What is a fact of the past stays with the union that had it. One of a day to come waits and is carried out on that day.
"""

import json
import logging
from datetime import date
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Affiliation, Organization, Restructuring, RestructuringStep
from members.services import absorbing, journal, organizing, tree
from members.services.journal import CannotUndo, Journal
from union_site.core import audit, jobs
from union_site.core.models import District, Grant
from union_site.core.scope import RowModel, Scope

logger = logging.getLogger(__name__)
Kind, State = Restructuring.Kind, Restructuring.State


class Refused(ValidationError):
    """The restructuring is impossible, or not for this person to order; the message says why."""


class ChangedSince(ValidationError):
    """What would pass is no longer what was shown: it is to be looked at again."""

    words = "核对之后情况有了变化，请按最新的内容重新核对。"


def digest(passing: dict[str, list[str]]) -> str:
    """Equal for two restructurings by which the same things pass."""
    return sha256(json.dumps(passing, ensure_ascii=False).encode()).hexdigest()[:32]


def order(record: Restructuring, *, scope: Scope, today: date, by=None, shown: str = "") -> Restructuring:
    """Carry out a restructuring, or let it wait for its day. `scope` is where `by` may change unions.

    `shown`: the digest of what the person agreed to. Raises Refused, and ChangedSince where it would be something else.
    """
    with transaction.atomic():
        District.objects.select_for_update().get(pk=record.district_id)
        involved = check(record, scope=scope)
        record.created_by = record.updated_by = by
        record.save()
        record.involved.set(involved)
        if record.on <= today:
            passing = carry_out(record, today=today, by=by)
            if shown and digest(passing) != shown:
                raise ChangedSince(ChangedSince.words)
        changes = {"kind": [None, record.kind], "on": [None, record.on.isoformat()]}
        audit.write(
            audit.Action.CREATE,
            user=by,
            record=record,
            register="organization",
            changes=changes,
            reason=record.reason,
        )
    return record


def check(record: Restructuring, *, scope: Scope | None) -> list[Organization]:
    """The unions that a restructuring concerns. Raises Refused where it is impossible or leads out of the scope."""
    union, day = record.organization, record.on
    if union.parent_id is None and record.kind != Kind.MERGE:
        raise Refused("区总工会不能改隶、分设或撤销。")
    gone = absorbed(record) if record.kind == Kind.MERGE else [union] if record.kind == Kind.DISSOLVE else []
    involved = [union, *gone, *([record.other] if record.other_id else [])]
    for one in dict.fromkeys(involved):
        _refuse_absent(one, day)
    for one in gone:
        if one.parent_id is None:
            raise Refused("区总工会不能被合并。")
        successor = union if record.kind == Kind.MERGE else record.other
        if successor is not None and successor.path.startswith(one.path):
            raise Refused(f"“{successor}”是“{one}”或它的下级，不能承接。请先变更它的隶属关系。")
    moving = [union] if record.kind != Kind.MERGE else gone
    involved += [tree.parent_on(one, day) for one in moving if one.parent_id]
    if scope is not None and not all(scope.covers(one.path) for one in involved):
        raise Refused("这次调整涉及您管理范围以外的工会（包括它们的上级工会），请由共同的上级工会办理。")
    if record.kind == Kind.MOVE:
        tree.refuse_move(union, parent=record.other, on=day)
    return list(dict.fromkeys(involved))


def _refuse_absent(union: Organization, day: date) -> None:
    if union.is_void:
        raise Refused(f"“{union}”已作废。")
    if union.founded_on and union.founded_on > day:
        raise Refused(f"“{union}”{union.founded_on} 才成立，生效日期不能早于这一天。")
    if union.dissolved_on:
        raise Refused(f"“{union}”已于 {union.dissolved_on} 撤销。")


def absorbed(record: Restructuring) -> list[Organization]:
    """The unions that a merger ends."""
    wanted = record.options.get("absorbed", [])
    found = Organization.objects.current().filter(district=record.district_id, pk__in=wanted)
    return list(found.exclude(pk=record.organization_id).order_by("path"))


def carry_out(record: Restructuring, *, today: date, by) -> dict[str, list[str]]:
    """Do what was checked and saved, within the caller's transaction. Returns the names of what passed, by what it is."""
    steps = Journal(RestructuringStep, by=by)
    passed = _DO[record.kind](record, steps)
    tree.rebuild(record.district, today=today)
    organizing.refresh(record.district)
    steps.save(record)
    reason = f"组织调整（{record.get_kind_display()}）：{record.reason}"
    audit.write_many(journal.events(steps.steps, reason=reason, by=by))
    record.state, record.done_at, record.note = State.DONE, timezone.now(), ""
    record.summary = [[title, len(names)] for title, names in passed.items()]
    record.save(update_fields=["state", "done_at", "note", "summary", "other"])
    return passed


def _move(record: Restructuring, steps: Journal) -> dict[str, list[str]]:
    union, previous = record.organization, tree.parent_on(record.organization, record.on)
    absorbing.pass_unions(steps, [union], record.other, previous, record.on, record.reason)
    inside = Organization.objects.current().filter(path__gt=union.path, path__lt=union.path + "~")
    return {"改隶的工会": [union.name], "随同的下级工会": list(inside.values_list("name", flat=True))}


def _merge(record: Restructuring, steps: Journal) -> dict[str, list[str]]:
    gone = absorbed(record)
    if not gone:
        raise Refused("请选择要并入的工会。")
    passed: dict[str, list[str]] = {"并入并撤销的工会": [union.name for union in gone]}
    for union in gone:
        for title, names in _end(union, record.organization, record, steps).items():
            passed[title] = passed.get(title, []) + names
    return passed


def _dissolve(record: Restructuring, steps: Journal) -> dict[str, list[str]]:
    union = record.organization
    return {"撤销的工会": [union.name], **_end(union, record.other, record, steps)}


def _end(union: Organization, successor: Organization | None, record, steps: Journal) -> dict[str, list[str]]:
    """The union ends on the day; with a successor, what it has passes to it."""
    passed: dict[str, list[str]] = {}
    if successor is not None:
        below = list(absorbing.below(union, record.on))
        absorbing.pass_unions(steps, below, successor, union, record.on, record.reason)
        employers = absorbing.covered(union, record.on)
        firms = absorbing.pass_employers(steps, employers, union, successor, record.on)
        members = absorbing.belonging(union, record.on)
        people = absorbing.pass_members(steps, members, union, successor, record.on)
        absorbing.pass_former_members(steps, union, successor, record.on)
        passed = _titled(below, firms, people)
    steps.change(Organization, [union.pk], dissolved_on=record.on)
    return passed


def _titled(unions, employers, members) -> dict[str, list[str]]:
    return {
        "下级工会": [row.name for row in unions],
        "用人单位": [row.name for row in employers],
        "会员": [row.name for row in members],
    }


def _split(record: Restructuring, steps: Journal) -> dict[str, list[str]]:
    union, day, chosen = record.organization, record.on, record.options
    made = record.other = _founded(record, steps)
    below = [row for row in absorbing.below(union, day) if row.pk in chosen.get("children", ())]
    absorbing.pass_unions(steps, below, made, union, day, record.reason)
    employers = absorbing.covered(union, day).filter(pk__in=chosen.get("employers", ()))
    firms = absorbing.pass_employers(steps, employers, union, made, day)
    members = absorbing.belonging(union, day, [firm.name for firm in firms])
    people = absorbing.pass_members(steps, members, union, made, day)
    record.involved.add(made)
    return {"新成立的工会": [made.name], **_titled(below, firms, people)}


def _founded(record: Restructuring, steps: Journal) -> Organization:
    """The new union, on the same level; one that was made for a split since taken back stands up again."""
    union, chosen = record.organization, record.options
    parent = tree.parent_on(union, record.on)
    values = {"kind": chosen["kind"], "uscc": chosen.get("uscc", ""), "founded_on": record.on}
    named = Organization.objects.filter(district=record.district_id, name=chosen["name"]).first()
    undone = Restructuring.objects.filter(kind=Kind.SPLIT, state=State.UNDONE, other=named)
    if named is not None and not (named.is_void and undone.exists()):
        raise Refused(f"已有名为“{chosen['name']}”的工会，请换一个名称。")
    same_code = Organization.objects.filter(district=record.district_id, uscc=values["uscc"]).exclude(uscc="")
    if same_code.exclude(pk=named.pk if named else None).exists():
        raise Refused("该统一社会信用代码已被使用。")
    if named is None:
        named = tree.add(
            Organization(district_id=record.district_id, name=chosen["name"], parent=parent, **values), by=steps.by
        )
    else:
        Organization.objects.filter(pk=named.pk).update(
            voided_at=None, voided_by=None, void_reason="", parent=parent, **values
        )
        named.refresh_from_db()
    steps.made(Organization, [named.pk])
    return named


_DO = {Kind.MOVE: _move, Kind.MERGE: _merge, Kind.SPLIT: _split, Kind.DISSOLVE: _dissolve}


@jobs.every_day
def carry_out_due(today: date) -> None:
    """Carry out what waited for this day. What has become impossible meanwhile says why and is left for people."""
    for record in Restructuring.objects.current().filter(state=State.PLANNED, on__lte=today).order_by("on", "id"):
        try:
            with transaction.atomic():
                District.objects.select_for_update().get(pk=record.district_id)
                check(record, scope=None)
                carry_out(record, today=today, by=record.created_by)
        except ValidationError as error:
            logger.warning("Restructuring %s could not be carried out.", record.pk)
            Restructuring.objects.filter(pk=record.pk).update(state=State.FAILED, note="".join(error.messages)[:300])


def undo(record: Restructuring, *, reason: str, scope: Scope, today: date, by=None) -> None:
    """Take a restructuring back exactly, or cancel one that waits. Raises Refused and CannotUndo."""
    with transaction.atomic():
        District.objects.select_for_update().get(pk=record.district_id)
        record.refresh_from_db()
        if record.state == State.UNDONE:
            raise Refused("这次调整已经撤回。")
        if not all(scope.covers(union.path) for union in record.involved.all()):
            raise Refused("这次调整涉及您管理范围以外的工会，请由共同的上级工会撤回。")
        if record.state == State.DONE:
            _take_back(record, reason=reason, today=today, by=by)
        record.state, record.undone_at, record.undone_by = State.UNDONE, timezone.now(), by
        record.note = f"撤回原因：{reason}"[:300]
        record.save(update_fields=["state", "undone_at", "undone_by", "note"])
        changes = {"state": [State.DONE.label, State.UNDONE.label]}
        audit.write(audit.Action.VOID, user=by, record=record, register="organization", changes=changes, reason=reason)


def _take_back(record: Restructuring, *, reason: str, today: date, by) -> None:
    later = Restructuring.objects.filter(
        state=State.DONE, done_at__gt=record.done_at, involved__in=record.involved.all()
    ).exclude(pk=record.pk)
    if first := later.order_by("-done_at").first():
        raise CannotUndo(f"此后还办理了“{first}”（{first.on}），请先撤回那一次调整。")
    steps = list(record.steps.all())
    journal.undo(steps, reason=f"撤回组织调整：{reason}", by=by)
    _stand_as_before(journal.keys_of(steps, Affiliation))
    tree.rebuild(record.district, today=today)
    organizing.refresh(record.district)
    for union in Organization.objects.filter(pk__in=journal.keys_of(steps, Organization, made=True)):
        if found := references(union):
            raise CannotUndo(f"新成立的“{union}”已有{'、'.join(found)}的记录，不能撤回。请先处理这些记录。")
    audit.write_many(journal.events(steps, reason=f"撤回组织调整：{reason}", by=by, back=True))


def _stand_as_before(affiliations: set[int]) -> None:
    """Without any move left, a union stands where its first one began."""
    for row in Affiliation.objects.filter(pk__in=affiliations).select_related("organization"):
        if not Affiliation.objects.current().filter(organization=row.organization_id).exists():
            Organization.objects.filter(pk=row.organization_id).update(parent=row.previous_parent_id)


def references(union: Organization) -> list[str]:
    """What rows that count, and which rights, still name a union: their titles."""
    found = []
    for relation in Organization._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not (relation.one_to_many or relation.one_to_one) or model is Restructuring:
            continue
        if not issubclass(model, RowModel | Grant):
            continue
        rows = model._base_manager.filter(**{relation.field.name: union})
        if issubclass(model, RowModel):
            rows = rows.filter(voided_at=None)
        if rows.exists():
            found.append(str(model._meta.verbose_name))
    return list(dict.fromkeys(found))
