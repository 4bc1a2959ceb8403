"""Applications for transfers (会籍转接申请): asked for by one union, accepted by the other. Accepted ones are `Transfer`s."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from members.models.member import Member, Transfer
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.rules import Filled, OnlyWhen, ruled
from union_site.core.scope import Scope, ScopedModel


@ruled("transfer_request")
class TransferRequest(ScopedModel):
    """One union's request that a member move. Until it is accepted the member stays where they are, and figures do not count it.

    `organization` asks: the member's union (OUT), or the union that wants the member (IN), which knows no more than the
    name and number that it typed: member and former union are filled in when the other side accepts.
    """

    class Direction(models.TextChoices):
        OUT = "out", "转出"
        IN = "in", "转入"

    class State(models.TextChoices):
        WAITING = "waiting", "待接收"
        ACCEPTED = "accepted", "已接收"
        RETURNED = "returned", "已退回"
        WITHDRAWN = "withdrawn", "已撤回"

    rules = (
        Filled(("identity_index",), "身份证号码不能为空。"),
        OnlyWhen(
            ("state", "answered_on"),
            "待接收的申请没有办理日期。",
            states=(State.ACCEPTED.value, State.RETURNED.value, State.WITHDRAWN.value),
        ),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="申请工会", related_name="+")
    direction = models.CharField("方向", max_length=10, choices=Direction, default=Direction.OUT, editable=False)
    name = models.CharField("姓名", max_length=50, editable=False)
    identity = EncryptedTextField("身份证号码", editable=False)
    identity_index = BlindIndexField(source="identity", context="identity")
    member = models.ForeignKey(Member, models.PROTECT, null=True, verbose_name="会员", related_name="+")
    from_organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, editable=False, related_name="+", verbose_name="原所属工会"
    )
    to_organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="+", verbose_name="转入工会"
    )
    on = models.DateField("转入日期", help_text="在新工会的第一天")
    note = models.CharField("说明", max_length=100, blank=True, help_text="如调动、换单位")
    state = models.CharField("状态", max_length=20, choices=State, default=State.WAITING, editable=False)
    answered_on = models.DateField("办理日期", null=True, editable=False)
    answer = models.CharField("办理意见", max_length=200, blank=True, editable=False)
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, editable=False, related_name="request", verbose_name="会籍转接"
    )

    classified = {
        "open": "direction from_organization to_organization on note state answered_on answer",
        "personal": "name member transfer",
        "sensitive": "identity identity_index",
    }

    class Meta:
        verbose_name = "会籍转接申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "identity_index"],
                condition=Q(state="waiting", voided_at=None),
                name="transfer_request_waiting",
                violation_error_message="对该会员的转接已提出申请，还没有办理。",
            ),
            models.CheckConstraint(
                condition=~Q(to_organization=F("from_organization")),
                name="transfer_request_moves",
                violation_error_message="该会员已在这个工会，不需要转接。",
            ),
            models.CheckConstraint(
                condition=(Q(state="accepted") & Q(transfer__isnull=False)) | (~Q(state="accepted") & Q(transfer=None)),
                name="transfer_request_accepted",
                violation_error_message="接收转接申请时，应同时登记会籍转接。",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-id"], name="transfer_request_list"),
            models.Index(fields=["to_organization", "state"], name="transfer_request_to"),
        ]

    def __str__(self):
        return f"{self.name} → {self.to_organization}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING and self.voided_at is None


def for_the_other_side(scope: Scope) -> Q:
    """Requests which the unions in the scope are to answer (or have answered): they receive, or the member is theirs.

    Whom a request from outside is about is found by the number alone, so that only the member's union ever knows.
    """
    members = Member.objects.within(scope).current().filter(identity_index=OuterRef("identity_index"))
    received = Q(direction=TransferRequest.Direction.OUT) & scope.condition("to_organization__path")
    given = Q(direction=TransferRequest.Direction.IN) & (
        Q(Exists(members)) | (Q(from_organization__isnull=False) & scope.condition("from_organization__path"))
    )
    return (received | given) & Q(district_id=scope.district_id)
