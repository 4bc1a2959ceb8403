"""集体合同 and 集体协商要约."""

from members.viewsets.shared import union_column
from union_site.core.audit import Action
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target
from welfare.models import BargainingOffer, CollectiveContract, CoveredEmployer
from welfare.services import contracts

UNION = ("签订工会", "签约工会", "要约工会", "所属工会", "工会", "单位名称", "企业工会")


class CollectiveContractResource(RegisterResource):
    """集体合同: one line a contract."""

    key = register = "collective_contract"
    order = 50
    title = "集体合同"
    sheet_titles = ("集体合同", "集体合同签订情况", "集体合同台账", "工资集体协议")
    columns = (
        union_column("工会名称", synonyms=UNION),
        Column(
            "kind",
            "合同类型",
            kind="choice",
            choices=CollectiveContract.Kind,
            required=True,
            synonyms=("集体合同类型", "合同类别", "合同种类"),
            synonyms_of_choices={
                "综合": "general",
                "综合集体合同": "general",
                "综合性集体合同": "general",
                "工资": "wage",
                "工资专项集体合同": "wage",
                "工资集体协议": "wage",
                "工资专项协议": "wage",
                "女职工": "women",
                "女职工专项集体合同": "women",
                "女职工权益保护专项": "women",
                "女职工权益保护专项集体合同": "women",
                "女职工特殊权益保护专项": "women",
                "劳动安全卫生": "safety",
                "安全卫生专项": "safety",
                "劳动安全卫生专项集体合同": "safety",
            },
        ),
        Column("signed_on", "签订日期", kind="date", required=True, synonyms=("签订时间", "签约日期", "合同签订日期")),
        Column(
            "valid_from",
            "有效期起",
            kind="date",
            synonyms=("生效日期", "有效期开始", "合同起始日期", "起始日期", "有效期自", "合同期起"),
        ),
        Column(
            "valid_to",
            "有效期止",
            kind="date",
            synonyms=("到期日期", "届满日期", "有效期结束", "合同终止日期", "终止日期", "有效期至", "合同期止"),
            help="最后有效的一天。",
        ),
        Column(
            "employees",
            "覆盖职工数",
            kind="integer",
            synonyms=("覆盖职工人数", "覆盖职工", "覆盖人数", "涉及职工数", "惠及职工数"),
        ),
        Column(
            "filing",
            "备案状态",
            kind="choice",
            choices=CollectiveContract.Filing,
            default="none",
            synonyms=("备案情况", "是否备案", "审查备案情况", "人社备案"),
            synonyms_of_choices={
                "否": "none",
                "未报备": "none",
                "待备案": "none",
                "审核中": "reviewing",
                "已报送": "reviewing",
                "备案中": "reviewing",
                "是": "filed",
                "备案": "filed",
                "已报备": "filed",
            },
        ),
        Column(
            "employers",
            "覆盖单位数",
            kind="integer",
            synonyms=("覆盖企业数", "覆盖用人单位数", "涉及企业数"),
            help="区域性、行业性集体合同填写。",
        ),
        Column(
            "submitted_on",
            "报送日期",
            kind="date",
            synonyms=("报送时间", "送审日期", "报审日期", "报备日期"),
            help="签字之日起 10 日内报送。",
        ),
        Column("filed_on", "备案日期", kind="date", synonyms=("备案时间", "审查通过日期", "生效备案日期")),
    )
    targets = (
        Target(
            "collective_contract",
            CollectiveContract,
            key=("organization", "kind", "signed_on"),
            fields=(
                "organization",
                "kind",
                "signed_on",
                "valid_from",
                "valid_to",
                "employees",
                "filing",
                "employers",
                "submitted_on",
                "filed_on",
            ),
        ),
    )
    help = "一行一份集体合同。续签的另起一行，不要改动原来的一份；有效期止是最后有效的一天。"


