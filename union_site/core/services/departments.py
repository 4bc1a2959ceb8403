"""Departments of the district federation and the registers that each keeps: data, which an administrator may change."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from union_site.core import audit, registry
from union_site.core.models import Department, District, Grant, RegisterDepartment, User

# code, name, registers: what a new district begins with (rule: the federation's usual division of work).
DEFAULTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("office", "办公室", ("issued_document", "visit", "target", "plan_item", "statement")),
    ("publicity", "宣教部", ("activity", "programme", "statement")),
    (
        "organization",
        "基层工作部",
        ("organization", "affiliation", "employer", "member", "transfer_request", "election", "post", "statement"),
    ),
    (
        "production",
        "生产保护部",
        (
            "contest",
            "contest_winner",
            "innovation_project",
            "innovation_result",
            "mentor_pair",
            "model_worker",
            "care",
            "care_rule",
            "studio",
            "honour",
            "safety_cup",
            "safety_quota",
            "hazard_report",
            "activity",
            "statement",
        ),
    ),
    (
        "rights",
        "权益保障部",
        (
            "hardship",
            "family",
            "level_change",
            "aid_payment",
            "review",
            "enrolment",
            "claim",
            "legal_case",
            "collective_contract",
            "bargaining_offer",
            "recuperation",
            "benefit_programme",
            "merchant",
            "post",
            "activity",
            "statement",
        ),
    ),
    ("women", "女职工部", ("activity", "statement")),
)


@transaction.atomic
def create_defaults(
    *, district: District, names: Iterable[str] | None = None, by: User | None = None
) -> list[Department]:
    """Make the departments `names` (default: the usual six) with their usual registers; unknown names start with none."""
    usual = {name: (code, registers) for code, name, registers in DEFAULTS}
    made = []
    for position, name in enumerate(names if names is not None else usual, start=1):
        code, registers = usual.get(name, (f"department-{position}", ()))
        department = Department.objects.create(district=district, code=code, name=name, position=position)
        # A register that this installation does not have is left out; sub-registers are kept with their own key.
        kept = [key for key in registers if key in registry.registers]
        RegisterDepartment.objects.bulk_create(RegisterDepartment(department=department, register=key) for key in kept)
        _write(department, by, None, "新建部室", {"registers": [[], titles(kept)]})
        made.append(department)
    return made


@transaction.atomic
def save(*, department: Department, registers: Iterable[str], by: User, request=None) -> Department:
    """Save a new or changed department with exactly these registers. Raises ValidationError."""
    wanted = {key for key in registers if key in registry.registers}
    new = department.pk is None
    before = {} if new else audit.snapshot(Department.objects.get(pk=department.pk))
    if new:
        numbers = set(Department.objects.filter(district=department.district).values_list("code", flat=True))
        department.code = next(code for n in range(1, 10_000) if (code := f"department-{n}") not in numbers)
    department.full_clean()
    department.save()
    kept = set(department.registers.values_list("register", flat=True))
    department.registers.exclude(register__in=wanted).delete()
    RegisterDepartment.objects.bulk_create(
        RegisterDepartment(department=department, register=key) for key in sorted(wanted - kept)
    )
    changes = {} if new else audit.differences(before, department)
    if kept != wanted:
        changes["registers"] = [titles(kept), titles(wanted)]
    _write(department, by, request, "新建部室" if new else "修改部室", changes)
    return department


@transaction.atomic
def delete(*, department: Department, by: User, request=None) -> None:
    """Delete a department that no grant was ever given for and that answers for nothing. Raises ValidationError."""
    if Grant.objects.filter(department=department).exists():
        raise ValidationError(f"“{department.name}”有过授权，不能删除；可以取消它的登记簿，并终止相关授权。")
    _write(
        department,
        by,
        request,
        "删除部室",
        {"registers": [titles(department.registers.values_list("register", flat=True)), []]},
    )
    try:
        department.delete()
    except ProtectedError:
        raise ValidationError(
            f"“{department.name}”还负责着工作总结的部分，不能删除；请先由办公室把这些部分改交其他部室。"
        ) from None


def titles(keys: Iterable[str]) -> list[str]:
    """Register keys in the words of the menu, in a fixed order."""
    return [registry.registers[key].title if key in registry.registers else key for key in sorted(keys)]


def _write(department: Department, by: User | None, request, reason: str, changes: dict) -> None:
    audit.write(
        audit.Action.SETTING,
        user=by,
        request=request,
        object_label=department.name,
        district_id=department.district_id,
        reason=reason,
        changes=changes,
    )
