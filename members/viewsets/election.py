"""换届: elections of a round, the steps of their procedure, and how far the round has come."""

from django.urls import reverse

from members.models import Election, ElectionStep
from members.models.election import expiry
from members.viewsets.election_progress import election_progress
from members.viewsets.shared import union_column, union_level_column
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target
from union_site.core.spreadsheets.targets import MISSING

YEARS = [(str(years), label) for years, label in Election.Years.choices]


def state_of(values: dict):
    """Held is done; else what the sheet says. A sheet that says nothing leaves the state as it is."""
    if values.get("held_on"):
        return Election.State.DONE.value
    return values.get("state") or MISSING


def years_of(values: dict):
    """The term as a number. A sheet that says nothing leaves it as it is."""
    return int(values["term_years"]) if values.get("term_years") else MISSING


def count_column(name: str, heading: str, *synonyms: str) -> Column:
    return Column(name, heading, kind="integer", synonyms=synonyms)


class ElectionResource(RegisterResource):
    """换届选举: one line a union and round."""

    key = register = "election"
    order = 50
    title = "换届选举"
    sheet_titles = ("换届选举", "换届", "工会换届", "换届情况")
    columns = (
        union_column(
            "工会名称", synonyms=("换届工会", "换届单位", "工会", "所属工会", "工会组织", "单位名称"), fallback=""
        ),
        union_level_column(),
        Column(
            "round",
            "换届轮次",
            required=True,
            synonyms=("轮次", "换届批次", "换届届别", "本轮换届"),
            help="以年份开头，如“2021年换届”。",
            example="2021年换届",
        ),
        Column(
            "due_on",
            "届满日期",
            kind="date",
            required=True,
            synonyms=("届满时间", "任期届满日期", "任期届满时间", "到届日期", "到期日期"),
        ),
        Column(
            "planned_month",
            "计划换届月份",
            kind="month",
            synonyms=("计划换届时间", "拟换届月份", "拟换届时间", "预计换届月份", "计划月份"),
        ),
        Column(
            "held_on",
            "换届日期",
            kind="date",
            synonyms=("换届时间", "换届完成日期", "换届大会日期", "实际换届日期", "选举日期", "大会召开日期"),
            help="未换届的留空。",
        ),
        Column("chair", "当选主席", kind="name", synonyms=("新任主席", "当选工会主席", "主席", "工会主席")),
        Column(
            "state",
            "状态",
            kind="choice",
            choices=Election.State,
            synonyms=("换届状态", "换届情况", "进展", "换届进展", "完成情况", "是否完成换届", "是否换届", "是否已换届"),
            synonyms_of_choices={
                "否": "waiting",
                "未完成": "waiting",
                "未换届": "waiting",
                "尚未启动": "waiting",
                "未开始": "waiting",
                "筹备中": "preparing",
                "正在筹备": "preparing",
                "进行中": "preparing",
                "是": "done",
                "√": "done",
                "已换届": "done",
                "完成": "done",
                "换届完成": "done",
                "延期换届": "postponed",
                "已延期": "postponed",
                "推迟": "postponed",
            },
            help="可不填：有换届日期的即为“已完成”。",
        ),
        Column("term", "届次", synonyms=("第几届", "本届届次", "新一届届次")),
        Column(
            "term_years",
            "任期",
            kind="choice",
            choices=YEARS,
            synonyms=("任期（年）", "任期年限", "每届任期", "届期"),
            synonyms_of_choices={"3": "3", "3年": "3", "三": "3", "5": "5", "5年": "5", "五": "5"},
            help="三年或五年。",
        ),
        Column(
            "meeting",
            "大会形式",
            kind="choice",
            choices=Election.Meeting,
            synonyms=("会议形式", "选举形式", "大会类型"),
            synonyms_of_choices={"代表大会": "delegates", "会员(代表)大会": "delegates"},
        ),
        count_column("committee_size", "委员名额（人）", "委员名额", "应选委员数", "委员会委员名额", "委员职数"),
        count_column("candidates", "委员候选人数（人）", "委员候选人数", "候选人数", "委员候选人"),
        count_column("audit_size", "经费审查委员会委员名额（人）", "经审委员名额", "经审会委员名额"),
        count_column("entitled", "应到会人数（人）", "应到会人数", "应到人数", "应到会员（代表）数"),
        count_column("attended", "实到会人数（人）", "实到会人数", "实到人数", "实到会员（代表）数"),
        count_column("chair_votes", "主席得票数（票）", "主席得票数", "主席得票", "得票数"),
        Column("vice_chairs", "当选副主席", synonyms=("副主席", "新任副主席", "工会副主席")),
        Column("committee", "当选委员", synonyms=("委员", "委员名单", "工会委员名单")),
        Column("audit_chair", "经费审查委员会主任", kind="name", synonyms=("经审会主任", "经审主任")),
        Column("women_chair", "女职工委员会主任", kind="name", synonyms=("女职委主任", "女工委主任", "女工主任")),
        Column("document_number", "批复文号", synonyms=("文号", "批复文件", "批复文件号", "批准文号")),
    )
    targets = (
        Target(
            "election",
            Election,
            key=("organization", "round"),
            fields=(
                "organization",
                "level",
                "round",
                "due_on",
                "planned_month",
                "held_on",
                "chair",
                {"state": state_of, "term_years": years_of},
                "term",
                "meeting",
                "committee_size",
                "candidates",
                "audit_size",
                "entitled",
                "attended",
                "chair_votes",
                "vice_chairs",
                "committee",
                "audit_chair",
                "women_chair",
                "document_number",
            ),
        ),
    )
    help = "一行一个工会的一轮换届。已换届的填写换届日期和当选主席，未换届的留空；同一工会同一轮次只登记一次。"

    def clean_row(self, values, context):
        if values.get("held_on"):
            return
        if values.get("chair"):
            yield RowError("chair", "held_on_missing", "填写了当选主席的，请填写换届日期。")
        if values.get("state") == Election.State.DONE:
            yield RowError(
                "state", "held_on_missing", "状态为“已完成”的，应填写换届日期；没有换届日期的，请选择其他状态。"
            )

    def after_chunk(self, batch, context):
        # The term may have been known before, and the sheet bring the day.
        self._follow_terms(Election.objects.filter(batch=batch))

    def after_undo(self, restored, batch, user):
        self._follow_terms(Election.objects.filter(pk__in=restored[Election]))

    @staticmethod
    def _follow_terms(rows):
        changed = []
        for row in rows.only("held_on", "term_years", "expires_on"):
            if row.expires_on != expiry(row.held_on, row.term_years):
                row.follow_term()
                changed.append(row)
        Election.objects.bulk_update(changed, ["expires_on"], batch_size=200)


