"""Pages of the templates of papers: the list, writing one with check and preview, its history."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from members.models import Organization
from reports.services import composing, drafting, template_check, templates
from reports.services.summary import summary_of
from reports.services.template_check import Problem
from reports.services.templates import Kept, UnknownTemplate
from reports.services.units import UnknownUnit, unit_by_id
from reports.text import prose, template
from reports.views.paper_access import sent
from reports.views.paper_choices import paper_periods, writing_units
from reports.views.parameters import chosen_period, whole_number
from reports.views.runs import shown_sections
from union_site.core.periods import Period, PeriodError
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only

NOT_IN_FORCE = "有{count}处写错了，没有保存。您的文字还在下面，现行的模板不变。"


def _editing(view):
    """Decorator: for those who keep the district's templates."""

    @allowed(Permission.WRITE)
    @wraps(view)
    def guarded(request, *args, **kwargs):
        templates.require_edit(request.access)
        return view(request, *args, **kwargs)

    return guarded


@_editing
def template_list(request):
    """The templates in force: shipped, changed and own, and the form that begins one of one's own."""
    district = request.user.district
    return render(
        request,
        "reports/templates/list.html",
        {"rows": list(templates.in_force(district).values()), "withdrawn": templates.withdrawn(district)},
    )


@post_only
@_editing
def template_new(request):
    """A copy of a template under a name of its own."""
    district = request.user.district
    try:
        source = templates.one(district, request.POST.get("copy_of", ""))
        made = templates.create(
            district=district,
            copy_of=source,
            name=sent(request.POST, "name"),
            by=request.user,
            request=request,
        )
    except (UnknownTemplate, ValidationError) as error:
        messages.error(request, "".join(getattr(error, "messages", [str(error)])))
        return redirect("reports:paper-templates")
    messages.success(request, f"已新建“{made.name}”，内容与“{source.name}”相同，请修改。")
    return redirect("reports:paper-template", made.key)


@_editing
def template_edit(request, key):
    """Write a template: check and preview it for a unit and period, then put it in force."""
    kept = _kept(request, key)
    period, unit = _chosen(request)
    text, base, said, mine, status = kept.text, _base_of(kept), "", None, 200
    problems, preview = [], None
    if request.method == "POST":
        text = mine = sent(request.POST, "text").replace("\r\n", "\n")
        base = whole_number(request.POST.get("base"), 0)
        problems = check(text, period, unit, request)
        if request.POST.get("do") == "preview":
            preview = None if problems else _preview(request, text, period, unit)
        elif problems:
            said, status = NOT_IN_FORCE.format(count=len(problems)), 400
        else:
            try:
                saved = templates.save(
                    district=request.user.district, key=key, text=text, base=base, by=request.user, request=request
                )
            except ValidationError as error:
                said, status = "".join(error.messages), 400
            else:
                messages.success(request, f"“{saved.name}”已启用，今后起草的材料按新的文字。")
                return redirect("reports:paper-templates")
    clashed = status == 400 and base != _base_of(kept)
    return render(
        request,
        "reports/templates/edit.html",
        {
            "kept": kept,
            "text": text,
            "base": _base_of(kept) if clashed else base,
            "said": said,
            "clash": [one for one in prose.line_changes(mine, kept.text) if one.kind != "same"] if clashed else (),
            "problems": [_placed(one, text) for one in problems],
            "checked": mine is not None,
            "preview": preview,
            "period": period,
            "periods": paper_periods(period, request.access.today),
            "unit": unit,
            "units": writing_units(request.access),
            "frame": [("{" + word + "}", said) for word, said in _frame_words(request, period, unit).items()],
        },
        status=status,
    )


@require_GET
@_editing
def template_history(request, key):
    """Every saved text of a template and what it changed against the one before."""
    district = request.user.district
    rows = list(templates.history(district, key))
    if not rows and key not in template.SHIPPED:
        raise Http404
    first = template.shipped(key) if key in template.SHIPPED else ""
    texts = [row.text or first for row in rows]
    before = [*texts[1:], first]
    shown = [
        {
            "row": row,
            "changes": [one for one in prose.line_changes(old, text) if one.kind != "same" and one.text.strip()],
        }
        for row, text, old in zip(rows, texts, before, strict=True)
    ]
    name = rows[0].name if rows else templates.one(district, key).name
    return render(
        request,
        "reports/templates/history.html",
        {"name": name, "rows": shown, "ships": key in template.SHIPPED, "key": key},
    )


@post_only
@_editing
def template_restore(request, key):
    """Take the district's text out of force."""
    kept = _kept(request, key)
    try:
        templates.restore(district=request.user.district, key=key, by=request.user, request=request)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        done = "已恢复系统自带的文字" if kept.ships else "已停用，用它起草的材料不受影响"
        messages.success(request, f"“{kept.name}”{done}。")
    return redirect("reports:paper-templates")


def check(text: str, period: Period, unit: Organization, request) -> list[Problem]:
    """What is wrong with a text, measured on the rows of a unit and period."""
    if len(text) > templates.TEXT_LENGTH:
        return [Problem(1, 1, f"模板不能超过{templates.TEXT_LENGTH}个字，现有{len(text)}个字。")]
    frame = composing.frame(period, district=request.user.district, unit=unit)
    lines = [line.text for line in template.lines(text) if line.kind == "sentence"]
    return template_check.problems(text, composing.compose(lines, frame, today=request.access.today))


def _preview(request, text: str, period: Period, unit: Organization) -> dict:
    """What the text would draft."""
    made = drafting.draft_of(
        template.parse(text), period, district=request.user.district, unit=unit, today=request.access.today
    )
    sections = [(one.heading, one.text) for one in made.sections]
    summary = summary_of(made.title, sections, made.composition, today=request.access.today, left_out=made.left_out)
    return {"title": made.title, "sections": shown_sections(summary), "left_out": made.left_out}


def _placed(problem: Problem, text: str) -> dict:
    """A problem with the line where it stands, cut at its place."""
    rows = text.splitlines() or [""]
    row = rows[min(problem.line, len(rows)) - 1]
    place = problem.column - 1
    return {"problem": problem, "before": row[max(place - 20, 0) : place], "at": row[place : place + 30]}


def _kept(request, key: str) -> Kept:
    try:
        return templates.one(request.user.district, key)
    except UnknownTemplate as error:
        last = templates.history(request.user.district, key).exclude(text="").first()
        if last is None:
            raise Http404 from error
        newest = templates.history(request.user.district, key).first()
        return Kept(key, last.name, last.text, newest)


def _base_of(kept: Kept) -> int:
    return kept.revision.revision if kept.revision else 0


def _chosen(request) -> tuple[Period, Organization]:
    """The unit and period of the preview."""
    units = writing_units(request.access)
    if request.method != "POST":
        return chosen_period(request), units[0]
    try:
        period = Period.parse(request.POST.get("period", ""))
        return period, unit_by_id(request.POST.get("unit", ""), request.access.full_scope(Permission.WRITE))
    except (PeriodError, UnknownUnit):
        return chosen_period(request), units[0]


def _frame_words(request, period: Period, unit: Organization) -> dict[str, str]:
    return drafting.frame_words(period, request.user.district, unit)
