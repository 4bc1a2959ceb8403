"""隶属变更: the dated moves of unions. Each one places the tree anew."""

from django.utils import timezone

from members.models import Affiliation, Organization
from members.services import tree
from union_site.core import audit
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target


class AffiliationResource(RegisterResource):
    """隶属变更: one line a move."""

    key = register = "affiliation"
    order = 20
    title = "隶属变更"
    sheet_titles = ("隶属变更", "隶属关系变更")
    one_chunk = True
    undo_refused = "隶属变更牵动上下级关系，不能整批撤销。登记错的请在“隶属变更”中逐条作废，系统会恢复原来的上级。"
    columns = (
        Column(
            "organization",
            "工会名称",
            kind="organization",
            required=True,
            synonyms=("工会全称", "变更工会", "工会组织名称", "单位名称"),
        ),
        Column(
            "previous_parent",
            "原上级工会",
            kind="organization",
            required=True,
            anywhere=True,
            synonyms=("原隶属工会", "变更前上级工会", "原上级", "原隶属"),
        ),
        Column(
            "parent",
            "现上级工会",
            kind="organization",
            required=True,
            synonyms=("新上级工会", "变更后上级工会", "现隶属工会", "现上级", "现隶属"),
        ),
        Column(
            "on",
            "变更日期",
            kind="date",
            required=True,
            synonyms=("变更时间", "调整日期", "调整时间", "生效日期"),
            help="归新上级管理的第一天。",
        ),
        Column("reason", "变更原因", synonyms=("原因", "变更事由", "备注")),
    )
    targets = (
        Target(
            "affiliation",
            Affiliation,
            key=("organization", "on"),
            fields=("organization", "previous_parent", "parent", "on", "reason"),
        ),
    )
    help = "一行一次变更。变更日期是归新上级管理的第一天，此前各期的数据仍按原上级统计。"

    def clean_row(self, values, context):
        if values.get("parent_id") and values["parent_id"] == values.get("previous_parent_id"):
            yield RowError("parent", "affiliation_moves", "原上级与现上级相同，请核对。")
        if values.get("parent_id") and values["parent_id"] == values.get("organization_id"):
            yield RowError("parent", "affiliation_self", "工会不能是自己的上级，请核对。")

    def after_chunk(self, batch, context):
        tree.rebuild(context.district, today=timezone.localdate(context.now))
        context.load_unions()


@register
class AffiliationViewSet(RecordViewSet):
    key = "affiliation"
    model = Affiliation
    title = "隶属变更"
    menu_group = "组织和人员"
    icon = "arrows-exchange"
    list_display = ("on", "organization", "previous_parent", "parent", "reason")
    list_filter = ("organization", "on")
    ordering = ("-on", "-id")
    fieldsets = (("隶属变更", ("organization", "previous_parent", "parent", "on", "reason")),)
    detail_only = ("previous_parent",)
    fixed = ("organization", "parent", "on")
    resources = (AffiliationResource,)
    help = "工会换上级时登记，它的下级随之变动。变更日期之前的各期数据仍按原上级统计。登记错的请作废后重新登记。"

    def prepare(self, record):
        if record.pk is None and record.organization_id and record.on:
            record.previous_parent = tree.parent_on(record.organization, record.on)

    def check(self, record):
        if record.pk is not None or not (record.organization_id and record.parent_id and record.on):
            return
        organization, parent = record.organization, record.parent
        if organization.parent_id is None:
            yield "organization", "区总工会没有上级，不能变更隶属。"
        elif parent.path.startswith(organization.path):
            yield "parent", "不能把工会移到它自己或它的下级之下。"
        elif record.previous_parent_id == parent.pk:
            yield "parent", "该工会当时已在这个上级之下。"
        elif organization.affiliations.current().filter(on__gte=record.on).exists():
            yield "on", "该工会在这一天或之后已有隶属变更，请先作废那一次变更。"

    def saved(self, record, action, *, by):
        moves = record.organization.affiliations.current()
        if action == audit.Action.VOID and not moves.exists():
            # Without any move the tree follows the union's present parent.
            Organization.objects.filter(pk=record.organization_id).update(parent=record.previous_parent)
        tree.rebuild(record.district, today=timezone.localdate())
