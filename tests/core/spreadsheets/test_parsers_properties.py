"""What holds of every parser, whatever stands in a cell."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from union_site.core.spreadsheets.cells import NOTHING
from union_site.core.spreadsheets.messages import CHANGES, ERRORS, WARNINGS
from union_site.core.spreadsheets.parsers import PARSERS, CellError, Context, choice_table
from union_site.core.spreadsheets.written_cells import shield

CHOICES, LABELS = choice_table([("normal", "正常"), ("kept", "保留会籍"), ("left", "转出")], {"在册": "normal"})
CONTEXT = Context(choices=CHOICES, labels=LABELS, negative=True)
NUMERALS = "0123456789０１２〇零一二三十百千万亿壹贰拾佰仟元角分整约近余多点.,，()（）+-年月日号至/:'=＝X x·￥\u200b\t"
WRITTEN = st.text(st.one_of(st.sampled_from(NUMERALS), st.characters()), max_size=40)
CELLS = st.one_of(
    st.none(),
    WRITTEN,
    st.text(NUMERALS, max_size=12),
    st.floats(),
    st.floats(1890, 2110).map(lambda number: round(number, 2)),
    st.integers(),
    st.integers(10**14, 10**20),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.decimals(),
)
# What stays odd however often it is read.
ODD = {"phone_form", "phone_precision", "phone_several", "name_form", "id_rounded", "card_check", "card_rounded"}


def printed(kind, value):
    """A value as an export writes it into a cell, and as a text file shows that cell."""
    if value is None:
        return "", ""
    if kind == "list":
        return "、".join(value), "、".join(value)
    if kind == "yes_no":
        return ("是", "是") if value else ("否", "否")
    if kind == "choice":
        label = dict(zip(("normal", "kept", "left"), LABELS, strict=True))[value]
        return label, label
    cell = shield(value) if kind in ("text", "name", "phone") else value
    return cell, str(cell)


@pytest.mark.parametrize("kind", PARSERS)
@given(cell=CELLS)
@example(cell=Decimal("sNaN"))
@example(cell=float("inf"))
@example(cell=10**400)
@example(cell=Decimal("1E+999999"))
@example(cell=time(9, 30))
def test_any_cell_gets_a_value_or_a_message(kind, cell):
    try:
        parsed, code = PARSERS[kind](cell, CONTEXT)
    except CellError as error:
        assert error.code in ERRORS
        assert error.message.endswith("。")
    else:
        assert code is None or code in WARNINGS or code in CHANGES
        if kind in ("money", "decimal") and parsed is not None:
            assert type(parsed) is Decimal


@pytest.mark.parametrize("kind", PARSERS)
@given(cell=CELLS)
@example(cell="\u200b'=1+1")
@example(cell="三万五")
@example(cell="二〇二一年三月")
@example(cell="焊工 钳工/1.电工")
@example(cell="张三 李四")
@example(cell="*'张三。")
@example(cell="2021.3-5")
@example(cell="手机:+86197-0005-8400转1")
@example(cell="110105199101014000")
@example(cell="工商银行：6222 0212-3456７890 128（张三）")
@example(cell="12345678901234.5")
def test_a_value_read_again_is_the_same_and_needs_no_word(kind, cell):
    try:
        parsed, code = PARSERS[kind](cell, CONTEXT)
    except CellError:
        return
    again, said = PARSERS[kind](parsed, CONTEXT)
    assert again == parsed
    assert said is None or {said, code} <= ODD


@pytest.mark.parametrize("kind", PARSERS)
@given(cell=CELLS)
@example(cell="=1+1")
@example(cell="一、二")
@example(cell="１２３万")
@example(cell="2021年三月五日")
@example(cell="在册")
@example(cell="□是☑否")
def test_an_exported_value_comes_back_as_itself(kind, cell):
    try:
        parsed, code = PARSERS[kind](cell, CONTEXT)
    except CellError:
        return
    for written in printed(kind, parsed):
        again, said = PARSERS[kind](written, CONTEXT)
        assert again == parsed
        assert said is None or {said, code} <= ODD


@given(st.text(max_size=40))
def test_a_text_comes_back_from_an_export_as_it_was(written):
    text, _ = PARSERS["text"](written, CONTEXT) if not written.strip().startswith("#") else ("甲", None)
    if text:
        assert PARSERS["text"](shield(text), CONTEXT) == (text, None)


@given(st.integers(-2_147_483_647, 2_147_483_647))
def test_every_count_and_its_notations(number):
    for written in (number, float(number), str(number), f"{number:,}", f"{number}人", f" {number} "):
        assert PARSERS["integer"](written, CONTEXT) == (number, None)


@given(st.decimals("-999999999999.99", "999999999999.99", places=2))
def test_every_amount_and_its_notations(amount):
    for written in (str(amount), f"{amount:,}", f"{amount}元", f"￥{amount}"):
        assert PARSERS["money"](written, CONTEXT) == (amount, None)


def in_words(number: int) -> str:
    """A number below 10000 as people say it, with 零 for what is left out between."""
    words = ""
    for position, digit in enumerate(f"{number:04}"):
        if digit != "0":
            words += "零一二三四五六七八九"[int(digit)] + ("千", "百", "十", "")[position]
        elif words and not words.endswith("零"):
            words += "零"
    return words.rstrip("零") or "零"


@given(st.integers(0, 9999))
def test_every_number_in_words(number):
    assert PARSERS["integer"](in_words(number), CONTEXT) == (number, "number_words")


@given(st.integers(10**12, 10**19 - 1), st.sampled_from(["{}", " {} ", "'{}", "{} ", '="{}"']))
def test_every_card_and_its_notations(number, frame):
    text = str(number)
    groups = " ".join(text[start : start + 4] for start in range(0, len(text), 4))
    wide = text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    try:
        found = PARSERS["bank_card"](text, CONTEXT)
    except CellError as error:
        assert error.code == "card_identity"
        return
    assert found[0] == text
    for written in (groups, groups.replace(" ", "-"), wide):
        assert PARSERS["bank_card"](frame.format(written), CONTEXT)[0] == text
    if number >= 10**15:
        with pytest.raises(CellError) as error:
            PARSERS["bank_card"](float(number), CONTEXT)
        assert error.value.code == "card_precision"
    else:
        assert PARSERS["bank_card"](float(number), CONTEXT)[0] == text


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_and_its_month_agree(day):
    assert PARSERS["date"](f"{day.year}年{day.month}月", CONTEXT) == (day.replace(day=1), "day_assumed")
    assert PARSERS["month"](day, CONTEXT) == (f"{day:%Y-%m}", None)


@pytest.mark.parametrize("kind", ["date", "month", "integer", "decimal", "money", "identity", "uscc", "bank_card"])
@pytest.mark.parametrize("nothing", sorted(NOTHING))
def test_what_says_nothing_is_nothing(kind, nothing):
    assert PARSERS[kind](nothing, CONTEXT) == (None, None)
