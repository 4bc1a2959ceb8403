"""4.3: workers in hardship: on file, newly filed, lifted out, reviewed."""

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from union_site.core.indicators import CountDistinct, Indicator, Kind, Ratio, during, in_force
from union_site.core.periods import Period
from union_site.core.registry import add_indicators
from welfare.models import HardshipCase, LevelChange, Review
from welfare.models.hardship import Level


def level_name(period: Period) -> str:
    return f"level_on_{period.last_day:%Y%m%d}"


def level_then(period: Period) -> dict:
    """The level of a file on the period's last day: that of its latest change by then, else the one at opening."""
    changes = LevelChange.objects.current().filter(case=OuterRef("pk"), on__lte=period.last_day).order_by("-on")
    return {level_name(period): Coalesce(Subquery(changes.values("level")[:1]), F("opening_level"))}


def on_file(period: Period) -> Q:
    return in_force(period.last_day, "opened_on", "closed_on")


def hardship(key: str, label: str, number: int, level: Level | None = None) -> Indicator:
    def where(period: Period) -> Q:
        return on_file(period) & Q(**{level_name(period): level}) if level else on_file(period)

    return Indicator(
        key,
        label,
        "名",
        Kind.STOCK,
        "4.3",
        "期末在档（撤档日起不再计入）的困难职工人数，按身份证号计人。"
        + (f"级别以期末当日的“{level.label}”为准。" if level else ""),
        HardshipCase,
        where,
        "hardship",
        measure=CountDistinct("identity_index"),
        annotate=level_then,
        columns=("code", "name", "identity", "organization", "opening_level", "opened_on", "closed_on"),
        number=number,
    )


add_indicators(
    hardship("hardship.total", "困难职工", 56),
    hardship("hardship.national", "其中：全国级困难职工", 57, Level.NATIONAL),
    hardship("hardship.provincial", "其中：省级困难职工", 58, Level.PROVINCIAL),
    hardship("hardship.district", "其中：区级困难职工", 59, Level.DISTRICT),
)

# --- beyond the summary's figures ---------------------------------------------------------------------------------

FILES = {
    "section": "4.3",
    "model": HardshipCase,
    "register": "hardship",
    "measure": CountDistinct("identity_index"),
    "columns": ("code", "name", "identity", "organization", "opened_on", "closed_on", "close_way"),
}


def reviewed_name(period: Period) -> str:
    return f"reviewed_by_{period.last_day:%Y%m%d}"


def reviewed_then(period: Period) -> dict:
    """Whether a file has its review of the year by the period's last day."""
    reviews = Review.objects.current().filter(case=OuterRef("pk"), year=period.year, reviewed_on__lte=period.last_day)
    return {reviewed_name(period): Exists(reviews)}


add_indicators(
    Indicator(
        "hardship.opened",
        "新建档困难职工",
        "名",
        Kind.FLOW,
        definition="建档日期在报告期内的困难职工人数，按身份证号计人。",
        where=lambda period: during("opened_on", period),
        **FILES,
    ),
    Indicator(
        "hardship.closed",
        "撤档困难职工",
        "名",
        Kind.FLOW,
        definition="撤档日期在报告期内的困难职工人数，按身份证号计人，不论撤档方式。",
        where=lambda period: during("closed_on", period),
        **FILES,
    ),
    Indicator(
        "hardship.lifted",
        "其中：解困脱困",
        "名",
        Kind.FLOW,
        definition="撤档日期在报告期内、撤档方式为“解困脱困”的困难职工人数，按身份证号计人。",
        where=lambda period: during("closed_on", period) & Q(close_way=HardshipCase.Way.LIFTED),
        **FILES,
    ),
    Ratio(
        "hardship.reviewed",
        "困难职工档案复核完成率",
        "%",
        Kind.STOCK,
        definition="期末在档的困难职工中，截至期末已完成本年度复核的人数所占百分比，按身份证号计人。",
        where=on_file,
        part=lambda period: Q(**{reviewed_name(period): True}),
        annotate=reviewed_then,
        **FILES,
    ),
)
