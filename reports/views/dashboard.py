"""The first page: ten figures, three charts, what is to be done."""

from django.shortcuts import redirect, render
from django.urls import reverse

from reports import charts
from reports.services import figures, todos
from reports.views.own import on_dashboard
from reports.views.parameters import (
    chosen_period,
    chosen_tree,
    chosen_unit,
    periods_to_choose,
    tree_words,
    trees_to_choose,
)
from union_site.core.evaluation import DISTRICT_ITSELF, evaluate, evaluate_by_town
from union_site.core.models import ImportBatch
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers
from union_site.core.roles import Permission

TILES = (
    ("register.members", "users"),
    ("register.organisations", "sitemap"),
    ("organising.new_single", "building-community"),
    ("contest.enterprise_events", "trophy"),
    ("safety.sessions", "shield"),
    ("women.participants", "heart"),
    ("dispute.accepted", "scale"),
    ("hardship.total", "heart-handshake"),
    ("mutual.insured", "first-aid-kit"),
    ("mutual.paid", "coin"),
)
LEVELS = (("hardship.national", "全国级"), ("hardship.provincial", "省级"), ("hardship.district", "区级"))
MONEY = (("mutual.paid", "医疗互助报销金额"), ("dispute.amount", "劳动争议涉及金额"))


def home(request):
    """The dashboard; people without figures (the three administrators) go to their own work."""
    access = request.access
    if not access.can(Permission.FIGURES):
        for permission, name in (
            (Permission.ACCOUNTS, "core:accounts"),
            (Permission.GRANTS, "core:accounts"),
            (Permission.AUDIT, "core:audit"),
        ):
            if access.can(permission):
                return redirect(name)
        return render(request, "reports/no_grants.html")
    period, unit = chosen_period(request), chosen_unit(request)
    district = request.user.district
    whole = unit is None or unit.parent_id is None
    keys = [key for key, _ in TILES] + [key for key, _ in LEVELS]
    own = on_dashboard(access, period)
    chosen = [*(indicators[key] for key in keys), *own]
    found = figures.compute(chosen, period, district=district, unit=unit, today=access.today)
    tree_on = chosen_tree(request) if whole else None
    towns = _by_town(period, district, tree_on) if whole else {}
    query = f"?period={period.key}" + (f"&unit={unit.public_id}" if unit else "") + ("&tree=today" if tree_on else "")
    return render(
        request,
        "reports/dashboard.html",
        {
            "period": period,
            "unit": unit,
            "periods": periods_to_choose(period, access.today),
            "tiles": [_tile(found[key], icon, towns, query) for key, icon in TILES],
            "own_tiles": [_tile(found[indicator.key], "star", {}, query) for indicator in own],
            "members_chart": _members_chart(period, district, towns, tree_on) if whole else None,
            "levels_chart": _levels_chart(found, query),
            "money_chart": _money_chart(period, district, unit),
            "query": query,
            "trees": trees_to_choose(request, tree_on),
            "tree_key": "today" if tree_on else "",
            "tree_words": tree_words(tree_on),
            "tasks": _tasks(request),
            "as_of": min(period.last_day, access.today),
        },
    )


def _by_town(period: Period, district, tree_on) -> dict[str, dict]:
    return evaluate_by_town([indicators[key] for key, _ in TILES], period, district=district, tree_on=tree_on)


def _tile(value: figures.FigureValue, icon: str, towns: dict, query: str) -> dict:
    indicator = value.indicator
    complete = ""
    if towns:
        having = len([town for town in towns[indicator.key] if town != DISTRICT_ITSELF])
        complete = (
            f"{having}/{len([t for t in towns['register.organisations'] if t != DISTRICT_ITSELF])} 镇街系统有数据"
        )
    return {
        "label": indicator.label,
        "value": None if value.now is None else value.words,
        "unit": indicator.unit,
        "icon": icon,
        "href": reverse("reports:figure", args=[indicator.key]) + query,
        "as_of": value.as_of.isoformat(),
        "previous": None if value.before is None else f"{value.before_words}",
        "change": value.change.removeprefix("同比").removeprefix("与上年同期"),
        "complete": complete,
    }


def _members_chart(period: Period, district, towns: dict, tree_on) -> dict | None:
    now = towns["register.members"]
    if not now:
        return None
    before = evaluate_by_town([indicators["register.members"]], period.year_before, district=district, tree_on=tree_on)[
        "register.members"
    ]
    return charts.pair_by_town((period.label, period.year_before.label), "人", list(now), now, before)


def _levels_chart(found: dict, query: str) -> dict | None:
    total = found["hardship.total"]
    if total.now is None:
        return None
    parts = [(name, found[key].now, reverse("reports:figure", args=[key]) + query) for key, name in LEVELS]
    return charts.shares("在档困难职工", parts, total.words)


def _money_chart(period: Period, district, unit) -> dict | None:
    months = [Period(year, month, month) for year, month in period.months()]
    values = evaluate([indicators[key] for key, _ in MONEY], months, district=district, unit=unit)
    if all(value is None for value in values.values()):
        return None
    series = [(label, {f"{month.first_month}月": values[key, month] for month in months}) for key, label in MONEY]
    return charts.by_month(series, "万元")


def _tasks(request) -> list[dict]:
    """待办: what waits for this user."""
    user, tasks = request.user, []
    for one in todos.of(request.access):
        url = reverse("reports:paper", args=[one.paper.public_id])
        tasks.append({"text": one.text, "note": one.note, "url": url + ("#sections" if one.section else "")})
    waiting = ImportBatch.objects.filter(user=user, state=ImportBatch.State.PREVIEW).order_by("-id")[:5]
    for batch in waiting:
        title = registers[batch.register].title if batch.register in registers else batch.sheet_name
        tasks.append(
            {
                "text": f"导入待确认：{title}",
                "note": f"新增 {batch.new}，变更 {batch.changed}，退回 {batch.rejected}",
                "url": reverse("core:import-preview", args=[batch.public_id]),
            }
        )
    returned = ImportBatch.objects.filter(user=user, state=ImportBatch.State.DONE, rejected__gt=0).order_by("-id")[:5]
    for batch in returned:
        tasks.append(
            {
                "text": f"有 {batch.rejected} 行未导入：{batch.sheet_name}",
                "note": "请下载错误数据，修改后重新导入",
                "url": reverse("core:import-preview", args=[batch.public_id]),
            }
        )
    for job in user.jobs.filter(finished_at__isnull=False, seen_at=None).order_by("-id")[:5]:
        tasks.append({"text": job.title, "note": job.message, "url": reverse("core:job", args=[job.public_id])})
    return tasks
