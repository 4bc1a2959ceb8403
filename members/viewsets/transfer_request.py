"""会籍转接申请: asked for by one union, accepted or returned by the other."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from members.models import Member, TransferRequest
from members.models.transfer_request import for_the_other_side
from members.viewsets.transfer_pages import AnswerPage, AskPage, NewTransferPage, WithdrawPage
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.scope import Scope
from union_site.core.spreadsheets.resource import Column, Lookup, RegisterResource, RowError, Target
from union_site.core.spreadsheets.rows import Keep

State, Direction = TransferRequest.State, TransferRequest.Direction
READING = (Permission.VIEW, Permission.EXPORT)


def of_member(name: str) -> Callable[[dict], Any]:
    """What follows from the member; where the number came back masked it stays as it is."""

    def value(values: dict) -> Any:
        number = values.get("member")
        return number if type(number) is Keep else values.get(name)

    return value


class TransferRequestResource(RegisterResource):
    """会籍转接申请: one line a member of one's own who is to move to another union."""

    key = register = "transfer_request"
    order = 45
    title = "会籍转接申请"
    sheet_titles = ("会籍转接申请", "会籍转出申请", "会员转出名单")
    columns = (
        Column("name", "姓名", kind="name", synonyms=("会员姓名",)),
        Column(
            "member",
            "身份证号码",
            kind="reference",
            lookup=Lookup(Member, "identity", also=("name", "organization_id")),
            required=True,
            synonyms=("身份证号", "身份证", "会员身份证号"),
            help="须是本工会已登记的会员。",
        ),
        Column(
            "to_organization",
            "转入工会",
            kind="organization",
            required=True,
            anywhere=True,
            synonyms=("转往工会", "接收工会", "转入单位工会"),
            help="填写工会全称，区内其他工会也可以填。",
        ),
        Column("on", "转入日期", kind="date", required=True, synonyms=("转接日期", "转会日期", "转出日期")),
        Column("note", "说明", synonyms=("转接原因", "备注", "原因")),
    )
    targets = (
        Target(
            "request",
            TransferRequest,
            key=("member", "to_organization", "on"),
            fields=(
                "member",
                "to_organization",
                "on",
                "note",
                {
                    "name": of_member("member__name"),
                    "identity": of_member("member"),
                    "organization": of_member("member__organization_id"),
                    "from_organization": of_member("member__organization_id"),
                },
            ),
        ),
    )
    help = "一行一名要转出的会员。对方工会接收后会籍才转过去，接收之前仍在本工会。"

    def clean_row(self, values, context):
        if values.get("name") and values.get("member__name") and values["name"] != values["member__name"]:
            yield RowError("name", "name_mismatch", "姓名与这个身份证号码登记的会员姓名不一致，请核对。")


@register
class TransferRequestViewSet(RecordViewSet):
    key = "transfer_request"
    model = TransferRequest
    title = "会籍转接申请"
    menu_group = "组织和人员"
    icon = "arrows-exchange"
    list_display = (
        "name",
        "identity",
        "direction",
        "from_organization",
        "to_organization",
        "on",
        "state",
        "answered_on",
    )
    list_filter = ("organization", "direction", "state", "on")
    search_fields = ("name",)
    ordering = ("-id",)
    fieldsets = (
        ("转接", ("member", "to_organization", "on", "note")),
        ("会员", ("name", "identity", "direction", "from_organization")),
        ("办理", ("state", "answered_on", "answer")),
    )
    detail_only = ("name", "identity", "direction", "from_organization", "state", "answered_on", "answer")
    fixed = ("member", "to_organization")
    anywhere = ("to_organization",)
    resources = (TransferRequestResource,)
    shared = True
    tones = {"state": {"waiting": "wait", "accepted": "ok", "returned": "bad", "withdrawn": "calm"}}
    help = (
        "会员在区内换工会：原工会提出转出，或新工会按姓名和身份证号码申请转入，由对方接收或退回。"
        "接收之前会员仍在原工会，各项数字也按原工会计算。"
    )

    # Both sides read a request; it is written by the union that asked, while it waits.

    def rows(self, access, permission=Permission.VIEW, *, void=False):
        return self._of(access.scope(permission, self.key), permission, void)

    def all_rows(self, access, permission=Permission.VIEW, *, void=False):
        return self._of(access.full_scope(permission, self.key), permission, void)

    def _of(self, scope: Scope, permission: Permission, void: bool):
        own = scope.condition(self.model.scope_path) & Q(district_id=scope.district_id)
        if permission in READING:
            own |= for_the_other_side(scope)
        if permission == Permission.CHANGE:
            own &= Q(state=State.WAITING, direction=Direction.OUT)
        rows = self.model.objects.filter(own) if scope else self.model.objects.none()
        return rows if void else rows.current()

    def extra_urls(self):
        return [
            ("new/", NewTransferPage.as_view(viewset=self), "new"),
            ("ask/", AskPage.as_view(viewset=self), "ask"),
            ("<uuid:public_id>/answer/", AnswerPage.as_view(viewset=self), "answer"),
            ("<uuid:public_id>/withdraw/", WithdrawPage.as_view(viewset=self), "withdraw"),
        ]

    def extra_links(self):
        return [{"title": "按身份证号码申请转入", "url": self.url("ask"), "icon": "user-plus"}]

    def record_links(self, record, access):
        links = []
        if record.state == State.WAITING:
            if self.answerable(access).filter(pk=record.pk).exists():
                links.append({"title": "接收或退回", "url": self.url("answer", record), "icon": "check"})
            if self.withdrawable(access).filter(pk=record.pk).exists():
                links.append({"title": "撤回", "url": self.url("withdraw", record), "icon": "arrow-back-up"})
        return links

    def answerable(self, access):
        """Requests that the user is to answer: of the other side, waiting."""
        scope = access.full_scope(Permission.CHANGE, self.key)
        if not scope:
            return self.model.objects.none()
        return self.model.objects.filter(for_the_other_side(scope), state=State.WAITING).current()

    def withdrawable(self, access):
        """Requests that the user's unions asked for and that wait."""
        return (
            self.model.objects.within(access.full_scope(Permission.CHANGE, self.key))
            .current()
            .filter(state=State.WAITING)
        )

    def prepare(self, record):
        if record.pk is None and record.member_id:
            member = record.member
            record.name, record.identity = member.name, member.identity
            record.organization_id = record.from_organization_id = member.organization_id

    def check(self, record):
        joined = record.member.joined_on if record.member_id else None
        if joined and record.on and record.on < joined:
            yield "on", "转入日期不能早于该会员的入会日期。"

    def void_refusal(self, record):
        if record.state == State.ACCEPTED:
            return "这份申请已经接收，不能作废。转接有误的，请在会员页作废那一次会籍转接。"
        return ""
