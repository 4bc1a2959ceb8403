"""汇演节目: programmes of shows, selected for the superior's show or not."""

from activities.models import Activity, Programme
from activities.viewsets.activity import CODE
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, Lookup, RegisterResource, RowError, Target


class ProgrammeResource(RegisterResource):
    """汇演节目: one line a programme."""

    key = register = "programme"
    order = 50
    title = "汇演节目"
    sheet_titles = ("汇演节目", "展演节目", "文艺节目", "节目")
    columns = (
        Column("name", "节目名称", required=True, synonyms=("节目", "作品名称")),
        Column(
            "organization",
            "演出单位",
            kind="organization",
            required=True,
            fallback="unit_name",
            synonyms=("表演单位", "选送单位", "报送单位", "所属工会", "演出工会"),
        ),
        Column("activity", "活动编号", kind="reference", lookup=Lookup(Activity, "code"), optional=True, synonyms=CODE),
        Column("selected_for", "入选上级汇演", synonyms=("入选汇演", "入选活动", "入选上级展演", "入选情况")),
        Column("selected_on", "入选日期", kind="date", synonyms=("入选时间",)),
        Column("award", "获奖", synonyms=("获奖情况", "奖项", "所获奖项")),
    )
    targets = (
        Target(
            "programme",
            Programme,
            key=("name", "organization"),
            fields=("name", "organization", "activity", "selected_for", "selected_on", "award"),
        ),
    )
    help = "一行一个节目。入选上级工会汇演的，填写汇演名称和入选日期；没有入选的留空。"

    def clean_row(self, values, context):
        if values.get("selected_for") and values.get("selected_on") is None:
            yield RowError("selected_on", "selected_on_missing", "填写了入选上级汇演的，请填写入选日期。")


@register
class ProgrammeViewSet(RecordViewSet):
    key = "programme"
    model = Programme
    title = "汇演节目"
    menu_group = "工会活动"
    icon = "star"
    list_display = ("name", "organization", "activity", "selected_for", "selected_on", "award")
    list_filter = ("organization", "selected_on")
    search_fields = ("name",)
    fieldsets = (
        ("节目", ("name", "organization", "activity")),
        ("入选和获奖", ("selected_for", "selected_on", "award")),
    )
    resources = (ProgrammeResource,)
    help = "职工文艺展演的节目。入选上级工会汇演的，填写汇演名称和入选日期，计入当期的入选节目数。"
