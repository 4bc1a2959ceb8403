"""Forms and their bindings: registered, bound cell by cell, carried over to another workbook. All of it audited."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from reports.models import FormBinding, FormVersion, ReportForm
from reports.services.report_forms.layout import FormError, SheetLayout, cell_name, read_form
from reports.services.report_forms.offers import copy_of
from union_site.core import audit, files
from union_site.core.access import Access
from union_site.core.models import StoredFile, User
from union_site.core.roles import Permission
from union_site.core.scope import Scope
from union_site.core.spreadsheets import space

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Permission.FORMS, Permission.FILL, Permission.DOCUMENT)
MOST_BINDINGS = 3000  # of one version
NOT_XLSX = "请用Excel或WPS表格打开这份报表，另存为“Excel 工作簿（*.xlsx）”后上传，版式才能原样保留。"


def readable(access: Access):
    """The forms that a user may know: those of the district that everyone fills, and those of unions within the scope."""
    forms = ReportForm.objects.filter(district=access.user.district_id).select_related("organization", "created_by")
    scope = reading_scope(access)
    if scope.whole:
        return forms
    return forms.filter(Q(organization=None) | scope.condition("organization__path")) if scope else forms.none()


def reading_scope(access: Access) -> Scope:
    """Where the user reads forms and what was filled."""
    scopes = [access.full_scope(permission) for permission in READERS if access.can(permission)]
    return next((scope for scope in scopes if scope.whole), scopes[0] if scopes else Scope.nothing())


def checked(content: bytes, name: str) -> list[SheetLayout]:
    """The sheets of an upload that may become a form. Raises FormError."""
    if not content:
        raise FormError("文件是空的，没有任何内容。请确认选择了正确的文件后重新上传。")
    if not name.lower().endswith(".xlsx"):
        raise FormError(NOT_XLSX)
    if not space.has_room(len(content)):
        raise FormError(space.FULL)
    return read_form(content, name)


def keep(content: bytes, name: str, *, by: User) -> StoredFile:
    """The upload in the encrypted storage; done before the transaction that names it."""
    return files.store(content, name=name, content_type=XLSX, district=by.district, user=by)


@transaction.atomic
def create(*, form: ReportForm, sheets: list[SheetLayout], file: StoredFile, by: User, request=None) -> ReportForm:
    """Register a form with its first workbook. Raises ValidationError."""
    form.created_by = by
    form.full_clean(exclude=["created_by"])
    form.save(force_insert=True)
    version = _add_version(form, 1, sheets, file, by)
    changes = {"文件": [None, file.name], "工作表": [None, "、".join(sheet.name for sheet in sheets)[:200]]}
    _write(audit.Action.CREATE, form, by=by, request=request, changes=changes)
    return version.form


@transaction.atomic
def change(*, form: ReportForm, by: User, request=None) -> dict:
    """Store another name, issuer or unit. Raises ValidationError."""
    before = audit.snapshot(ReportForm.objects.select_for_update().get(pk=form.pk))
    changes = audit.differences(before, form)
    if changes:
        form.full_clean(exclude=["created_by"])
        form.save()
        said = {str(ReportForm._meta.get_field(name).verbose_name): pair for name, pair in changes.items()}
        if "organization" in changes:
            old = ReportForm._meta.get_field("organization").related_model.objects.filter(pk=before["organization_id"])
            said["填报单位"] = [str(old.first() or "各单位"), str(form.organization or "各单位")]
        _write(audit.Action.CHANGE, form, by=by, request=request, changes=said)
    return changes


@transaction.atomic
def retire(*, form: ReportForm, on: date | None, by: User, request=None) -> None:
    """Take a form out of use from a day on, or (None) into use again. What was filled stays. Raises ValidationError."""
    stored = ReportForm.objects.select_for_update().get(pk=form.pk)
    if (stored.retired_on is None) == (on is None):
        raise ValidationError("这份报表正在使用。" if on is None else "这份报表已经停用。")
    form.retired_on = on
    form.save(update_fields=["retired_on"])
    action = audit.Action.RESTORE if on is None else audit.Action.VOID
    _write(action, form, by=by, request=request, changes={"停用日期": [None, str(on)]} if on else None)


@transaction.atomic
def renew(*, form: ReportForm, sheets: list[SheetLayout], file: StoredFile, by: User, request=None) -> FormVersion:
    """Another workbook of the form. Bindings whose cell is found again by its headings go over; the others are `lost`."""
    ReportForm.objects.select_for_update().get(pk=form.pk)
    before = form.latest
    version = _add_version(form, before.number + 1, sheets, file, by)
    old = [SheetLayout.stored(kept) for kept in before.sheets()]
    kept, lost = carried(before.bindings.select_related("organization"), old, sheets)
    for binding in kept:
        binding.version = version
    FormBinding.objects.bulk_create(kept)
    version.lost = lost
    version.save(update_fields=["lost"])
    changes = {
        "文件": [before.file.name, file.name],
        "沿用的单元格": [None, len(kept)],
        "未能沿用的单元格": [None, len(lost)],
    }
    _write(audit.Action.CHANGE, form, by=by, request=request, changes=changes)
    return version


def carried(
    bindings: Iterable[FormBinding], old: list[SheetLayout], new: list[SheetLayout]
) -> tuple[list[FormBinding], list[dict]]:
    """The bindings at their places in another workbook, and what is told of those without one."""
    before, after = {sheet.name: sheet for sheet in old}, {sheet.name: sheet for sheet in new}
    kept: dict[tuple, FormBinding] = {}
    lost = []
    places = {name: _by_heading(sheet) for name, sheet in after.items()}
    for binding in bindings:
        sheet = before.get(binding.sheet)
        heading = sheet.heading(binding.row, binding.column) if sheet else ""
        name = _sheet_again(binding.sheet, old, new)
        found = _again(binding, sheet, after.get(name), places.get(name, {}), heading)
        if isinstance(found, str):
            lost.append(
                {"cell": f"{binding.sheet}!{cell_name(*binding.place[1:])}", "heading": heading, "reason": found}
            )
            continue
        moved = copy_of(binding)
        moved.sheet, moved.row, moved.column = name, *found
        if moved.place in kept:
            reason = "新表中与另一个单元格的标题相同，无法分辨"
            lost.append(
                {"cell": f"{binding.sheet}!{cell_name(*binding.place[1:])}", "heading": heading, "reason": reason}
            )
            continue
        kept[moved.place] = moved
    return list(kept.values()), lost


def _sheet_again(name: str, old: list[SheetLayout], new: list[SheetLayout]) -> str:
    """The sheet of that name; where each workbook has but one that is shown, that one (2021年上半年 → 2021年下半年)."""
    if any(sheet.name == name for sheet in new):
        return name
    shown = [[sheet.name for sheet in sheets if not sheet.hidden] for sheets in (old, new)]
    return shown[1][0] if len(shown[0]) == len(shown[1]) == 1 else name


def _by_heading(sheet: SheetLayout) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for row in range(sheet.height):
        for column in range(sheet.width):
            if sheet.may_be_filled(row, column) and (heading := sheet.heading(row, column)):
                found.setdefault(heading, []).append((row, column))
    return found


def _again(binding, old: SheetLayout | None, new: SheetLayout | None, places: dict, heading: str):
    """The cell of the new sheet, or why there is none."""
    if new is None or old is None:
        return "新表中没有这个工作表"
    row, column = binding.row, binding.column
    same = new.holds(row, column) and new.heading(row, column) == heading
    if same and (binding.source == FormBinding.Source.FIGURE or old.text(row, column) == new.text(row, column)):
        return (row, column) if new.may_be_filled(row, column) else "新表中这一格不是空格，或是公式"
    if binding.source == FormBinding.Source.WORDS and (label := old.text(row, column)):
        found = [
            (r, c)
            for r in range(new.height)
            for c in range(new.width)
            if new.texts[r][c] == label and new.is_shown(r, c)
        ]
    else:
        found = places.get(heading, []) if heading else []
    if len(found) == 1:
        return found[0]
    return "新表中有几处相同的标题，无法分辨" if found else "新表中没有相同标题的空格"


def _add_version(form: ReportForm, number: int, sheets: list[SheetLayout], file: StoredFile, by: User) -> FormVersion:
    version = FormVersion(form=form, number=number, file=file, created_by=by)
    version.draw([sheet.to_store() for sheet in sheets])
    version.save(force_insert=True)
    return version


@transaction.atomic
def bind(*, form: ReportForm, bindings: list[FormBinding], said: str, by: User, request=None) -> list[FormBinding]:
    """Bind cells of the form's latest version, whatever filled them before. Raises ValidationError."""
    ReportForm.objects.select_for_update().get(pk=form.pk)
    version = form.latest
    places = [binding.place for binding in bindings]
    for binding in bindings:
        binding.version = version
        binding.clean_fields(exclude=["version"])
    stored = [row for row in version.bindings.all() if row.place in set(places)]
    FormBinding.objects.filter(pk__in=[row.pk for row in stored]).delete()
    if version.bindings.count() + len(bindings) > MOST_BINDINGS:
        raise ValidationError(f"一份报表最多对应 {MOST_BINDINGS:,} 个单元格。")
    made = FormBinding.objects.bulk_create(bindings)
    cells = "、".join(f"{sheet}!{cell_name(row, column)}" for sheet, row, column in places[:8])
    more = f" 等 {len(places)} 个单元格" if len(places) > 8 else ""
    _write(audit.Action.CHANGE, form, by=by, request=request, changes={f"{cells}{more}": [None, said[:200]]})
    return made


@transaction.atomic
def unbind(*, form: ReportForm, places: list[tuple[str, int, int]], by: User, request=None) -> int:
    """Take bindings away; how many there were. Raises ValidationError where there is none."""
    version = form.latest
    stored = [row for row in version.bindings.all() if row.place in set(places)]
    if not stored:
        raise ValidationError("这个单元格没有对应的指标。")
    FormBinding.objects.filter(pk__in=[row.pk for row in stored]).delete()
    cells = "、".join(f"{row.sheet}!{cell_name(row.row, row.column)}" for row in stored[:8])
    more = f" 等 {len(stored)} 个单元格" if len(stored) > 8 else ""
    _write(audit.Action.CHANGE, form, by=by, request=request, changes={f"{cells}{more}": ["已对应", None]})
    return len(stored)


def _write(action, form: ReportForm, *, by: User, request=None, changes=None) -> None:
    audit.write(
        action,
        user=by,
        request=request,
        object_id=form.public_id,
        object_label=f"上级报表：{form.name}"[:120],
        district_id=form.district_id,
        organization_id=form.organization_id,
        changes=changes,
    )