@register
class ElectionViewSet(RecordViewSet):
    key = "election"
    model = Election
    title = "换届"
    menu_group = "组织和人员"
    icon = "users-group"
    list_display = ("organization", "level", "round", "due_on", "planned_month", "state", "held_on", "chair")
    list_filter = ("organization", "level", "state", "round", "due_on", "held_on", "expires_on")
    ordering = ("-due_on", "-id")
    fieldsets = (
        ("工会和轮次", ("organization", "level", "term", "term_years", "round")),
        ("届满和计划", ("due_on", "planned_month", "state")),
        ("选举方案", ("meeting", "committee_size", "candidates", "audit_size", "document_number")),
        (
            "换届结果",
            ("held_on", "expires_on", "entitled", "attended", "chair", "chair_votes", "vice_chairs", "committee"),
        ),
        ("经审和女职工组织", ("audit_chair", "women_chair")),
    )
    detail_only = ("expires_on",)
    children = (
        Child(
            ElectionStep,
            title="办理步骤",
            columns=("step", "done_on", "note"),
            form=("step", "done_on", "note"),
            help="按《工会基层组织选举工作条例》的程序，做完一步登记一步；“换届办理”页列出全部步骤和要求。",
        ),
    )
    resources = (ElectionResource,)
    tones = {"state": {"waiting": "calm", "preparing": "wait", "done": "ok", "postponed": "bad"}}
    help = (
        "一个工会的一轮换届一条，轮次以年份开头（如“2021年换届”），当年的这一轮计入总结。填写换届日期后即为“已完成”。"
    )

    def extra_urls(self):
        return [("progress/", election_progress, "progress")]

    def extra_links(self):
        return [{"title": "换届进度", "url": self.url("progress"), "icon": "chart-bar"}]

    def record_links(self, record, access):
        return [
            {
                "title": "换届办理",
                "url": reverse("reports:election-papers", args=[record.public_id]),
                "icon": "list-check",
            }
        ]

    def prepare(self, record):
        if record.held_on:
            record.state = Election.State.DONE
