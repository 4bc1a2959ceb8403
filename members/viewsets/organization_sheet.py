"""The sheet 工会组织: one line a union."""

from django.utils import timezone

from members.models import Organization, Placement
from members.services import tree
from members.viewsets.shared import phone_column
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, Lookup, RegisterResource, RowError, Target
from union_site.core.widths import matching_key

KIND_WORDS = {
    "区总": "district",
    "县总工会": "district",
    "镇工会": "town",
    "乡镇总工会": "town",
    "乡镇工会": "town",
    "街道工会": "street",
    "系统": "system",
    "产业工会": "system",
    "系统（产业）工会": "system",
    "行业系统工会": "system",
    "单建": "single",
    "单建工会": "single",
    "单独基层工会": "single",
    "单独建会": "single",
    "基层工会": "single",
    "基层单建工会": "single",
    "联合": "joint",
    "联合工会": "joint",
    "联合建会": "joint",
    "基层联合工会": "joint",
    "行业工会": "sector",
    "行业性工会联合会": "sector",
    "区域工会": "regional",
    "区域性工会联合会": "regional",
    "工会联合会": "regional",
}

LEGAL_WORDS = {
    "未办理": "none",
    "未办": "none",
    "无": "none",
    "否": "none",
    "未取得": "none",
    "不具备": "none",
    "已办理": "registered",
    "已办": "registered",
    "有": "registered",
    "是": "registered",
    "已取得": "registered",
    "具备": "registered",
    "登记": "registered",
    "注销": "cancelled",
    "注销登记": "cancelled",
}


