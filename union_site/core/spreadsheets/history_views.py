"""The record of imports: who sent what when, and what became of it; the files that were sent."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from union_site.core import audit, registry
from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.models import ImportBatch
from union_site.core.roles import Permission
from union_site.core.spreadsheets.history import may_take_files, visible_batch, visible_batches
from union_site.core.spreadsheets.views import described
from union_site.core.views.jobs import download

PAGE = 20


class HistoryFilter(PlainForm):
    """Conditions above the record of imports."""

    register = forms.ChoiceField(label="登记簿", required=False)
    person = forms.CharField(label="导入人", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *ImportBatch.State.choices])
    from_day = forms.DateField(label="上传日期从", required=False, widget=DayInput())
    to_day = forms.DateField(label="到", required=False, widget=DayInput())

    def __init__(self, *args, registers: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        named = [(key, registry.registers[key].title) for key in registers]
        self.fields["register"].choices = [("", "全部"), *named]
        self.fields["person"].widget.attrs["placeholder"] = "姓名或用户名"

    def clean(self):
        days = self.cleaned_data
        if days.get("from_day") and days.get("to_day") and days["to_day"] < days["from_day"]:
            self.add_error("to_day", "结束日期不能早于开始日期。")
        return days


@require_GET
def import_list(request):
    """Imports, the newest first: one's own, and those that one oversees."""
    rows = visible_batches(request.access)
    permitted = [
        key
        for key, viewset in registry.registers.items()
        if viewset.resources and request.access.can(Permission.IMPORT, key)
    ]
    asked = any(request.GET.get(name) for name in HistoryFilter.base_fields)
    form = HistoryFilter(request.GET if asked else None, registers=permitted)
    if asked:
        rows = _filtered(rows, form.cleaned_data) if form.is_valid() else rows.none()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for batch in page.object_list:
        described(batch)
    register = request.GET.get("register", "")
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "register": register if register in permitted else "",
    }
    return render(request, "imports/list.html", context)


def _filtered(rows, words: dict):
    if words["register"]:
        rows = rows.filter(register=words["register"])
    if words["person"]:
        text = words["person"].strip()
        rows = rows.filter(Q(user__name__contains=text) | Q(user__username=text))
    if words["state"]:
        rows = rows.filter(state=words["state"])
    if words["from_day"]:
        rows = rows.filter(created_at__gte=_midnight(words["from_day"]))
    if words["to_day"] and words["to_day"].year < 9999:
        rows = rows.filter(created_at__lt=_midnight(words["to_day"] + timedelta(days=1)))
    return rows


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


@require_GET
def import_file(request, public_id: UUID):
    """The file as it was sent."""
    batch = visible_batch(request.access, public_id)
    if not may_take_files(request.access, batch):
        raise Http404
    with batch.file.file.open() as file:
        content = file.read()
    audit.write(
        audit.Action.EXPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=batch.file.name[:120],
        reason="下载导入的原文件",
    )
    return download(content, batch.file.name, batch.file.content_type)
