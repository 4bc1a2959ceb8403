"""Claims: strong words are recognised, green only where the figures show them, red with a wording that is true."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.models import HazardReport
from reports.models import AnnualTarget
from reports.services import checks, claims, papers
from reports.services.checks import remedies
from reports.services.claims import Facts, Verdict, judge
from reports.services.targets import Progress
from reports.text.strong_words import strong_words
from reports.text.tokens import Values, runs
from tests.factories import FACTORIES
from union_site.core.indicators import percentage
from union_site.core.periods import Period
from union_site.core.registry import indicators
from welfare.models import HardshipCase, MutualAidEnrolment

TODAY = date(2021, 7, 5)


def words(sentence):
    return [(one.word, one.sense.value) for one in strong_words(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("全面完成市总下达的任务。", [("全面完成", "target")]),
        ("超额完成全年任务。", [("超额完成", "beyond")]),
        ("百人以上企业全部建会，制度全面建立。", [("全部", "all"), ("全面建立", "all")]),
        ("各项工作均已完成，参与率100%。", [("均", "all"), ("100%", "all")]),
        ("参与职工逐年递增，事故逐年下降。", [("逐年递增", "rising"), ("逐年下降", "falling")]),
        ("会员连续三年增长，连续5年获评先进。", [("连续三年增长", "rising"), ("连续5年", "none")]),
        ("首次举办招聘会，成绩居全市第一。", [("首次", "first"), ("第一", "rank")]),
        ("实现零事故、全覆盖。", [("零事故", "none"), ("全覆盖", "all")]),
        # What only looks strong, what is planned or denied, and other people's words.
        ("全部门参加第一季度第一批活动，第一时间到第一线。", []),
        ("人均12次，平均每家3场，均衡发展。", []),
        ("确保全面完成任务，力争首次获奖。", []),
        ("尚未全面完成任务，没有全部建会。", []),
        ("将全部纳入，推动全覆盖。", []),
        ("开展“全覆盖”行动，印发《首届职工运动会方案》。", []),
        ("{{mutual.target|断语:全面完成}}任务。", []),
    ],
)
def test_strong_words_are_recognised(sentence, found):
    assert words(sentence) == found


def test_years_of_a_series():
    assert [one.years for one in strong_words("连续三年增长，连续10年上升，逐年递增。")] == [3, 10, 0]


def facts(now, before=None, **more):
    return Facts(Values(indicators, now, before or {}, 2021), **more)


def judged(sentence, known, origin=""):
    (strong,) = strong_words(sentence)
    return judge(sentence, strong, known, origin)


def said(sentence, known):
    return "".join(run if isinstance(run, str) else run.text for run in runs(sentence, known.values))


TARGET = "{{mutual.insured}}参保，全面完成市总下达的参保任务。"


def claim(value, target):
    return {"value": value >= target, "numbers": [value, target, percentage(value, target)]}


def test_a_target_that_was_reached_and_one_that_was_not():
    known = facts({"mutual.insured": 14311, "mutual.target": claim(14311, 13900)})
    found = judged(TARGET, known)
    assert (found.verdict, found.said, found.keys) == (
        Verdict.TRUE,
        "医疗互助参保任务完成率 102.96%",
        ("mutual.target",),
    )
    known = facts({"mutual.insured": 13511, "mutual.target": claim(13511, 13900)})
    found = judged(TARGET, known)
    assert (found.verdict, found.said) == (Verdict.FALSE, "医疗互助参保任务完成率 97.2%")
    assert [said(text, known) for text in found.wordings] == ["13511人参保，完成市总下达的参保任务的97.2%。"]
    # Reached exactly is not passed.
    known = facts({"mutual.insured": 13900, "mutual.target": claim(13900, 13900)})
    beyond = judged("{{mutual.insured}}参保，超额完成任务。", known)
    assert beyond.verdict == Verdict.FALSE
    assert [said(text, known) for text in beyond.wordings] == ["13900人参保，完成任务。"]
    # No target, no verdict.
    known = facts({"mutual.insured": 13900, "mutual.target": {"value": None, "numbers": [13900]}})
    assert judged(TARGET, known).verdict == Verdict.OPEN


def test_a_target_of_the_year_of_any_figure():
    sentence = "新建工会{{organising.new_single}}，全面完成年度目标。"
    target = AnnualTarget(value=Decimal("12.00"))

    def with_percent(percent):
        progress = {"organising.new_single": Progress(target, 9, Decimal(percent))}
        known = facts({"organising.new_single": 9}, progress=progress)
        known.values.targets["organising.new_single"] = Decimal(percent)
        return known

    assert judged(sentence, with_percent("100")).verdict == Verdict.TRUE
    known = with_percent("75")
    found = judged(sentence, known)
    assert (found.verdict, found.said) == (Verdict.FALSE, "新建单建基层工会完成率 75%")
    assert [said(text, known) for text in found.wordings] == ["新建工会9家，完成年度任务的75%。"]


def test_all_by_a_share_and_by_a_part():
    share = "安康杯参与率{{ankang.rate}}，职工全部参加。"
    assert judged(share, facts({"ankang.rate": Decimal("100.00")})).verdict == Verdict.TRUE
    known = facts({"ankang.rate": Decimal("93.32")})
    found = judged(share, known)
    assert (found.verdict, found.said) == (Verdict.FALSE, "安康杯参与率 93.32%")
    assert [said(text, known) for text in found.wordings] == [
        "安康杯参与率93.32%，职工有93.32%参加。",
        "安康杯参与率93.32%，职工参加。",
    ]
    part = "在档困难职工{{hardship.total}}，全部为区级{{hardship.district}}。"
    parts = frozenset({("hardship.district", "hardship.total")})
    known = facts({"hardship.total": 206, "hardship.district": 206}, parts=parts)
    assert judged(part, known).verdict == Verdict.TRUE
    assert judged(part, facts({"hardship.total": 206, "hardship.district": 206})).verdict == Verdict.OPEN
    known = facts({"hardship.total": 206, "hardship.district": 146}, parts=parts)
    found = judged(part, known)
    assert (found.verdict, found.said) == (Verdict.FALSE, "206名中的146名")
    assert said(found.wordings[0], known) == "在档困难职工206名，其中为区级146名。"


def test_rising_each_year():
    sentence = "参赛单位{{ankang.organisations}}，逐年递增。"
    assert (
        judged(sentence, facts({"ankang.organisations": 130}, series={"ankang.organisations": [130, 111, 87]})).verdict
        == Verdict.TRUE
    )
    known = facts(
        {"ankang.organisations": 130}, {"ankang.organisations": 111}, series={"ankang.organisations": [130, 111, 115]}
    )
    found = judged(sentence, known)
    assert (found.verdict, found.said) == (Verdict.FALSE, "安康杯参赛企事业单位各年同期 115、111、130")
    assert [said(text, known) for text in found.wordings] == ["参赛单位130家，同比增长17.1%。", "参赛单位130家。"]
    missing = facts({"ankang.organisations": 130}, series={"ankang.organisations": [130, 111, None]})
    assert judged(sentence, missing).verdict == Verdict.OPEN
    three = "参赛单位{{ankang.organisations}}，连续三年增长。"
    assert judged(three, facts({}, series={"ankang.organisations": [130, 111, 87]})).verdict == Verdict.OPEN
    assert judged(three, facts({}, series={"ankang.organisations": [130, 111, 87, 80]})).verdict == Verdict.TRUE


def test_the_first_time():
    sentence = "首次举办招聘会{{employment.fairs}}。"
    assert judged(sentence, facts({"employment.fairs": 5}, former={"employment.fairs": None})).verdict == Verdict.TRUE
    known = facts({"employment.fairs": 5}, former={"employment.fairs": ("2020年", 4)})
    found = judged(sentence, known)
    assert (found.verdict, found.said) == (Verdict.FALSE, "招聘会在2020年已有 4场")
    assert [said(text, known) for text in found.wordings] == ["继续举办招聘会5场。"]
    assert judged(sentence, facts({"employment.fairs": 5})).verdict == Verdict.OPEN


def test_a_sentence_of_the_template_is_judged_by_its_condition():
    sentence, line = "全区百人以上企业全部建立工会。", "?organising.large_covered=100 全区百人以上企业全部建立工会。"
    found = judged(sentence, facts({"organising.large_covered": Decimal("100.00")}), line)
    assert (found.verdict, found.said) == (Verdict.TRUE, "百人以上企业建会率 100%")
    found = judged(sentence, facts({"organising.large_covered": Decimal("97.20")}), line)
    assert (found.verdict, found.said) == (Verdict.FALSE, "百人以上企业建会率 97.2%")
    # By hand the same words prove nothing: the test is only proposed.
    assert judged(sentence, facts({"organising.large_covered": Decimal("100.00")})).verdict == Verdict.OPEN


# Few values, so that equal and neighbouring ones meet often; and series that nearly rise or fall.
KNOWN = st.integers(min_value=0, max_value=4)
NUMBERS = st.sampled_from([*range(5), *range(5), *range(5), None])
SERIES = st.one_of(
    st.lists(NUMBERS, min_size=6, max_size=6),
    st.lists(KNOWN, min_size=6, max_size=6).map(sorted),
    st.lists(st.integers(0, 99), min_size=6, max_size=6).map(lambda values: sorted(values, reverse=True)),
)
SENTENCES = [
    TARGET,
    "{{mutual.insured}}参保，超额完成任务。",
    "困难职工{{hardship.total}}，全部为区级{{hardship.district}}。",
    "参与率{{ankang.rate}}，全部参加。",
    "参赛单位{{ankang.organisations}}，逐年递增。",
    "参赛单位{{ankang.organisations}}，逐年下降。",
    "参赛单位{{ankang.organisations}}、职工{{ankang.employees}}，连续三年增长。",
    "首次举办招聘会{{employment.fairs}}。",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@given(
    st.tuples(st.one_of(st.just(3), NUMBERS), st.one_of(st.just(4), NUMBERS)),
    st.tuples(NUMBERS, NUMBERS),
    SERIES,
    SERIES,
    st.one_of(st.none(), st.just("absent"), st.integers(min_value=1, max_value=9)),
)
def test_what_is_shown_green_is_true(sentence, insured, whole, units, employees, earlier):
    (value, target), (total, district) = insured, whole
    judged_target = {"value": None, "numbers": []} if None in insured or not target else claim(value, target)
    rate = percentage(district, total)
    known = facts(
        {
            "mutual.insured": value,
            "mutual.target": judged_target,
            "hardship.total": total,
            "hardship.district": district,
            "ankang.rate": rate,
            "ankang.organisations": units[0],
            "ankang.employees": employees[0],
            "employment.fairs": 3,
        },
        series={"ankang.organisations": units, "ankang.employees": employees},
        former={} if earlier == "absent" else {"employment.fairs": earlier and ("2020年", earlier)},
        parts=frozenset({("hardship.district", "hardship.total")}),
    )

    def grows(values, steps, sign=1):
        kept = values[: steps + 1]
        return None not in kept and all((a - b) * sign > 0 for a, b in zip(kept, kept[1:], strict=False))

    truth = {
        SENTENCES[0]: None not in insured and bool(target) and value >= target,
        SENTENCES[1]: None not in insured and bool(target) and value > target,
        SENTENCES[2]: None not in whole and total == district,
        SENTENCES[3]: rate == 100,
        SENTENCES[4]: grows(units, 2),
        SENTENCES[5]: grows(units, 2, -1),
        SENTENCES[6]: grows(units, 3) and grows(employees, 3),
        SENTENCES[7]: earlier is None,
    }[sentence]
    (strong,) = strong_words(sentence)
    found = judge(sentence, strong, known)
    if found.verdict == Verdict.TRUE:
        assert truth, found
    if found.verdict == Verdict.FALSE:
        assert not truth, found
        # What is offered instead does not claim the same.
        assert all(strong.word not in text for text in found.wordings)


PIECES = st.sampled_from(
    "全部 全面完成 超额完成 逐年递增 连续三年增长 连续99年上升 首次 第一 零事故 均已 100% 任务 目标 ， 。 ； { }} {{ [ ] 12名 "
    "{{mutual.insured}} {{mutual.target}} {{mutual.insured|任务}} {{ankang.rate}} {{ankang.rate@上年}} {{no.such}} {{stated.书屋}} "
    "{{hardship.total|坏的}} {{documents.issued|名单:3}} {{plan.previous_done}} {{bargaining.campaign_year}}".split(" ")
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_whatever_was_typed_can_be_judged(sentence):
    known = facts(
        {
            "mutual.insured": 9,
            "mutual.target": {"value": None, "numbers": [None, 5]},
            "ankang.rate": Decimal("93.32"),
            "documents.issued": [{"name": "甲", "section": "换届"}],
            "plan.previous_done": {"value": False, "numbers": [1, 2, Decimal("50.00")], "open": ["乙"]},
            "bargaining.campaign_year": 2021,
        }
    )
    for strong in strong_words(sentence):
        assert sentence[strong.start : strong.end] == strong.word
        assert judge(sentence, strong, known).verdict in Verdict


# --- with the registers ------------------------------------------------------------------------------------------


@pytest.fixture
def paper(editor, root, union):
    for year, number in ((2019, 1), (2020, 2), (2021, 3)):
        for place in range(number):
            day = date(year, 3, 1 + place)
            FACTORIES[HazardReport](organization=union, reported_on=day, handled_on=day)
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    FACTORIES[HardshipCase](organization=union, opened_on=date(2020, 3, 1))
    FACTORIES[MutualAidEnrolment](organization=union, paid_on=date(2021, 2, 1), people=972, fee=100, premium=97200)
    FACTORIES[AnnualTarget](
        organization=root,
        indicator_name="参保人数",
        indicator_key="mutual.insured",
        set_by="江临市总工会",
        value=1000,
        unit="人",
    )
    made = papers.create(period=Period.parse("2021H1"), unit=root, today=TODAY, by=editor)
    first, *others = made.sections.all()
    for section in others:
        section.delete()
    return made


def findings(paper, text):
    section = paper.sections.get()
    section.text = text
    section.save()
    return [one for one in checks.run(paper, today=TODAY) if one.check.key == "claims"]


def test_claims_against_the_registers(paper):
    rising, target, first, by_hand = findings(
        paper,
        "上报随手拍{{hazard.reports}}，逐年递增。{{mutual.insured}}参保，全面完成市总下达的参保任务。"
        "首次上报随手拍{{hazard.reports}}。工作居全市第一。",
    )
    assert (rising.tone, rising.words) == ("ok", "“逐年递增”属实：线上安全隐患随手拍各年同期 1、2、3。")
    assert (target.tone, target.words) == ("bad", "“全面完成”不属实：医疗互助参保任务完成率 97.2%。")
    assert [one.sentence for one in target.remedies] == [
        "{{mutual.insured}}参保，完成市总下达的参保任务的{{mutual.target}}。"
    ]
    assert target.links[0][1].startswith("/figures/mutual.target/?period=2021H1&unit=")
    assert (first.tone, first.words) == ("bad", "“首次”不属实：线上安全隐患随手拍在2020年已有 2件。")
    assert (by_hand.tone, by_hand.words) == ("calm", "“第一”没有可以检验的指标，请写明依据。")


def test_a_claim_that_nothing_tests_rests_on_what_somebody_names(paper, editor):
    (found,) = findings(paper, "工作居全市第一。")
    remedies.explain(paper, found.id, "江临市总工会《2021年上半年通报》", today=TODAY, by=editor)
    (found,) = findings(paper, "工作居全市第一。")
    assert found.explained and found.evidence.evidence == "江临市总工会《2021年上半年通报》"
    # Of another sentence it proves nothing.
    assert not findings(paper, "工作居全省第一。")[0].explained


def test_red_claims_block_until_they_are_put_right(paper, editor):
    (found,) = findings(paper, "{{mutual.insured}}参保，全面完成市总下达的参保任务。")
    assert [one.id for one in checks.blocking(paper, TODAY)] == [found.id]
    remedies.apply(paper, found.id, 0, today=TODAY, by=editor)
    assert checks.blocking(paper, TODAY) == []


def test_nothing_is_claimed_to_be_new_where_the_register_begins_this_year(paper, union):
    HazardReport.objects.filter(reported_on__lt=date(2021, 1, 1)).delete()
    (found,) = findings(paper, "首次上报随手拍{{hazard.reports}}。")
    assert found.tone == "calm"


def test_a_test_that_the_words_resemble_is_proposed(paper):
    (found,) = findings(paper, "全面完成市总下达的医疗互助参保任务。")
    assert (found.tone, found.suggestion) == ("calm", "医疗互助参保任务完成 97.2%")
    assert claims.YEARS == 3
