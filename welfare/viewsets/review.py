"""年度复核 of hardship files."""

from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target
from welfare.models import Review
from welfare.models.hardship import REVIEWED_BEFORE_OPENING
from welfare.viewsets.case_columns import OfCase, case_column, case_name_column


class ReviewResource(OfCase, RegisterResource):
    """年度复核: one line a file and year."""

    key = register = "review"
    not_before_opening = ("reviewed_on", REVIEWED_BEFORE_OPENING)
    order = 50
    title = "年度复核"
    sheet_titles = ("年度复核", "复核", "档案复核")
    columns = (
        case_column(),
        case_name_column(),
        Column(
            "year", "复核年度", kind="integer", required=True, fallback="year", synonyms=("年度", "年份", "复核年份")
        ),
        Column("reviewed_on", "复核日期", kind="date", required=True, synonyms=("复核时间", "审核日期", "核查日期")),
        Column(
            "result",
            "复核结果",
            kind="choice",
            choices=Review.Result,
            required=True,
            synonyms=("复核结论", "结果", "核查结果", "复核意见"),
            synonyms_of_choices={
                "继续保留": "kept",
                "保留在档": "kept",
                "继续在档": "kept",
                "合格": "kept",
                "退档": "closed",
                "脱困退出": "closed",
                "解困退出": "closed",
                "脱困": "closed",
                "解困脱困": "closed",
                "撤档": "closed",
                "已退出": "closed",
                "注销": "closed",
            },
        ),
        Column("reviewer", "复核人", synonyms=("复核人员", "审核人", "经办人", "核查人")),
    )
    targets = (
        Target("review", Review, key=("case", "year"), fields=("case", "year", "reviewed_on", "result", "reviewer")),
    )
    help = "一行一份档案一个年度的复核。复核结果为“退出”的，还要在档案中填写撤档日期。"


@register
class ReviewViewSet(RecordViewSet):
    key = "review"
    model = Review
    title = "年度复核"
    menu_group = "服务保障"
    icon = "checklist"
    list_display = ("case", "case__organization", "year", "reviewed_on", "result", "reviewer")
    list_filter = ("organization", "year", "result", "reviewed_on")
    ordering = ("-year", "-id")
    fieldsets = (("年度复核", ("case", "year", "reviewed_on", "result", "reviewer")),)
    tones = {"result": {"kept": "ok", "closed": "calm"}}
    resources = (ReviewResource,)
    help = "每份在档的困难职工档案每年复核一次。复核结果为“退出”的，请同时在档案中填写撤档日期和原因。"
