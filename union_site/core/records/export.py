"""Exports and templates of a register. Exports are masked, carry the 行标识 of each row, and are told to the trail."""

import base64
from io import BytesIO

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone

from union_site.core import audit, jobs
from union_site.core.access import Access
from union_site.core.crypto import decrypt_bytes, encrypt_bytes
from union_site.core.periods import Period, PeriodError
from union_site.core.records.downloads import XLSX, disposition
from union_site.core.records.filters import filter_class
from union_site.core.records.pages import FormOnlyPage, RecordPage
from union_site.core.records.viewset import ORGANIZATION, RecordViewSet
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.spreadsheets.form_columns import form_columns
from union_site.core.spreadsheets.layouts import Sender
from union_site.core.spreadsheets.stamps import PROPERTY, Stamp
from union_site.core.spreadsheets.templates import template_workbook
from union_site.core.spreadsheets.workbook import SheetContent, write_rows

AT_ONCE = 2000  # more rows than this are exported in the background
JOB = "record.export"
CONTEXT = "job.record-export"
STEP = 1000  # rows between two signs of life


def chosen_rows(viewset: RecordViewSet, access: Access, query: QueryDict):
    """The rows that the list shows under this query and that the user may export."""
    rows = viewset.rows(access, Permission.EXPORT, void=True)
    return filter_class(viewset)(query, rows, access=access).qs.order_by(*viewset.ordering)


def workbook(viewset: RecordViewSet, rows, *, by, progress=None) -> bytes:
    """The .xlsx of the rows, in the columns of the register's first sheet."""
    resource = viewset.resources[0]()
    headings = resource.export_headings(rows)

    def lines():
        for number, line in enumerate(resource.export_rows(rows), 1):
            if progress and number % STEP == 0:
                progress(number)
            yield line

    note = f"{viewset.title}　导出人：{by}　导出时间：{timezone.localtime():%Y-%m-%d %H:%M}　个人信息已隐藏"
    file = BytesIO()
    write_rows(file, [SheetContent(resource.title or viewset.title, headings, lines(), notes=(note,), locked={0})])
    return file.getvalue()


def file_name(viewset: RecordViewSet) -> str:
    return f"{viewset.title}_{timezone.localtime():%Y%m%d_%H%M}.xlsx"


def told(viewset: RecordViewSet, count: int, *, user, ip_address: str = "", unit=None) -> None:
    """An export is remembered with the number of its rows."""
    audit.write(
        audit.Action.EXPORT,
        user=user,
        register=viewset.key,
        object_label=viewset.title,
        changes={"rows": [None, count]},
        ip_address=ip_address,
        organization_id=unit.pk if unit else None,
    )


class ExportPage(FormOnlyPage):
    """导出 of what the list shows: at once when small, else in the background."""

    def post(self, request):
        viewset = self.viewset
        self.access.require(Permission.EXPORT, viewset.key)
        if not viewset.resources:
            raise PermissionDenied
        rows = chosen_rows(viewset, self.access, request.GET)
        count = rows.order_by().count()
        told(viewset, count, user=request.user, ip_address=self.by()["ip_address"], unit=self.access.unit)
        if count > AT_ONCE:
            return self._later(count)
        response = HttpResponse(workbook(viewset, rows, by=request.user), content_type=XLSX)
        response["Content-Disposition"] = disposition(file_name(viewset))
        return response

    def _later(self, count: int):
        query = encrypt_bytes(self.request.GET.urlencode().encode(), CONTEXT)
        jobs.enqueue(
            JOB,
            title=f"导出{self.viewset.title}（{count:,} 条）",
            user=self.request.user,
            arguments={
                "register": self.viewset.key,
                "query": base64.b64encode(query).decode(),
                "unit": str(self.access.unit.public_id) if self.access.unit else "",
            },
        )
        messages.success(self.request, "数据较多，正在后台导出，完成后会提示您下载。")
        return HttpResponseRedirect(reverse("core:jobs"))


@jobs.handler(JOB)
def run_export(job, progress) -> str:
    """The export in the background, with the rights that the user has by then."""
    viewset = registers[job.arguments["register"]]
    access = Access(job.user, timezone.localdate(), _unit(job))
    if not access.can(Permission.EXPORT, viewset.key):
        raise jobs.JobError("您已没有导出这份登记簿的权限。")
    query = decrypt_bytes(base64.b64decode(job.arguments["query"]), CONTEXT).decode()
    rows = chosen_rows(viewset, access, QueryDict(query))
    total = rows.order_by().count()
    progress(0, total, "正在写入表格…")
    data = workbook(viewset, rows, by=job.user, progress=lambda done: progress(min(done, total), total))
    progress.result(data, file_name(viewset), XLSX)
    return f"已导出 {total:,} 条。"


def _unit(job):
    wanted = job.arguments.get("unit")
    return (
        apps.get_model(ORGANIZATION).objects.filter(public_id=wanted, district=job.district).first() if wanted else None
    )


class TemplatePage(RecordPage):
    """下载模板: the empty form of the register's sheet, stamped with the unit and the period.

    ?resource= names another of its sheets, ?period= another period than the current half year.
    """

    http_method_names = ["get"]

    def get(self, request):
        self.access.require(Permission.IMPORT, self.viewset.key)
        wanted = request.GET.get("resource", "")
        found = [resource for resource in self.viewset.resources if not wanted or resource.key == wanted]
        if not found:
            raise Http404
        resource, today = found[0], timezone.localdate()
        period, unit = self._period(today), self._unit(resource)
        notes = [resource.help] if resource.help else []
        columns = form_columns(resource, request.user.district, today)
        stamp = Stamp(resource.key, unit.public_id if unit else None, period.key)
        data = template_workbook(
            resource.title, columns, notes, unit.name if unit else "", period.label, {PROPERTY: str(stamp)}
        )
        response = HttpResponse(data, content_type=XLSX)
        response["Content-Disposition"] = disposition(f"{resource.title}导入模板.xlsx")
        return response

    def _period(self, today) -> Period:
        wanted = self.request.GET.get("period")
        try:
            return Period.parse(wanted) if wanted else Period.half_of(today)
        except PeriodError as error:
            raise Http404 from error

    def _unit(self, resource):
        """The chosen unit, else the one that the user keeps; a form of the whole district is of no unit."""
        if self.access.unit:
            return self.access.unit
        if self.access.full_scope(Permission.IMPORT, self.viewset.key).whole:
            return None
        own = Sender(self.request.user, self.request.user.district).union_for(resource.key)
        return apps.get_model(ORGANIZATION).objects.filter(pk=own).first()
