"""Days and months as people write them."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.spreadsheets.parsing import error_of, parse, value_of


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
        "2021年3月5号",
        "2021-3-5 0:00:00",
        "2021-03-05T00:00:00Z",
        date(2021, 3, 5),
        datetime(2021, 3, 5),
    ],
)
def test_days(written):
    assert value_of("date", written) == date(2021, 3, 5)


@pytest.mark.parametrize(
    "written, code",
    [
        (44260.0, "date_serial"),
        (44260.75, "date_serial"),
        (44260, "date_serial"),
        (Decimal(44260), "date_serial"),
        ("44260", "date_serial"),
        (datetime(2021, 3, 5, 9, 30), "date_time_dropped"),
        ("2021-3-5 9:30", "date_time_dropped"),
        ("二〇二一年三月五日", "date_words"),
        ("二零二一年三月五号", "date_words"),
    ],
)
def test_days_put_right(written, code):
    assert parse("date", written) == (date(2021, 3, 5), code)


@pytest.mark.parametrize(
    "written, day, code",
    [
        ("2021年3月", date(2021, 3, 1), "day_assumed"),
        ("2021.3", date(2021, 3, 1), "day_assumed"),
        ("2021-03", date(2021, 3, 1), "day_assumed"),
        ("202103", date(2021, 3, 1), "day_assumed"),
        (202103.0, date(2021, 3, 1), "day_assumed"),
        (2021.3, date(2021, 3, 1), "day_assumed"),
        (2021.12, date(2021, 12, 1), "day_assumed"),
        ("二零二一年三月", date(2021, 3, 1), "day_assumed"),
        ("二〇二〇年十月", date(2020, 10, 1), "day_assumed"),
        ("2020.10", date(2020, 10, 1), "day_assumed"),
        ("2020.1", date(2020, 1, 1), "day_assumed"),
        (2020.1, date(2020, 1, 1), "month_ambiguous"),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31), "date_words"),
        ("二〇二〇年二月二十日", date(2020, 2, 20), "date_words"),
    ],
)
def test_days_in_words_and_months(written, day, code):
    assert parse("date", written) == (day, code)


@pytest.mark.parametrize(
    "written, code",
    [
        ("2021-02-30", "date_invalid"),
        ("2021年13月1日", "date_invalid"),
        ("20210230", "date_invalid"),
        (20210230.0, "date_invalid"),
        ("二〇二一年二月三十日", "date_invalid"),
        ("二〇二一年二十月五日", "date_invalid"),
        ("三月五日", "date_year_missing"),
        ("3月5日", "date_year_missing"),
        ("十二月", "date_year_missing"),
        ("3.5", "date_year_missing"),
        ("21.3.5", "date_short_year"),
        ("21年3月5日", "date_short_year"),
        ("200305", "date_short_year"),
        (210305.0, "date_short_year"),
        ("5/3/2021", "date_order"),
        ("2021-03-05至2021-03-07", "date_several"),
        ("2021.3.5-3.7", "date_several"),
        ("2021年3月5日、6日", "date_several"),
        ("2021年3月～5月", "date_several"),
        (5.0, "date_invalid"),
        (2021.13, "date_invalid"),
        (2021.305, "date_invalid"),
        (float("nan"), "date_invalid"),
        (Decimal("sNaN"), "date_invalid"),
        (True, "cell_logical"),
        (time(9, 30), "cell_time"),
        (timedelta(hours=30), "cell_time"),
        ("2021", "date_incomplete"),
        (2021.0, "date_incomplete"),
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
        datetime(2021, 6, 1, 9, 30),
    ],
)
def test_months(written):
    assert value_of("month", written) == "2021-06"


def test_no_months():
    assert error_of("month", "2021年13月") == "month_invalid"
    assert error_of("month", 2021.13) == "month_invalid"
    assert error_of("month", "六月") == "date_year_missing"
    assert error_of("month", time(9, 30)) == "cell_time"
    assert error_of("month", 2021.0) == "month_invalid"


def test_months_with_something_to_say():
    assert parse("month", 2021.1) == ("2021-01", "month_ambiguous")
    assert value_of("month", "2021.1") == "2021-01"
    assert value_of("month", "2021.10") == "2021-10"
    assert parse("month", 44348.0) == ("2021-06", "date_serial")
    assert parse("month", "二〇二一年六月") == ("2021-06", "date_words")


@settings(deadline=None)
@given(st.dates(date(1955, 1, 1), date(2064, 1, 1)))
def test_every_notation_of_a_day(day):
    assert parse("date", float((day - date(1899, 12, 30)).days)) == (day, "date_serial")
    notations = ["%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]
    for written in [*map(day.strftime, notations), f"{day.year}.{day.month}.{day.day}"]:
        assert value_of("date", written) == day
