"""会员: the register of members, its sheet, and transfers inside the district."""

from django.urls import reverse

from members.models import Member, Transfer
from members.services import transfers
from members.views import merging
from members.viewsets.shared import (
    birth_column,
    birth_differs,
    birth_of,
    employer_name_column,
    gender_column,
    gender_differs,
    gender_of,
    identity_column,
    likely_person,
    name_column,
    phone_column,
    union_column,
)
from members.viewsets.transfer_offer import ELSEWHERE, AskForTransfer
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target

_YES_ALONE = frozenset({"是", "有", "属于", "√", "1"})


class MemberResource(RegisterResource):
    """会员名册: one line a person; a transfer inside the district stands in the same line."""

    key = register = "member"
    order = 40
    title = "会员名册"
    sheet_titles = ("会员名册", "会员实名制", "会员花名册", "会员信息", "入会登记", "入会申请", "会员登记", "会员档案")
    columns = (
        name_column(),
        gender_column(Member.Gender),
        identity_column("身份证号码", help="18位，同一人只能登记一次。"),
        birth_column(),
        phone_column("手机号码"),
        employer_name_column(),
        union_column(),
        Column("education", "学历", synonyms=("文化程度", "最高学历", "学历层次")),
        Column("political_status", "政治面貌", synonyms=("政治面目", "党派"), synonyms_of_choices={"无": ""}),
        Column(
            "migrant_worker",
            "是否农民工",
            kind="yes_no",
            synonyms=("农民工", "是否为农民工", "是否属于农民工", "农民工会员"),
            synonyms_of_choices={"农民工": "yes", "非农民工": "no", "城镇职工": "no"},
        ),
        Column(
            "new_employment",
            "新就业形态",
            synonyms=("新就业形态劳动者", "新就业形态类别", "新就业形态职业", "新业态", "是否新就业形态"),
            synonyms_of_choices={"无": "", "否": "", "不是": "", "不属于": "", "非": "", "不": "", "×": "", "0": ""},
            help="如货车司机、网约车司机、快递员、外卖配送员，不属于的留空。",
        ),
        Column(
            "joined_on",
            "入会日期",
            kind="date",
            required=True,
            synonyms=("入会时间", "加入工会日期", "加入工会时间", "入会年月日"),
        ),
        Column(
            "status",
            "会籍状态",
            kind="choice",
            choices=Member.Status,
            default="normal",
            synonyms=("会员状态", "会籍", "会籍情况", "状态"),
            synonyms_of_choices={
                "在册": "normal",
                "在会": "normal",
                "正常会籍": "normal",
                "会籍保留": "kept",
                "保留": "kept",
                "已转出": "left",
                "转出本区": "left",
                "转出区外": "left",
                "已注销": "cancelled",
                "退会": "cancelled",
                "注销会籍": "cancelled",
            },
        ),
        Column(
            "status_on",
            "状态日期",
            kind="date",
            synonyms=("状态变更日期", "会籍变更日期", "会籍状态日期", "状态变化日期"),
            help="不再是“正常”状态的第一天。",
        ),
        Column(
            "card",
            "电子会员卡",
            kind="choice",
            choices=Member.Card,
            default="none",
            synonyms=("会员卡", "会员卡状态", "电子会员卡状态", "会员卡办理情况", "工会卡"),
            synonyms_of_choices={
                "未办": "none",
                "未领": "none",
                "未领卡": "none",
                "未办理": "none",
                "未申请": "none",
                "无": "none",
                "否": "none",
                "申领": "applied",
                "已申请": "applied",
                "办理中": "applied",
                "已办": "issued",
                "已办理": "issued",
                "已领": "issued",
                "已领卡": "issued",
                "有": "issued",
                "是": "issued",
            },
        ),
        Column(
            "card_on",
            "申领日期",
            kind="date",
            synonyms=("领卡日期", "发卡日期", "申领时间", "办卡日期", "会员卡申领日期"),
        ),
        Column(
            "from_organization",
            "原所属工会",
            kind="organization",
            anywhere=True,
            synonyms=("原工会", "转出工会", "原所在工会", "转入前工会"),
            help="区内转入的填写，区内其他工会也可以填。",
        ),
        Column(
            "transferred_on", "转入日期", kind="date", synonyms=("转入时间", "转接日期", "会籍转接日期", "转会日期")
        ),
    )
    targets = (
        Target(
            "member",
            Member,
            key=("identity",),
            fields=(
                "name",
                {"gender": gender_of, "birth_on": birth_of},
                "identity",
                "phone",
                "employer_name",
                "organization",
                "education",
                "political_status",
                "migrant_worker",
                "new_employment",
                "joined_on",
                "status",
                "status_on",
                "card",
                "card_on",
            ),
            elsewhere=ELSEWHERE,
        ),
        Target(
            "transfer",
            Transfer,
            key=("member", "on"),
            parents={"member": "member"},
            fields={
                "from_organization": "from_organization",
                "to_organization": "organization",
                "on": "transferred_on",
            },
            when=lambda values: values.get("from_organization"),
        ),
    )
    main = "member"
    likely = likely_person("organization", "employer_name")
    remedies = (AskForTransfer(),)
    cleans_alone = True
    help = "一行一名会员，以身份证号码识别：已登记的更新，未登记的新增。区内转入的会员填写“原所属工会”和“转入日期”。"

    def clean_row(self, values, context):
        yield from gender_differs(values)
        yield from birth_differs(values)
        if values.get("new_employment") in _YES_ALONE:
            message = "请写明属于哪一类新就业形态，例如快递员、网约车司机。"
            yield RowError("new_employment", "kind_missing", message, warning=True)
        if values.get("from_organization") and values.get("transferred_on") is None:
            yield RowError("transferred_on", "transfer_on_missing", "填写了原所属工会的，请填写转入日期。")


