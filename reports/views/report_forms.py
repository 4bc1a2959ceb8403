"""Forms of the superior: the list, registering one, its own page, another workbook of it, taking it out of use."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.models import Organization
from reports.models import FormFilling, ReportForm
from reports.services.report_forms import bindings, filling
from reports.services.report_forms.layout import FormError
from union_site.core import audit
from union_site.core.forms.base import PlainForm
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.scope import Scope
from union_site.core.views.jobs import download
from union_site.core.views.tools import allowed, post_only
from union_site.core.widths import tidy

READERS = bindings.READERS
SHOWN = 20  # fillings on a form's page
ANY = "any"


class DescriptionForm(PlainForm):
    """What is said of a form."""

    name = forms.CharField(label="报表名称", max_length=80, help_text="如：工会工作统计半年报表")
    issuer = forms.CharField(label="来文单位", max_length=60, required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    organization = forms.ChoiceField(
        label="由谁填报", help_text="选“各单位各填一份”的，镇（街道）、系统工会也能看到，各为本单位填报。"
    )

    def __init__(self, *args, units: list[Organization], **kwargs):
        super().__init__(*args, **kwargs)
        self.units = {str(unit.public_id): unit for unit in units}
        self.fields["organization"].choices = [
            *((key, unit.name) for key, unit in self.units.items()),
            (ANY, "各单位各填一份"),
        ]

    def give(self, form: ReportForm) -> ReportForm:
        said = self.cleaned_data
        form.name, form.issuer = tidy(said["name"]), tidy(said["issuer"])
        form.document_number = tidy(said["document_number"])
        form.organization = self.units.get(said["organization"])
        return form


def _units(request) -> list[Organization]:
    """For whom a form may be meant: the district and what stands right below it."""
    units = Organization.objects.within(Scope.everything(request.user.district_id)).current()
    return list(units.filter(depth__lte=1).order_by("path"))


def form_of(request, public_id) -> ReportForm:
    """A form that the user may know. 404 for any other."""
    return get_object_or_404(bindings.readable(request.access), public_id=public_id)


def refused(request, form: ReportForm | None, reason: str) -> None:
    """What was refused is told to the trail as well."""
    label = f"上级报表：{form.name}"[:120] if form else "上级报表"
    audit.write(
        audit.Action.DENIED,
        request=request,
        object_id=form.public_id if form else None,
        object_label=label,
        reason=reason[:200],
    )


@allowed(*READERS)
def form_list(request):
    """All forms that concern the user: how far they are set up, when and for what they were filled last."""
    access = request.access
    rows = list(bindings.readable(access).annotate(last_number=Max("versions__number")))
    fillings = filling.of(access).filter(version__form__in=rows).values("version__form")
    counted = {row["version__form"]: row for row in fillings.annotate(number=Count("pk"), last=Max("pk")).order_by()}
    lasts = FormFilling.objects.select_related("organization").in_bulk([row["last"] for row in counted.values()])
    shown = []
    for row in rows:
        told = counted.get(row.pk)
        last = lasts.get(told["last"]) if told else None
        shown.append(
            {
                "form": row,
                "cells": row.latest.bindings.count(),
                "count": told["number"] if told else 0,
                "last": last,
                "last_period": Period.parse(last.period).label if last else "",
            }
        )
    return render(
        request,
        "reports/forms/list.html",
        {
            "rows": shown,
            "may_manage": access.can(Permission.FORMS),
            "may_fill": access.can(Permission.FILL),
        },
    )


@allowed(Permission.FORMS)
def form_new(request):
    """Upload a form and say what it is."""
    units = _units(request)
    initial = {"issuer": request.user.district.superior_name, "organization": str(units[0].public_id) if units else ANY}
    form = DescriptionForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST":
        upload = request.FILES.get("file")
        sheets, content = _read(request, form, upload)
        if form.is_valid() and sheets:
            made = form.give(ReportForm(district=request.user.district))
            try:
                stored = bindings.keep(content, upload.name, by=request.user)
                bindings.create(form=made, sheets=sheets, file=stored, by=request.user, request=request)
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(request, "已上传。请点选要填的单元格，逐个说明填什么；相近的已列为建议。")
                return redirect("reports:form-cells", made.public_id)
        refused(request, None, _words(form))
    return render(request, "reports/forms/new.html", {"form": form, "max_mb": _most_megabytes()})


def _read(request, form: DescriptionForm, upload):
    """(sheets, content) of the upload; what is wrong with it is said on top of the form."""
    if request.META.get("UPLOAD_TOO_LARGE"):
        form.add_error(None, f"文件超过 {_most_megabytes()} 兆字节，请删去与填报无关的内容后上传。")
    elif upload is None:
        form.add_error(None, "请选择上级发来的报表文件（.xlsx）。")
    else:
        content = upload.read()
        try:
            return bindings.checked(content, upload.name), content
        except FormError as error:
            form.add_error(None, str(error))
    return None, b""


def _words(form) -> str:
    return "".join(str(message) for messages_ in form.errors.values() for message in messages_)


def _most_megabytes() -> int:
    return settings.FILE_UPLOAD_MAX_BYTES // 1024 // 1024


@allowed(*READERS)
def form_detail(request, public_id):
    """A form's own page: what it is, its workbooks, what was filled."""
    access = request.access
    form = form_of(request, public_id)
    found = filling.of(access).filter(version__form=form).select_related("organization", "created_by", "version")
    rows = [
        {
            "filling": row,
            "period": Period.parse(row.period).label,
            "cells": len(row.values),
            "missing": sum(value["missing"] for value in row.values),
        }
        for row in found[:SHOWN]
    ]
    latest = form.latest
    return render(
        request,
        "reports/forms/detail.html",
        {
            "form": form,
            "latest": latest,
            "versions": form.versions.select_related("file", "created_by").annotate(cells=Count("bindings")),
            "cells": latest.bindings.count(),
            "rows": rows,
            "count": found.count(),
            "may_manage": access.can(Permission.FORMS),
            "may_fill": access.can(Permission.FILL) and form.retired_on is None,
        },
    )


