import re
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_site.core.spreadsheets.messages import ERRORS, WARNINGS
from union_site.core.spreadsheets.parsers import PARSERS, CellError, Context, choice_table

D = Decimal


def parse(kind, value, **options):
    return PARSERS[kind](value, Context(**options))


def value_of(kind, value, **options):
    parsed, warning = parse(kind, value, **options)
    assert warning is None
    return parsed


def error_of(kind, value, **options):
    with pytest.raises(CellError) as error:
        parse(kind, value, **options)
    assert error.value.message
    return error.value.code


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("nothing", [None, "", "   ", "\u3000", "\u200b"])
def test_nothing_stays_nothing(kind, nothing):
    assert parse(kind, nothing, choices={}) == (None, None)


@pytest.mark.parametrize("kind", ["date", "month", "integer", "decimal", "money", "phone", "identity", "uscc"])
@pytest.mark.parametrize("nothing", ["-", "—", "/", "无"])
def test_signs_for_nothing(kind, nothing):
    assert parse(kind, nothing) == (None, None)


@pytest.mark.parametrize("kind", PARSERS)
def test_a_broken_formula_is_named(kind):
    with pytest.raises(CellError) as error:
        parse(kind, "#DIV/0!", choices={})
    assert error.value.message == "公式的结果是错误值（#DIV/0!），请修正公式或直接填写内容。"


def test_text():
    assert value_of("text", "  云川（集团）有限公司，１２３Ａ ") == "云川（集团）有限公司，123A"
    assert value_of("text", "甲\u200b  乙\xa0丙") == "甲 乙 丙"
    assert value_of("text", "一\r\n二") == "一\n二"
    assert value_of("text", 2021.0) == "2021"
    assert value_of("text", 0.1 + 0.2) == "0.3"
    assert value_of("text", 19700058400.0) == "19700058400"
    assert value_of("text", True) == "是"
    assert value_of("text", datetime(2021, 3, 5)) == "2021-03-05"
    assert value_of("text", "\x00甲\ud800") == "甲"
    assert error_of("text", "甲" * 11, max_length=10) == "text_too_long"


def test_text_shielded_by_an_export_comes_back_as_it_was():
    assert value_of("text", "'=SUM(A1)") == "=SUM(A1)"
    assert value_of("text", "'＝甲") == "＝甲"
    assert value_of("text", "'90年代") == "'90年代"