@register
class MemberViewSet(RecordViewSet):
    key = "member"
    model = Member
    title = "会员"
    menu_group = "组织和人员"
    icon = "users"
    list_display = (
        "name",
        "gender",
        "identity",
        "phone",
        "employer_name",
        "organization",
        "joined_on",
        "status",
        "card",
    )
    list_filter = ("organization", "status", "card", "migrant_worker", "joined_on")
    search_fields = ("name",)
    fieldsets = (
        ("基本信息", ("name", "identity", "phone", "gender", "education", "political_status")),
        ("就业", ("employer_name", "migrant_worker", "new_employment")),
        ("会籍", ("organization", "joined_on", "status", "status_on")),
        ("电子会员卡", ("card", "card_on")),
    )
    children = (
        Child(
            Transfer,
            title="会籍转接",
            columns=("on", "from_organization", "to_organization"),
            form=("on", "from_organization", "to_organization"),
            anywhere=("from_organization",),
            help="已经办妥的转接。登记后，该会员现在的所属工会随最近一次转接变动；要转到其他工会的，请提出转接申请。",
            saved=transfers.follow,
        ),
    )
    resources = (MemberResource,)
    help = (
        "会员以身份证号码为准，全区一人一条。离开本区的，会籍状态改为“转出”并填写日期；"
        "在区内换工会的，用“转到其他工会”提出申请，由对方接收。录错的请作废。"
    )
    tones = {
        "status": {"normal": "ok", "kept": "note", "left": "calm", "cancelled": "calm"},
        "card": {"none": "calm", "applied": "wait", "issued": "ok"},
    }

    def extra_urls(self):
        return merging.urls(self.key)

    def extra_links(self):
        return merging.list_links(self)

    def record_links(self, record, access):
        own = merging.links(self, record, access)
        scope = access.full_scope(Permission.ADD, "transfer_request")
        if not scope or not scope.covers(record.organization.path):
            return own
        address = f"{reverse('records:transfer_request-new')}?member={record.public_id}"
        return [{"title": "转到其他工会", "url": address, "icon": "arrows-exchange"}, *own]

    def notes(self, record, access):
        return merging.notes(record)
