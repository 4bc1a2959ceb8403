"""Merging duplicates: what names the one row names the other from now on, and the one is struck out. It can be taken back."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from members.models import Employer, Member, Merger, MergerStep, Organization, Restructuring, Transfer
from members.services import journal, organizing, tree
from members.services.journal import CannotUndo, Journal
from members.services.merge_plan import Passing, Refused, fields, filled, passing, unique_fields
from union_site.core import audit
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.models import District, Grant
from union_site.core.scope import RowModel, Scope

State = Merger.State
MODELS = {"member": Member, "organization": Organization, "employer": Employer}


class ChangedSince(Refused):
    """What would be done is no longer what was shown."""

    words = "核对之后情况有了变化，请按最新的内容重新核对。"


@dataclass(frozen=True)
class Preview:
    """What merging would do. `fields`: (field, value of the kept row, of the merged one, is it taken over)."""

    fields: list[tuple[models.Field, object, object, bool]]
    passing: list[Passing]
    digest: str


def preview(kept: RowModel, merged: RowModel, *, scope: Scope) -> Preview:
    """What merging `merged` into `kept` would do; nothing is written. Raises Refused."""
    check(kept, merged, scope=scope)
    found, taken = passing(kept, merged), {field.name for field in filled(kept, merged)}
    compared = [
        (field, getattr(kept, field.name), getattr(merged, field.name), field.name in taken)
        for field in fields(type(kept))
    ]
    if isinstance(kept, Member):
        field, follows = Member._meta.get_field("organization"), _latest_leads_to(kept, merged, found)
        compared.append((field, kept.organization, merged.organization, follows))
    return Preview(compared, found, digest(kept, merged, found))


def _latest_leads_to(kept: Member, merged: Member, found: list[Passing]) -> bool:
    """The latest transfer of the two, as they will be one, led to the merged row's union and not to the kept row's."""
    lost = [pk for one in found if one.model is Transfer for pk in one.doubled]
    rows = Transfer.objects.current().filter(member__in=[kept.pk, merged.pk]).exclude(pk__in=lost)
    latest = rows.order_by("-on", "-id").first()
    return latest is not None and latest.to_organization_id == merged.organization_id != kept.organization_id


def digest(kept: RowModel, merged: RowModel, found: list[Passing]) -> str:
    """Equal as long as both rows, and the rows that pass, are the same."""
    said = [(one.model._meta.label, sorted(one.moved.items()), one.doubled) for one in found]
    return sha256(repr((kept.updated_at, merged.updated_at, said)).encode()).hexdigest()[:32]


def check(kept: RowModel, merged: RowModel, *, scope: Scope) -> None:
    """Raise Refused where the two must not be merged, or lie outside the scope."""
    title = kept._meta.verbose_name
    if type(kept) is not type(merged) or kept.pk == merged.pk:
        raise Refused(f"请选择另一条{title}记录。")
    if kept.district_id != merged.district_id:
        raise Refused("两条记录不在同一个区，不能合并。")
    for row in (kept, merged):
        if row.is_void:
            raise Refused(f"“{row}”已作废，不能合并。")
        if not type(row).objects.within(scope).filter(pk=row.pk).exists():
            raise Refused("两条记录中有一条在您管理范围以外，请由共同的上级工会办理。")
    if isinstance(kept, Organization):
        _check_unions(kept, merged)
    _check_rules(kept, merged)


def _check_unions(kept: Organization, merged: Organization) -> None:
    if kept.parent_id is None or merged.parent_id is None:
        raise Refused("区总工会不能合并。")
    if kept.path.startswith(merged.path) or merged.path.startswith(kept.path):
        raise Refused(f"“{merged}”与“{kept}”是上下级，不能合并。请先变更隶属。")
    if Grant.objects.filter(organization=merged).exists():
        raise Refused(f"“{merged}”名下有账号授权，请先由安全管理员把授权改到“{kept}”，再合并。")
    waiting = Restructuring.objects.current().filter(state=Restructuring.State.PLANNED, involved=merged)
    if waiting.exists():
        raise Refused(f"“{merged}”有待生效的组织调整，请先撤回，再合并。")


def _check_rules(kept: RowModel, merged: RowModel) -> None:
    """What is filled in must keep the rules together with what was there."""
    names = {field.name for field in filled(kept, merged)}
    given = {}
    for field in kept._meta.concrete_fields:
        given[field.name] = given[field.attname] = getattr(merged if field.name in names else kept, field.attname)
    for rule in getattr(kept, "rules", ()):
        if names and not rule.holds(given):
            raise Refused(f"用另一条记录补齐空缺后：{rule.message}请先改正其中一条，再合并。")


def merge(
    kept: RowModel, merged: RowModel, *, reason: str, scope: Scope, today: date, by=None, shown: str = ""
) -> Merger:
    """Make the two one, in one transaction. `shown`: the digest of what the person agreed to.

    Raises Refused, and ChangedSince where it would be something else than was shown.
    """
    with transaction.atomic():
        District.objects.select_for_update().get(pk=kept.district_id)
        kept.refresh_from_db()
        merged.refresh_from_db()
        check(kept, merged, scope=scope)
        found = passing(kept, merged)
        if shown and shown != digest(kept, merged, found):
            raise ChangedSince(ChangedSince.words)
        record = _recorded(kept, merged, found, reason, by)
        steps = Journal(MergerStep, by=by)
        words = f"合并重复：{reason}"
        record.copied = _fill(kept, merged, steps)
        _pass(found, kept, merged, steps)
        _settle(kept, steps, scope)
        told = journal.events(steps.steps, reason=words, by=by)
        _strike_out(steps, type(merged), [merged.pk], f"与“{kept}”重复，已合并")
        steps.save(record)
        _derive(kept, today)
        record.organization_id = kept.organization_id
        record.save(update_fields=["copied", "organization"])
        audit.write_many(told)
        said = {"user": by, "register": record.subject}
        audit.write(audit.Action.VOID, record=merged, reason=f"与“{kept}”重复，已合并：{reason}", **said)
        audit.write(audit.Action.CHANGE, record=kept, reason=f"“{merged}”已并入：{reason}", **said)
    return record


def _recorded(kept: RowModel, merged: RowModel, found: list[Passing], reason: str, by) -> Merger:
    subject = next(key for key, model in MODELS.items() if model is type(kept))
    return Merger.objects.create(
        district_id=kept.district_id,
        organization_id=kept.organization_id,
        subject=subject,
        kept_id=kept.public_id,
        kept_label=str(kept),
        merged_id=merged.public_id,
        merged_label=str(merged),
        reason=reason[:200],
        done_at=timezone.now(),
        summary=[[one.title, one.count, len(one.doubled)] for one in found],
        created_by=by,
        updated_by=by,
    )


def _fill(kept: RowModel, merged: RowModel, steps: Journal) -> list[str]:
    """Fill what the kept row leaves empty; return the names of encrypted fields, whose values no step may hold."""
    model, copied, plain = type(kept), [], {}
    for field in filled(kept, merged):
        if isinstance(field, EncryptedTextField):
            copied.append(field.name)
        else:
            plain[field.attname] = getattr(merged, field.attname)
    for name in unique_fields(model).intersection(plain):
        steps.change(model, [merged.pk], **{name: ""})
    if plain.get("union_id"):
        plain["organization_id"] = plain["union_id"]
    if plain:
        steps.change(model, [kept.pk], **plain)
    _write_secrets(kept, {name: getattr(merged, name) for name in copied})
    return copied


def _write_secrets(row: RowModel, values: dict[str, str]) -> None:
    """Set encrypted fields, with their blind indexes."""
    for name, value in values.items():
        setattr(row, name, value)
    indexes = [f.name for f in row._meta.concrete_fields if isinstance(f, BlindIndexField) and f.source in values]
    if values:
        row.save(update_fields=[*values, *indexes])


def _pass(found: list[Passing], kept: RowModel, merged: RowModel, steps: Journal) -> None:
    for one in found:
        _strike_out(steps, one.model, one.doubled, f"“{merged}”并入“{kept}”，与已有的记录相同")
        for name, keys in one.moved.items():
            steps.change(one.model, keys, **{name: kept.pk})


def _strike_out(steps: Journal, model: type[RowModel], keys: list[int], reason: str) -> None:
    if keys:
        by = steps.by.pk if steps.by else None
        steps.change(model, keys, voided_at=steps.now, voided_by_id=by, void_reason=reason[:200])


def _settle(kept: RowModel, steps: Journal, scope: Scope) -> None:
    """A member stands where the latest of all transfers led."""
    if not isinstance(kept, Member):
        return
    latest = Transfer.objects.current().filter(member=kept).order_by("-on", "-id").first()
    if latest is None or latest.to_organization_id == kept.organization_id:
        return
    if not scope.covers(latest.to_organization.path):
        raise Refused("合并后，会员将按最近一次转接归您管理范围以外的工会，请由共同的上级工会办理。")
    steps.change(Member, [kept.pk], organization_id=latest.to_organization_id)


def _derive(kept: RowModel, today: date) -> None:
    """What follows from rows is derived anew: the tree, and how far employers are on the way to a union."""
    if isinstance(kept, Organization):
        tree.rebuild(kept.district, today=today)
    if not isinstance(kept, Member):
        organizing.refresh(kept.district)
    kept.refresh_from_db()


def rows_of(record: Merger) -> list[RowModel]:
    """The kept row and the merged one."""
    model = MODELS[record.subject]
    rows = {row.public_id: row for row in model._base_manager.filter(public_id__in=[record.kept_id, record.merged_id])}
    return [rows[record.kept_id], rows[record.merged_id]]


def undo(record: Merger, *, reason: str, scope: Scope, today: date, by=None) -> None:
    """Take a merger back exactly. Raises Refused and CannotUndo."""
    try:
        with transaction.atomic():
            District.objects.select_for_update().get(pk=record.district_id)
            record.refresh_from_db()
            if record.state == State.UNDONE:
                raise Refused("这次合并已经撤回。")
            kept, merged = rows_of(record)
            _refuse_undo(record, kept, merged, scope)
            _take_back(record, kept, merged, reason=f"撤回合并：{reason}", today=today, by=by)
            record.state, record.undone_at, record.undone_by = State.UNDONE, timezone.now(), by
            record.note = reason[:200]
            record.save(update_fields=["state", "undone_at", "undone_by", "note"])
    except IntegrityError as error:
        raise CannotUndo("此后登记的记录与合并前的重复，不能撤回。请先处理后来的记录。") from error


def _refuse_undo(record: Merger, kept: RowModel, merged: RowModel, scope: Scope) -> None:
    if type(kept).objects.within(scope).filter(pk__in=[kept.pk, merged.pk]).count() < 2:
        raise Refused("两条记录中有一条在您管理范围以外，请由共同的上级工会撤回。")
    both = [record.kept_id, record.merged_id]
    later = Merger.objects.filter(state=State.DONE, done_at__gt=record.done_at, subject=record.subject)
    if first := later.filter(models.Q(kept_id__in=both) | models.Q(merged_id__in=both)).first():
        raise CannotUndo(f"此后又办理了合并“{first}”，请先撤回那一次合并。")
    for name in record.copied:
        if getattr(kept, name) != getattr(merged, name):
            title = kept._meta.get_field(name).verbose_name
            raise CannotUndo(f"“{kept}”的{title}此后又有变动，不能撤回。请先恢复后来的变动。")


def _take_back(record: Merger, kept: RowModel, merged: RowModel, *, reason: str, today: date, by) -> None:
    _write_secrets(kept, dict.fromkeys(record.copied, ""))
    steps = list(record.steps.all())
    journal.undo(steps, reason=reason, by=by)
    _derive(kept, today)
    void = {"voided_at", "voided_by_id", "void_reason"}
    own = [s for s in steps if apps.get_model(s.model) is type(merged) and s.keys == [merged.pk] and s.field in void]
    audit.write_many(journal.events([s for s in steps if s not in own], reason=reason, by=by, back=True))
    said = {"user": by, "register": record.subject, "reason": reason}
    audit.write(audit.Action.RESTORE, record=merged, **said)
    audit.write(audit.Action.CHANGE, record=kept, **said)
