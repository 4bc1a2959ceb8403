from datetime import date, time
from decimal import Decimal

import pytest

from tests.core.spreadsheets.parsing import error_of, parse, value_of

D = Decimal


def test_counts():
    assert value_of("integer", 12.0) == 12
    assert value_of("integer", "12人") == 12
    assert value_of("integer", "１，２００") == 1200
    assert value_of("integer", 0.0) == 0
    assert value_of("integer", -3.0, negative=True) == -3
    assert error_of("integer", 3.5) == "integer_invalid"
    assert error_of("integer", -3.0) == "number_negative"
    assert error_of("integer", time(9, 30)) == "cell_time"
    assert error_of("integer", 1e12) == "number_too_large"
    assert error_of("integer", date(2021, 3, 5)) == "number_invalid"
    assert error_of("integer", True) == "cell_logical"
    assert error_of("integer", "1,20") == "number_invalid"


def test_a_tiny_number_as_a_text_file_shows_it():
    assert value_of("decimal", "2.5E-16") == D("2.5E-16")
    assert parse("money", "1.5e-4") == (D("0.00"), "money_rounded")
    assert error_of("decimal", "1.38E+10") == "number_vague"


@pytest.mark.parametrize(
    "written, number, code",
    [
        ("约50人", 50, "approximate"),
        ("50人左右", 50, "approximate"),
        ("300余人", 300, "approximate"),
        ("近1,200人次", 1200, "approximate"),
        ("三十余人", 30, "approximate"),
        ("一千二百人", 1200, "number_words"),
        ("陆拾", 60, "number_words"),
        ("十二", 12, "number_words"),
        ("一百零五", 105, "number_words"),
        ("两百五", 250, "number_words"),
        ("3万5千", 35000, "number_words"),
        ("三万零五", 30005, "number_words"),
        ("零", 0, "number_words"),
    ],
)
def test_counts_in_words(written, number, code):
    assert parse("integer", written) == (number, code)


@pytest.mark.parametrize("written", ["1万2", "三三百", "一二", "一千一千", "3.5千2", "零百"])
def test_words_that_are_no_number_without_doubt(written):
    assert error_of("integer", written) == "number_invalid"


def test_decimals():
    assert value_of("decimal", 93.32) == D("93.32")
    assert value_of("decimal", "93.32%") == D("93.32")
    assert parse("decimal", 2.345, places=2) == (D("2.35"), "number_rounded")
    assert value_of("decimal", 2.5, places=2) == D("2.50")
    assert parse("decimal", "三点二五") == (D("3.25"), "number_words")
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
        ("￥１，２００", "元", "1200.00"),
        ("人民币80元整", "元", "80.00"),
        ("0.28万元", "万元", "2800.00"),
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


@pytest.mark.parametrize(
    "written, unit, amount, code",
    [
        ("0.28万元", "元", "2800.00", "money_unit"),
        ("2800元", "万元", "2800.00", "money_unit"),
        ("3千元", "元", "3000.00", "money_unit"),
        ("1.2亿", "元", "120000000.00", "money_unit"),
        ("约3万元", "元", "30000.00", "approximate"),
        ("300余元", "元", "300.00", "approximate"),
        ("30多万元", "元", "300000.00", "approximate"),
        ("3.5万左右", "元", "35000.00", "approximate"),
        ("壹万贰仟叁佰元整", "元", "12300.00", "number_words"),
        ("三万五", "元", "35000.00", "number_words"),
        ("三万五", "万元", "35000.00", "number_words"),
        ("三", "万元", "30000.00", "number_words"),
        ("伍佰元", "元", "500.00", "number_words"),
        ("叁元伍角贰分", "元", "3.52", "number_words"),
        ("五角", "元", "0.50", "number_words"),
    ],
)
def test_money_in_words(written, unit, amount, code):
    assert parse("money", written, unit=unit) == (D(amount), code)


def test_brackets_stand_for_a_loss():
    assert parse("money", "(1,200)", negative=True) == (D("-1200.00"), "number_brackets")
    assert parse("money", "（￥80.5）元", negative=True) == (D("-80.50"), "number_brackets")
    assert error_of("money", "(1,200)") == "number_negative"


def test_no_money():
    assert parse("money", 33.335, unit="元") == (D("33.34"), "money_rounded")
    assert error_of("money", -5.0) == "number_negative"
    assert value_of("money", "-5", negative=True) == D("-5.00")
    assert error_of("money", "300元（含税）") == "number_invalid"
    assert error_of("money", "五百元钱") == "number_invalid"
    assert error_of("money", 1e15) == "number_too_large"
    assert error_of("money", float("inf")) == "number_invalid"
    assert error_of("money", "9" * 60) == "number_too_large"
