"""年度目标任务: what each unit has to reach in a year."""

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from reports.models import AnnualTarget, Definition
from reports.services import catalogue, targets
from union_site.core.indicators import plain
from union_site.core.records.viewset import RecordViewSet, column
from union_site.core.registry import indicators, register
from union_site.core.spreadsheets.resource import Column, CrossTab, RegisterResource, Target


class AnnualTargetResource(RegisterResource):
    """目标任务: one line a target of a unit."""

    key = register = "target"
    order = 60
    title = "目标任务"
    sheet_titles = ("目标任务", "年度目标任务", "目标任务分解表", "任务分解", "目标责任")
    columns = (
        Column(
            "year", "年度", kind="integer", required=True, fallback="year", synonyms=("任务年度", "年份", "考核年度")
        ),
        Column(
            "indicator_name",
            "指标",
            required=True,
            synonyms=("指标名称", "目标任务", "任务指标", "考核指标", "任务名称", "目标名称"),
            help="与指标目录中的名称一致时，自动计算完成情况。",
            example="医疗互助参保人数",
        ),
        Column(
            "organization",
            "承担单位",
            kind="organization",
            required=True,
            synonyms=("责任单位", "承接单位", "任务单位", "牵头单位", "完成单位"),
        ),
        Column("set_by", "下达单位", synonyms=("下达工会", "任务来源", "下达部门"), help="下达任务的上级工会全称。"),
        Column(
            "value",
            "目标值",
            kind="decimal",
            places=2,
            required=True,
            synonyms=("目标数", "任务数", "目标", "年度目标", "任务值", "指标值", "目标任务数"),
        ),
        Column("unit", "计量单位", synonyms=("单位", "指标单位", "度量单位")),
    )
    crosstabs = (
        CrossTab("organization", {"value": ("目标值", "任务数", "目标")}),
        CrossTab("indicator_name", {"value": ()}, known=targets.key_of, open=True, unit="unit"),
    )
    targets = (
        Target(
            "target",
            AnnualTarget,
            key=("organization", "year", "indicator_name"),
            fields=(
                "year",
                "indicator_name",
                {"indicator_key": lambda values: targets.key_of(values["indicator_name"])},
                "organization",
                "set_by",
                "value",
                "unit",
            ),
        ),
    )
    help = "一行一个单位的一项任务，以单位、年度和指标识别。再次导入时更新目标值。也可以一行一项指标、每个单位一列，或一行一个单位、每项指标一列。"


@register
class AnnualTargetViewSet(RecordViewSet):
    key = "target"
    model = AnnualTarget
    title = "年度目标任务"
    menu_group = "数据和报表"
    icon = "target"
    list_display = ("year", "indicator_name", "organization", "set_by", "value", "unit", "figure")
    list_filter = ("organization", "year", "set_by")
    search_fields = ("indicator_name",)
    ordering = ("-year", "id")
    fieldsets = (
        ("目标任务", ("year", "indicator_name", "organization", "set_by", "value", "unit")),
        ("完成情况", ("figure", "reached", "completed")),
    )
    resources = (AnnualTargetResource,)
    help = "上级工会下达的、区总工会分解到各单位的年度任务。指标名称与指标目录一致的，系统按登记簿计算完成情况。"

    def prepare(self, record):
        record.indicator_key = targets.key_of(record.indicator_name, catalogue.known(record.district))

    def _within(self, scope, *, void):
        """With the name of the district's own indicator that a target speaks of, if any."""
        own = Definition.objects.filter(district=OuterRef("district"))
        own = own.annotate(key_text=Concat(Value("own."), Cast("number", CharField())))
        meant = own.filter(Q(key_text=OuterRef("indicator_key")) | Q(name=OuterRef("indicator_name")))
        return super()._within(scope, void=void).annotate(own_figure=Subquery(meant.values("name")[:1]))

    @column("目标值", needs=("value",), num=True)
    def value(self, record):
        """The number as it was set: 13,900, not 13,900.00."""
        return f"{record.value.normalize():,f}"

    @column("对应指标", needs=("indicator_key",))
    def figure(self, record):
        """The figure of the catalogue by which completion is counted."""
        indicator = indicators.get(record.indicator_key)
        return indicator.label if indicator else getattr(record, "own_figure", None)

    @column("本年度已完成")
    def reached(self, record):
        found = targets.completion(record)
        return f"{found.reached:,}{record.unit}" if found else None

    @column("完成率")
    def completed(self, record):
        found = targets.completion(record)
        return f"{plain(found.percent)}%" if found and found.percent is not None else None
