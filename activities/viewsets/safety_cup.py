"""安康杯 by year and employer, with the quotas of the year."""

from activities.models import SafetyCupEntry, SafetyQuota
from activities.views.safety_cup import safety_cup_trend
from members.viewsets.shared import union_column
from union_site.core.indicators import percentage
from union_site.core.records.viewset import RecordViewSet, column
from union_site.core.registry import register
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, CrossTab, RegisterResource, RowError, Target


class SafetyCupResource(RegisterResource):
    """安康杯: one line an employer; the year stands in a column, or in the sheet's name or title."""

    key = register = "safety_cup"
    order = 40
    title = "安康杯竞赛"
    sheet_titles = ("安康杯", "安康杯竞赛")
    columns = (
        Column(
            "year",
            "竞赛年度",
            kind="integer",
            required=True,
            fallback="year",
            synonyms=("年度", "年份", "参赛年度"),
            help="没有这一列时，取工作表名称或标题中的年份，如“2021年”。",
        ),
        Column(
            "employer_name",
            "参赛单位",
            required=True,
            synonyms=("参赛企业", "参赛单位名称", "参赛企业名称", "参赛企事业单位", "单位名称"),
        ),
        union_column(),
        Column(
            "enrolled_on",
            "报名日期",
            kind="date",
            required=True,
            synonyms=("报名时间", "参赛日期", "申报日期", "参赛时间"),
        ),
        Column(
            "employees",
            "职工总数",
            kind="integer",
            synonyms=("职工人数", "单位职工数", "职工总人数", "在岗职工数", "职工数"),
        ),
        Column(
            "participants",
            "参赛职工数",
            kind="integer",
            synonyms=("参赛人数", "参赛职工人数", "参加职工数", "参与职工数", "参加人数"),
        ),
        Column(
            "teams",
            "参赛班组数",
            kind="integer",
            synonyms=("班组数", "参赛班组", "参赛班组（科室）数", "参赛班组个数"),
        ),
        Column("self_score", "自评得分", kind="decimal", synonyms=("自评分", "自评分数", "自查得分")),
        Column("score", "考核得分", kind="decimal", synonyms=("考核分", "得分", "考评得分", "复核得分", "评审得分")),
        Column("award", "获奖情况", synonyms=("获奖", "奖项", "获得奖项", "评定结果")),
    )
    targets = (
        Target(
            "entry",
            SafetyCupEntry,
            key=("employer_name", "year"),
            fields=(
                "year",
                "employer_name",
                "organization",
                "enrolled_on",
                "employees",
                "participants",
                "teams",
                "self_score",
                "score",
                "award",
            ),
        ),
    )
    likely = (Likely(("year",), body="employer_name"),)
    help = "一行一个参赛单位。各年度分工作表填写的，年份写在工作表名称或标题中。参赛职工数不能大于职工总数。"


@register
class SafetyCupViewSet(RecordViewSet):
    key = "safety_cup"
    model = SafetyCupEntry
    title = "安康杯竞赛"
    menu_group = "工会活动"
    icon = "shield"
    list_display = (
        "year",
        "employer_name",
        "organization",
        "enrolled_on",
        "employees",
        "participants",
        "rate",
        "teams",
        "self_score",
        "score",
        "award",
    )
    list_filter = ("organization", "year", "enrolled_on", "award")
    search_fields = ("employer_name",)
    ordering = ("-year", "-id")
    totals = ("employees", "participants", "teams")
    fieldsets = (
        ("参赛单位", ("year", "employer_name", "organization", "enrolled_on")),
        ("参赛情况", ("employees", "participants", "rate", "teams")),
        ("考核", ("self_score", "score", "award")),
    )
    resources = (SafetyCupResource,)
    help = "一个单位一个年度一条，自报名日期起计入。参与率为参赛职工数占职工总数的百分比，没有统计的留空，不要填 0。"

    def extra_urls(self):
        return [("trend/", safety_cup_trend, "trend")]

    def extra_links(self):
        return [{"title": "三年对比", "url": self.url("trend"), "icon": "chart-bar"}]

    def record_links(self, record, access):
        address = f"{self.url('trend')}?entry={record.public_id}"
        return [{"title": "本单位历年参赛", "url": address, "icon": "chart-bar"}]

    @column("参与率", needs=("employees", "participants"), num=True)
    def rate(self, record):
        if record.employees is None or record.participants is None:
            return None
        return f"{percentage(record.participants, record.employees)}%"


class SafetyQuotaResource(RegisterResource):
    """安康杯参赛指标: one line a union and year."""

    key = register = "safety_quota"
    order = 40
    title = "安康杯参赛指标"
    sheet_titles = ("安康杯参赛指标", "安康杯指标分解", "参赛指标")
    columns = (
        Column(
            "year",
            "竞赛年度",
            kind="integer",
            required=True,
            fallback="year",
            synonyms=("年度", "年份"),
            help="没有这一列时，取工作表名称或标题中的年份，如“2021年”。",
        ),
        union_column("承担单位", synonyms=("镇街（系统）", "镇街", "单位", "工会名称", "所属工会"), fallback=""),
        Column(
            "organisations",
            "参赛单位指标（家）",
            kind="integer",
            synonyms=("参赛单位指标", "指标数", "参赛单位指标数", "参赛企业指标", "单位指标", "单位数指标"),
        ),
        Column(
            "participants",
            "参赛职工指标（人）",
            kind="integer",
            synonyms=("参赛职工指标", "参赛职工指标数", "职工指标", "职工数指标", "参赛人数指标"),
        ),
        Column("document_number", "下达文号", synonyms=("文号", "下达文件")),
    )
    crosstabs = (
        CrossTab(
            "organization",
            {
                "participants": ("参赛职工数", "职工数", "职工人数", "参赛人数", "人数"),
                "organisations": ("参赛单位数", "单位数", "企业数", "家数"),
            },
        ),
    )
    targets = (
        Target(
            "quota",
            SafetyQuota,
            key=("organization", "year"),
            fields=("year", "organization", "organisations", "participants", "document_number"),
        ),
    )
    help = "一行一个单位一个年度，参赛单位指标和参赛职工指标至少填一项。再次导入时更新原来的指标。也可以每个单位一列。"

    def clean_row(self, values, context):
        if values.get("organisations") is None and values.get("participants") is None:
            yield RowError("organisations", "quota_missing", "请填写参赛单位指标或参赛职工指标，至少一项。")


@register
class SafetyQuotaViewSet(RecordViewSet):
    key = "safety_quota"
    model = SafetyQuota
    title = "安康杯参赛指标"
    menu_group = "工会活动"
    icon = "target"
    list_display = ("year", "organization", "organisations", "participants", "document_number")
    list_filter = ("organization", "year")
    ordering = ("-year", "-id")
    totals = ("organisations", "participants")
    fieldsets = (
        ("承担单位", ("year", "organization")),
        ("指标", ("organisations", "participants", "document_number")),
    )
    resources = (SafetyQuotaResource,)
    help = "上级工会下达的安康杯参赛指标，一个单位一个年度一条。完成情况按该单位及其下级的参赛登记计算，未完成的列在“关注清单”中。"
