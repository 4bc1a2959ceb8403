"""困难职工档案 with family and level history. Aid and reviews: see aid.py."""

from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from welfare.models import AidPayment, FamilyMember, HardshipCase, LevelChange, Review
from welfare.services import aid, people
from welfare.viewsets.hardship_sheets import FamilyMemberResource, HardshipCaseResource, LevelChangeResource


@register
class HardshipCaseViewSet(RecordViewSet):
    key = "hardship"
    model = HardshipCase
    title = "困难职工"
    menu_group = "服务保障"
    icon = "heart-handshake"
    list_display = ("code", "name", "identity", "organization", "opening_level", "kind", "opened_on", "closed_on")
    list_filter = ("organization", "opening_level", "kind", "close_way", "opened_on", "closed_on")
    search_fields = ("name", "code")
    ordering = ("-opened_on", "-id")
    fieldsets = (
        ("本人情况", ("code", "name", "identity", "gender", "phone", "employer_name", "organization")),
        ("困难情况", ("opening_level", "kind", "causes", "monthly_income")),
        ("建档和撤档", ("opened_on", "closed_on", "close_way", "close_reason")),
    )
    children = (
        Child(
            FamilyMember,
            title="家庭成员",
            columns=("name", "gender", "relation", "identity", "health", "occupation"),
            form=("name", "gender", "relation", "identity", "health", "occupation"),
        ),
        Child(
            LevelChange,
            title="级别变更",
            columns=("on", "previous_level", "level"),
            form=("on", "previous_level", "level"),
        ),
        Child(
            AidPayment,
            title="帮扶发放",
            columns=("paid_on", "kind", "campaign", "amount", "goods", "goods_value", "source"),
            form=("kind", "paid_on", "campaign", "source", "amount", "goods", "goods_value"),
        ),
        Child(
            Review,
            title="年度复核",
            columns=("year", "reviewed_on", "result", "reviewer"),
            form=("year", "reviewed_on", "result", "reviewer"),
        ),
    )
    resources = (HardshipCaseResource, FamilyMemberResource, LevelChangeResource)
    tones = {
        "opening_level": {"national": "bad", "provincial": "wait", "district": "note"},
        "kind": {"deep": "bad", "relative": "note", "accident": "rare"},
    }
    help = "一户一档。级别有变化的请登记“级别变更”，不要改动建档级别；不再困难的填写撤档日期和原因，自该日起不再在档。再次困难的另建新档。"

    def saved(self, record, action, *, by):
        aid.follow_files(HardshipCase.objects.filter(pk=record.pk), by=by)

    def notes(self, record, access):
        scope = access.full_scope(Permission.VIEW, self.key)
        return people.words_of_member(record.identity, record.name, scope)
