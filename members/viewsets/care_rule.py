"""劳模关爱标准: which level of model workers is due what, how often, and by which document."""

from members.models import CareRule, HonourTitle
from members.viewsets.model_worker import CARE_WORDS
from members.viewsets.shared import LEVEL_WORDS, union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


class CareRuleResource(RegisterResource):
    """劳模关爱标准: one line a level and kind."""

    key = register = "care_rule"
    order = 55
    title = "劳模关爱标准"
    sheet_titles = ("关爱标准", "劳模待遇标准")
    columns = (
        union_column("制定工会", fallback=""),
        Column(
            "level",
            "荣誉级别",
            kind="choice",
            choices=HonourTitle.Level,
            required=True,
            synonyms=("劳模级别", "级别"),
            synonyms_of_choices=LEVEL_WORDS,
        ),
        Column(
            "kind",
            "关爱类别",
            kind="choice",
            choices=CareRule.Kind,
            required=True,
            synonyms=("关爱项目", "类别"),
            synonyms_of_choices={word: kind for word, kind in CARE_WORDS.items() if kind in CareRule.Kind.values},
        ),
        Column(
            "every_years", "间隔（年）", kind="integer", default=1, synonyms=("间隔年数", "每几年一次", "周期（年）")
        ),
        Column("includes_retired", "含退休劳模", kind="yes_no", default=False, synonyms=("是否含退休", "含退休")),
        Column("from_day", "开始日期", kind="date", required=True, synonyms=("执行日期", "起始日期", "生效日期")),
        Column("to_day", "停止日期", kind="date", synonyms=("终止日期", "失效日期")),
        Column("document", "依据文件", required=True, synonyms=("文件依据", "文号", "依据")),
    )
    targets = (
        Target(
            "care_rule",
            CareRule,
            key=("organization", "level", "kind", "from_day"),
            fields=(
                "organization",
                "level",
                "kind",
                "every_years",
                "includes_retired",
                "from_day",
                "to_day",
                "document",
            ),
        ),
    )
    help = "一行一个级别的一类关爱。标准变动时，原来的一行填写停止日期，另起一行写新的标准。"


@register
class CareRuleViewSet(RecordViewSet):
    key = "care_rule"
    model = CareRule
    title = "劳模关爱标准"
    menu_group = "组织和人员"
    icon = "list-check"
    list_display = (
        "level",
        "kind",
        "every_years",
        "includes_retired",
        "from_day",
        "to_day",
        "document",
        "organization",
    )
    list_filter = ("organization", "level", "kind", "from_day")
    ordering = ("-from_day", "-id")
    fieldsets = (
        ("标准", ("level", "kind", "every_years", "includes_retired")),
        ("适用", ("organization", "from_day", "to_day", "document")),
    )
    resources = (CareRuleResource,)
    help = (
        "各级劳模每几年安排一次体检、慰问、疗休养，以文件为依据，按日期生效。关注清单据此列出应安排和漏办的劳模；"
        "一人有几项荣誉的按最高级别，下级工会另有标准的按下级的标准。"
    )
