"""工会组织: the register of unions. Where a union stands is dated: see affiliation.py and services/tree.py."""

from django.utils import timezone

from members.models import Affiliation, Organization
from members.services import tree
from members.views import organization_tree
from members.viewsets.shared import phone_column
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register, registers
from union_site.core.scope import ScopedModel
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


class OrganizationResource(RegisterResource):
    """工会组织: one line a union; its superior may stand further up or down in the same sheet."""

    key = register = "organization"
    order = 10
    title = "工会组织"
    sheet_titles = ("工会组织", "工会名册", "基层工会")
    one_chunk = True
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
    )
    targets = (
        Target(
            "organization",
            Organization,
            key=("name",),
            fields=("name", "uscc", "parent", "kind", "founded_on", "dissolved_on", "chair", "phone"),
            outside="checked",
        ),
    )
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


@register
class OrganizationViewSet(RecordViewSet):
    key = "organization"
    model = Organization
    title = "工会组织"
    menu_group = "组织和人员"
    icon = "sitemap"
    list_display = ("name", "kind", "parent", "uscc", "founded_on", "dissolved_on", "chair")
    list_filter = ("organization", "kind", "founded_on", "dissolved_on")
    search_fields = ("name", "short_name", "uscc")
    ordering = ("path",)
    fieldsets = (
        ("基本信息", ("name", "uscc", "kind", "parent")),
        ("成立和撤销", ("founded_on", "dissolved_on")),
        ("联系人", ("chair", "phone")),
    )
    fixed = ("parent",)
    children = (
        Child(
            Affiliation,
            title="隶属变更",
            fk="organization",
            columns=("on", "previous_parent", "parent", "reason"),
            help="要变更上级工会，请到“隶属变更”登记。",
        ),
    )
    resources = (OrganizationResource,)
    help = "上级工会在新增时选定，以后的变动到“隶属变更”登记，这样以前各期的数据仍按当时的隶属关系统计。撤销的工会填写撤销日期，不要作废。"

    def extra_urls(self):
        return [("tree/", organization_tree, "tree")]

    def extra_links(self):
        return [{"title": "树形查看", "url": self.url("tree"), "icon": "hierarchy-2"}]

    def make(self, record, *, by):
        tree.add(record, by=by)

    def prepare(self, record):
        if record.district_id:
            record.short_name = tree.short_name(record.name, record.district.short_name)

    def check(self, record):
        if record.pk is None and record.parent_id is None:
            yield "parent", "请选择上级工会。"
        gone_on = record.parent.dissolved_on if record.pk is None and record.parent else None
        if gone_on and record.founded_on and gone_on <= record.founded_on:
            yield "parent", "这个上级工会在成立日期之前已经撤销，请重新选择。"

    def void_refusal(self, record):
        if record.parent_id is None:
            return "区总工会不能作废。"
        if record.children.current().exists():
            return "该工会还有下级工会，不能作废。已经撤销的，请填写撤销日期。"
        for viewset in registers.values():
            if (
                issubclass(viewset.model, ScopedModel)
                and viewset.model.objects.current().filter(organization=record).exists()
            ):
                return f"该工会还有{viewset.title}的记录，不能作废。已经撤销的，请填写撤销日期。"
        return ""
