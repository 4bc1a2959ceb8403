"""工会组织: the register of unions. Where a union stands is dated: see affiliation.py and services/tree.py."""

from members.models import Affiliation, Honour, Organization, Restructuring
from members.services import tree
from members.views import merging, restructuring
from members.views.tree import organization_tree
from members.viewsets.organization_sheet import OrganizationResource
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register, registers
from union_site.core.scope import ScopedModel


@register
class OrganizationViewSet(RecordViewSet):
    key = "organization"
    model = Organization
    title = "工会组织"
    menu_group = "组织和人员"
    icon = "sitemap"
    list_display = ("name", "kind", "parent", "uscc", "founded_on", "dissolved_on", "chair")
    list_filter = (
        "organization",
        "kind",
        "legal_state",
        "founded_on",
        "dissolved_on",
        "legal_valid_to",
        "women_committee_on",
    )
    search_fields = ("name", "short_name", "uscc")
    ordering = ("path",)
    fieldsets = (
        ("基本信息", ("name", "uscc", "kind", "parent", "industry")),
        ("成立和撤销", ("founded_on", "dissolved_on")),
        ("联系人", ("chair", "phone")),
        (
            "法人资格",
            (
                "legal_state",
                "legal_number",
                "legal_representative",
                "legal_registered_on",
                "legal_valid_to",
                "legal_cancelled_on",
            ),
        ),
        ("内设组织", ("women_committee_on", "audit_committee_on")),
        ("最近上报", ("reported_employees", "reported_members", "reported_on")),
    )
    tones = {"legal_state": {"none": "calm", "registered": "ok", "cancelled": "calm"}}
    fixed = ("parent",)
    children = (
        Child(
            Affiliation,
            title="隶属变更",
            fk="organization",
            columns=("on", "previous_parent", "parent", "reason"),
            help="要变更上级工会，请点“变更隶属”，先看影响再办理。",
        ),
        Child(
            Restructuring,
            title="组织调整",
            fk="organization",
            columns=("on", "kind", "organization", "other", "reason", "state"),
        ),
        Child(
            Honour,
            title="荣誉",
            fk="organization",
            columns=("awarded_on", "level", "kind", "title", "recipient"),
            help="该工会的集体和个人获得的荣誉，在“荣誉”登记。",
            limit=20,
        ),
    )
    resources = (OrganizationResource,)
    help = (
        "上级工会在新增时选定，以后的改隶、合并、分设和撤销在工会的页面办理，这样以前各期的数据仍按当时的隶属关系统计。撤销的工会不要作废。"
        "“最近上报”的人数仅供对照，各项指标一律按登记的会员和用人单位计算。"
    )

    def extra_urls(self):
        return [("tree/", organization_tree, "tree"), *restructuring.urls(), *merging.urls(self.key)]

    def extra_links(self):
        return [
            {"title": "树形查看", "url": self.url("tree"), "icon": "hierarchy-2"},
            {"title": "组织调整", "url": self.url("restructurings"), "icon": "arrows-exchange"},
            *merging.list_links(self),
        ]

    def record_links(self, record, access):
        return [*restructuring.links(record, access), *merging.links(self, record, access)]

    def notes(self, record, access):
        return merging.notes(record)

    def child_rows(self, access, child, record):
        """Restructurings of a union are all that concerned it."""
        if child.model is not Restructuring:
            return super().child_rows(access, child, record)
        rows = Restructuring.objects.current().filter(involved=record)
        return rows.select_related(*self.keys_of(Restructuring))

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
