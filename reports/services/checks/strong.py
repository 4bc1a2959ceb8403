"""The check of claims: looks up what the claims of a paper are judged by, and says what became of each."""

from collections.abc import Iterable

from reports.services import targets
from reports.services.checks.context import Context, Sentence
from reports.services.checks.findings import BAD, CALM, CLAIMS, OK, Finding, Remedy
from reports.services.claims import Facts, Judgement, Verdict, judge, value_words
from reports.text.naming import Namer
from reports.text.strong_words import Sense, StrongWord, strong_words
from reports.text.tokens import keys_of
from union_site.core.consistency import FigureRule
from union_site.core.evaluation import evaluate
from union_site.core.indicators import COUNTED, Claim, Indicator, Kind
from union_site.core.periods import Period
from union_site.core.registry import consistency_rules

FORMER_YEARS = 10  # years that are asked whether there was one before
SERIES_YEARS = 5  # 连续N年 is tested up to so many years back

Found = list[tuple[Sentence, StrongWord]]


def claims(context: Context) -> Iterable[Finding]:
    """Every strong word by hand with its verdict; those that were explained say by whom."""
    found = [(one, strong) for one in context.sentences for strong in strong_words(one.text)]
    if not found:
        return
    facts = gather(context, found)
    testable = [
        one for one in context.known.values() if isinstance(one, Claim) or (one.unit == "%" and one.kind in COUNTED)
    ]
    namer = Namer(testable)
    for one, strong in found:
        yield _finding(context, one, judge(one.text, strong, facts, one.origin), facts, namer)


def gather(context: Context, found: Found) -> Facts:
    """What these claims are judged by: targets, the years before, former periods; asked only where a claim needs it."""
    by_sense: dict[Sense, list[str]] = {}
    for one, strong in found:
        by_sense.setdefault(strong.sense, []).extend(sorted(keys_of(one.text)))
    parts = {
        (part, rule.uses[0])
        for rule in consistency_rules.values()
        if isinstance(rule, FigureRule)
        for part in rule.parts
    }
    return Facts(
        context.composition.values,
        _progress(context, [*by_sense.get(Sense.TARGET, ()), *by_sense.get(Sense.BEYOND, ())]),
        _series(context, [*by_sense.get(Sense.RISING, ()), *by_sense.get(Sense.FALLING, ())]),
        _former(context, by_sense.get(Sense.FIRST, ())),
        frozenset(parts),
    )


def _asked(context: Context, keys: Iterable[str]) -> list[Indicator]:
    """The figures of these keys that are a number that grows; of a list, its length."""
    known = [context.known[key] for key in dict.fromkeys(keys) if key in context.known]
    return [one for one in known if one.kind in COUNTED or (one.kind == Kind.LIST and one.countable)]


def _progress(context: Context, keys: Iterable[str]) -> dict:
    asked = _asked(context, keys)
    if not asked:
        return {}
    paper, figures = context.paper, context.composition.figures
    values = {one.key: figures[one.key].now for one in asked if one.key in figures}
    return targets.progress(asked, context.period, values, district=paper.district, unit=paper.organization)


def _evaluated(context: Context, asked: list[Indicator], periods: list[Period]) -> dict:
    paper = context.paper
    return evaluate(asked, periods, district=paper.district, unit=paper.organization, listed=[])


def _series(context: Context, keys: Iterable[str]) -> dict[str, list]:
    """{key: values of this period and of the same stretch of the years before}, as far as they were counted alike."""
    asked = _asked(context, keys)
    if not asked:
        return {}
    periods = [context.period]
    while len(periods) <= SERIES_YEARS:
        periods.append(periods[-1].year_before)
    values = _evaluated(context, asked, periods)
    return {
        one.key: [
            one.amount(values[one.key, period]) if one.comparable(context.period, period) else None
            for period in periods
        ]
        for one in asked
    }


def _former(context: Context, keys: Iterable[str]) -> dict[str, tuple[str, object] | None]:
    """{key: the latest former period with a row and its value, or None}; without keys of registers that begin this year."""
    asked = _asked(context, keys)
    if not asked:
        return {}
    this = context.period
    periods = [Period(this.year, 1, this.first_month - 1)] if this.first_month > 1 else []
    periods += [Period(this.year - step, 1, 12) for step in range(1, FORMER_YEARS + 1)]
    values = _evaluated(context, asked, periods)
    figures = context.composition.figures
    kept_before = {one.indicator.model for one in figures.values() if one.before is not None}
    found: dict[str, tuple[str, object] | None] = {}
    for one in asked:
        earlier = [(period, one.amount(values[one.key, period])) for period in periods]
        there = next(((_stretch(period), value) for period, value in earlier if value), None)
        if there or one.model in kept_before:
            found[one.key] = there
    return found


def _stretch(period: Period) -> str:
    whole = (period.first_month, period.last_month) in ((1, 12), (1, 6), (7, 12))
    return period.label if whole else f"{period.year}年1—{period.last_month}月"


def _finding(context: Context, one: Sentence, judged: Judgement, facts: Facts, namer: Namer) -> Finding:
    strong = judged.strong
    tone = {Verdict.TRUE: OK, Verdict.FALSE: BAD, Verdict.OPEN: CALM}[judged.verdict]
    suggestion = ""
    match judged.verdict:
        case Verdict.TRUE:
            words = f"“{strong.word}”属实：{judged.said}。"
        case Verdict.FALSE:
            words = f"“{strong.word}”不属实：{judged.said}。"
        case _:
            keys = judged.keys or tuple(namer.within(one.span.by_hand)[:1])
            suggestion = judged.said or "、".join(
                f"{context.known[key].label} {value_words(facts, key)}" for key in keys
            )
            words = f"“{strong.word}”没有可以检验的指标，请写明依据。"
            if suggestion:
                words = f"“{strong.word}”请写明依据，可参考：{suggestion}。"
            judged = Judgement(strong, judged.verdict, judged.said, keys)
    return Finding(
        CLAIMS,
        tone,
        words,
        one.section,
        one.span,
        strong.word,
        tuple(Remedy("改为" if text else "删去这一句", text) for text in judged.wordings),
        tuple(context.figure_link(key) for key in judged.keys if key in context.known),
        word=strong.word,
        asks="" if judged.verdict == Verdict.TRUE else "evidence",
        suggestion=suggestion,
    )
