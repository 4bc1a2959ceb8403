"""The pages on which somebody says which register a sheet belongs to, and which of its columns is which."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from union_site.core import audit, registry
from union_site.core.models import ImportBatch
from union_site.core.spreadsheets import collecting, mapping, work
from union_site.core.spreadsheets.cleaning import encrypted_columns
from union_site.core.spreadsheets.importing import State
from union_site.core.spreadsheets.layouts import Sender
from union_site.core.spreadsheets.mapping import Described, MappingRefused
from union_site.core.spreadsheets.targets import compile_targets
from union_site.core.spreadsheets.views import job_of, one_at_a_time, own_batch, sheet_context

NOT_NOW = "这张表正在处理或已经导入，现在不能改它的对应。"
NO_RIGHT = "您已没有导入“{title}”的权限，请联系管理员。"


def answerable(batch: ImportBatch) -> bool:
    """Whether it may be said now what the batch's sheet is: also after a reading that broke off."""
    job = job_of(batch)
    waiting = batch.state in (State.MAPPING, State.PREVIEW, State.REFUSED, State.READING)
    return waiting and (job is None or job.is_over)


@require_http_methods(["GET", "POST"])
def import_mapping(request, public_id: UUID):
    """对应列: a select for each heading, the uncertain ones first."""
    batch = own_batch(request, public_id)
    sheet = mapping.described(batch.mapping)
    if sheet is None:
        raise Http404
    resource = registry.resources.get(batch.resource)
    if request.method == "POST":
        with one_at_a_time(request):
            batch.refresh_from_db()
            return _answer(request, batch, sheet, resource)
    if not answerable(batch):
        messages.warning(request, NOT_NOW)
        return _to(batch)
    if resource is None:
        return HttpResponseRedirect(reverse("core:import-register", args=[batch.public_id, sheet.position]))
    return _page(request, batch, sheet, resource)


def _answer(request, batch: ImportBatch, sheet: Described, resource):
    if not answerable(batch):
        _trail(request, batch, "对应列未成功")
        messages.warning(request, NOT_NOW)
        return _to(batch)
    if "skip" in request.POST:
        return _skip(request, batch)
    if resource is None:
        _trail(request, batch, "对应列未成功")
        messages.warning(request, "请先选择这张表属于哪个登记簿。")
        return HttpResponseRedirect(reverse("core:import-register", args=[batch.public_id, sheet.position]))
    sender = Sender(request.user, batch.district)
    if "forget" in request.POST:
        forgotten = sender.forget(sheet.fingerprint, resource.key)
        _trail(request, batch, "忘记列对应" if forgotten else "忘记列对应未成功")
        messages.success(request, "已忘记。下次上传这种表头的表，会重新识别，不确定的再问您。")
        return HttpResponseRedirect(reverse("core:import-mapping", args=[batch.public_id]))
    sent = _sent(request)
    try:
        if not sender.may_import(resource.key):
            raise MappingRefused({None: NO_RIGHT.format(title=resource.title)})
        answers = mapping.answers_of(sheet, resource, sent)
    except MappingRefused as refusal:
        _trail(request, batch, "对应列未成功")
        return _page(request, batch, sheet, resource, sent, refusal.messages)
    sender.remember(sheet.fingerprint, resource.key, answers)
    _trail(request, batch, "对应列", columns=[None, sum(map(bool, answers.values()))])
    work.read_as(batch, resource.key, answers)
    return _to(batch)


def _sent(request) -> dict[int, str]:
    """{column index: choice} as a form of this page sends them."""
    found = {}
    for name, value in request.POST.items():
        prefix, _, index = name.partition("-")
        if prefix == "column" and index.isdecimal() and len(index) < 6:
            found[int(index)] = value
    return found


def _page(request, batch, sheet: Described, resource, sent=None, problems=None):
    placed = {heading.column for heading in sheet.headings if heading.column}
    lines = mapping.lines(sheet, resource, sent, problems, encrypted_columns(compile_targets(resource, placed)))
    first = [line for line in lines if line.is_open or line.problem]
    sender = Sender(request.user, batch.district)
    context = sheet_context(batch) | {
        "resource": resource,
        "sheet": sheet,
        "register_url": reverse("core:import-register", args=[batch.public_id, sheet.position]),
        "questions": first,
        "others": [line for line in lines if line not in first],
        "several": any("每列一个" in title for title in collecting.offers(resource).values()),
        "remembered": sender.remembered(sheet.fingerprint, resource.key),
        "problem": (problems or {}).get(None, ""),
        "wrong": bool(problems),
        "edited": batch.staged_rows.filter(edited=True).exists(),
    }
    return render(request, "imports/mapping.html", context, status=400 if problems else 200)