class OrganizationResource(RegisterResource):
    """工会组织: one line a union; its superior may stand further up or down in the same sheet."""

    key = register = "organization"
    order = 10
    title = "工会组织"
    sheet_titles = ("工会组织", "工会名册", "基层工会")
    one_chunk = True
    derived = (Placement,)
    columns = (
        Column("name", "工会名称", required=True, synonyms=("工会全称", "工会组织名称", "基层工会名称", "工会组织")),
        Column(
            "uscc",
            "统一社会信用代码",
            kind="uscc",
            synonyms=("社会信用代码", "信用代码", "工会统一社会信用代码", "工会法人代码"),
        ),
        Column(
            "parent",
            "上级工会",
            kind="reference",
            lookup=Lookup(Organization, "name", same_file=True),
            anywhere=True,  # one's own union stands below one outside the scope; see clean_row
            synonyms=("上级工会名称", "上级工会组织", "隶属工会", "隶属上级", "上级单位", "所属上级工会"),
            help="填写上级工会全称；区总工会填写上一级地方总工会。",
        ),
        Column(
            "kind",
            "工会类别",
            kind="choice",
            choices=Organization.Kind,
            required=True,
            synonyms=("工会类型", "组织类别", "组织形式", "建会形式", "工会性质"),
            synonyms_of_choices=KIND_WORDS,
        ),
        Column(
            "founded_on",
            "成立日期",
            kind="date",
            required=True,
            synonyms=("成立时间", "建会日期", "建会时间", "组建日期", "组建时间"),
        ),
        Column(
            "dissolved_on",
            "撤销日期",
            kind="date",
            synonyms=("撤销时间", "注销日期", "解散日期"),
            help="自该日起不再计入。",
        ),
        Column("chair", "工会主席", kind="name", synonyms=("主席", "主席姓名", "工会主席姓名", "负责人", "工会负责人")),
        phone_column(),
        Column("industry", "所属行业", synonyms=("行业", "行业类别", "国民经济行业", "行业门类")),
        Column(
            "legal_state",
            "法人资格登记",
            kind="choice",
            choices=Organization.LegalState,
            synonyms=("法人资格", "法人登记", "工会法人资格", "法人登记情况", "是否法人登记", "是否取得法人资格"),
            synonyms_of_choices=LEGAL_WORDS,
        ),
        Column(
            "legal_number",
            "法人证书编号",
            synonyms=("法人资格证书编号", "法人资格证书号", "法人证号", "法人证书号", "工会法人资格证书编号"),
        ),
        Column(
            "legal_registered_on",
            "法人登记日期",
            kind="date",
            synonyms=("法人登记时间", "法人资格登记日期", "法人资格登记时间", "法人证书发证日期"),
        ),
        Column(
            "legal_valid_to",
            "法人证书有效期至",
            kind="date",
            synonyms=("法人证书有效期", "法人证书到期日期", "法人证书有效期止", "法人资格有效期至"),
            help="有效的最后一天。",
        ),
        Column(
            "legal_cancelled_on",
            "法人注销日期",
            kind="date",
            synonyms=("法人注销时间", "法人资格注销日期", "法人注销登记日期"),
        ),
        Column("legal_representative", "法定代表人", kind="name", synonyms=("法人代表", "工会法定代表人")),
        Column(
            "women_committee_on",
            "女职工委员会成立日期",
            kind="date",
            synonyms=("女工委成立日期", "女职委成立日期", "女职工委员会成立时间", "女职工组织成立日期"),
        ),
        Column(
            "audit_committee_on",
            "经费审查委员会成立日期",
            kind="date",
            synonyms=("经审委成立日期", "经审会成立日期", "经费审查委员会成立时间"),
        ),
        Column(
            "reported_employees",
            "上报职工数（人）",
            kind="integer",
            synonyms=("职工数", "职工人数", "职工总数", "职工数（人）", "覆盖职工数"),
        ),
        Column(
            "reported_members",
            "上报会员数（人）",
            kind="integer",
            synonyms=("会员数", "会员人数", "会员总数", "会员数（人）", "工会会员数"),
        ),
        Column("reported_on", "上报日期", kind="date", synonyms=("上报时间", "统计日期", "数据截至日期")),
    )
    targets = (
        Target(
            "organization",
            Organization,
            key=("name",),
            fields=(
                "name",
                "uscc",
                "parent",
                "kind",
                "founded_on",
                "dissolved_on",
                "chair",
                "phone",
                "industry",
                "legal_state",
                "legal_number",
                "legal_registered_on",
                "legal_valid_to",
                "legal_cancelled_on",
                "legal_representative",
                "women_committee_on",
                "audit_committee_on",
                "reported_employees",
                "reported_members",
                "reported_on",
            ),
            outside="checked",
        ),
    )
    likely = (Likely(body="name"),)
    help = "一行一个工会，以工会名称识别。“上级工会”填写现在的上级；以前的上级用“隶属变更”表导入。"

    @classmethod
    def district_named(cls, plan):
        """The names of the district out of the line of the 区总工会 itself, for a database that has none yet."""
        name, kind, parent = (plan.place(column) for column in ("name", "kind", "parent"))
        for _, cells in plan.table.rows:
            if str(cells[kind.index]).strip() == Organization.Kind.DISTRICT.label:
                own = str(cells[name.index]).strip()
                above = str(cells[parent.index] or "").strip() if parent else ""
                return {"name": own, "short_name": own.removesuffix("总工会"), "superior_name": above}
        return None

    def start(self, context):
        context.none_words["parent"] = {matching_key(name) for name in (context.district.superior_name, "无") if name}

    def clean_row(self, values, context):
        is_district = values.get("kind") == Organization.Kind.DISTRICT
        if is_district and values["name"] != context.district.name:
            yield RowError("kind", "district_kind", f"区总工会只有“{context.district.name}”一个，请核对工会类别。")
        elif not is_district and values.get("parent_id") is None:
            yield RowError("parent", "required", "请填写上级工会全称。")
        elif not is_district:
            yield from self._check_parent(values, context)

    @staticmethod
    def _check_parent(values, context):
        """A known union keeps its superior here, since moves are dated; a new one stands below one within the scope."""
        parent = values["parent_id"]
        known = context.unions().get(matching_key(values["name"]))
        if known is not None and known.name == values["name"] and context.covers(known.pk):
            above = context.parent_of(known)
            if above is not None and above.pk != parent:
                yield RowError(
                    "parent", "parent_changed", "与登记的上级工会不同。隶属关系变化请用“隶属变更”登记，写明变更日期。"
                )
        elif isinstance(parent, int) and not context.covers(parent):
            yield RowError(
                "parent", "out_of_scope", "没有找到这个工会组织，或不在您的管理范围内。请核对，或联系上级工会。"
            )

    def complete(self, target, attributes, values, context):
        attributes["short_name"] = tree.short_name(attributes["name"], context.district.short_name)
        attributes["path"], attributes["depth"] = attributes["public_id"].hex, 0  # until the tree is rebuilt

    def after_chunk(self, batch, context):
        tree.rebuild(context.district, today=timezone.localdate(context.now))
        context.load_unions()

    def after_undo(self, restored, batch, user):
        tree.rebuild(batch.district, today=timezone.localdate())