@pytest.mark.parametrize(
    "written, name",
    [
        ("张三", "张三"),
        (" 张　三 ", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提"),
        ("Anna  Smith", "Anna Smith"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names(written, name):
    assert value_of("name", written) == name


@pytest.mark.parametrize("written", ["=1+1", "＝张三", "+张三", "-张三", "@张三", "'=张三"])
def test_names_like_formulas_are_rejected(written):
    assert error_of("name", written) == "name_formula"


def test_unusual_names():
    assert parse("name", "张三2") == ("张三2", "name_form")
    assert error_of("name", 12.0) == "name_invalid"
    assert error_of("name", "张" * 51) == "name_invalid"


def test_identity_numbers():
    assert value_of("identity", "'１1010519491231002x ") == "11010519491231002X"
    assert parse("identity", "110105491231002") == ("11010519491231002X", "id_upgraded")
    assert parse("identity", 110105491231002.0) == ("11010519491231002X", "id_upgraded")
    assert error_of("identity", 3.3990119880717e17) == "id_precision"
    assert error_of("identity", 110105194912310021) == "id_precision"
    assert error_of("identity", "3.39901E+17") == "id_precision"
    assert error_of("identity", "110105194912310021") == "id_check"
    assert error_of("identity", "110105194913310021") == "id_birth"
    assert error_of("identity", "张三") == "id_length"


def test_credit_codes():
    assert value_of("uscc", " 91350100m000100y43") == "91350100M000100Y43"
    assert error_of("uscc", "91350100M000100Y44") == "uscc_check"
    assert error_of("uscc", 9.13501000001e17) == "uscc_precision"


def test_telephone_numbers():
    assert value_of("phone", 19700058400.0) == "19700058400"
    assert value_of("phone", "197-0005-8400") == "19700058400"
    assert value_of("phone", "+86 19700058400") == "19700058400"
    assert value_of("phone", "（0571）88886666") == "0571-88886666"
    assert parse("phone", "1970005840") == ("1970005840", "phone_form")
    assert parse("phone", "不详") == ("不详", "phone_form")


@pytest.mark.parametrize(
    "written",
    [
        "2021-03-05",
        "2021-3-5",
        "2021.3.5",
        "2021.03.05",
        "2021/3/5",
        "2021年3月5日",
        "２０２１年３月５日",
        " 2021 年 3 月 5 日 ",
        "20210305",
        "2021-03-05 00:00:00",
        20210305.0,
        20210305,
        44260.0,
        44260.75,
        "44260",
        date(2021, 3, 5),
        datetime(2021, 3, 5, 9, 30),
    ],
)
def test_days(written):
    assert value_of("date", written) == date(2021, 3, 5)


@pytest.mark.parametrize(
    "written, code",
    [
        ("2021-02-30", "date_invalid"),
        ("2021年13月1日", "date_invalid"),
        ("20210230", "date_invalid"),
        (20210230.0, "date_invalid"),
        ("三月五日", "date_invalid"),
        ("21.3.5", "date_invalid"),
        (5.0, "date_invalid"),
        (float("nan"), "date_invalid"),
        (True, "date_invalid"),
        ("2021年3月", "date_incomplete"),
        ("2021", "date_incomplete"),
        (2021.0, "date_incomplete"),
        (202103.0, "date_incomplete"),
        ("1021-03-05", "date_range"),
        (date(1899, 12, 31), "date_range"),
    ],
)
def test_no_days(written, code):
    assert error_of("date", written) == code


@pytest.mark.parametrize(
    "written",
    [
        "2021年6月",
        "2021-06",
        "2021.6",
        "2021/6",
        "202106",
        202106.0,
        2021.6,
        "2021年6月份",
        "2021-06-15",
        date(2021, 6, 1),
        44348.0,
    ],
)
def test_months(written):
    assert value_of("month", written) == "2021-06"


def test_no_months():
    assert error_of("month", 2021.1) == "month_ambiguous"
    assert error_of("month", "2021年13月") == "month_invalid"
    assert error_of("month", "六月") == "month_invalid"
    assert error_of("month", 2021.0) == "month_invalid"


def test_counts():
    assert value_of("integer", 12.0) == 12
    assert value_of("integer", "12人") == 12
    assert value_of("integer", "１，２００") == 1200
    assert value_of("integer", 0.0) == 0
    assert value_of("integer", -3.0, negative=True) == -3
    assert error_of("integer", 3.5) == "integer_invalid"
    assert error_of("integer", -3.0) == "number_negative"
    assert error_of("integer", "约30") == "number_invalid"
    assert error_of("integer", 1e12) == "number_too_large"
    assert error_of("integer", date(2021, 3, 5)) == "number_invalid"
    assert error_of("integer", True) == "number_invalid"
    assert error_of("integer", "1,20") == "number_invalid"


def test_decimals():
    assert value_of("decimal", 93.32) == D("93.32")
    assert value_of("decimal", "93.32%") == D("93.32")
    assert value_of("decimal", 2.345, places=2) == D("2.35")
    assert value_of("decimal", 0.1 + 0.2) == D("0.3")


@pytest.mark.parametrize(
    "written, unit, amount",
    [
        (2091.2, "元", "2091.20"),
        (0.28, "万元", "2800.00"),
        (118.248, "万元", "1182480.00"),
        (1.44, "万元", "14400.00"),
        ("1,234.50", "元", "1234.50"),
        ("￥1,234.5", "元", "1234.50"),
        ("¥ 80", "", "80.00"),
        ("80元", "", "80.00"),
        ("0.28万元", "元", "2800.00"),
        ("2800元", "万元", "2800.00"),
        (60.0, "元/人", "60.00"),
        (".5", "元", "0.50"),
        (0.0, "元", "0.00"),
        (D("12.5"), "元", "12.50"),
        (100, "元", "100.00"),
    ],
)
def test_money(written, unit, amount):
    parsed = value_of("money", written, unit=unit)
    assert (parsed, str(parsed)) == (D(amount), amount)


def test_no_money():
    assert parse("money", 33.335, unit="元") == (D("33.34"), "money_rounded")
    assert error_of("money", -5.0) == "number_negative"
    assert value_of("money", "-5", negative=True) == D("-5.00")
    assert error_of("money", "五百元") == "number_invalid"
    assert error_of("money", 1e15) == "number_too_large"
    assert error_of("money", float("inf")) == "number_invalid"
    assert error_of("money", "9" * 60) == "number_too_large"


def test_yes_and_no():
    assert [value_of("yes_no", text) for text in ("是", "有", "√", "Y", "yes", "１", 1.0, True)] == [True] * 8
    assert [value_of("yes_no", text) for text in ("否", "无", "×", "N", "no", "0", 0.0, False)] == [False] * 8
    assert error_of("yes_no", "也许") == "yes_no_invalid"


def choice_options():
    choices, labels = choice_table(
        [("", "---"), ("normal", "正常"), ("kept", "保留会籍"), ("left", "转出")],
        {"在册": "normal", "迁出(区外)": "left"},
    )
    return {"choices": choices, "labels": labels}


def test_choices():
    options = choice_options()
    for written, value in [("正常", "normal"), (" 保留 会籍", "kept"), ("迁出（区外）", "left"), ("NORMAL", "normal")]:
        assert value_of("choice", written, **options) == value


def test_an_unknown_choice_is_answered_with_what_can_be_chosen():
    with pytest.raises(CellError) as error:
        parse("choice", "不在了", **choice_options())
    assert error.value.message == "“不在了”不在可选范围内，请填写：正常、保留会籍、转出。"


def test_of_many_choices_the_like_ones_are_offered():
    choices, labels = choice_table([(str(n), f"第{n}类") for n in range(40)] + [("x", "快递员")])
    with pytest.raises(CellError) as error:
        parse("choice", "快递", choices=choices, labels=labels)
    assert error.value.message == "“快递”不在可选范围内，请填写：快递员。"


def test_lists():
    assert value_of("list", "焊工、电工，钳工；焊工,车工\n铣工;") == ["焊工", "电工", "钳工", "车工", "铣工"]
    assert error_of("list", "甲" * 31, max_length=30) == "text_too_long"


def test_messages_use_chinese_punctuation_and_end():
    for text in [*ERRORS.values(), *WARNINGS.values()]:
        assert text.endswith("。")
        assert not re.search(r"[一-鿿][,;:?()]", text)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
)


@settings(deadline=None, max_examples=500)
@given(st.sampled_from(sorted(PARSERS)), CELLS)
def test_any_cell_gets_a_value_or_a_message(kind, value):
    try:
        parsed, warning = parse(kind, value, unit="万元", **choice_options())
    except CellError as error:
        assert error.code in ERRORS
    else:
        assert warning is None or warning in WARNINGS
        if kind in ("money", "decimal") and parsed is not None:
            assert type(parsed) is Decimal


@settings(deadline=None)
@given(st.dates(date(1955, 1, 1), date(2064, 1, 1)))
def test_every_notation_of_a_day(day):
    serial = float((day - date(1899, 12, 30)).days)
    notations = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]
    for written in [serial, *map(day.strftime, notations), f"{day.year}.{day.month}.{day.day}"]:
        assert value_of("date", written) == day
