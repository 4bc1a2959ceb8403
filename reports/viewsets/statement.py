"""手工填报数: figures typed by hand where no register can count them."""

from reports.models import Place, Statement
from reports.models.statement import PERIODS
from reports.services import catalogue, sentences, statements
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


class StatementResource(RegisterResource):
    """手工填报数: one line a figure of a unit and period."""

    key = register = "statement"
    order = 65
    title = "手工填报数"
    sheet_titles = ("手工填报数", "手工填报", "人工填报数", "手工填报表")
    columns = (
        Column(
            "period",
            "报告期",
            kind="choice",
            choices=PERIODS,
            required=True,
            synonyms=("填报期", "统计期", "所属期"),
            synonyms_of_choices={label.replace("年", "", 1): key for key, label in PERIODS if "半" in label},
            help="如：2021年上半年。",
            example="2021年上半年",
        ),
        Column(
            "place",
            "所属板块",
            kind="choice",
            choices=Place,
            required=True,
            synonyms=("板块", "工作板块"),
            example="丰富职工文化",
        ),
        Column("name", "指标名称", required=True, synonyms=("指标", "数据名称", "项目"), example="职工书屋"),
        Column("value", "数值", required=True, synonyms=("数据", "数字", "填报数"), example="32"),
        Column("unit", "计量单位", synonyms=("单位", "指标单位"), example="家"),
        Column(
            "source",
            "数据来源",
            required=True,
            synonyms=("来源", "数据出处", "依据", "来源说明"),
            example="据区文旅局2021年上半年统计表",
        ),
        Column(
            "organization",
            "填报单位",
            kind="organization",
            required=True,
            fallback="unit_name",
            synonyms=("上报单位", "填报工会", "所属工会"),
            help="不列这一列时，取表头上方的填报单位。",
        ),
    )
    targets = (
        Target(
            "statement",
            Statement,
            key=("organization", "name", "period"),
            fields=(
                "period",
                "place",
                "name",
                "value",
                {"amount": lambda values: statements.amount_of(values["value"])},
                "unit",
                "source",
                "organization",
            ),
        ),
    )
    help = "一行一个单位一期的一项数字，以单位、指标名称和报告期识别。数值照原样保存，不与登记簿的统计数相加。"


@register
class StatementViewSet(RecordViewSet):
    key = "statement"
    model = Statement
    title = "手工填报数"
    menu_group = "数据和报表"
    icon = "writing"
    list_display = ("name", "value", "unit", "period", "organization", "place", "source")
    list_filter = ("organization", "period", "place")
    search_fields = ("name",)
    ordering = ("-period", "id")
    fieldsets = (
        ("数字", ("organization", "period", "name", "value", "unit")),
        ("来源和用途", ("source", "place", "sentence")),
    )
    resources = (StatementResource,)
    help = "没有登记簿可以统计的数字，在这里照原样填报，写明来源并上传依据。它们不与统计数相加，在总结和目录中标明“手工填报”。"

    def prepare(self, record):
        record.amount = statements.amount_of(record.value)
        record.sentence = sentences.finished(record.sentence)

    def check(self, record):
        if record.sentence:
            wrong = sentences.problem(record.key, record.sentence, catalogue.known(record.district))
            if wrong:
                yield "sentence", wrong
