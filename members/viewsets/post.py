"""工会干部任职: who holds which post from when to when."""

from members.models import Post
from members.viewsets.shared import GENDER_WORDS, name_column, union_column, union_level_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


class PostResource(RegisterResource):
    """任职情况: one line a person and post; whoever holds two posts has two lines."""

    key = register = "post"
    order = 50
    title = "任职情况"
    sheet_titles = ("任职情况", "工会干部", "工会干部名册", "集体协商指导员", "协商指导员名册")
    columns = (
        name_column(synonyms=("干部姓名", "名字", "人员姓名", "指导员姓名")),
        Column("gender", "性别", kind="choice", choices=Post.Gender, synonyms_of_choices=GENDER_WORDS),
        union_column("任职工会", synonyms=("所在工会", "所属工会", "工会名称", "任职单位", "聘任工会")),
        union_level_column(),
        Column(
            "title",
            "职务",
            kind="choice",
            choices=Post.Title,
            required=True,
            synonyms=("工会职务", "担任职务", "岗位", "任职岗位"),
            synonyms_of_choices={
                "工会主席": "chair",
                "工会副主席": "vice_chair",
                "经审会主任": "audit",
                "经审主任": "audit",
                "经费审查委员会主任委员": "audit",
                "女工委主任": "women",
                "女职委主任": "women",
                "女职工委员会主任委员": "women",
                "女工主任": "women",
                "工会委员": "committee",
                "委员会委员": "committee",
                "专职工会干部": "staff",
                "专职工会工作者": "staff",
                "社会化工会工作者": "staff",
                "专职指导员": "advisor_full",
                "专职协商指导员": "advisor_full",
                "集体协商专职指导员": "advisor_full",
                "兼职指导员": "advisor_part",
                "兼职协商指导员": "advisor_part",
                "集体协商兼职指导员": "advisor_part",
            },
        ),
        Column(
            "appointed_on",
            "任职日期",
            kind="date",
            required=True,
            synonyms=("任职时间", "聘任日期", "聘任时间", "上任日期", "任职起始日期"),
        ),
        Column(
            "term_ends_on", "任期届满日期", kind="date", synonyms=("届满日期", "任期届满时间", "聘期届满日期", "任期至")
        ),
        Column(
            "left_on",
            "离任日期",
            kind="date",
            synonyms=("离任时间", "解聘日期", "卸任日期", "离职日期", "任职截止日期"),
            help="自该日起不再任职，在任的留空。",
        ),
        Column(
            "full_time",
            "是否专职",
            kind="yes_no",
            synonyms=("专职", "是否专职人员", "专职/兼职", "专兼职", "专（兼）职"),
            synonyms_of_choices={"专职": "yes", "兼职": "no", "非专职": "no"},
        ),
    )
    targets = (
        Target(
            "post",
            Post,
            key=("organization", "name", "title", "appointed_on"),
            fields=(
                "name",
                "gender",
                "organization",
                "level",
                "title",
                "appointed_on",
                "term_ends_on",
                "left_on",
                "full_time",
            ),
        ),
    )
    likely = (Likely(("organization", "name", "title"), near="appointed_on"),)
    help = "一行一人的一项职务，兼任几项职务的写几行。离任的填写离任日期，不要删去该行。"


@register
class PostViewSet(RecordViewSet):
    key = "post"
    model = Post
    title = "工会干部任职"
    menu_group = "组织和人员"
    icon = "id-badge-2"
    list_display = ("name", "gender", "organization", "level", "title", "appointed_on", "left_on")
    list_filter = ("organization", "level", "title", "appointed_on", "left_on")
    search_fields = ("name",)
    ordering = ("-appointed_on", "-id")
    fieldsets = (
        ("人员", ("name", "gender")),
        ("职务", ("organization", "level", "title", "full_time")),
        ("任期", ("appointed_on", "term_ends_on", "left_on")),
    )
    resources = (PostResource,)
    help = "主席、副主席、经费审查委员会主任、女职工委员会主任和集体协商指导员等的任职，一人一项职务一条。离任的填写离任日期，自该日起不再计入。"
