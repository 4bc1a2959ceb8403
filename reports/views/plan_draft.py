"""从差距起草: what the gaps of a unit ask for in a half-year, edited and adopted in one go."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from reports.models import PlanItem
from reports.services import plan_drafting, plans
from reports.services.plan_drafting import Proposal
from reports.services.plans import REGISTER, State
from reports.views.plan_parts import (
    item_form,
    periods_to_plan,
    plan_period,
    plan_unit,
    plan_units,
    query_of,
    refused,
)
from union_site.core.records.forms import RecordForm
from union_site.core.roles import Permission
from union_site.core.widths import tidy

GONE = "这项差距已经列入打算，或者已经消除，请取消勾选。"
TWICE = "与上面的一项任务名称相同，请改其中一项。"
INPUTS = ("task", "goal", "department", "due", "section")
MOST = 500  # rows of one form


@dataclass
class Row:
    """A proposal with its form. `proposal` is None where the gap of what was typed is no longer there."""

    number: int
    source: str
    proposal: Proposal | None
    form: RecordForm
    chosen: bool = False

    @property
    def fields(self) -> list:
        """The inputs, drawn as in every form, what is wrong marked."""
        for name in INPUTS:
            wrong = " is-invalid" if name in self.form.errors else ""
            kind = "form-select" if name == "section" else "form-control"
            self.form.fields[name].widget.attrs["class"] = kind + wrong
        return [self.form[name] for name in INPUTS]

    @property
    def elsewhere(self) -> list[str]:
        """What is wrong and belongs to none of the inputs shown."""
        return [message for name, said in self.form.errors.items() if name not in INPUTS for message in said]


def plan_draft(request):
    """The proposals with check boxes and inputs; sending them plans those that are ticked, all or none."""
    access = request.access
    access.require(Permission.ADD, REGISTER)
    unit, period = plan_unit(request, Permission.ADD), plan_period(request)
    drafting = plan_drafting.propose(unit=unit, period=period, access=access)
    problem = ""
    if request.method == "POST":
        rows = _typed_rows(request, unit, period, drafting.proposals)
        state = State.PROPOSED if request.POST.get("state") == State.PROPOSED else State.WAITING
        wanted = [row for row in rows if row.chosen]
        problem = _problem(wanted) or _save(request, wanted, state)
        if not problem:
            words = "已列入打算" if state == State.WAITING else "已存为拟列，列入打算之前不计入指标，也不写进总结"
            messages.success(request, f"{len(wanted)} 项任务{words}。")
            return redirect(f"{reverse('reports:plan-board')}?{query_of(unit, period)}")
        refused(request, f"未从差距起草：{'、'.join(str(row.number + 1) for row in wanted if row.form.errors)}"[:200])
    else:
        rows = [
            Row(number, one.source, one, _form(request, unit, period, number, one.source, one.initial()))
            for number, one in enumerate(drafting.proposals)
        ]
    return render(
        request,
        "reports/plan_draft.html",
        {
            "unit": unit,
            "units": plan_units(access, Permission.ADD),
            "period": period,
            "periods": periods_to_plan(period, access.today),
            "drafting": drafting,
            "rows": rows,
            "problem": problem,
            "departments": sorted(set(plan_drafting.keepers(unit).values())),
            "query": query_of(unit, period),
        },
    )


def _form(
    request, unit, period, number: int, source: str, values: dict[str, str], *, bound: bool = False
) -> RecordForm:
    """The register's form of a new task; only the inputs of the page are asked, the rest follows from the plan."""
    item = PlanItem(district_id=unit.district_id, organization=unit, period=period.key, source=source)
    prefix = f"p{number}"
    if not bound:
        form = item_form(item, request.access, prefix=prefix, initial=values)
    else:
        rest = {"organization": str(unit.public_id), "period": period.key, "state": State.WAITING.value}
        data = {f"{prefix}-{name}": value for name, value in {**values, **rest}.items()}
        form = item_form(item, request.access, data, prefix=prefix)
    form.fields["department"].widget.attrs["list"] = "departments"
    return form


def _typed_rows(request, unit, period, proposals) -> list[Row]:
    """The rows as they were sent, then gaps that have appeared meanwhile. Nothing typed is lost."""
    known = {one.source: one for one in proposals}
    sources, ticked = request.POST.getlist("source")[:MOST], set(request.POST.getlist("chosen"))
    rows = []
    for number, source in enumerate(sources):
        values = {name: request.POST.get(f"p{number}-{name}", "") for name in INPUTS}
        chosen = str(number) in ticked
        form = _form(request, unit, period, number, source[:100], values, bound=chosen)
        rows.append(Row(number, source, known.pop(source, None), form, chosen))
    rows += [
        Row(number, one.source, one, _form(request, unit, period, number, one.source, one.initial()))
        for number, one in enumerate(known.values(), start=len(rows))
    ]
    return [row for row in rows if row.proposal or row.chosen]


def _problem(wanted: list[Row]) -> str:
    """What keeps the ticked rows from being saved, beside each row, and in a sentence."""
    if not wanted:
        return "请先勾选要列入的任务。"
    names: set[str] = set()
    for row in wanted:
        row.form.is_valid()
        if row.proposal is None:
            row.form.add_error(None, GONE)
        name = tidy(row.form.data.get(row.form.add_prefix("task"), ""))
        if name and name in names:
            row.form.add_error("task", TWICE)
        names.add(name)
    wrong = [row for row in wanted if row.form.errors]
    return f"有 {len(wrong)} 项需要修改，一项也没有保存；改好后请重新提交。" if wrong else ""


def _save(request, wanted: list[Row], state: State) -> str:
    """Save the ticked rows; what is wrong otherwise."""
    items = [row.form.instance for row in wanted]
    for item in items:
        item.state = state
    try:
        plans.adopt(
            items,
            by=request.user,
            scope=request.access.full_scope(Permission.ADD, REGISTER),
            ip_address=request.META.get("REMOTE_ADDR", "")[:45],
        )
    except plans.RowRefused as error:
        wanted[error.row].form.add_error(None, error.message)
        return "有 1 项没有通过，一项也没有保存；改好后请重新提交。"
    return ""
