"""用人单位: the register of employers and the sheet with their yearly headcounts."""

from django.db.models.functions import Coalesce

from members.models import CoverageChange, Employer, Headcount, OrganizingStep
from members.services import organizing
from members.views import merging
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, Item, RegisterResource, RowError, Target

KIND_WORDS = {
    "国企": "state",
    "国有": "state",
    "国有控股": "state",
    "国有控股企业": "state",
    "国有独资": "state",
    "集体": "collective",
    "私营": "private",
    "民营": "private",
    "民营企业": "private",
    "私企": "private",
    "民企": "private",
    "港澳台": "hmt",
    "港澳台资企业": "hmt",
    "港澳台投资企业": "hmt",
    "港澳台商投资企业": "hmt",
    "外资": "foreign",
    "外企": "foreign",
    "外商投资企业": "foreign",
    "三资企业": "foreign",
    "机关单位": "government",
    "党政机关": "government",
    "国家机关": "government",
    "事业": "institution",
    "社团": "social",
    "社会团体": "social",
    "民办非企业": "social",
    "民办非企业单位": "social",
    "社会服务机构": "social",
    "个体": "self_employed",
    "个体户": "self_employed",
    "个体经济组织": "self_employed",
}


def women_of(values: dict, item: Item) -> int | None:
    """其中女职工 is stated for the latest year of the sheet."""
    return values.get("women") if item.key == max(values["employees"]) else None


def owner_of(values: dict):
    """An employer belongs to its covering union, else to the town where it lies."""
    return values.get("union_id") or values.get("seat_id")


class EmployerResource(RegisterResource):
    """用人单位: one line an employer, with a column of employees for each year."""

    key = register = "employer"
    order = 30
    title = "用人单位"
    sheet_titles = ("用人单位", "企业基本情况", "单位基本情况", "建会企业")
    columns = (
        Column(
            "name",
            "单位名称",
            required=True,
            synonyms=("用人单位", "用人单位名称", "企业名称", "单位全称", "企业（单位）名称", "企业全称"),
        ),
        Column(
            "uscc",
            "统一社会信用代码",
            kind="uscc",
            synonyms=("社会信用代码", "信用代码", "单位统一社会信用代码", "组织机构代码"),
        ),
        Column(
            "kind",
            "单位性质",
            kind="choice",
            choices=Employer.Kind,
            required=True,
            synonyms=("企业性质", "性质", "单位类型", "单位类别", "经济类型", "企业类型"),
            synonyms_of_choices=KIND_WORDS,
        ),
        Column("industry", "所属行业", synonyms=("行业", "行业类别", "国民经济行业", "行业门类")),
        Column(
            "seat",
            "所在镇街（系统）",
            kind="organization",
            required=True,
            anywhere=True,
            synonyms=(
                "所在镇街",
                "镇街",
                "所属镇街",
                "所在镇（街道）",
                "所在街道",
                "所属街道",
                "所在镇",
                "所属镇（街道）",
                "属地",
            ),
            help="填写镇、街道或系统的简称，如“青石镇”“教育系统”。",
        ),
        Column("founded_on", "成立日期", kind="date", synonyms=("成立时间", "注册日期", "注册时间", "单位成立日期")),
        Column(
            "closed_on",
            "注销日期",
            kind="date",
            synonyms=("注销时间", "关停日期", "歇业日期", "停业日期"),
            help="自该日起不再计入。",
        ),
        Column(
            "employees",
            "2021年职工数（人）",
            kind="integer",
            pattern=r"^(\d{4})年度?(?:在岗|在册)?(?:职工|员工|从业)总?人?数",
            help="每年一列，表头写明年份。",
        ),
        Column(
            "women",
            "其中女职工（人）",
            kind="integer",
            synonyms=("女职工", "女职工数", "女职工人数", "其中女职工数", "其中：女职工", "女员工数"),
        ),
        Column(
            "union",
            "所属工会",
            kind="organization",
            synonyms=("覆盖工会", "所在工会", "工会名称", "加入工会", "建会情况", "工会组织"),
            help="覆盖该单位的工会全称，未建会的留空。",
        ),
        Column(
            "disclosure_on",
            "厂务公开建制日期",
            kind="date",
            synonyms=("厂务公开建立日期", "厂务公开日期", "厂务公开建制时间", "厂务公开"),
        ),
        Column(
            "congress_on",
            "职代会建制日期",
            kind="date",
            synonyms=("职代会建立日期", "职代会日期", "职代会建制时间", "职工代表大会建制日期"),
        ),
        Column(
            "organizing_state",
            "建会进展",
            kind="choice",
            choices=OrganizingStep.State,
            synonyms=("建会状态", "建会进度", "组建状态", "组建进展"),
            synonyms_of_choices={
                "未建": "none",
                "普查": "none",
                "未建会": "none",
                "要约": "offered",
                "已发要约": "offered",
                "筹备中": "preparing",
                "筹建": "preparing",
                "筹建中": "preparing",
                "批复": "approved",
                "已批准": "approved",
            },
            help="尚未建会的单位填写最近的一步；已建会的填写“所属工会”。",
        ),
        Column(
            "organizing_on",
            "建会进展日期",
            kind="date",
            synonyms=("建会状态日期", "建会进展时间", "进展日期", "组建进展日期"),
        ),
        Column("organizing_note", "建会进展说明", synonyms=("建会说明", "进展说明", "建会进展备注")),
    )
    targets = (
        Target(
            "employer",
            Employer,
            key=("name",),
            fields=(
                "name",
                "uscc",
                "kind",
                "industry",
                "seat",
                "union",
                {"organization": owner_of},
                "founded_on",
                "closed_on",
                "disclosure_on",
                "congress_on",
            ),
        ),
        Target(
            "headcount",
            Headcount,
            key=("employer", "year"),
            parents={"employer": "employer"},
            each="employees",
            fields={"year": Item.key, "employees": Item.value, "women": women_of},
        ),
        Target(
            "step",
            OrganizingStep,
            key=("employer", "state", "on"),
            parents={"employer": "employer"},
            fields={"state": "organizing_state", "on": "organizing_on", "note": "organizing_note"},
            when=lambda values: values.get("organizing_on"),
        ),
    )
    main = "employer"
    likely = (Likely(body="name"),)
    help = "一行一个单位，以单位名称识别。职工数每年一列（如“2021年职工数”），“其中女职工”是最近一年的人数。"

    def clean_row(self, values, context):
        state, on = values.get("organizing_state"), values.get("organizing_on")
        if state and on is None:
            yield RowError("organizing_on", "organizing_on_missing", "填写了建会进展的，请填写建会进展日期。")
        if on and not state:
            yield RowError("organizing_state", "organizing_state_missing", "填写了建会进展日期的，请填写建会进展。")

    def after_chunk(self, batch, context):
        self._follow_union(context.district)

    def after_apply(self, batch, context):
        organizing.refresh(context.district)

    def after_undo(self, restored, batch, user):
        self._follow_union(batch.district)
        organizing.refresh(batch.district)

    @staticmethod
    def _follow_union(district):
        # A sheet without the column 所属工会 leaves the covering union as it is, and so the owner.
        owner = Coalesce("union_id", "seat_id")
        Employer.objects.filter(district=district).exclude(organization_id=owner).update(organization_id=owner)


