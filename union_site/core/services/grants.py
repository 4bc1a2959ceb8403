"""Giving and ending roles, with the rules that keep the three administrators apart (三员分立)."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from union_site.core import audit
from union_site.core.models import Department, Grant, User
from union_site.core.roles import GRASSROOTS_CLERK, ROLES, TOWN_CLERK

EXCLUSIVE = "系统管理员、安全管理员、安全审计员三员分立：三者不能由同一人兼任，也不能兼任业务角色。"
OWN = "不能给自己授权，也不能终止自己的授权，请由另一位安全管理员办理。"


@transaction.atomic
def give(
    *,
    user: User,
    role: str,
    by: User | None,
    from_day: date,
    to_day: date | None = None,
    organization=None,
    department: Department | None = None,
    request=None,
) -> Grant:
    """Give `role` from `from_day` to `to_day` (both included; None: until it is ended).

    Raises ValidationError with a Chinese message, keyed by form field, when a rule forbids it.
    """
    if user == by:
        raise ValidationError(OWN)
    # One account's grants are changed one after the other, else two that exclude each other could pass side by side.
    user = User.objects.select_for_update().get(pk=user.pk)
    grant = Grant(
        user=user,
        role=role,
        organization=organization,
        department=department,
        from_day=from_day,
        to_day=to_day,
        granted_by=by,
    )
    _check_place(grant)
    grant.full_clean()
    _check_exclusion(grant)
    grant.save()
    _write(grant, by, request, "授予角色", {"to_day": [None, to_day and to_day.isoformat()]})
    return grant


@transaction.atomic
def end(*, grant: Grant, last_day: date, by: User, today: date, request=None) -> Grant:
    """Let a grant end with `last_day`: yesterday ends it at once, also one that began today or has yet to begin."""
    if grant.user_id == by.pk:
        raise ValidationError(OWN)
    if grant.to_day and grant.to_day < today:
        raise ValidationError("该授权已经失效。")
    if (today - last_day).days > 1:
        raise ValidationError({"last_day": "最后有效日期不能早于昨天：已经发生的授权不能改写。"})
    if grant.from_day <= today:
        refuse_last_administrator([grant])
    before = [grant.from_day.isoformat(), grant.to_day and grant.to_day.isoformat()]
    grant.to_day = last_day
    grant.from_day = min(grant.from_day, last_day)
    grant.full_clean()
    _check_exclusion(grant)
    grant.save(update_fields=["from_day", "to_day"])
    changes = {"from_day": [before[0], grant.from_day.isoformat()], "to_day": [before[1], last_day.isoformat()]}
    _write(grant, by, request, "终止授权", {key: pair for key, pair in changes.items() if pair[0] != pair[1]})
    return grant


def refuse_last_administrator(ending: Iterable[Grant]) -> None:
    """Raise ValidationError when one of these grants is the last unlimited one of an administrator who can sign in."""
    for grant in ending:
        if not ROLES[grant.role].administrator:
            continue
        others = Grant.objects.filter(
            role=grant.role, to_day=None, user__is_active=True, user__district=grant.user.district
        )
        if not others.exclude(user=grant.user).exists():
            raise ValidationError(f"这是唯一的“{ROLES[grant.role].name}”，请先给另一个账号授予该角色。")


def _check_place(grant: Grant) -> None:
    """A role is granted where its work is: at a grassroots union, at a town, in a department, or for the district."""
    role = ROLES.get(grant.role)
    if role is None:
        raise ValidationError({"role": "请选择角色。"})
    district = grant.user.district_id
    if role.district_wide:
        grant.organization = None  # it reaches over the whole district
    elif grant.organization is None:
        raise ValidationError({"organization": f"“{role.name}”须指定单位。"})
    elif grant.organization.district_id != district:
        raise ValidationError({"organization": "请选择本区的单位。"})
    elif role == GRASSROOTS_CLERK and grant.organization.kind not in grant.organization.GRASSROOTS_KINDS:
        raise ValidationError({"organization": "“基层工会干部”须授权到基层工会。"})
    elif role == TOWN_CLERK and grant.organization.depth == 0:
        raise ValidationError({"organization": "请选择镇（街道）总工会或系统工会；全区范围的工作请选择区总的角色。"})
    if not role.by_department:
        grant.department = None
    elif grant.department is None:
        raise ValidationError({"department": f"“{role.name}”须指定部室。"})
    elif grant.department.district_id != district:
        raise ValidationError({"department": "请选择本区的部室。"})


def _check_exclusion(grant: Grant) -> None:
    """No day on which an administrator also holds another role."""
    for other in Grant.objects.filter(user=grant.user).exclude(pk=grant.pk):
        apart = (other.to_day and other.to_day < grant.from_day) or (grant.to_day and grant.to_day < other.from_day)
        if apart or other.role == grant.role:
            continue
        if ROLES[grant.role].administrator or ROLES[other.role].administrator:
            until = other.to_day.isoformat() if other.to_day else "长期"
            raise ValidationError(
                f"{EXCLUSIVE}该账号已有“{ROLES[other.role].name}”（{other.from_day.isoformat()} 至 {until}）。"
            )


def _write(grant: Grant, by: User | None, request, reason: str, changes: dict) -> None:
    place = grant.department or grant.organization
    audit.write(
        audit.Action.GRANT,
        user=by,
        request=request,
        object_id=grant.user.public_id,
        object_label=f"{grant.user.name}（{grant.user.username}）"[:120],
        organization_id=grant.organization_id,
        district_id=grant.user.district_id,
        reason=f"{reason}：{ROLES[grant.role].name}{f'（{place}）' if place else ''}",
        changes={"from_day": [None, grant.from_day.isoformat()], **changes},
    )