def _skip(request, batch: ImportBatch):
    """Leave the sheet out; the next one of the upload that waits for somebody is shown."""
    batch.staged_rows.all().delete()
    batch.state = State.ABANDONED
    batch.save(update_fields=["state"])
    _trail(request, batch, "跳过工作表")
    messages.success(request, f"已跳过工作表“{batch.sheet_name}”，它不会导入。")
    rest = work.siblings(batch)
    for state in (State.MAPPING, State.PREVIEW):
        for other in rest:
            if other.state == state:
                return _to(other)
    return HttpResponseRedirect(reverse("core:import-list"))


@require_http_methods(["GET", "POST"])
def import_register(request, public_id: UUID, position: int):
    """指定登记簿: of the batch's own sheet, or of another one of its file that was left out."""
    batch = own_batch(request, public_id)
    name, kept = _sheet_at(batch, position)
    sheet = mapping.described(kept)
    if sheet is None:
        raise Http404
    if request.method == "POST":
        with one_at_a_time(request):
            batch.refresh_from_db()
            return _choose(request, batch, name, kept, sheet)
    if _is_own(batch, sheet) and not answerable(batch):
        messages.warning(request, NOT_NOW)
        return _to(batch)
    return _registers(request, batch, name, sheet)


def _sheet_at(batch: ImportBatch, position: int) -> tuple[str, dict]:
    """(name, description) of a sheet of the batch's file."""
    if batch.mapping.get("position") == position:
        return batch.sheet_name, batch.mapping
    for left in batch.mapping.get("left", ()):
        if left.get("position") == position:
            return left["name"], left
    raise Http404


def _is_own(batch: ImportBatch, sheet: Described) -> bool:
    return batch.mapping.get("position") == sheet.position


def _choose(request, batch: ImportBatch, name: str, kept: dict, sheet: Described):
    key, sender = request.POST.get("resource", ""), Sender(request.user, batch.district)
    problem = ""
    if key not in registry.resources:
        problem = "请选择这张表属于哪个登记簿。"
    elif not sender.may_import(key):
        problem = NO_RIGHT.format(title=registry.resources[key].title)
    if problem:
        _trail(request, batch, "指定登记簿未成功")
        return _registers(request, batch, name, sheet, problem)
    target = _target(batch, name, kept, sheet)
    if target is None or not answerable(target):
        _trail(request, batch, "指定登记簿未成功")
        messages.warning(request, NOT_NOW)
        return _to(target or batch)
    target.register, target.resource = registry.resources[key].register, key
    target.save()
    sender.remember(sheet.fingerprint, key, {})
    _trail(request, target, "指定登记簿")
    work.read_as(target, key, {})
    return _to(target)


def _target(batch: ImportBatch, name: str, kept: dict, sheet: Described) -> ImportBatch | None:
    """The batch of a sheet: the one that there is, else a new one of the same upload. None: it is being handled."""
    if _is_own(batch, sheet):
        return batch
    for other in work.siblings(batch):
        if other.file_id == batch.file_id and other.state != State.ABANDONED and _is_own(other, sheet):
            return other
    own = {key: kept[key] for key in ("position", "fingerprint", "sheet")}
    if batch.state == State.REFUSED:
        batch.sheet_name, batch.mapping = name, {**batch.mapping, **own}
        return batch
    return ImportBatch(
        district=batch.district,
        user=batch.user,
        file=batch.file,
        upload=batch.upload,
        sheet_name=name,
        mapping=own,
        state=State.MAPPING,
    )


def _registers(request, batch: ImportBatch, name: str, sheet: Described, problem: str = ""):
    sender = Sender(request.user, batch.district)
    found = mapping.fits(sheet, [key for key in registry.resources if sender.may_import(key)])
    near = [one for one in found if one.key in sheet.registers] or [one for one in found if one.known][:5]
    context = sheet_context(batch) | {
        "sheet_name": name,
        "near": near,
        "sheet": sheet,
        "others": [one for one in found if one not in near],
        "headings": [heading.shown for heading in sheet.headings],
        "problem": problem,
        "chosen": batch.resource,
        "is_own": _is_own(batch, sheet),
    }
    return render(request, "imports/register.html", context, status=400 if problem else 200)


def _to(batch: ImportBatch):
    return HttpResponseRedirect(reverse("core:import-preview", args=[batch.public_id]))


def _trail(request, batch: ImportBatch, reason: str, **changes) -> None:
    audit.write(
        audit.Action.IMPORT,
        request=request,
        register=batch.register,
        batch=batch if batch.pk else None,
        object_label=batch.sheet_name,
        reason=reason,
        changes=changes,
    )