@register
class EmployerViewSet(RecordViewSet):
    key = "employer"
    model = Employer
    title = "用人单位"
    menu_group = "组织和人员"
    icon = "building"
    list_display = ("name", "uscc", "kind", "industry", "seat", "union", "organizing", "founded_on", "closed_on")
    list_filter = ("organization", "kind", "organizing", "founded_on", "closed_on", "disclosure_on", "congress_on")
    search_fields = ("name", "uscc")
    fieldsets = (
        ("基本信息", ("name", "uscc", "kind", "industry", "founded_on", "closed_on")),
        ("所在和建会", ("seat", "union", "organizing")),
        ("民主管理", ("disclosure_on", "congress_on")),
    )
    detail_only = ("organizing",)
    tones = {
        "organizing": {"none": "calm", "offered": "note", "preparing": "wait", "approved": "wait", "covered": "ok"}
    }
    anywhere = ("seat",)
    children = (
        Child(
            OrganizingStep,
            title="建会进展",
            columns=("state", "on", "note"),
            form=("state", "on", "note"),
            help="普查、要约、筹备、批复，做完一步登记一步。批复成立后，在单位信息中填写覆盖工会，即为“已覆盖”。",
            saved=organizing.follow,
        ),
        Child(
            Headcount,
            title="职工人数",
            columns=("year", "employees", "women", "migrant_workers", "new_employment"),
            form=("year", "employees", "women", "migrant_workers", "new_employment"),
        ),
        Child(CoverageChange, title="覆盖变更", columns=("on", "previous_union", "union"), fk="employer"),
    )
    resources = (EmployerResource,)
    help = "登记本区的企业、机关、事业单位和社会组织。尚未建会的，“覆盖工会”留空；职工人数按年登记。注销的单位填写注销日期，自该日起不再计入。"

    def extra_urls(self):
        return merging.urls(self.key)

    def extra_links(self):
        return merging.list_links(self)

    def record_links(self, record, access):
        return merging.links(self, record, access)

    def notes(self, record, access):
        return merging.notes(record)

    def prepare(self, record):
        record.organization_id = record.union_id or record.seat_id
        record.follow_steps()
