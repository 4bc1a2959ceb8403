"""The grammar of summary text: figures in words, and silence where nothing was reported."""

from decimal import Decimal

import pytest

from reports.text.tokens import FigureRun, TokenError, Values, keys_of, keys_of_targets, render
from union_site.core.indicators import Breakdown
from union_site.core.registry import indicators

VALUES = Values(
    indicators,
    {
        "hardship.total": 206,
        "safety.brochures": 3290,
        "women.participants": 3311,
        "mutual.insured": 14311,
        "dispute.amount": Decimal("205.547903"),
        "organising.large_covered": Decimal("100.00"),
        "model.checkup_month": [4, 5],
        "organising.new_joint": [
            {"name": "金泽镇园林联合工会", "date": "2021-03-09"},
            {"name": "云川区房产中介联合工会", "date": "2021-04-22"},
        ],
        "model.newly_honoured": [
            {"name": "陆宇军", "title": "浙海省劳动模范"},
            {"name": "顾明龙", "title": "浙海省劳动模范"},
            {"name": "邓华建", "title": "江临市劳动模范"},
        ],
        "model.visited": None,
        "mutual.target": {"value": True, "numbers": [14311, 13900, Decimal("102.96")]},
        "ankang.trend": {"value": None, "numbers": [{"year": 2021, "organisations": 130, "employees": 9520}]},
        "plan.previous_done": {
            "value": False,
            "numbers": [7, 9, Decimal("77.78")],
            "open": ["举办技能比武", "建分中心"],
        },
        "plan.items": [
            {"name": "新建职工书屋", "section": "思想引领", "target": "10家", "department": "宣教部", "due": "2021-08"},
            {"name": "完成换届", "section": "组织建设", "target": "", "department": "基层工作部", "due": "2022-01"},
            {"name": "组建工会", "section": "组织建设", "target": "", "department": "", "due": ""},
        ],
        "documents.issued": [{"name": "关于印发《竞赛办法》的通知", "date": "2021-06-30", "section": "安全生产"}],
    },
    {"hardship.total": 198},
    2021,
)


def words(source):
    return render(source, VALUES).text


def test_a_figure_carries_its_unit_and_its_key():
    assert render("共有困难职工{{hardship.total}}。", VALUES).runs == (
        "共有困难职工",
        FigureRun("206名", "hardship.total"),
        "。",
    )


def test_wording_of_numbers():
    assert words("{{safety.brochures|余}}") == "3200余份"
    assert words("{{women.participants|近}}") == "近3400人次"
    assert words("{{mutual.insured|万}}") == "1.43万人"
    assert words("{{mutual.insured|万:1}}") == "1.4万人"
    assert words("{{hardship.total|数}}") == "206"
    assert words("{{dispute.amount}}") == "205.55万元"
    assert words("{{hardship.total|同比}}") == "同比增长4%"
    assert words("{{hardship.total@上年}}") == "198名"


@pytest.mark.parametrize(
    "source",
    [
        "{{model.checkup_month|名单}}",
        "{{model.checkup_month|归并:〔name〕}}",
        "{{model.checkup_month|其中:name=1}}",
        "{{mutual.insured|万:1近}}",
        "{{mutual.insured|万:99}}",
        "{{organising.new_joint|名单:十}}",
    ],
)
def test_what_a_figure_cannot_say_is_told(source):
    with pytest.raises(TokenError, match=r"只可"):
        words(source)


def test_a_list_of_nothing_says_nothing():
    empty = Values(indicators, {"documents.issued": []}, {}, 2021)
    assert render("印发文件{{documents.issued}}。", empty) is None
    assert render("印发文件{{documents.issued|数}}件。", empty).text == "印发文件0件。"


def test_lists():
    assert words("{{model.checkup_month}}") == "4、5月"
    assert words("{{organising.new_joint|名单}}") == "金泽镇园林联合工会、云川区房产中介联合工会"
    assert words("{{organising.new_joint|名单:1}}") == "金泽镇园林联合工会等2家"
    assert words("{{organising.new_joint|逐项:〔name〕于〔date〕成立}}") == (
        "金泽镇园林联合工会于3月9日成立、云川区房产中介联合工会于4月22日成立"
    )
    assert words("{{model.newly_honoured|归并:〔name〕被评为〔title〕}}") == (
        "陆宇军、顾明龙被评为浙海省劳动模范，邓华建被评为江临市劳动模范"
    )


def test_what_was_not_reported_is_left_out_and_never_printed():
    assert render("走访慰问劳模{{model.visited}}。", VALUES).missing == ("model.visited",)
    assert words("困难职工{{hardship.total}}[，走访劳模{{model.visited}}]。") == "困难职工206名。"


