"""医疗互助: enrolment of units and claims."""

from decimal import Decimal

from members.viewsets.shared import bank_card_column, identity_column, name_column, union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, CrossTab, RegisterResource, RowError, Target
from welfare.models import MutualAidClaim, MutualAidEnrolment
from welfare.services import people

UNIT = ("参保单位", "参保工会", "单位名称", "参保单位名称", "所属工会", "所在工会", "投保单位", "工会名称")


class EnrolmentResource(RegisterResource):
    """参保单位: one line a unit and round. The premium's heading says 元 or 万元."""

    key = register = "enrolment"
    order = 40
    title = "参保单位"
    sheet_titles = ("参保单位", "医疗互助参保", "参保汇总", "互助保障参保")
    columns = (
        union_column("参保单位（工会）", synonyms=UNIT),
        Column(
            "uscc", "统一社会信用代码", kind="uscc", synonyms=("社会信用代码", "信用代码"), export="organization.uscc"
        ),
        Column(
            "policy_year",
            "参保年度",
            kind="integer",
            required=True,
            fallback="year",
            synonyms=("年度", "互助年度", "保障年度", "参保年份", "投保年度"),
        ),
        Column("round", "批次", default="首批", synonyms=("参保批次", "投保批次"), help="首批或追加。"),
        Column(
            "paid_on",
            "缴费日期",
            kind="date",
            required=True,
            synonyms=("缴费时间", "缴款日期", "交费日期", "参保日期", "投保日期"),
        ),
        Column(
            "people",
            "参保人数",
            kind="integer",
            required=True,
            synonyms=("参保职工数", "参加人数", "投保人数", "参保职工人数", "缴费人数", "人数"),
        ),
        Column(
            "fee", "缴费标准（元/人）", kind="money", synonyms=("缴费标准", "人均缴费", "每人缴费", "标准", "收费标准")
        ),
        Column(
            "premium",
            "参保金额（元）",
            kind="money",
            required=True,
            synonyms=("缴费金额", "参保金额", "保费", "缴费总额", "互助金", "投保金额", "金额"),
        ),
    )
    crosstabs = (CrossTab("organization", {"people": ("人数",), "premium": ("金额", "保费")}),)
    targets = (
        Target(
            "enrolment",
            MutualAidEnrolment,
            key=("organization", "policy_year", "round", "paid_on"),
            fields=("organization", "policy_year", "round", "paid_on", "people", "fee", "premium"),
        ),
    )
    help = "一行一个单位的一批参保。年中增加人数的另起一行，批次填“追加”。金额的单位（元或万元）写在表头。"

    def clean_row(self, values, context):
        people, fee, premium = values.get("people"), values.get("fee"), values.get("premium")
        if (
            people is not None
            and fee is not None
            and premium is not None
            and abs(people * fee - premium) > Decimal("0.01")
        ):
            message = f"参保人数乘缴费标准应为{people * fee:.2f}元，与参保金额{premium:.2f}元不符，请核对人数、标准和表头的金额单位。"
            yield RowError("premium", "premium_mismatch", message, warning=True)


@register
class EnrolmentViewSet(RecordViewSet):
    key = "enrolment"
    model = MutualAidEnrolment
    title = "医疗互助参保"
    menu_group = "服务保障"
    icon = "shield-check"
    list_display = ("organization", "policy_year", "round", "paid_on", "people", "fee", "premium")
    list_filter = ("organization", "policy_year", "round", "paid_on")
    ordering = ("-policy_year", "-id")
    totals = ("people", "premium")
    fieldsets = (
        ("参保", ("organization", "policy_year", "round", "paid_on")),
        ("人数和金额", ("people", "fee", "premium")),
    )
    resources = (EnrolmentResource,)
    help = "一个单位一个年度的一批参保一条，年中追加的另登记一条，批次为“追加”。缴费日期可以在上一年 12 月。金额以元为单位。"


class ClaimResource(RegisterResource):
    """报销台账: one line a claim. Only paid ones are counted, on the day of payment."""

    key = register = "claim"
    order = 50
    title = "报销台账"
    sheet_titles = ("报销台账", "医疗互助报销", "互助报销", "医疗互助给付")
    columns = (
        Column(
            "code",
            "报销编号",
            required=True,
            synonyms=("编号", "报销单号", "受理编号", "给付编号", "申请编号", "报销单编号"),
        ),
        name_column(synonyms=("职工姓名", "参保人", "参保人姓名", "申请人")),
        identity_column("身份证号"),
        union_column("参保单位（工会）", synonyms=UNIT),
        Column(
            "policy_year",
            "参保年度",
            kind="integer",
            required=True,
            fallback="year",
            synonyms=("年度", "互助年度", "保障年度", "参保年份"),
        ),
        Column("kind", "报销类别", synonyms=("报销类型", "给付类别", "保障类别", "互助类别", "报销项目")),
        Column("applied_on", "申请日期", kind="date", synonyms=("申请时间", "受理日期", "申报日期")),
        Column(
            "state",
            "状态",
            kind="choice",
            choices=MutualAidClaim.State,
            default="reviewing",
            synonyms=("报销状态", "审核状态", "办理状态", "处理状态", "支付状态"),
            synonyms_of_choices={
                "待审核": "reviewing",
                "受理中": "reviewing",
                "审批中": "reviewing",
                "退回": "returned",
                "不予报销": "returned",
                "支付": "paid",
                "已报销": "paid",
                "已发放": "paid",
                "已给付": "paid",
                "已打款": "paid",
            },
        ),
        Column(
            "paid_on", "支付日期", kind="date", synonyms=("支付时间", "给付日期", "报销日期", "发放日期", "打款日期")
        ),
        Column(
            "amount", "报销金额（元）", kind="money", synonyms=("报销金额", "给付金额", "金额", "支付金额", "互助金额")
        ),
        bank_card_column(help="支付到卡的填写收款人的卡号，请保持文本格式，否则末尾几位会丢失。"),
    )
    targets = (
        Target(
            "claim",
            MutualAidClaim,
            key=("code",),
            fields=(
                "code",
                "name",
                "identity",
                "organization",
                "policy_year",
                "kind",
                "applied_on",
                "state",
                "paid_on",
                "amount",
                "bank_card",
            ),
        ),
    )
    likely = (
        Likely(("identity", "kind", "applied_on", "amount")),
        Likely(("name", "organization", "kind", "applied_on", "amount"), near="identity"),
    )
    help = "一行一笔报销，以报销编号识别。状态为“已支付”的，要填写支付日期和报销金额。"


@register
class ClaimViewSet(RecordViewSet):
    key = "claim"
    model = MutualAidClaim
    title = "医疗互助报销"
    menu_group = "服务保障"
    icon = "medical-cross"
    list_display = (
        "code",
        "name",
        "identity",
        "organization",
        "policy_year",
        "kind",
        "state",
        "paid_on",
        "amount",
    )
    list_filter = ("organization", "state", "policy_year", "applied_on", "paid_on")
    search_fields = ("name", "code")
    totals = ("amount",)
    fieldsets = (
        ("申请", ("code", "name", "identity", "organization", "policy_year", "kind", "applied_on")),
        ("支付", ("state", "paid_on", "amount", "bank_card")),
    )
    tones = {"state": {"reviewing": "wait", "returned": "bad", "paid": "ok"}}
    resources = (ClaimResource,)
    help = "只有“已支付”的计入报销件数和金额，按支付日期计入报告期，不论参保年度。"

    def notes(self, record, access):
        scope = access.full_scope(Permission.VIEW, self.key)
        return people.words_of_member(record.identity, record.name, scope) + people.doubts_of_card(record.bank_card)
