"""Sheets of activities, hand-outs, programmes and contests."""

from datetime import date

import pytest

from activities.models import (
    Activity,
    ActivityCategory,
    ActivityReport,
    ActivityTrade,
    Contest,
    ContestTrade,
    Handout,
    Programme,
)
from tests.sheets import import_rows

ACTIVITY = (
    "活动编号",
    "活动名称",
    "活动类别",
    "填报单位",
    "主办单位",
    "开始日期",
    "场次",
    "参加人次",
    "其中女职工",
    "服务工种(领域)",
)


@pytest.fixture
def drill(district, union, other_union):
    """One fire drill that two unions report."""
    return import_rows(
        district,
        ACTIVITY,
        ("HD20210080", "园区联合消防应急演练", "安全生产", union.name, union.name, "2021-06-10", 2, 120, 40, ""),
        ("HD20210080", "园区联合消防应急演练", "安全生产", other_union.name, union.name, "2021-06-10", 2, 120, 40, ""),
        sheet="活动登记",
    )


def test_the_categories_that_figures_ask_for_are_there(db):
    assert list(ActivityCategory.objects.values_list("code", "name")) == [
        ("politics", "政治引领"),
        ("arts", "文艺"),
        ("reading", "阅读"),
        ("sports", "体育"),
        ("service", "技术服务"),
        ("safety", "安全"),
        ("legal", "法律宣传"),
        ("fair", "招聘会"),
        ("wage", "欠薪检查"),
        ("training", "普惠培训"),
        ("women", "女职工"),
        ("matchmaking", "联谊"),
        ("family", "亲子"),
        ("meeting", "培训会议"),
        ("union_training", "工会培训"),
        ("lecture", "宣讲"),
    ]


def test_joint_activity_is_one_activity_with_two_reports(drill, union, other_union):
    assert (drill.key, drill.verdicts, drill.warnings) == ("activity", ["new", "new"], [])
    activity = Activity.objects.get()
    assert (activity.organization, activity.category.code, activity.sessions) == (union, "safety", 2)
    assert list(ActivityReport.objects.order_by("id").values_list("organization__name", flat=True)) == [
        union.name,
        other_union.name,
    ]


def test_reports_that_disagree_are_noticed_and_the_first_counts(district, union, other_union):
    result = import_rows(
        district,
        ACTIVITY,
        ("HD20210080", "园区联合消防应急演练", "安全", union.name, union.name, "2021-06-10", 2, 120, 40, ""),
        ("HD20210080", "园区联合消防应急演练", "安全", other_union.name, union.name, "2021-06-10", 3, 120, 40, ""),
        sheet="活动登记",
    )

    assert result.warnings == [(5, "场次", "repeat_differs")]
    assert Activity.objects.get().sessions == 2


def test_same_union_reports_an_activity_once(district, union):
    row = ("HD20210080", "园区联合消防应急演练", "安全", union.name, union.name, "2021-06-10", 2, 120, 40, "")

    result = import_rows(district, ACTIVITY, row, row, sheet="活动登记")

    assert result.verdicts == ["new", "rejected"]


def test_clerk_reports_an_activity_hosted_by_others_only_after_them(district, union, other_union, stranger):
    rows = (
        ACTIVITY,
        ("HD20210080", "园区联合消防应急演练", "安全", other_union.name, union.name, "2021-06-10", 2, 120, 40, ""),
    )

    early = import_rows(district, *rows, sheet="活动登记", user=stranger)
    assert early.errors == [(4, "活动编号", "out_of_scope")]

    import_rows(district, ACTIVITY, (*rows[1][:3], union.name, *rows[1][4:]), sheet="活动登记")
    late = import_rows(district, *rows, sheet="活动登记", user=stranger)
    assert late.errors == []
    assert ActivityReport.objects.count() == 2