def test_parts_of_a_whole():
    by_kind = next(one for one in indicators.values() if isinstance(one, Breakdown) and one.adds_up)
    parts = [{"name": "甲", "count": 8}, {"name": "乙", "count": 4}, {"name": "丙", "count": 1}]
    values = Values(indicators, {by_kind.key: parts}, {}, 2021)
    unit = by_kind.unit

    def said(filters):
        return render("{{" + by_kind.key + filters + "}}", values).text

    assert said("|分项") == f"甲8{unit}、乙4{unit}、丙1{unit}"
    assert said("|分项:1") == f"甲8{unit}、其他5{unit}"
    assert said("|分别为") == f"甲、乙、丙分别为8{unit}、4{unit}和1{unit}"
    assert said("|占比") == "甲占61.5%、乙占30.8%、丙占7.7%"


NONE = [{"name": "甲", "count": 0}, {"name": "乙", "count": None}]


@pytest.mark.parametrize(
    ("parts", "filters"),
    [([], "分项"), ([], "分项和:2"), ([], "分别为"), ([], "分别为:1"), ([], "占比"), (NONE, "占比")],
)
def test_a_sentence_on_the_parts_of_nothing_is_left_out(parts, filters):
    by_kind = next(one for one in indicators.values() if isinstance(one, Breakdown) and one.adds_up)
    values = Values(indicators, {by_kind.key: parts}, {}, 2021)
    assert render("按类型：{{" + by_kind.key + "|" + filters + "}}。", values) is None


def test_share_of_the_years_target():
    values = Values(indicators, {"mutual.insured": 14311}, {}, 2021, {"mutual.insured": Decimal("102.96")})
    assert (
        render("参保{{mutual.insured}}，{{mutual.insured|任务}}。", values).text
        == "参保14311人，完成年度任务的102.96%。"
    )
    assert render("参保{{mutual.insured}}[，{{mutual.insured|任务}}]。", VALUES).text == "参保14311人。"
    assert keys_of_targets("参保{{mutual.insured}}，{{mutual.insured|任务}}。") == {"mutual.insured"}


def test_conditions():
    assert words("?organising.large_covered=100 百人以上企业全部建立工会。") == "百人以上企业全部建立工会。"
    assert render("?organising.large_covered<100 建会率{{organising.large_covered}}。", VALUES) is None
    assert render("?model.visited>0 走访。", VALUES) is None


def test_items_of_a_kind_in_words_of_ones_own():
    each = "〔name〕（目标〔target〕，〔due〕底前完成，〔department〕负责）"
    assert words("{{plan.items|其中:section=思想引领|逐项:" + each + "}}。") == (
        "新建职工书屋（目标10家，8月底前完成，宣教部负责）。"
    )
    assert words("{{plan.items|其中:section=组织建设|逐项:" + each + "}}。") == (
        "完成换届（2022年1月底前完成，基层工作部负责）；组建工会。"
    )
    assert words("{{plan.items|数}}项，{{plan.items|其中:section=组织建设|数}}项") == "3项，2项"


def test_a_kind_without_items_is_no_gap():
    assert render("{{plan.items|其中:section=服务中心|名单}}。", VALUES) is None
    assert words("打算{{plan.items}}[，其中{{plan.items|其中:section=服务中心}}]。") == "打算3项。"


def test_titles_within_titles():
    assert words("印发{{documents.issued|逐项:《〔name〕》}}。") == "印发《关于印发〈竞赛办法〉的通知》。"


def test_claims():
    assert words("?mutual.target=true {{mutual.target|断语:全面完成}}任务。") == "全面完成任务。"
    assert render("?mutual.target=false 已完成{{mutual.target}}。", VALUES) is None
    assert words("完成率{{mutual.target}}") == "完成率102.96%"
    assert words("{{plan.previous_done|数:2}}项中完成{{plan.previous_done|数:1}}项") == "9项中完成7项"
    assert words("未完成：{{plan.previous_done|名单}}") == "未完成：举办技能比武、建分中心"
    assert words("?plan.previous_done=false 完成{{plan.previous_done}}") == "完成77.78%"
    assert render("{{plan.previous_done|断语:全部完成}}。", VALUES) is None


def test_a_claim_without_evidence_is_neither_true_nor_false():
    assert render("?ankang.trend=true 逐年递增。", VALUES) is None
    assert render("?ankang.trend=false 没有递增。", VALUES) is None
    assert render("{{ankang.trend|断语:逐年递增}}。", VALUES).missing == ("ankang.trend",)


@pytest.mark.parametrize(
    "source",
    [
        "{{no.such_figure}}",
        "{{hardship.total|大约}}",
        "{{hardship total}}",
        "{{hardship.total",
        "{{mutual.target|数:4}}",
        "{{mutual.target|余}}",
        "?mutual.target>1 任务。",
        "?mutual.target>true 任务。",
        "?hardship.total=true 困难职工。",
        "{{plan.items|其中:part=组织建设}}",
        "{{plan.items|逐项:〔title〕}}",
    ],
)
def test_a_wrong_token_is_named(source):
    with pytest.raises(TokenError):
        render(source, VALUES)


def test_keys_of_a_text():
    assert keys_of("?a.b>1 {{hardship.total|余}}和{{mutual.insured@上年}}") == {
        "a.b",
        "hardship.total",
        "mutual.insured",
    }
