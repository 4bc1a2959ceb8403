"""Figures about organisations and people."""

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from members.models import Care, Employer, Headcount, HonourTitle, Member, Organization, Transfer
from members.models.organization import active_on
from union_site.core.indicators import CountDistinct, Indicator, Kind, Listing, Months, Ratio, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

# --- 1.3 model workers -------------------------------------------------------------------------------------------

WORKER = {"model": Care, "section": "1.3", "register": "model_worker", "link": "model_worker", "kind": Kind.FLOW}
CARE_COLUMNS = ("model_worker", "kind", "on", "amount")


def care(*kinds: Care.Kind):
    def where(period: Period) -> Q:
        return during("on", period) & (Q(kind__in=kinds) if kinds else Q())

    return where


add_indicators(
    Listing(
        "model.newly_honoured",
        "新获评劳模",
        "人",
        Kind.LIST,
        "1.3",
        "报告期内获得表彰的劳模荣誉，一人两次表彰列两条；含全国、省、市、区各级。",
        HonourTitle,
        lambda period: during("honoured_on", period),
        "model_worker",
        number=9,
        item=lambda row: {
            "name": row.model_worker.name,
            "level": row.get_level_display(),
            "title": row.title,
            "date": row.honoured_on.isoformat(),
            "unit": row.employer_name or row.model_worker.employer_name,
        },
        order=("honoured_on", "model_worker__name"),
        related=("model_worker",),
        columns=("model_worker", "level", "title", "honoured_on", "employer_name"),
        link="model_worker",
    ),
    Indicator(
        "model.visited",
        "走访慰问劳模",
        "名",
        definition="报告期内有“走访慰问”记录的劳模人数，一人多次只计一人。",
        where=care(Care.Kind.VISIT),
        measure=CountDistinct("model_worker__identity_index"),
        columns=CARE_COLUMNS,
        number=10,
        **WORKER,
    ),
    Indicator(
        "model.consolation_total",
        "发放劳模慰问金",
        "元",
        definition="报告期内对劳模发放的全部金额（走访慰问、医疗补助、困难补助），含发放后去世的劳模。",
        where=care(),
        measure=Sum("amount"),
        columns=CARE_COLUMNS,
        number=11,
        **WORKER,
    ),
    Indicator(
        "model.medical_grant",
        "其中：医疗补助金",
        "元",
        definition="发放劳模慰问金中类别为“医疗补助”的金额。",
        where=care(Care.Kind.MEDICAL),
        measure=Sum("amount"),
        columns=CARE_COLUMNS,
        number=12,
        **WORKER,
    ),
    Indicator(
        "model.hardship_grant",
        "其中：困难补助",
        "元",
        definition="发放劳模慰问金中类别为“困难补助”的金额。",
        where=care(Care.Kind.HARDSHIP),
        measure=Sum("amount"),
        columns=CARE_COLUMNS,
        number=13,
        **WORKER,
    ),
    Months(
        "model.checkup_month",
        "劳模体检月份",
        "月",
        definition="报告期内劳模健康体检所在的月份。",
        where=care(Care.Kind.CHECKUP),
        columns=CARE_COLUMNS,
        day="on",
        number=14,
        **{**WORKER, "kind": Kind.DATE},
    ),
    Indicator(
        "model.checkups",
        "参加健康体检劳模",
        "名",
        definition="报告期内有“健康体检”记录的劳模人数，一人多次只计一人。",
        where=care(Care.Kind.CHECKUP),
        measure=CountDistinct("model_worker__identity_index"),
        columns=CARE_COLUMNS,
        number=15,
        **WORKER,
    ),
)

# --- 2.2 organising ----------------------------------------------------------------------------------------------


def has_employees(period: Period, least: int) -> Exists:
    """The employer has at least `least` employees by the number of the period's year."""
    counted = Headcount.objects.current().filter(employer=OuterRef("pk"), year=period.year, employees__gte=least)
    return Exists(counted)


def large_enterprise(period: Period) -> Q:
    """An enterprise with 100 or more employees, not closed by the last day."""
    day = period.last_day
    open_then = (Q(founded_on=None) | Q(founded_on__lte=day)) & (Q(closed_on=None) | Q(closed_on__gt=day))
    return Q(kind__in=Employer.ENTERPRISES) & open_then & Q(has_employees(period, 100))


ORGANISING_COLUMNS = ("name", "kind", "parent", "founded_on", "dissolved_on")

add_indicators(
    Indicator(
        "organising.new_single",
        "新建单建基层工会",
        "家",
        Kind.FLOW,
        "2.2",
        "报告期内成立的单建基层工会，期内又撤销的也计入。",
        Organization,
        lambda period: Q(kind=Organization.Kind.SINGLE) & during("founded_on", period),
        "organization",
        columns=ORGANISING_COLUMNS,
        number=18,
    ),
    Listing(
        "organising.new_joint",
        "新成立联合工会",
        "家",
        Kind.LIST,
        "2.2",
        "报告期内成立的联合基层工会；行业工会联合会不计入。",
        Organization,
        lambda period: Q(kind=Organization.Kind.JOINT) & during("founded_on", period),
        "organization",
        columns=ORGANISING_COLUMNS,
        number=19,
        item=lambda row: {"name": row.name, "date": row.founded_on.isoformat()},
        order=("founded_on", "name"),
    ),
    Indicator(
        "organising.new_disclosure",
        "新建立厂务公开制度企业",
        "家",
        Kind.FLOW,
        "2.2",
        "厂务公开建制日期在报告期内的企业（国有、集体、私营、港澳台、外资）；机关、事业单位、社会组织不计入。",
        Employer,
        lambda period: Q(kind__in=Employer.ENTERPRISES) & during("disclosure_on", period),
        "employer",
        columns=("name", "kind", "union", "disclosure_on"),
        number=20,
    ),
    Ratio(
        "organising.large_covered",
        "百人以上企业建会率",
        "%",
        Kind.STOCK,
        "2.2",
        "期末未注销、当年职工 100 人及以上的企业中，覆盖工会已成立且未撤销的所占百分比。",
        Employer,
        large_enterprise,
        "employer",
        columns=("name", "kind", "union", "founded_on", "closed_on"),
        number=21,
        part=lambda period: Q(union__isnull=False) & active_on(period.last_day, "union__"),
    ),
)

# --- 2.3 the real-name register ----------------------------------------------------------------------------------


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
