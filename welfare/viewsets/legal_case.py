"""劳动争议案件: the register of cases and its sheet."""

from members.models import Employer
from members.viewsets.shared import identity_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, Lookup, RegisterResource, Target
from welfare.models import LegalCase
from welfare.services import people


class LegalCaseResource(RegisterResource):
    """争议案件: one line a case. It belongs to the union that covers the employer, else to the town where that lies."""

    key = register = "legal_case"
    order = 50
    title = "争议案件"
    sheet_titles = ("争议案件", "劳动争议", "法律援助案件", "案件台账")
    columns = (
        Column("number", "案号", required=True, synonyms=("案件编号", "案件号", "编号", "案卷号", "援助案号")),
        Column(
            "accepted_on",
            "受理日期",
            kind="date",
            required=True,
            synonyms=("受理时间", "立案日期", "立案时间", "收案日期"),
        ),
        Column(
            "closed_on", "结案日期", kind="date", synonyms=("结案时间", "办结日期", "办结时间"), help="未结案的留空。"
        ),
        Column("applicant", "申请人", kind="name", synonyms=("申请人姓名", "当事人", "受援人", "职工姓名", "申请职工")),
        identity_column(
            "申请人身份证号",
            required=False,
            help="可不填；填写后可核对会员登记。",
            synonyms=("身份证号", "身份证号码", "申请人身份证号码", "公民身份号码"),
        ),
        Column(
            "workers",
            "涉及职工人数",
            kind="integer",
            default=1,
            synonyms=("涉及人数", "职工人数", "涉案人数", "涉及职工数", "受援人数", "涉及职工"),
        ),
        Column(
            "employer",
            "用人单位",
            kind="reference",
            lookup=Lookup(Employer, "name", also=("organization_id",)),
            required=True,
            synonyms=("单位名称", "被申请人", "被申请单位", "用人单位名称", "企业名称"),
            help="须是已登记的用人单位。",
        ),
        Column("subject", "争议类型", synonyms=("争议类别", "案由", "争议事项", "案件类型", "纠纷类型")),
        Column(
            "way",
            "处理方式",
            kind="choice",
            choices=LegalCase.Way,
            synonyms=("办理方式", "援助方式", "处理途径", "案件办理方式"),
            synonyms_of_choices={
                "法律咨询": "consultation",
                "代书服务": "drafting",
                "代写文书": "drafting",
                "协商调解": "mediation",
                "人民调解": "mediation",
                "劳动仲裁": "arbitration",
                "仲裁代理": "arbitration",
                "民事诉讼": "litigation",
                "诉讼代理": "litigation",
            },
        ),
        Column(
            "amount",
            "涉及金额（元）",
            kind="money",
            synonyms=("涉案金额", "标的额", "标的金额", "请求金额", "涉及金额"),
        ),
        Column("result", "处理结果", synonyms=("结果", "办理结果", "案件结果", "结案方式")),
        Column(
            "recovered", "挽回金额（元）", kind="money", synonyms=("挽回损失", "挽回经济损失", "追回金额", "挽回金额")
        ),
        Column(
            "received", "到账金额（元）", kind="money", synonyms=("到账金额", "执行到位金额", "实际到账", "到位金额")
        ),
    )
    targets = (
        Target(
            "legal_case",
            LegalCase,
            key=("number",),
            fields=(
                "number",
                "accepted_on",
                "closed_on",
                "applicant",
                "identity",
                "workers",
                "employer",
                {"organization": "employer__organization_id"},
                "subject",
                "way",
                "amount",
                "result",
                "recovered",
                "received",
            ),
        ),
    )
    likely = (Likely(("applicant", "employer", "accepted_on", "subject")),)
    help = "一行一件案件，以案号识别。涉及金额是全案的金额。请先登记用人单位，案件归属其所属工会或所在镇街。"


@register
class LegalCaseViewSet(RecordViewSet):
    key = "legal_case"
    model = LegalCase
    title = "劳动争议案件"
    menu_group = "服务保障"
    icon = "scale"
    list_display = (
        "number",
        "accepted_on",
        "closed_on",
        "employer",
        "subject",
        "way",
        "workers",
        "amount",
        "result",
    )
    list_filter = ("organization", "way", "accepted_on", "closed_on")
    search_fields = ("number",)
    ordering = ("-accepted_on", "-id")
    totals = ("workers", "amount")
    fieldsets = (
        ("受理", ("number", "accepted_on", "applicant", "identity", "workers", "employer", "organization")),
        ("争议", ("subject", "way", "amount")),
        ("结案", ("closed_on", "result", "recovered", "received")),
    )
    detail_only = ("organization",)
    resources = (LegalCaseResource,)
    help = "件数按案件计，人数按涉及职工计，两者不同。涉及金额是全案的金额，以元为单位。未结案的结案日期留空。"

    def prepare(self, record):
        if record.employer_id:
            record.organization_id = record.employer.organization_id

    def notes(self, record, access):
        scope = access.full_scope(Permission.VIEW, self.key)
        return people.words_of_member(record.identity, record.applicant, scope)
