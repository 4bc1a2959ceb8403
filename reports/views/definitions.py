"""Pages of own indicators: the list, the builder with its value at once, versions, retirement."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reports.models import Definition
from reports.services import catalogue, definitions
from reports.services.questions import QuestionError
from reports.services.vocabulary import Source, sources
from reports.views.definition_forms import QUESTION, VERSION, WORDING, DefinitionForm, initial_of, owner_of, start_of
from reports.views.definition_preview import Draft, preview_of
from reports.views.parameters import chosen_period, periods_to_choose, units_to_choose
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only

FIXED = ("kind", "unit")  # of a definition that is revised


@allowed(Permission.DEFINE)
def definition_list(request):
    """All definitions of the district: who keeps them, what they count, whether they can be asked."""
    own = catalogue.own(request.user.district)
    rows = [
        {
            "definition": definition,
            "register": sources()[definition.source].title if definition.source in sources() else "—",
            "words": own.working[definition.key].definition if definition.key in own.working else "",
            "problem": own.broken.get(definition.key, ""),
            "may_change": definitions.may_change(request.access, definition),
        }
        for definition in definitions.of(request.access).order_by("retired_on", "number")
    ]
    return render(request, "reports/definition_list.html", {"rows": rows, "district": request.user.district})


@allowed(Permission.DEFINE)
def definition_new(request):
    """Choose a register, then say what is counted; the value stands beside it."""
    offered = definitions.sources_for(request.access)
    key = request.POST.get("source") or request.GET.get("source", "")
    if not key:
        return render(request, "reports/definition_source.html", {"groups": _by_menu(offered)})
    source = _source(request, key)
    owners = definitions.owners_for(request.access)
    period = chosen_period(request)
    form = DefinitionForm(
        request.POST or None,
        source=source,
        parts=(QUESTION, WORDING, VERSION[:1]),
        owners=owners,
        initial={**start_of(source, period.start), "owner": str(owners[0].pk) if owners[0] else "district"},
    )
    draft = Draft.typed(form, request.POST)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        definition = Definition(district=request.user.district, department=owner_of(said["owner"], owners))
        for name in ("name", "place", "on_dashboard", "sentence"):
            setattr(definition, name, said[name])
        saved = _attempt(
            form,
            draft,
            lambda: definitions.create(
                definition=definition,
                question=draft.question(),
                from_day=said["from_day"],
                by=request.user,
                request=request,
            ),
        )
        if saved:
            messages.success(
                request, f"已保存“{definition.name}”，代码 {definition.key}，现在起可以在目录、总结中使用。"
            )
            return redirect(reverse("reports:figure", args=[definition.key]) + f"?period={period.key}")
    return _builder(request, form, draft, title="新建自定义指标", back=reverse("reports:definitions"))


@allowed(Permission.DEFINE)
def definition_revise(request, public_id):
    """A new version from a day on."""
    definition = _kept(request, public_id)
    source = _source(request, definition.source)
    last = definition.versions.order_by("-from_day").first()
    period = chosen_period(request)
    from_day = period.start if period.start > last.from_day else max(request.access.today, (period + 1).start)
    form = DefinitionForm(
        request.POST or None,
        source=source,
        parts=(QUESTION, VERSION),
        initial={**initial_of(definition, last), "from_day": from_day},
        fixed=FIXED,
    )
    draft = Draft.typed(form, request.POST) if request.method == "POST" else Draft.stored(form, last)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        saved = _attempt(
            form,
            draft,
            lambda: definitions.revise(
                definition=definition,
                question=draft.question(),
                from_day=said["from_day"],
                reason=said["reason"],
                by=request.user,
                request=request,
            ),
        )
        if saved:
            messages.success(request, "已保存新的口径。此前报告期的数字仍按原口径。")
            return redirect("reports:definition", definition.public_id)
    back = reverse("reports:definition", args=[definition.public_id])
    return _builder(request, form, draft, title=f"修订口径：{definition.name}", back=back, definition=definition)


@allowed(Permission.DEFINE)
def definition_edit(request, public_id):
    """Other wording, place and use; what is counted stays."""
    definition = _kept(request, public_id)
    owners = definitions.owners_for(request.access)
    if definition.department not in owners:
        owners.append(definition.department)
    last = definition.versions.order_by("-from_day").first()
    form = DefinitionForm(
        request.POST or None,
        source=_source(request, definition.source, must=False),
        parts=(WORDING,),
        owners=owners,
        initial=initial_of(definition, last),
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        definition.department = owner_of(said["owner"], owners)
        for name in ("name", "place", "on_dashboard", "sentence"):
            setattr(definition, name, said[name])
        if _attempt(form, None, lambda: definitions.change(definition=definition, by=request.user, request=request)):
            messages.success(request, "已保存修改。")
            return redirect("reports:definition", definition.public_id)
    return render(request, "reports/definition_edit.html", {"form": form, "definition": definition})


@allowed(Permission.DEFINE)
def definition_detail(request, public_id):
    """A definition with its versions and what differs between them."""
    definition = get_object_or_404(definitions.of(request.access), public_id=public_id)
    own = catalogue.own(request.user.district)
    indicator = own.working.get(definition.key)
    versions = list(definition.versions.select_related("created_by"))
    words = [version.question.said() for version in indicator.versions] if indicator else [""] * len(versions)
    return render(
        request,
        "reports/definition_detail.html",
        {
            "definition": definition,
            "district": request.user.district,
            "source": sources().get(definition.source),
            "problem": own.broken.get(definition.key, ""),
            "versions": list(reversed(list(zip(versions, words, strict=True)))),
            "may_change": definitions.may_change(request.access, definition),
        },
    )


@post_only
@allowed(Permission.DEFINE)
def definition_retire(request, public_id):
    definition = _kept(request, public_id)
    reason = request.POST.get("reason", "").strip()[:200]
    _said(
        request,
        lambda: definitions.retire(
            definition=definition, on=request.access.today, reason=reason, by=request.user, request=request
        ),
        f"“{definition.name}”已停用，此前各期的数字仍可查看。",
    )
    return redirect("reports:definition", definition.public_id)


@post_only
@allowed(Permission.DEFINE)
def definition_resume(request, public_id):
    definition = _kept(request, public_id)
    done = f"“{definition.name}”已恢复使用。"
    _said(request, lambda: definitions.resume(definition=definition, by=request.user, request=request), done)
    return redirect("reports:definition", definition.public_id)


@post_only
@allowed(Permission.DEFINE)
def definition_part(request):
    """The part of the builder that says what is counted, after a choice, a condition more or a condition less."""
    source, form, draft = _sent(request)
    answer = render(request, "reports/_definition_question.html", {"form": form, "draft": draft, "source": source})
    answer["HX-Trigger-After-Settle"] = "definition-changed"
    return answer


@post_only
@allowed(Permission.DEFINE)
def definition_preview(request):
    """Value, 口径 and rows of what is typed, or what is still missing."""
    _, form, draft = _sent(request)
    return render(request, "reports/_definition_preview.html", preview_of(request, draft.question(), form))


def _sent(request) -> tuple[Source, DefinitionForm, Draft]:
    """The builder's form as sent while it is being filled in: errors are not shown yet."""
    source = _source(request, request.POST.get("source", ""))
    said = {name: request.POST.get(name, "") for name in QUESTION}
    fixed = FIXED if request.POST.get("fixed") else ()
    form = DefinitionForm(None, source=source, parts=(QUESTION,), initial=said, fixed=fixed)
    draft = Draft.typed(form, request.POST)
    return source, form, draft


