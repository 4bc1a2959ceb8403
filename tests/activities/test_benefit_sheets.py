"""Sheets of recuperation trips, benefit programmes, merchants, documents and visits."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from activities.models import (
    BenefitProgramme,
    IssuedDocument,
    Merchant,
    MerchantAgreement,
    RecuperationGroup,
    RecuperationTrip,
    Visit,
)
from tests.factories import make
from tests.sheets import import_rows, workbook
from union_site.core.evaluation import evaluate, evaluate_by_town, rows
from union_site.core.periods import Period
from union_site.core.registry import indicators
from union_site.core.spreadsheets import importing

PERIOD = Period.parse("2021H1")
TRIP = ("批次编号", "组织单位", "目的地", "出发日期", "返回日期", "天数", "人员类别", "人数")
MERCHANT = ("商家编号", "商家名称", "所在镇街", "优惠内容", "协议起", "协议止")
DOCUMENT = ("文号", "文件标题", "印发日期", "主题栏目", "要约行动年度", "主办部门")
VISIT = ("来访日期", "来访单位", "来访层级", "人数", "调研主题", "评价")


def value(district, key, period=PERIOD):
    return evaluate([indicators[key]], [period], district=district)[key, period]


def test_trips_with_a_line_for_each_kind_of_people(district, root):
    result = import_rows(
        district,
        TRIP,
        ("LXY1", root.name, "嘉澄市", "2021年5月17日", "2021年5月23日", 7, "一线职工", 40),
        ("LXY1", root.name, "嘉澄市", "2021年5月17日", "2021年5月23日", 7, "工会干部", 12),
        ("LXY1", root.name, "嘉澄市", "2021年5月17日", "2021年5月23日", 7, "劳模", 32),
        ("LXY2", root.name, "云栖山", "2021年6月30日", "2021年7月4日", 5, "一线职工", 32),
        ("LXY3", root.name, "千湖县", "2021年7月1日", "2021年7月3日", 3, "一线职工", 13),
        ("LXY4", root.name, "千湖县", "2021年3月1日", "2021年3月3日", 3, "劳模", 9),
        sheet="疗休养",
    )

    assert (result.key, result.errors, result.warnings) == ("recuperation", [], [])
    assert (RecuperationTrip.objects.count(), RecuperationGroup.objects.count()) == (4, 6)
    assert value(district, "recuperation.people") == 84
    assert value(district, "recuperation.days") == [{"name": "5天", "days": 5}, {"name": "7天", "days": 7}]
    assert [(item["name"], item["date"]) for item in value(district, "recuperation.trips")] == [
        ("嘉澄市", "2021-05-17"),
        ("云栖山", "2021-06-30"),
    ]
    assert value(district, "recuperation.days", PERIOD.year_before) is None
    by_town = evaluate_by_town([indicators["recuperation.days"]], PERIOD, district=district)
    assert by_town == {"recuperation.days": {"区本级": 2}}


def test_bad_trips(district, root):
    result = import_rows(
        district,
        TRIP,
        ("LXY1", root.name, "嘉澄市", "2021-05-17", "2021-05-16", 7, "一线职工", 40),
        ("LXY2", root.name, "嘉澄市", "2021-05-17", "2021-05-21", 7, "一线职工", 40),
        ("LXY3", root.name, "嘉澄市", "2021-05-17", "2021-05-21", 5, "一线职工", 0),
        ("LXY4", root.name, "嘉澄市", "2021-05-17", "2021-05-21", -5, "一线职工", 3),
        sheet="疗休养",
    )

    assert [(row, heading) for row, heading, _ in result.errors] == [(4, "返回日期"), (6, "人数"), (7, "天数")]
    assert result.warnings == [(5, "天数", "days_mismatch"), (7, "天数", "days_mismatch")]
    with pytest.raises(IntegrityError), transaction.atomic():
        make(RecuperationTrip, root, returned_on=date(2021, 4, 18))
    with pytest.raises(IntegrityError), transaction.atomic():
        make(RecuperationGroup, root, people=0)


def test_programmes_belong_to_the_unit_above_the_header(district, root):
    result = import_rows(
        district,
        ("项目名称", "类别", "启动日期", "停止日期"),
        ("职工普惠日", "消费优惠", "2019-10-01", ""),
        ("公益培训", "素质提升", "2021-06-30", ""),
        ("观影补贴", "文化生活", "2019-01-01", "2021-06-30"),
        ("购物折扣", "消费优惠", "2019-01-01", "2021-07-01"),
        ("夏日送凉", "保障服务", "2021-07-01", ""),
        ("冬日送暖", "保障服务", "2021-07-01", "2021-06-30"),
        sheet="普惠项目",
    )

    assert result.errors == [(9, "停止日期", "rule")]
    assert {programme.organization for programme in BenefitProgramme.objects.all()} == {root}
    assert value(district, "benefit.series") == 3
    assert [item["name"] for item in value(district, "benefit.series_names")] == ["职工普惠日", "公益培训", "购物折扣"]


def test_merchants_by_their_agreements(district, town, other_town):
    """Valid on the last day itself; two overlapping agreements are one merchant."""
    result = import_rows(
        district,
        MERCHANT,
        ("SJ001", "云川乐缘轩药房", "青石镇", "九折", "2020.7.1", "2021.6.30"),
        ("SJ002", "云川聚食轩蛋糕店", "青石镇", "五折", "2020.6.30", "2021.6.29"),
        ("SJ003", "云川馨缘园书店", "白鹭街道", "八折", "2021.7.1", "2022.6.30"),
        ("SJ005", "云川乐满园餐饮店", "白鹭街道", "满100减20", "2019.7.1", "2021.12.31"),
        ("SJ005", "云川乐满园餐饮店", "白鹭街道", "八折", "2021.6.1", "2023.5.31"),
        ("SJ006", "云川鲜和里药房", "白鹭街道", "五折", "2021.1.1", "2020.12.31"),
        sheet="合作商家",
    )

    assert (result.key, result.errors) == ("merchant", [(9, "协议止", "rule")])
    assert (Merchant.objects.count(), MerchantAgreement.objects.count()) == (4, 5)
    assert value(district, "benefit.merchants") == 2
    assert rows(indicators["benefit.merchants"], PERIOD, district=district).count() == 3
    by_town = evaluate_by_town([indicators["benefit.merchants"]], PERIOD, district=district)
    assert by_town == {"benefit.merchants": {"青石镇": 1, "白鹭街道": 1}}


def test_documents_and_the_year_of_the_campaign(district, root):
    result = import_rows(
        district,
        DOCUMENT,
        (
            "云川工发〔2021〕13号",
            "关于开展2021年集体协商要约行动的通知",
            "2021年4月9日",
            "和谐劳动关系",
            2021,
            "权益保障部",
        ),
        ("云川工发〔2021〕9号", "关于做好送温暖工作的通知", "2021年1月20日", "互助帮扶", "", "基层工作部"),
        ("云川工发〔2021〕16号", "关于做好高温季节职工劳动保护工作的通知", "2021年7月1日", "安全生产", "", "宣教部"),
        ("云川工发〔2021〕17号", "关于某事的通知", "2021年7月1日", "", 21, "宣教部"),
        sheet="印发文件",
    )

    assert (result.key, result.errors) == ("issued_document", [(7, "要约行动年度", "rule")])
    assert {document.organization for document in IssuedDocument.objects.all()} == {root}
    assert value(district, "bargaining.campaign_year") == 2021
    assert value(district, "bargaining.campaign_year", PERIOD + 1) is None
    assert value(district, "documents.issued") == [
        {
            "name": "关于做好送温暖工作的通知",
            "date": "2021-01-20",
            "number": "云川工发〔2021〕9号",
            "section": "互助帮扶",
        },
        {
            "name": "关于开展2021年集体协商要约行动的通知",
            "date": "2021-04-09",
            "number": "云川工发〔2021〕13号",
            "section": "和谐劳动关系",
        },
    ]


def test_visits_of_superiors(district, root):
    result = import_rows(
        district,
        VISIT,
        ("2021.4.15", "邻区总工会", "同级", 7, "换届工作", "交流"),
        ("2021.5.13", "全国总工会办公厅统计调研处", "全总", 7, "实名制数据采集", "充分肯定"),
        ("2021.6.30", "江临市总工会权益保障部", "市", 5, "医疗互助", ""),
        ("2021.7.1", "江临市总工会宣教部", "市级", 7, "职工文化", "肯定"),
        ("2021.7.1", "江临市总工会办公室", "市级", 0, "职工文化", "肯定"),
        sheet="来访调研",
    )

    assert (result.key, result.errors) == ("visit", [(8, "人数", "rule")])
    assert value(district, "register.visits") == [
        {
            "name": "全国总工会办公厅统计调研处",
            "month": 5,
            "date": "2021-05-13",
            "subject": "实名制数据采集",
            "verdict": "充分肯定",
        },
        {"name": "江临市总工会权益保障部", "month": 6, "date": "2021-06-30", "subject": "医疗互助", "verdict": ""},
    ]


def test_rows_that_name_no_unit_belong_to_the_importer(district, root, town, town_clerk):
    """Without a 填报单位 they belong to the top of the importer's scope; another's cannot be filed."""
    book = workbook(VISIT, ("2021.6.30", "江临市总工会权益保障部", "市", 5, "医疗互助", ""), sheet="来访调研")
    plan = importing.read(book, "测试.xlsx")[0]
    stated = importing.preview(plan, district=district, user=town_clerk)[1]
    assert [issue.code for issue in stated[0].errors] == ["out_of_scope"]  # 填报单位：云川区总工会

    plan.table.defaults.clear()
    batch, _ = importing.preview(plan, district=district, user=town_clerk)
    importing.apply(batch, user=town_clerk)
    assert Visit.objects.get().organization == town
