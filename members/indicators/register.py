"""2.3: the register of members by real name, and all unions."""

from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from members.indicators.organising import ORGANISING_COLUMNS
from members.models import Member, Organization, Transfer
from members.models.organization import active_on
from union_site.core.indicators import Indicator, Kind, Ratio
from union_site.core.periods import Period
from union_site.core.registry import add_indicators


def union_then(period: Period) -> Coalesce:
    """The union to which a member belonged on the period's last day: that of the next transfer's origin, else today's."""
    later = Transfer.objects.current().filter(member=OuterRef("pk"), on__gt=period.last_day).order_by("on")
    return Coalesce(
        Subquery(later.values("from_organization_id")[:1]), F("organization_id"), output_field=BigIntegerField()
    )


def in_good_standing(period: Period) -> Q:
    """Joined by the last day, and 正常 then: another status begins on its status_on."""
    day = period.last_day
    return Q(joined_on__lte=day) & (Q(status=Member.Status.NORMAL) | Q(status_on__gt=day))


def with_card(period: Period) -> Q:
    return in_good_standing(period) & Q(
        card__in=(Member.Card.APPLIED, Member.Card.ISSUED), card_on__lte=period.last_day
    )


REGISTER = {"model": Member, "section": "2.3", "register": "member", "kind": Kind.STOCK, "owner_on": union_then}
MEMBER_COLUMNS = ("name", "identity", "organization", "joined_on", "status", "status_on", "card", "card_on")

add_indicators(
    Indicator(
        "register.members",
        "实名采集会员",
        "人",
        definition="期末会籍状态正常的会员（保留会籍不计）；区内转接的会员只计一次，按期末所在工会归属。",
        where=in_good_standing,
        columns=MEMBER_COLUMNS,
        number=22,
        **REGISTER,
    ),
    Indicator(
        "register.organisations",
        "工会组织",
        "个",
        Kind.STOCK,
        "2.3",
        "期末存续的全部工会组织，含区总工会、镇街总工会、系统工会。",
        Organization,
        lambda period: active_on(period.last_day),
        "organization",
        columns=ORGANISING_COLUMNS,
        number=23,
    ),
    Indicator(
        "register.cards",
        "电子会员卡申领",
        "张",
        definition="实名采集会员中，期末已申领或已发卡的人数。",
        where=with_card,
        columns=MEMBER_COLUMNS,
        number=24,
        **REGISTER,
    ),
    Ratio(
        "register.cards_share",
        "电子会员卡申领率",
        "%",
        definition="电子会员卡申领数占实名采集会员的百分比。",
        where=in_good_standing,
        part=with_card,
        columns=MEMBER_COLUMNS,
        **REGISTER,
    ),
)