def _source(request, key: str, *, must: bool = True) -> Source:
    """The rows under this key, or 404; 403 where the user may not ask them."""
    if key not in sources():
        raise Http404
    if must and not definitions.may_ask(request.access, sources()[key]):
        raise PermissionDenied
    return sources()[key]


def _kept(request, public_id) -> Definition:
    """A definition that the user may change; 404 where there is none, 403 where others keep it."""
    definition = get_object_or_404(definitions.of(request.access), public_id=public_id)
    if not definitions.may_change(request.access, definition):
        raise PermissionDenied
    return definition


def _attempt(form: DefinitionForm, draft: Draft | None, write) -> bool:
    """Do it; what is wrong stands beside its input."""
    try:
        write()
    except QuestionError as error:
        for name, message in error.errors.items():
            if draft is not None:
                draft.errors[name] = message
            form.take(ValidationError({name: message} if name in form.fields else message))
        return False
    except ValidationError as error:
        form.take(error)
        return False
    return True


def _said(request, write, done: str) -> None:
    try:
        write()
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, done)


def _builder(request, form, draft, *, title: str, back: str, definition=None):
    period = chosen_period(request)
    return render(
        request,
        "reports/definition_form.html",
        {
            "form": form,
            "draft": draft,
            "source": form.source,
            "title": title,
            "back_url": back,
            "definition": definition,
            "period": period,
            "periods": periods_to_choose(period, request.access.today),
            "units": units_to_choose(request),
        },
    )


def _by_menu(offered: list[Source]) -> dict[str, list[Source]]:
    groups: dict[str, list[Source]] = {}
    for source in offered:
        groups.setdefault(source.group, []).append(source)
    return groups
