"""Invented targets, plans and forms of a district; see union_site.core.generation."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from reports.models import AnnualTarget, FormFilling, FormVersion, PlanItem, ReportForm, Statement
from reports.models.place import Place
from reports.services.report_forms.bindings import XLSX
from reports.services.report_forms.layout import SheetLayout
from reports.services.targets import key_of
from union_site.core.files import store
from union_site.core.generation import World
from union_site.core.registry import generator
from union_site.core.spreadsheets.workbook import write_rows

TARGETS = (
    ("医疗互助参保人数", "人", 60_000),
    ("新增会员", "人", 3000),
    ("技能比武", "场", 20),
    ("新建百人以上企业工会", "家", 10),
)
DEPARTMENTS = ("办公室", "宣教部", "基层工作部", "生产保护部", "权益保障部", "女职工部")
TASKS = (
    "举办职工读书会",
    "开展技能比武",
    "推进百人以上企业建会",
    "组织疗休养",
    "走访困难职工",
    "开展法律宣传",
    "举办联谊活动",
)


@generator(order=60)
def targets(world: World) -> None:
    """Of the district and of each town, for three years."""
    keys = {name: key_of(name) for name, _, _ in TARGETS}
    for unit in [*world.made["root"], *world.made["above"]]:
        for year in range(world.year - 2, world.year + 1):
            for name, measure, value in world.some(TARGETS, len(TARGETS)):
                part = 1 if unit.level == "district" else world.number(8, 30)
                world.add(
                    AnnualTarget,
                    organization_id=unit.key,
                    year=year,
                    indicator_name=name,
                    indicator_key=keys[name],
                    set_by="江临市总工会" if unit.level == "district" else world.district.name,
                    value=Decimal(max(1, value // part)),
                    unit=measure,
                )


@generator(order=61)
def plans(world: World) -> None:
    for unit in [*world.made["root"], *world.made["above"]]:
        for year, half in ((year, half) for year in range(world.year - 1, world.year + 1) for half in (1, 2)):
            for number, task in enumerate(world.some(TASKS, 5), start=1):
                done = world.day(date(year, 6 * half - 5, 1), date(year, 6 * half, 28)) if world.chance(0.7) else None
                state = PlanItem.State.DONE if done else world.one((PlanItem.State.WAITING, PlanItem.State.RUNNING))
                world.add(
                    PlanItem,
                    organization_id=unit.key,
                    period=f"{year}H{half}",
                    section=world.one(PlanItem.Section.values),
                    task=f"{task}（{number}）",
                    goal=f"{world.number(1, 20)}场",
                    department=world.one(DEPARTMENTS),
                    due=f"{year}-{world.number(6 * half - 5, 6 * half):02}",
                    state=state,
                    done_on=done,
                )


@generator(order=62)
def statements(world: World) -> None:
    """Figures that each town types itself."""
    for unit in [*world.made["root"], *world.made["above"]]:
        for half in (1, 2):
            number = world.number(3, 90)
            world.add(
                Statement,
                organization_id=unit.key,
                period=f"{world.year}H{half}",
                place=Place.CULTURE,
                name="职工书屋",
                value=str(number),
                amount=Decimal(number),
                unit="家",
                source=f"{world.year}年阵地建设统计表",
            )


@generator(order=63)
def forms(world: World) -> None:
    """A form of the superior that was filled once by the district and each town, with an empty cell."""
    name, headings = "工会工作统计报表", ["指标", "本期"]
    file = BytesIO()
    write_rows(file, [(name, headings, [["工会组织", ""]], ())])
    form = ReportForm.objects.create(district=world.district, name=name, issuer="江临市总工会")
    kept = store(file.getvalue(), name=f"{name}.xlsx", content_type=XLSX, district=world.district)
    version = FormVersion(form=form, number=1, file=kept)
    drawn = SheetLayout(name, False, [headings, ["工会组织", ""]], [], frozenset(), frozenset(), frozenset())
    version.draw([drawn.to_store()])
    version.save()
    for unit in [*world.made["root"], *world.made["above"]]:
        world.add(
            FormFilling,
            organization_id=unit.key,
            version_id=version.pk,
            period=f"{world.year}H1",
            filled_on=date(world.year, 7, 5),
            file_id=kept.pk,
        )