@allowed(Permission.FORMS)
def form_edit(request, public_id):
    """Other words about a form."""
    stored = form_of(request, public_id)
    units = _units(request)
    if stored.organization and stored.organization not in units:
        units.append(stored.organization)
    initial = {name: getattr(stored, name) for name in ("name", "issuer", "document_number")}
    initial["organization"] = str(stored.organization.public_id) if stored.organization else ANY
    form = DescriptionForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST":
        if form.is_valid():
            try:
                bindings.change(form=form.give(stored), by=request.user, request=request)
            except ValidationError as error:
                form.take(error)
            else:
                messages.success(request, "已保存修改。")
                return redirect("reports:form", stored.public_id)
        refused(request, stored, _words(form))
    return render(request, "reports/forms/edit.html", {"form": form, "stored": stored, "back": _url("form", stored)})


@allowed(Permission.FORMS)
def form_version(request, public_id):
    """Another workbook of the form: what fits goes over, the rest is named."""
    stored = form_of(request, public_id)
    form = PlainForm(request.POST or None)
    if request.method == "POST":
        upload = request.FILES.get("file")
        form.is_valid()
        sheets, content = _read(request, form, upload)
        if sheets:
            file = bindings.keep(content, upload.name, by=request.user)
            version = bindings.renew(form=stored, sheets=sheets, file=file, by=request.user, request=request)
            kept = version.bindings.count()
            if version.lost:
                words = f"已换用新表：{kept} 个单元格沿用，{len(version.lost)} 个没有找到对应的位置，请重新点选。"
                messages.warning(request, words)
            else:
                messages.success(request, f"已换用新表，{kept} 个单元格全部沿用。")
            return redirect("reports:form", stored.public_id)
        refused(request, stored, _words(form))
    return render(request, "reports/forms/version.html", {"form": form, "stored": stored, "max_mb": _most_megabytes()})


@post_only
@allowed(Permission.FORMS)
def form_retire(request, public_id):
    return _use(request, public_id, on=request.access.today)


@post_only
@allowed(Permission.FORMS)
def form_resume(request, public_id):
    return _use(request, public_id, on=None)


def _use(request, public_id, *, on):
    form = form_of(request, public_id)
    try:
        bindings.retire(form=form, on=on, by=request.user, request=request)
    except ValidationError as error:
        refused(request, form, "".join(error.messages))
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, "已停用，以前填报的仍可查看。" if on else "已恢复使用。")
    return redirect("reports:form", form.public_id)


@allowed(*READERS)
def form_file(request, public_id):
    """The empty form as it came."""
    form = form_of(request, public_id)
    return stored_download(request, form.latest.file, f"上级报表：{form.name}", form)


def stored_download(request, stored, label: str, thing):
    """A kept file, decrypted; the download is told to the trail."""
    with stored.file.open() as file:
        data = file.read()
    audit.write(
        audit.Action.EXPORT,
        request=request,
        object_id=thing.public_id,
        object_label=label[:120],
        reason=f"下载 {stored.name}"[:200],
        organization_id=thing.organization_id,
    )
    return download(data, stored.name, stored.content_type)


def _url(name: str, form: ReportForm) -> str:
    return reverse(f"reports:{name}", args=[form.public_id])
