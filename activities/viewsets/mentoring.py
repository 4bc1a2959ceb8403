"""师徒结对: a mentor and an apprentice, both known by their identity numbers."""

from django.db.models import Q

from activities.models import MentorPair, MentorPairPerson
from activities.services import mentoring
from members.viewsets.shared import union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target

NUMBER = "mentor_identity_index"


class MentorPairResource(RegisterResource):
    """师徒结对: one line a pair; a mentor of three has three lines."""

    key = register = "mentor_pair"
    order = 40
    title = "师徒结对"
    derived = (MentorPairPerson,)
    sheet_titles = ("师徒结对", "名师带徒", "拜师学艺", "师带徒")
    columns = (
        Column(
            "mentor_name", "师傅姓名", kind="name", required=True, synonyms=("师傅", "师父姓名", "师父", "导师姓名")
        ),
        Column(
            "mentor_identity",
            "师傅身份证号",
            kind="identity",
            required=True,
            synonyms=("师傅身份证号码", "师傅身份证", "师父身份证号", "师父身份证号码", "导师身份证号"),
        ),
        Column(
            "apprentice_name", "徒弟姓名", kind="name", required=True, synonyms=("徒弟", "学徒姓名", "学徒", "学员姓名")
        ),
        Column(
            "apprentice_identity",
            "徒弟身份证号",
            kind="identity",
            required=True,
            synonyms=("徒弟身份证号码", "徒弟身份证", "学徒身份证号", "学徒身份证号码", "学员身份证号"),
        ),
        union_column(),
        Column("trade", "工种", synonyms=("结对工种", "技能工种", "传授工种", "专业（工种）", "工种（专业）")),
        Column(
            "signed_on",
            "签约日期",
            kind="date",
            required=True,
            synonyms=("签约时间", "结对日期", "结对时间", "签订日期", "协议签订日期", "拜师日期"),
        ),
        Column(
            "ends_on",
            "结对期满",
            kind="date",
            synonyms=("期满日期", "结对期满日期", "到期日期", "出师日期", "结对截止日期", "期满时间"),
        ),
    )
    targets = (
        Target(
            "pair",
            MentorPair,
            key=("signed_on", "mentor_identity", "apprentice_identity"),
            fields=(
                "mentor_name",
                "mentor_identity",
                "apprentice_name",
                "apprentice_identity",
                "organization",
                "trade",
                "signed_on",
                "ends_on",
            ),
        ),
    )
    likely = (Likely(("mentor_name", "apprentice_name", "organization"), near="signed_on"),)
    help = "一行一对师徒。一位师傅带几个徒弟的写几行；统计人数时，同一身份证号只计一人。"

    def after_chunk(self, batch, context):
        mentoring.follow(MentorPair.objects.filter(batch=batch))

    def after_undo(self, restored, batch, user):
        mentoring.follow(MentorPair.objects.filter(pk__in=restored[MentorPair]))


@register
class MentorPairViewSet(RecordViewSet):
    key = "mentor_pair"
    model = MentorPair
    title = "师徒结对"
    menu_group = "工会活动"
    icon = "users-group"
    list_display = (
        "mentor_name",
        "mentor_identity",
        "apprentice_name",
        "apprentice_identity",
        "organization",
        "trade",
        "signed_on",
        "ends_on",
    )
    list_filter = ("organization", "trade", "signed_on", "ends_on")
    search_fields = ("mentor_name", "apprentice_name")
    ordering = ("-signed_on", "-id")
    fieldsets = (
        ("师傅", ("mentor_name", "mentor_identity")),
        ("徒弟", ("apprentice_name", "apprentice_identity")),
        ("结对", ("organization", "trade", "signed_on", "ends_on")),
    )
    resources = (MentorPairResource,)
    help = (
        "一对师徒一条，签约日期决定计入哪个报告期。统计结对人数时，同一身份证号只计一人，不论当师傅还是徒弟、结对几次。"
    )

    def search_condition(self, text):
        """An identity number finds its owner on either side."""
        condition = super().search_condition(text)
        sides = [value for name, value in condition.children if name == NUMBER] if len(condition) == 1 else []
        return condition | Q(apprentice_identity_index=sides[0]) if sides else condition

    def saved(self, record, action, *, by):
        mentoring.follow(MentorPair.objects.filter(pk=record.pk))