@register
class CollectiveContractViewSet(RecordViewSet):
    key = "collective_contract"
    model = CollectiveContract
    title = "集体合同"
    menu_group = "服务保障"
    icon = "contract"
    list_display = ("organization", "kind", "signed_on", "valid_from", "valid_to", "employers", "employees", "filing")
    list_filter = ("organization", "kind", "filing", "signed_on", "valid_to")
    ordering = ("-signed_on", "-id")
    totals = ("employees",)
    fieldsets = (
        ("合同", ("organization", "kind", "signed_on", "valid_from", "valid_to", "predecessor")),
        ("报送和备案", ("submitted_on", "filing", "filed_on")),
        ("覆盖", ("employers", "employees")),
    )
    children = (
        Child(
            CoveredEmployer,
            title="覆盖单位",
            columns=("employer",),
            form=("employer",),
            help="区域性、行业性集体合同逐个登记覆盖的单位；不登记的，视为覆盖签订工会所覆盖的用人单位。",
        ),
    )
    resources = (CollectiveContractResource,)
    tones = {"filing": {"none": "wait", "reviewing": "note", "filed": "ok"}}
    help = (
        "综合集体合同和工资、女职工、劳动安全卫生专项集体合同，一份一条。签字之日起 10 日内报送人社部门，15 日内未提出异议的即行生效。"
        "续签的不要改动原合同，在原合同页面点“续签”另登记一条；快到期的见关注清单。"
    )

    def record_links(self, record, access):
        renewed = record.renewals.current().exists()
        if renewed or not access.can(Permission.ADD, self.key):
            return []
        return [{"title": "续签", "url": f"{self.url('new')}?renews={record.public_id}", "icon": "contract"}]

    def start(self, record, query, access):
        if query.get("renews"):
            contracts.begin_renewal(record, self.known(access, query["renews"]))

    def saved(self, record, action, *, by):
        if action == Action.CREATE:
            contracts.take_over_coverage(record, by=by)


class BargainingOfferResource(RegisterResource):
    """集体协商要约: one line an offer."""

    key = register = "bargaining_offer"
    order = 50
    title = "集体协商要约"
    sheet_titles = ("集体协商要约", "要约行动", "集体协商要约情况", "要约台账")
    columns = (
        union_column("工会名称", synonyms=UNION),
        Column(
            "campaign_year",
            "要约行动年度",
            kind="integer",
            required=True,
            fallback="year",
            synonyms=("要约年度", "行动年度", "年度", "年份"),
        ),
        Column(
            "offered_on",
            "要约日期",
            kind="date",
            required=True,
            synonyms=("要约时间", "发出要约日期", "发出日期", "要约发出日期"),
        ),
        Column(
            "response",
            "企业回应",
            kind="choice",
            choices=BargainingOffer.Response,
            default="none",
            synonyms=("企业回应情况", "单位回应", "回应情况", "应约情况", "企业应约"),
            synonyms_of_choices={
                "无": "none",
                "未答复": "none",
                "未应约": "none",
                "正在协商": "bargaining",
                "协商": "bargaining",
                "回应": "answered",
                "已答复": "answered",
                "已应约": "answered",
                "应约": "answered",
                "已回复": "answered",
                "√": "answered",
                "同意": "answered",
                "同意协商": "answered",
                "拒绝协商": "refused",
                "不同意": "refused",
            },
        ),
        Column(
            "result",
            "结果",
            kind="choice",
            choices=BargainingOffer.Result,
            synonyms=("协商结果", "要约结果", "签订情况"),
            synonyms_of_choices={
                "新签订": "signed",
                "首次签订": "signed",
                "签订": "signed",
                "续订": "renewed",
                "续签合同": "renewed",
                "未签订": "failed",
                "协商未果": "failed",
                "未达成一致": "failed",
            },
        ),
        Column("answered_on", "回应日期", kind="date", synonyms=("企业回应日期", "应约日期", "答复日期", "回应时间")),
    )
    targets = (
        Target(
            "bargaining_offer",
            BargainingOffer,
            key=("organization", "campaign_year", "offered_on"),
            fields=("organization", "campaign_year", "offered_on", "response", "result", "answered_on"),
        ),
    )
    help = "一行一次要约。尚未有结果的，“结果”留空。"


@register
class BargainingOfferViewSet(RecordViewSet):
    key = "bargaining_offer"
    model = BargainingOffer
    title = "集体协商要约"
    menu_group = "服务保障"
    icon = "send"
    list_display = ("organization", "campaign_year", "offered_on", "response", "answered_on", "result")
    list_filter = ("organization", "campaign_year", "response", "result", "offered_on")
    ordering = ("-offered_on", "-id")
    fieldsets = (
        ("要约", ("organization", "campaign_year", "offered_on")),
        ("回应和结果", ("response", "answered_on", "result")),
    )
    resources = (BargainingOfferResource,)
    tones = {
        "response": {"none": "wait", "bargaining": "note", "answered": "ok", "refused": "bad"},
        "result": {"signed": "ok", "renewed": "ok", "failed": "bad"},
    }
    help = (
        "工会向用人单位发出的集体协商要约，一次一条，年度是要约行动的年度。用人单位应当自收到要约之日起 20 日内书面回应"
        "（《集体合同规定》第三十二条），逾期未回应的见关注清单。"
    )
