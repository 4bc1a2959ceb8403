"""Filling a form for a period: the file with its layout untouched, the values frozen, and what differs from another time."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from members.models import Organization
from reports.models import FormFilling, FormVersion, ReportForm
from reports.services.report_forms import bindings as kept
from reports.services.report_forms.cells import CellValue, Question
from reports.services.report_forms.layout import SheetLayout, cell_name
from reports.services.report_forms.numbers import worded
from reports.services.report_forms.units import fillable
from reports.services.report_forms.values import compute
from union_site.core import audit, files, jobs
from union_site.core.access import Access
from union_site.core.models import Job, User
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.spreadsheets.patching import CellPatch, PatchError, SheetPatch, patch_workbook

JOB = "form.filling"


@dataclass(frozen=True)
class Difference:
    """A cell of two fillings: words of both, and by how much a number differs."""

    cell: str
    heading: str
    label: str
    now: str
    before: str
    by: str = ""


def may_fill(access: Access, form: ReportForm, unit: Organization) -> bool:
    """Whether the user may fill the form for the unit: it is in use, open to that unit, and the unit in the scope."""
    if form.retired_on is not None or not access.can(Permission.FILL):
        return False
    return unit in fillable(form, access.full_scope(Permission.FILL), form.district)


def values_of(version: FormVersion, question: Question) -> list[CellValue]:
    """All bound cells of a version with their values."""
    sheets = [SheetLayout.stored(drawn) for drawn in version.sheets()]
    bindings = version.bindings.select_related("organization")
    return compute(bindings, sheets, question)


def write(content: bytes, values: list[CellValue]) -> bytes:
    """The workbook with the values in its cells and everything else as it was. Raises PatchError."""
    patches: dict[str, dict] = {}
    for value in values:
        binding = value.binding
        place = binding.row + 1, binding.column + 1
        patches.setdefault(binding.sheet, {})[place] = CellPatch(value=value.written)
    return patch_workbook(content, {sheet: SheetPatch(cells=cells) for sheet, cells in patches.items()})


def enqueue(form: ReportForm, unit: Organization, period: Period, *, user: User) -> Job:
    """Have the form filled in the background."""
    return jobs.enqueue(
        JOB,
        title=f"填报“{form.name}”（{period.label}，{unit.short_name}）",
        user=user,
        arguments={"form": str(form.public_id), "unit": str(unit.public_id), "period": period.key},
    )


@jobs.handler(JOB)
def run(job: Job, progress: jobs.Progress) -> str:
    """Fill the form with the rights that the user has by then, and keep what was filled."""
    said, today = job.arguments, timezone.localdate()
    access = Access(job.user, today)
    form = kept.readable(access).filter(public_id=said["form"]).first() if access.can(Permission.FILL) else None
    unit = Organization.objects.filter(public_id=said["unit"], district=job.district).first()
    if form is None or unit is None or not may_fill(access, form, unit):
        raise jobs.JobError("这份报表已停用，或您已没有为该单位填报的权限。")
    period, version = Period.parse(said["period"]), form.latest
    progress(1, 3, "正在计算各单元格的数字…")
    question = Question(period, unit, job.district, access.full_scope(Permission.FILL), today, job.user)
    values = values_of(version, question)
    if not values:
        raise jobs.JobError("这份报表还没有对应任何单元格，请先设置。")
    progress(2, 3, "正在填入表格…")
    with version.file.file.open() as file:
        content = file.read()
    try:
        data = write(content, values)
    except PatchError as error:
        raise jobs.JobError(error.message) from error
    name = file_name(form, unit, period)
    stored = files.store(data, name=name, content_type=kept.XLSX, district=job.district, user=job.user)
    filling = FormFilling(
        district=job.district,
        organization=unit,
        version=version,
        period=period.key,
        filled_on=today,
        values=[value.to_store() for value in values],
        file=stored,
        created_by=job.user,
        updated_by=job.user,
    )
    keep(filling, progress)
    progress.result(data, name, kept.XLSX)
    progress.url(reverse("reports:filling", args=[filling.public_id]))
    missing = sum(value.missing for value in values)
    return f"已填 {len(values) - missing} 个单元格" + (f"，{missing} 个没有数据。" if missing else "。")


def keep(filling: FormFilling, progress: jobs.Progress) -> None:
    """Store a filling, once: only while the job is still ours."""
    with transaction.atomic():
        progress.hold()
        filling.save(force_insert=True)
        audit.write(
            audit.Action.EXPORT,
            user=filling.created_by,
            record=filling,
            register="",
            reason=f"填报上级报表：{filling.version.form.name}"[:200],
            changes={"单元格": [None, len(filling.values)]},
        )


def file_name(form: ReportForm, unit: Organization, period: Period) -> str:
    plain = "".join(character for character in form.name if character not in '\\/:*?"<>|：')
    return f"{plain}_{unit.short_name}_{period.label}.xlsx"


def of(access: Access):
    """The fillings that a user may read."""
    return FormFilling.objects.within(kept.reading_scope(access)).current()


def previous(filling: FormFilling):
    """The filling of the form for the same unit just before this one, whatever its period."""
    earlier = FormFilling.objects.current().filter(
        version__form=filling.version.form_id, organization=filling.organization_id, pk__lt=filling.pk
    )
    return earlier.select_related("version__form", "created_by").order_by("-pk").first()


def differences(now: list[dict], before: list[dict]) -> list[Difference]:
    """What differs between two stored lists of values; cells are the same by their headings and what fills them."""
    earlier = {_same(value): value for value in before}
    found = []
    for value in now:
        other = earlier.pop(_same(value), None)
        if other is None or other["written"] != value["written"]:
            found.append(_difference(value, other))
    return found + [_difference(None, other) for other in earlier.values()]


def _same(value: dict) -> tuple:
    return value["sheet"], value["heading"] or (value["row"], value["column"]), value["key"] or value["label"]


def _difference(value: dict | None, other: dict | None) -> Difference:
    told = value or other
    now, before = (_number(one) for one in (value, other))
    by = ""
    if now is not None and before is not None:
        by = f"{now - before:+,f}"
        by = by.rstrip("0").rstrip(".") if "." in by else by
    return Difference(
        cell_name(told["row"], told["column"]),
        told["heading"],
        told["label"],
        stored_words(value) if value else "（没有这一格）",
        stored_words(other) if other else "（没有这一格）",
        by,
    )


def _number(value: dict | None) -> Decimal | None:
    if value is None or value["kind"] != "number" or value["written"] is None:
        return None
    try:
        return Decimal(value["written"])
    except InvalidOperation:
        return None


def stored_words(value: dict) -> str:
    """A stored value as it stands on a page."""
    number = _number(value)
    if number is None:
        return worded(value["written"])
    return worded(int(number) if number == number.to_integral_value() and "." not in value["written"] else number)


def stored_cells(values: list[dict]) -> list[dict]:
    """Stored values with the words of a page."""
    return [
        {**value, "cell": cell_name(value["row"], value["column"]), "words": stored_words(value), "day": _day(value)}
        for value in values
    ]


def _day(value: dict) -> date | None:
    return date.fromisoformat(value["as_of"]) if value["as_of"] else None
