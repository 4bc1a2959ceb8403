"""1.3: model workers (劳模工匠) and the care given to them."""

from django.db.models import Q

from members.models import Care, HonourTitle
from union_site.core.indicators import CountDistinct, Indicator, Kind, Listing, Months, Sum, during
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

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
