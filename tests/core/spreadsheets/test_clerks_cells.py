"""Cells as clerks really write them: what is understood, what is refused and how it is called."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.core.spreadsheets.parsing import error_of, parse, value_of
from union_site.core.spreadsheets.parsers import choice_table

D = Decimal
FIFTH = date(2021, 3, 5)


@pytest.mark.parametrize(
    "written, code",
    [
        ("2021年3月5日（星期五）", "date_style"),
        ("2021-03-05 周五", "date_style"),
        ("2021。3。5", "date_style"),
        ("2021，3，5", "date_style"),
        ("2021、3、5", "date_style"),
        ("2021 3 5", "date_style"),
        ("2021—03—05", "date_style"),
        ("2021.3.5。", "date_style"),
        ("‘2021-3-5", "date_style"),
        ("2021-3月-5日", "date_style"),
        ("March 5, 2021", "date_style"),
        ("5-Mar-2021", "date_style"),
        ("2021年3月5日上午9:00", "date_time_dropped"),
        ("2021-3-5 9:30:00 AM", "date_time_dropped"),
        ("2021年3月5日 9时30分", "date_time_dropped"),
        ("2021-03-05T08:00:00+08:00", "date_time_dropped"),
        ("20210305 093000", "date_time_dropped"),
        ("20210305103000", "date_time_dropped"),
        ("2021年三月五日", "date_words"),
        ("贰零贰壹年叁月伍日", "date_words"),
        ("2021.3-5", "date_mixed"),
    ],
)
def test_a_day_is_understood_and_what_was_put_right_is_said(written, code):
    assert parse("date", written) == (FIFTH, code)


def test_a_year_at_the_end_where_only_one_order_makes_a_day():
    assert parse("date", "30/06/2021") == parse("date", "6.30.2021") == (date(2021, 6, 30), "date_style")
    assert parse("date", "5-5-2021") == (date(2021, 5, 5), "date_style")
    assert error_of("date", "5/6/2021") == "date_order"
    assert error_of("date", "31/6/2021") == "date_invalid"


def test_a_space_between_digits_parts_them():
    assert parse("date", "2021 1 1") == (date(2021, 1, 1), "date_style")
    assert parse("date", "2021 11") == (date(2021, 11, 1), "day_assumed")
    assert parse("month", "2021 6") == ("2021-06", None)
    assert error_of("integer", "3 5") == "number_invalid"
    assert error_of("money", "12 34") == "number_invalid"
    assert value_of("money", "1 200 000.50") == D("1200000.50")


@pytest.mark.parametrize("written", ["2021年3月上旬", "2021年3月底", "2021年3月中", "二〇二一年三月下旬"])
def test_a_part_of_a_month_stands_for_the_month(written):
    assert parse("date", written) == (date(2021, 3, 1), "day_assumed")
    assert parse("month", written)[0] == "2021-03"


@pytest.mark.parametrize(
    "written, code",
    [
        ("2021年上半年", "date_period"),
        ("2021年第一季度", "date_period"),
        ("2021Q1", "date_period"),
        ("2021年春节", "date_period"),
        ("2021年度", "date_incomplete"),
        ("95.3", "date_short_year"),
        ("2021.3-2021.5", "date_several"),
        ("2021年3-5月", "date_several"),
    ],
)
def test_what_is_no_day_is_called_by_its_name(written, code):
    assert error_of("date", written) == code


@pytest.mark.parametrize("kind", ["date", "month", "integer", "decimal", "money", "identity", "uscc", "name", "choice"])
def test_what_nobody_knows_is_blank_and_said(kind):
    assert parse(kind, "不详") == (None, "left_blank")


@pytest.mark.parametrize("written", ["长期", "至今", "无固定期限"])
def test_a_day_without_end_is_blank_and_said(written):
    assert parse("date", written) == (None, "left_blank")


@pytest.mark.parametrize(
    "written, code",
    [
        ("11010519491231002×", "id_cleaned"),
        ("11010519491231002х", "id_cleaned"),
        ("身份证号：11010519491231002X", "id_cleaned"),
        ("11010519491231002X（已核对）", "id_cleaned"),
        ("11010519491231002X；", "id_cleaned"),
        ("11O1O51949I23l002X", "id_letters"),
    ],
)
def test_an_identity_number_among_other_signs(written, code):
    assert parse("identity", written) == ("11010519491231002X", code)


@pytest.mark.parametrize(
    "written, code",
    [
        ("11010519491231002X/440524188001010014", "id_several"),
        ("11010519491231002X\n440524188001010014", "id_several"),
        ("110105194912310000", "id_precision"),
        ("110105194912310028.0", "id_precision"),
        ("1101O5194912310O21", "id_length"),
        ("港澳通行证H12345678", "id_other_document"),
        ("A123456(7)", "id_other_document"),
    ],
)
def test_an_identity_number_that_is_none(written, code):
    assert error_of("identity", written) == code


def test_three_zeros_at_the_end_are_doubted_even_where_the_check_digit_fits():
    assert parse("identity", "110105199101014000") == ("110105199101014000", "id_rounded")
    assert error_of("identity", 110105199101014000.0) == "id_precision"


@pytest.mark.parametrize(
    "written",
    ["手机：19700058400", "电话19700058400", "8619700058400", "19700058400；", "'19700058400", "86-19700058400"],
)
def test_a_telephone_number_among_other_signs(written):
    assert parse("phone", written)[0] == "19700058400"


def test_an_extension():
    assert parse("phone", "0571-88886666转801") == ("0571-88886666-801", "phone_cleaned")


@pytest.mark.parametrize(
    "written, amount, code",
    [
        ("5w", "50000.00", "money_unit"),
        ("1200块钱", "1200.00", None),
        ("1200圆整", "1200.00", None),
        ("CNY 1200", "1200.00", None),
        ("1200元人民币", "1200.00", None),
        ("共1200元", "1200.00", None),
        ("1200元。", "1200.00", None),
        ("待定", None, "left_blank"),
    ],
)
def test_amounts(written, amount, code):
    assert parse("money", written) == (amount and D(amount), code)


@pytest.mark.parametrize(
    "written, code",
    [
        ("3-5", "number_range"),
        ("500~1000元", "number_range"),
        ("3至5万", "number_range"),
        ("十几", "number_vague"),
        ("若干", "number_vague"),
        ("近百人", "number_vague"),
        ("50人以上", "number_vague"),
        ("50+", "number_vague"),
        ("不足3000", "number_vague"),
        ("500*3", "number_formula"),
        ("5+7", "number_formula"),
        ("$500", "number_currency"),
        ("500美元", "number_currency"),
        ("US$ 500", "number_currency"),
        ("–500", "number_negative"),
        ("300元（含税）", "number_invalid"),
    ],
)
def test_an_amount_that_is_none_is_called_by_its_name(written, code):
    assert error_of("money", written) == code


def test_an_amount_per_head_only_where_the_heading_says_so():
    assert value_of("money", "120元/人", unit="元/人") == D("120.00")
    assert error_of("money", "120元/人") == "number_invalid"


def test_yuan_under_a_heading_in_ten_thousands_are_doubted():
    assert parse("money", 50000.0, unit="万元") == (D("500000000.00"), "money_doubtful")
    assert parse("money", "5.2", unit="万元") == (D("52000.00"), None)
    assert parse("money", "50000元", unit="万元") == (D("50000.00"), "money_unit")


@pytest.mark.parametrize(
    "written, unit, number",
    [
        ("12名职工", "", 12),
        ("12个人", "", 12),
        ("共12人", "", 12),
        ("12家企业", "", 12),
        ("6支队伍", "", 6),
        (1.2, "万人次", 12000),
        ("1.2", "万人", 12000),
        ("3", "千人", 3000),
        (3.0, "万人", 30000),
        ("12000人", "万人", 12000),
    ],
)
def test_counts(written, unit, number):
    assert value_of("integer", written, unit=unit) == number


def test_a_share_is_no_count():
    assert error_of("integer", "85%") == "number_percent"
    assert value_of("decimal", "3.5学时") == D("3.5")


@pytest.mark.parametrize("written", ["☑是□否", "□否 ☑是", "是☑ 否□", "(√)是 ( )否", "【√】是【】否", "√是", "■是 □否"])
def test_a_ticked_yes(written):
    assert parse("yes_no", written.replace("【", "[").replace("】", "]")) == (True, "ticked")


def test_a_ticked_no_and_none():
    assert parse("yes_no", "□是☑否") == (False, "ticked")
    assert error_of("yes_no", "□是□否") == "tick_unclear"
    assert error_of("yes_no", "☑是☑否") == "tick_unclear"
    assert error_of("yes_no", "○") == "tick_unclear"
    assert value_of("yes_no", "V") is True
    assert value_of("yes_no", "☑️") is True


def test_a_ticked_choice():
    choices, labels = choice_table([("male", "男"), ("female", "女")])
    options = {"choices": choices, "labels": labels}
    assert parse("choice", "□男 ☑女", **options) == ("female", "ticked")
    assert parse("choice", "男。", **options) == ("male", None)
    assert parse("choice", "—", **options) == (None, None)
    assert error_of("choice", "男√女", **options) == "tick_unclear"
    assert error_of("choice", "☑其他 □男", **options) == "tick_unclear"


def test_a_note_behind_a_choice_is_left_out_and_said():
    choices, labels = choice_table([("normal", "正常"), ("left", "转出")], {"已转出": "left"})
    options = {"choices": choices, "labels": labels}
    assert parse("choice", "已转出（2021.5）", **options) == ("left", "choice_note")
    assert parse("choice", "正常 (组长)", **options) == ("normal", "choice_note")
    assert error_of("choice", "正常（已转出）", **options) == "choice_unknown"
    assert error_of("choice", "去世（2021.5）", **options) == "choice_unknown"


def test_a_unit_of_two_words_beside_a_count():
    assert value_of("integer", "35人/次") == 35
    assert parse("integer", "约20人／次") == (20, "approximate")


@pytest.mark.parametrize("written", ["3月5日-8日", "3月5日至3月8日", "3月—6月", "3月5日、6日"])
def test_several_days_without_a_year(written):
    assert error_of("date", written) == "date_several"


def test_a_formula_behind_punctuation_is_no_name():
    assert error_of("name", ":=张三") == error_of("name", "。@张三") == "name_formula"


def test_a_dash_is_no_text_and_no_name():
    assert parse("text", "——") == (None, None)
    assert parse("text", "/") == (None, None)
    assert parse("name", "无") == (None, None)
    assert value_of("text", "无") == "无"
    assert value_of("text", timedelta(hours=30)) == "30:00:00"


def test_lists_as_people_part_them():
    assert value_of("list", "焊工/钳工") == ["焊工", "钳工"]
    assert value_of("list", "焊工 钳工\u3000电工") == ["焊工", "钳工", "电工"]
    assert value_of("list", "1.焊工 2.钳工") == ["焊工", "钳工"]
    assert value_of("list", "（1）焊工\n（2）钳工") == ["焊工", "钳工"]
    assert value_of("list", "A/B类") == ["A/B类"]
    assert value_of("list", "无") is None


@pytest.mark.parametrize("kind", ["identity", "date", "money", "integer", "text", "name", "phone"])
def test_a_column_that_was_too_narrow(kind):
    assert error_of(kind, "########") == "cell_hashes"


def test_a_time_beside_a_day_does_not_change_it():
    assert parse("date", "2021-3-1 12:30") == (date(2021, 3, 1), "date_time_dropped")
    assert parse("date", "2021-3-1 0:00:00") == (date(2021, 3, 1), None)
    assert error_of("identity", "3.39901198807172E+017") == "id_precision"
