"""The rows behind a figure as a masked workbook: at once when few, else in the background; each export is told to the trail."""

from datetime import date
from io import BytesIO

from django.db.models import QuerySet
from django.utils import timezone

from members.models import Organization
from reports.services.catalogue import known
from reports.services.rows import cell, fields_of, in_scope, with_related
from union_site.core import audit, jobs
from union_site.core.access import Access
from union_site.core.evaluation import rows
from union_site.core.indicators import Indicator
from union_site.core.models import District, User
from union_site.core.periods import Period
from union_site.core.read_once import read_once
from union_site.core.records.downloads import XLSX
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.spreadsheets.workbook import SheetContent, write_rows

JOB = "figure.rows"
AT_ONCE = 2000  # more rows than this are exported in the background
CHUNK = 1000


def exported_rows(
    indicator: Indicator,
    period: Period,
    access: Access,
    *,
    district: District,
    unit: Organization | None,
    tree_on: date | None,
) -> QuerySet:
    """The rows behind the figure that this reader may take along."""
    found = rows(indicator, period, district=district, unit=unit, tree_on=tree_on)
    return in_scope(found, indicator, access, Permission.EXPORT)


def workbook(
    indicator: Indicator, period: Period, found: QuerySet, *, unit_name: str, by: User, progress=None
) -> bytes:
    """The .xlsx of the rows, in the columns of the figure's page. Rows are read and written in chunks."""
    fields = fields_of(indicator)

    def lines():
        read = with_related(found, indicator, fields).order_by("pk").iterator(chunk_size=CHUNK)
        with read_once(found.db):
            for number, row in enumerate(read, 1):
                if progress and number % CHUNK == 0:
                    progress(number)
                yield [number, *(cell(field, row) for field in fields)]

    notes = (
        f"{indicator.label}（{period.label}，{unit_name}）　口径：{indicator.described(period)}",
        f"导出人：{by}　导出时间：{timezone.localtime():%Y-%m-%d %H:%M}　个人信息已隐藏",
    )
    headings = ["序号", *(str(field.verbose_name) for field in fields)]
    file = BytesIO()
    write_rows(file, [SheetContent("明细", headings, lines(), notes=notes)])
    return file.getvalue()


def file_name(indicator: Indicator, period: Period) -> str:
    label = "".join(character for character in indicator.label if character not in '\\/:*?"<>|：')
    return f"{label}_{period.key}_明细.xlsx"


def told(indicator: Indicator, period: Period, rows_exported: int, *, user: User, ip_address: str, unit) -> None:
    """An export is remembered with the figure, the period and the number of its rows."""
    audit.write(
        audit.Action.EXPORT,
        user=user,
        register=indicator.register,
        object_label=f"指标明细：{indicator.label}（{period}）"[:120],
        changes={"rows": [None, rows_exported]},
        ip_address=ip_address,
        organization_id=unit.pk if unit else None,
    )


def enqueue(indicator: Indicator, period: Period, number: int, *, user: User, unit, tree_on: date | None) -> None:
    jobs.enqueue(
        JOB,
        title=f"导出“{indicator.label}”明细（{number:,} 条）",
        user=user,
        arguments={
            "key": indicator.key,
            "period": period.key,
            "unit": str(unit.public_id) if unit else "",
            "tree_on": tree_on.isoformat() if tree_on else "",
        },
    )


@jobs.handler(JOB)
def run_export(job, progress) -> str:
    """The export in the background, with the rights that the user has by then."""
    said = job.arguments
    indicator, period = known(job.district).get(said["key"]), Period.parse(said["period"])
    access = Access(job.user, timezone.localdate())
    if indicator is None:
        raise jobs.JobError("这项指标已不存在。")
    if not access.can(Permission.FIGURES) or not access.can(Permission.EXPORT, indicator.register):
        raise jobs.JobError(f"您已没有导出{registers[indicator.register].title}的权限。")
    unit = None
    if said["unit"]:
        scope = access.full_scope(Permission.FIGURES)
        unit = Organization.objects.within(scope).current().filter(public_id=said["unit"]).first()
        if unit is None:
            raise jobs.JobError("所选单位已不在您的管理范围内。")
    tree_on = date.fromisoformat(said["tree_on"]) if said["tree_on"] else None
    found = exported_rows(indicator, period, access, district=job.district, unit=unit, tree_on=tree_on)
    total = found.count()
    progress(0, total, "正在写入表格…")
    data = workbook(
        indicator,
        period,
        found,
        unit_name=unit.name if unit else job.district.name,
        by=job.user,
        progress=lambda done: progress(min(done, total), total),
    )
    progress.result(data, file_name(indicator, period), XLSX)
    return f"已导出 {total:,} 条。"
