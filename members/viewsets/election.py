"""换届 and 工会干部任职: elections of a round, and who holds which post from when to when."""

from members.models import Election, Post
from members.viewsets.shared import GENDER_WORDS, name_column, union_column, union_level_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target
from union_site.core.spreadsheets.targets import MISSING


def state_of(values: dict):
    """Held is done; else what the sheet says. A sheet that says nothing leaves the state as it is."""
    if values.get("held_on"):
        return Election.State.DONE.value
    return values.get("state") or MISSING


class ElectionResource(RegisterResource):
    """换届选举: one line a union and round."""

    key = register = "election"
    order = 50
    title = "换届选举"
    sheet_titles = ("换届选举", "换届", "工会换届", "换届情况")
    columns = (
        union_column("工会名称", synonyms=("换届工会", "换届单位", "工会", "所属工会", "工会组织", "单位名称")),
        union_level_column(),
        Column(
            "round",
            "换届轮次",
            required=True,
            synonyms=("轮次", "换届批次", "换届届别", "本轮换届"),
            help="以年份开头，如“2021年换届”。",
            example="2021年换届",
        ),
        Column(
            "due_on",
            "届满日期",
            kind="date",
            required=True,
            synonyms=("届满时间", "任期届满日期", "任期届满时间", "到届日期", "到期日期"),
        ),
        Column(
            "planned_month",
            "计划换届月份",
            kind="month",
            synonyms=("计划换届时间", "拟换届月份", "拟换届时间", "预计换届月份", "计划月份"),
        ),
        Column(
            "held_on",
            "换届日期",
            kind="date",
            synonyms=("换届时间", "换届完成日期", "换届大会日期", "实际换届日期", "选举日期", "大会召开日期"),
            help="未换届的留空。",
        ),
        Column("chair", "当选主席", kind="name", synonyms=("新任主席", "当选工会主席", "主席", "工会主席")),
        Column(
            "state",
            "状态",
            kind="choice",
            choices=Election.State,
            synonyms=("换届状态", "换届情况", "进展", "换届进展", "完成情况"),
            synonyms_of_choices={
                "未换届": "waiting",
                "尚未启动": "waiting",
                "未开始": "waiting",
                "筹备中": "preparing",
                "正在筹备": "preparing",
                "进行中": "preparing",
                "已换届": "done",
                "完成": "done",
                "换届完成": "done",
                "延期换届": "postponed",
                "已延期": "postponed",
                "推迟": "postponed",
            },
            help="可不填：有换届日期的即为“已完成”。",
        ),
        Column("term", "届次", synonyms=("第几届", "本届届次", "新一届届次")),
        Column("document_number", "批复文号", synonyms=("文号", "批复文件", "批复文件号", "批准文号")),
    )
    targets = (
        Target(
            "election",
            Election,
            key=("organization", "round"),
            fields=(
                "organization",
                "level",
                "round",
                "due_on",
                "planned_month",
                "held_on",
                "chair",
                {"state": state_of},
                "term",
                "document_number",
            ),
        ),
    )
    help = "一行一个工会的一轮换届。已换届的填写换届日期和当选主席，未换届的留空；同一工会同一轮次只登记一次。"

    def clean_row(self, values, context):
        if values.get("held_on"):
            return
        if values.get("chair"):
            yield RowError("chair", "held_on_missing", "填写了当选主席的，请填写换届日期。")
        if values.get("state") == Election.State.DONE:
            yield RowError(
                "state", "held_on_missing", "状态为“已完成”的，应填写换届日期；没有换届日期的，请选择其他状态。"
            )


@register
class ElectionViewSet(RecordViewSet):
    key = "election"
    model = Election
    title = "换届"
    menu_group = "组织和人员"
    icon = "users-group"
    list_display = ("organization", "level", "round", "due_on", "planned_month", "state", "held_on", "chair")
    list_filter = ("organization", "level", "state", "round", "due_on", "held_on")
    ordering = ("-due_on", "-id")
    fieldsets = (
        ("工会和轮次", ("organization", "level", "term", "round")),
        ("届满和计划", ("due_on", "planned_month", "state")),
        ("换届结果", ("held_on", "chair", "document_number")),
    )
    resources = (ElectionResource,)
    tones = {"state": {"waiting": "calm", "preparing": "wait", "done": "ok", "postponed": "bad"}}
    help = (
        "一个工会的一轮换届一条，轮次以年份开头（如“2021年换届”），当年的这一轮计入总结。填写换届日期后即为“已完成”。"
    )

    def prepare(self, record):
        if record.held_on:
            record.state = Election.State.DONE


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
            "left_on",
            "离任日期",
            kind="date",
            synonyms=("离任时间", "解聘日期", "卸任日期", "离职日期", "任职截止日期"),
            help="自该日起不再任职，在任的留空。",
        ),
        Column("full_time", "是否专职", kind="yes_no", synonyms=("专职", "是否专职人员")),
    )
    targets = (
        Target(
            "post",
            Post,
            key=("organization", "name", "title", "appointed_on"),
            fields=("name", "gender", "organization", "level", "title", "appointed_on", "left_on", "full_time"),
        ),
    )
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
        ("任期", ("appointed_on", "left_on")),
    )
    resources = (PostResource,)
    help = "主席、副主席、经费审查委员会主任、女职工委员会主任和集体协商指导员等的任职，一人一项职务一条。离任的填写离任日期，自该日起不再计入。"
