"""登记为劳模工匠: the page that enters a person's honour into the registry of model workers."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render

from members.services import honours
from union_site.core import audit
from union_site.core.forms.base import PlainForm
from union_site.core.records.pages import REFUSALS
from union_site.core.registry import registers
from union_site.core.roles import Permission


class RegistryForm(PlainForm):
    """The identity number, where the honour has none."""

    identity = forms.CharField(
        label="身份证号",
        max_length=30,
        widget=forms.TextInput(attrs={"data-sensitive": "", "autocomplete": "off"}),
        error_messages={"required": "请填写身份证号。"},
        help_text="按身份证号查找，已登记的劳模只增加这项荣誉，不会重复登记",
    )


def honour_registry(request, public_id):
    """One button where the number is known; else it is asked for."""
    viewset, access = registers["honour"], request.access
    honour = viewset.record(access, Permission.CHANGE, public_id)
    access.require(Permission.ADD, "model_worker")
    if not honours.makes_model_worker(honour):
        raise Http404
    form = RegistryForm(request.POST or None)
    if honour.identity:
        form.fields.pop("identity")
    if request.method == "POST":
        entered = _enter(request, honour, form) if form.is_valid() else None
        if entered:
            return HttpResponseRedirect(registers["model_worker"].url("detail", entered.worker))
        audit.write(
            audit.Action.DENIED, request=request, record=honour, register="model_worker", reason="未登记为劳模工匠"
        )
    context = {
        "viewset": viewset,
        "honour": honour,
        "list_url": viewset.url("list"),
        "honour_url": viewset.url("detail", honour),
        "form": form,
    }
    return render(request, "members/honour_registry.html", context)


def _enter(request, honour, form) -> honours.Entered | None:
    access = request.access
    try:
        entered = honours.enter_registry(
            honour,
            identity=form.cleaned_data.get("identity", ""),
            by=request.user,
            honour_scope=access.full_scope(Permission.CHANGE, "honour"),
            worker_scope=access.full_scope(Permission.ADD, "model_worker"),
            ip_address=request.META.get("REMOTE_ADDR", "")[:45],
        )
    except ValidationError as error:
        form.take(error)
        return None
    except REFUSALS as error:
        form.add_error(None, error.message)
        return None
    messages.success(request, _words(entered))
    return entered


def _words(entered: honours.Entered) -> str:
    if entered.is_new_person:
        return "已登记为劳模工匠，并记入这项荣誉。"
    return (
        "该劳模早已登记，已为其增加这项荣誉。"
        if entered.is_new_honour
        else "该劳模和这项荣誉都早已登记，没有重复登记。"
    )


def links(honour, access) -> list[dict]:
    """The buttons on an honour's page."""
    if not honours.makes_model_worker(honour):
        return []
    workers, worker = registers["model_worker"], honours.worker_of(honour)
    if worker is not None and honours.stands(worker, honour) and workers.all_rows(access).filter(pk=worker.pk).exists():
        return [{"title": "查看劳模登记", "url": workers.url("detail", worker), "icon": "medal"}]
    if access.can(Permission.CHANGE, "honour") and access.can(Permission.ADD, "model_worker"):
        return [{"title": "登记为劳模工匠", "url": registers["honour"].url("registry", honour), "icon": "medal"}]
    return []