def test_trades_of_a_cell_are_rows_of_their_own(district, union):
    import_rows(
        district,
        ACTIVITY,
        (
            "HD20210001",
            "劳模工匠进企业",
            "劳模工匠服务队",
            union.name,
            union.name,
            "2021-03-01",
            1,
            20,
            "",
            "消防、科技，模具",
        ),
        sheet="活动登记",
    )

    assert list(ActivityTrade.objects.order_by("id").values_list("trade", flat=True)) == ["消防", "科技", "模具"]
    assert Activity.objects.get().women is None


def test_unknown_category_is_refused(district, union):
    result = import_rows(
        district,
        ACTIVITY,
        ("HD1", "某活动", "钓鱼", union.name, union.name, "2021-03-01", 1, 20, "", ""),
        sheet="活动登记",
    )

    assert [(number, heading) for number, heading, _ in result.errors] == [(4, "活动类别")]


def test_more_women_than_participations_are_refused(district, union):
    result = import_rows(
        district,
        ACTIVITY,
        ("HD1", "某活动", "女职工部", union.name, union.name, "2021-03-01", 1, 20, 21, ""),
        sheet="活动登记",
    )

    assert result.errors == [(4, "其中女职工", "rule")]


def test_handouts_belong_to_a_known_activity(district, drill):
    result = import_rows(
        district,
        ("活动编号", "活动名称", "物品类别", "数量", "单位"),
        ("HD20210080", "园区联合消防应急演练", "安全手册", "1,090", "册"),
        ("HD20219999", "没有登记的活动", "纪念品", 10, "份"),
        sheet="发放物品",
    )

    assert result.key == "handout"
    assert result.errors == [(5, "活动编号", "out_of_scope")]
    assert list(Handout.objects.values_list("kind", "quantity", "unit")) == [("safety_manual", 1090, "册")]


def test_programme_that_was_selected_needs_its_day(district, union):
    headings = ("节目名称", "演出单位", "活动编号", "入选上级汇演", "入选日期", "获奖")
    result = import_rows(
        district,
        headings,
        ("小品《夜班》(1)", union.name, "", "江临市总工会职工文艺汇演", "2021.4.20", "三等奖"),
        ("器乐《春潮》(3)", union.name, "", "", "", ""),
        ("快板《安全谣》(5)", union.name, "", "江临市总工会职工文艺汇演", "", ""),
        sheet="汇演节目",
    )

    assert result.errors == [(6, "入选日期", "selected_on_missing")]
    assert list(Programme.objects.order_by("id").values_list("selected_on", "award")) == [
        (date(2021, 4, 20), "三等奖"),
        (None, ""),
    ]


def test_contest_has_a_line_for_each_trade(district, town):
    headings = ("比武编号", "竞赛名称", "主办单位", "层级", "开始日期", "结束日期", "比武工种", "参赛人数")
    result = import_rows(
        district,
        headings,
        ("BW2019002", "柳桥镇职工技能比武", town.name, "镇（街道）", "2019年3月13日", "2019年3月14日", "模具工", 24),
        ("BW2019002", "柳桥镇职工技能比武", town.name, "镇街", "2019年3月13日", "2019年3月14日", "缝纫工", 30),
        ("BW2019002", "柳桥镇职工技能比武", town.name, "镇街", "2019年3月13日", "2019年3月14日", "缝纫工", 31),
        sheet="技能比武",
    )

    assert (result.key, result.verdicts) == ("contest", ["new", "new", "rejected"])
    assert Contest.objects.get().host_level == "town"
    assert list(ContestTrade.objects.order_by("id").values_list("trade", "contestants")) == [
        ("模具工", 24),
        ("缝纫工", 30),
    ]


def test_contest_that_ends_before_it_begins_is_refused(district, town):
    result = import_rows(
        district,
        ("比武编号", "比武名称", "主办单位", "主办层级", "开始日期", "结束日期", "工种", "参赛人数"),
        ("BW2019002", "柳桥镇职工技能比武", town.name, "区", "2019-03-13", "2019-03-12", "模具工", 24),
        sheet="技能比武",
    )

    assert result.errors == [(4, "结束日期", "rule")]
