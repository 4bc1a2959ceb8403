"""打算看板: the plan of a unit's half-year by state, and moving a task on."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from reports.models import PlanItem
from reports.services import plans
from reports.services.plans import NEXT, OUTCOMES, REGISTER, State
from reports.views.plan_parts import (
    errors_of,
    item_form,
    periods_to_plan,
    plan_period,
    plan_unit,
    plan_units,
    query_of,
    refused,
    shown_data,
)
from reports.viewsets.plan import STATE_TONES
from union_site.core import audit
from union_site.core.periods import Period
from union_site.core.records import services
from union_site.core.records.pages import guarded
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.views.tools import post_only
from union_site.core.worklists import usual_day

CHOICES = ("department", "month", "overdue")


def plan_board(request):
    """The plan in columns by state; who may change it moves a task on by its buttons."""
    request.access.require(Permission.VIEW, REGISTER)
    return _page(request, plan_unit(request, Permission.VIEW), plan_period(request))


@post_only
def plan_move(request, public_id):
    """Set what became of a task: its state, the day on which it was done, or why it was not."""
    access, viewset = request.access, registers[REGISTER]
    item = viewset.record(access, Permission.CHANGE, public_id)
    before, unit, period = audit.snapshot(item), item.organization, Period.parse(item.period)
    wanted, words = request.POST.get("state", ""), dict(State.choices)
    typed = {"done_on": request.POST.get("done_on", "")[:20] if wanted == State.DONE else "", "state": wanted}
    typed["version"] = request.POST.get("version", "")
    if "outcome_note" in request.POST:
        typed["outcome_note"] = request.POST["outcome_note"]
    following, was = plans.may_follow(item.state, wanted), item.get_state_display()
    form = item_form(item, access, shown_data(item_form(item, access)) | typed)
    if form.is_valid() and not following:
        form.add_error(None, f"这项任务现在是“{was}”，不能直接改为“{words[wanted]}”，请刷新页面后再改。")
    if form.is_valid() and guarded(form, lambda: _store(request, form.instance, before)):
        messages.success(request, f"“{item.task}”已改为{words[wanted]}。")
        return redirect(f"{reverse('reports:plan-board')}?{_query(request, unit, period)}#item-{item.public_id}")
    refused(request, "未改状态", item)
    typed = {"done_on": request.POST.get("done_on", ""), "outcome_note": request.POST.get("outcome_note", "")}
    return _page(request, unit, period, refusal={item.pk: {"errors": errors_of(form), **typed}})


def _store(request, item: PlanItem, before: dict) -> None:
    viewset = registers[REGISTER]
    services.change(
        item,
        before=before,
        by=request.user,
        register=REGISTER,
        scope=request.access.full_scope(Permission.CHANGE, REGISTER),
        save=lambda record: viewset.store(record, by=request.user),
        saved=lambda record, action: viewset.saved(record, action, by=request.user),
        ip_address=request.META.get("REMOTE_ADDR", "")[:45],
    )


def _query(request, unit, period: Period) -> str:
    return query_of(unit, period, **{name: request.GET.get(name, "")[:40] for name in CHOICES})


def _page(request, unit, period: Period, refusal: dict | None = None):
    access, viewset, refusal = request.access, registers[REGISTER], refusal or {}
    day = usual_day(access)
    chosen = {name: request.GET.get(name, "")[:40] for name in CHOICES}
    rows = plans.of(viewset.all_rows(access), unit, period)
    board = plans.board(
        rows, day=day, department=chosen["department"], month=chosen["month"], overdue=bool(chosen["overdue"])
    )
    writing = access.full_scope(Permission.CHANGE, REGISTER).covers(unit.path)
    # A day that lies in the half-year is offered as the day on which a task was done.
    done_on = f"{access.today}" if period.start <= access.today <= period.last_day else ""
    columns = [
        {
            "state": state,
            "tone": STATE_TONES[state.value],
            "cards": [_card(item, day, done_on, refusal.get(item.pk)) for item in items],
        }
        for state, items in board.columns
    ]
    return render(
        request,
        "reports/plan_board.html",
        {
            "viewset": viewset,
            "unit": unit,
            "units": plan_units(access, Permission.VIEW),
            "period": period,
            "periods": periods_to_plan(period, access.today),
            "board": board,
            "columns": columns,
            "chosen": chosen,
            "is_narrowed": any(chosen.values()),
            "day": day,
            "query": query_of(unit, period),
            "full_query": _query(request, unit, period),
            "explained": PlanItem.EXPLAINED,
            "may_change": writing,
            "may_add": access.full_scope(Permission.ADD, REGISTER).covers(unit.path),
        },
    )


def _due_words(item: PlanItem) -> str:
    """8月底前; with its year where that is not the plan's."""
    year, _, month = item.due.partition("-")
    return "" if not month else f"{'' if item.period.startswith(year) else f'{year}年'}{int(month)}月底前"


def _card(item: PlanItem, day, done_on: str, refusal: dict | None) -> dict:
    """A task as its card shows it; after a refusal with what was typed and what is wrong."""
    return {
        "item": item,
        "url": registers[REGISTER].url("detail", item),
        "is_overdue": item.is_overdue(day),
        "due_words": _due_words(item),
        "version": item.updated_at.isoformat(),
        "following": [(state.value, words) for state, words in NEXT[item.state]],
        "outcomes": [(state.value, state.label) for state in OUTCOMES if plans.may_follow(item.state, state)],
        "errors": refusal["errors"] if refusal else (),
        "done_on": refusal["done_on"] if refusal else done_on,
        "outcome_note": refusal["outcome_note"] if refusal else item.outcome_note,
    }
