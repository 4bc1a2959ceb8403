"""4.3: aid paid and people helped, by kind and by source of the money. Beyond the summary's figures."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, CharField, Count, DecimalField, F, Q, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from union_site.core.indicators import Breakdown, Indicator, Kind, Measure, during
from union_site.core.indicators import Sum as SumOf
from union_site.core.periods import Period
from union_site.core.registry import add_indicators
from welfare.models import AidPayment

RECIPIENT, KIND = AidPayment.Recipient, AidPayment.Kind
MONEY = DecimalField(max_digits=14, decimal_places=2)
WORTH = Coalesce("amount", Value(0), output_field=MONEY) + Coalesce("goods_value", Value(0), output_field=MONEY)
PERSON = Case(  # by identity number; without one, the name within the union
    When(identity_index="", then=Concat("name", Value("|"), Cast("organization_id", CharField()))),
    default=F("identity_index"),
    output_field=CharField(),
)
AID = {
    "section": "4.3",
    "model": AidPayment,
    "register": "aid_payment",
    "columns": ("name", "recipient", "organization", "kind", "paid_on", "amount", "goods_value", "people", "source"),
}
PEOPLE = "人数按身份证号计，未填身份证号的按姓名和所属工会计；发给集体的不计人数"


@dataclass(frozen=True)
class CountPeople(Measure):
    """The number of different people (人): by identity number, else by name within the union."""

    def aggregate(self, condition):
        return Count(PERSON, filter=condition, distinct=True)


@dataclass(frozen=True)
class SumWorth(Measure):
    """Money and the value of goods together, in 元."""

    def aggregate(self, condition):
        return Sum(WORTH, filter=condition)

    def value(self, raw):
        return raw.quantize(Decimal("0.01")) if raw is not None else None


def paid(period: Period, kinds: tuple[str, ...] = ()) -> Q:
    """Paid in the period; payments of a file that was struck out do not count."""
    counted = during("paid_on", period) & (Q(case=None) | Q(case__voided_at=None))
    return counted & Q(kind__in=kinds) if kinds else counted


def figures_of(key: str, word: str, kinds: tuple[str, ...] = (), said: str = "") -> tuple[Indicator, ...]:
    """People (人), times (人次) and money of some kinds of aid; without kinds, of all."""
    rows = f"发放日期在报告期内{said}的发放"
    return (
        Indicator(
            f"{key}.people",
            f"{word}职工",
            "人",
            Kind.FLOW,
            definition=f"{rows}惠及的人数：{PEOPLE}。",
            where=lambda period: paid(period, kinds) & ~Q(recipient=RECIPIENT.COLLECTIVE),
            measure=CountPeople(),
            **AID,
        ),
        Indicator(
            f"{key}.visits",
            f"{word}人次",
            "人次",
            Kind.FLOW,
            definition=f"{rows}的人次之和，个人一笔计一人次，集体按登记的人次。",
            where=lambda period: paid(period, kinds),
            measure=SumOf("people"),
            **AID,
        ),
        Indicator(
            f"{key}.money",
            f"{word}金额",
            "万元",
            Kind.FLOW,
            definition=f"{rows}的金额与慰问品折价之和，按元累加后折算为万元。",
            where=lambda period: paid(period, kinds),
            measure=SumWorth(),
            scale=10_000,
            **AID,
        ),
    )


add_indicators(
    *figures_of("aid", "帮扶"),
    *figures_of("aid_winter", "送温暖", (KIND.WINTER,), "、类别为“送温暖”"),
    *figures_of("aid_summer", "送清凉", (KIND.SUMMER,), "、类别为“送清凉”"),
    *figures_of("aid_study", "助学", (KIND.STUDY, KIND.AUTUMN), "、类别为“助学救助”或“金秋助学”"),
    *figures_of("aid_autumn", "金秋助学", (KIND.AUTUMN,), "、类别为“金秋助学”"),
    *figures_of("aid_illness", "大病救助", (KIND.ILLNESS,), "、类别为“大病救助”"),
    *figures_of("aid_living", "生活救助", (KIND.LIVING,), "、类别为“生活救助”"),
    *figures_of("aid_medical", "医疗救助", (KIND.MEDICAL,), "、类别为“医疗救助”"),
    *figures_of("aid_consolation", "慰问", (KIND.CONSOLATION,), "、类别为“慰问”"),
    Breakdown(
        "aid.by_kind",
        "帮扶金额（按类别）",
        "元",
        Kind.LIST,
        definition="发放日期在报告期内的发放，按发放类别分别累加金额和慰问品折价。",
        where=paid,
        measure=SumWorth(),
        by="kind",
        words=dict(KIND.choices),
        **AID,
    ),
    Breakdown(
        "aid.by_source",
        "帮扶金额（按资金来源）",
        "元",
        Kind.LIST,
        definition="发放日期在报告期内的发放，按资金来源分别累加金额和慰问品折价。",
        where=paid,
        measure=SumWorth(),
        by="source",
        **AID,
    ),
)
