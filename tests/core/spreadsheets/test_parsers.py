import re
from datetime import datetime, time
from decimal import Decimal

import pytest

from tests.core.spreadsheets.parsing import error_of, parse, value_of
from union_site.core.spreadsheets.messages import CHANGES, ERRORS, NOTICES, WARNINGS
from union_site.core.spreadsheets.parsers import PARSERS, CellError, choice_table

D = Decimal


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("nothing", [None, "", "   ", "\u3000", "\u200b"])
def test_nothing_stays_nothing(kind, nothing):
    assert parse(kind, nothing, choices={}) == (None, None)


@pytest.mark.parametrize(
    "kind", ["date", "month", "integer", "decimal", "money", "phone", "identity", "uscc", "bank_card"]
)
@pytest.mark.parametrize("nothing", ["-", "—", "/", "无"])
def test_signs_for_nothing(kind, nothing):
    assert parse(kind, nothing) == (None, None)


@pytest.mark.parametrize("kind", PARSERS)
def test_a_broken_formula_is_named(kind):
    with pytest.raises(CellError) as error:
        parse(kind, "#DIV/0!", choices={})
    assert error.value.message == "公式的结果是错误值（#DIV/0!），请修正公式或直接填写内容。"


def test_text():
    assert parse("text", "  云川（集团）有限公司，１２３Ａ ") == ("云川（集团）有限公司，123A", "text_width")
    assert value_of("text", "\ufeff甲\x07\u200b\u2060乙") == "甲乙"
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
    "written, name, code",
    [
        ("张三", "张三", None),
        (" 张三\u200b\xa0", "张三", None),
        (" 张　三 ", "张三", "name_spaces"),
        ("欧阳 娜 娜", "欧阳娜娜", "name_spaces"),
        ("阿依古丽·买买提", "阿依古丽·买买提", None),
        ("阿依古丽•买买提", "阿依古丽·买买提", "name_dots"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提", "name_dots"),
        ("Anna  Smith", "Anna Smith", None),
        ("𠮷田", "𠮷田", None),
        ("张三（女）", "张三", "name_note"),
        ("阿依古丽【维吾尔族】", "阿依古丽", "name_note"),
        ("张三。", "张三", "name_note"),
        ("'张三", "张三", "name_note"),
        ("*张三", "张三", "name_note"),
        ("张*", "张*", "name_form"),
        ("张三（已退休）", "张三（已退休）", "name_form"),
        ("张三 李四", "张三李四", "name_joined"),
        ("阿卜杜拉 买买提", "阿卜杜拉买买提", "name_joined"),
        ("欧阳 娜娜", "欧阳娜娜", "name_spaces"),
        ("张三2", "张三2", "name_form"),
    ],
)
def test_names(written, name, code):
    assert parse("name", written) == (name, code)


@pytest.mark.parametrize(
    "written",
    ["=1+1", "＝张三", "+张三", "-张三", "@张三", "'=张三", "\t=张三", "\r\n@张三", "\u200b＋张三", "' =张三", "−张三"],
)
def test_names_like_formulas_are_rejected(written):
    assert error_of("name", written) == "name_formula"


def test_unusual_names():
    assert error_of("name", 12.0) == "name_invalid"
    assert error_of("name", "张" * 51) == "name_invalid"


def test_identity_numbers():
    assert value_of("identity", " 11010519491231002X") == "11010519491231002X"
    assert value_of("identity", "'11010519491231002X") == "11010519491231002X"
    for written in (
        "'１1010519491231002x ",
        '="11010519491231002X"',
        "11010519491231002x",
        "110105 19491231 002X",
        "110105—19491231—002X",
        "110105·19491231·002X",
    ):
        assert parse("identity", written) == ("11010519491231002X", "id_cleaned")
    assert value_of("identity", "810000199408230021") == "810000199408230021"  # 港澳台居民居住证
    assert parse("identity", "110105491231002") == ("11010519491231002X", "id_upgraded")
    assert parse("identity", 110105491231002.0) == ("11010519491231002X", "id_upgraded")
    assert error_of("identity", 3.3990119880717e17) == "id_precision"
    assert error_of("identity", 110105194912310021) == "id_precision"
    assert error_of("identity", "3.39901E+17") == "id_precision"
    assert error_of("identity", "110105194912310021") == "id_check"
    assert error_of("identity", "110105194913310021") == "id_birth"
    assert error_of("identity", "张三") == "id_length"
    assert error_of("identity", D("110105194912310021")) == "id_precision"


@pytest.mark.parametrize(
    "written, document",
    [
        ("E12345678", "护照"),
        ("ea1234567", "护照"),
        ("C01X00T47", "护照"),
        ("H12345678", "港澳居民来往内地通行证"),
        ("M1234567801", "港澳居民来往内地通行证"),
        ("12345678", "台湾居民来往大陆通行证"),
        (12345678.0, "台湾居民来往大陆通行证"),
        ("USA110075010101", "外国人永久居留身份证"),
    ],
)
def test_other_documents_are_named(written, document):
    with pytest.raises(CellError) as error:
        parse("identity", written)
    assert error.value.code == "id_other_document"
    assert error.value.message.startswith(f"这看起来是{document}的号码，")


def test_credit_codes():
    assert value_of("uscc", "91350100M000100Y43 ") == "91350100M000100Y43"
    assert parse("uscc", " 91350100m000100y43") == ("91350100M000100Y43", "uscc_cleaned")
    assert error_of("uscc", "91350100M000100Y44") == "uscc_check"
    assert error_of("uscc", 9.13501000001e17) == "uscc_precision"


CARD = "6299990000000123459"


def test_bank_cards():
    assert value_of("bank_card", CARD) == CARD
    assert value_of("bank_card", f" '{CARD}") == CARD
    assert value_of("bank_card", 629999012345678.0) == "629999012345678"
    for written in (
        "6299 9900 0000 0123 459",
        "6299-9900-0000-0123-459",
        "'6299·9900·0000·0123·459",
        "６２９９990000000123459",
        '="6299990000000123459"',
    ):
        assert parse("bank_card", written) == (CARD, "card_cleaned")
    for written in (f"工商银行 {CARD}", f"卡号：{CARD}（张三）", f"{CARD} 农行"):
        assert parse("bank_card", written) == (CARD, "card_note")


@pytest.mark.parametrize(
    "written, code",
    [
        ("6299990000000123458", "card_check"),
        ("2021030512345678", "card_check"),
        ("629999012345670000", "card_rounded"),
    ],
)
def test_a_doubtful_card_is_taken_with_a_word(written, code):
    assert parse("bank_card", written) == (written, code)


@pytest.mark.parametrize(
    "written, code",
    [
        (6.299990000000123e18, "card_precision"),
        (6299990000000123459, "card_precision"),
        ("6.29999E+18", "card_precision"),
        ("6299990000000123000.0", "card_precision"),
        ("62999900000", "card_length"),
        ("62999900000001234590", "card_length"),
        ("现金", "card_length"),
        ("629999O000000123457", "card_length"),
        ("12345678901234.5", "card_length"),
        (12345678901234.5, "card_length"),
        (-629999012345678.0, "card_length"),
        (f"{CARD}/6299990000000123467", "id_several"),
        ("110105199101015118", "card_identity"),
        ("#N/A", "formula_error"),
        ("#####", "cell_hashes"),
        (True, "cell_logical"),
    ],
)
def test_what_is_no_card(written, code):
    assert error_of("bank_card", written) == code


def test_telephone_numbers():
    assert value_of("phone", 19700058400.0) == "19700058400"
    assert parse("phone", "19700058400.0") == ("19700058400", "phone_cleaned")
    assert value_of("phone", "0571-88886666") == "0571-88886666"
    for written in ("197-0005-8400", "197 0005 8400", "+86 19700058400", "0086-19700058400", "１９７00058400"):
        assert parse("phone", written) == ("19700058400", "phone_cleaned")
    assert parse("phone", "（0571）88886666") == ("0571-88886666", "phone_cleaned")
    assert parse("phone", "0571—88886666") == ("0571-88886666", "phone_cleaned")


@pytest.mark.parametrize(
    "written, code",
    [
        ("1970005840", "phone_form"),
        ("不详", "phone_form"),
        ("19700058400/19700058401", "phone_several"),
        ("19700058400/0571-88886666", "phone_several"),
        ("19700058400（李四）", "phone_form"),
        ("19700058400 转 王主任（办公室），晚上请打19700058401，白天请打19700058402", "phone_form"),
        ("1.97E+10", "phone_precision"),
    ],
)
def test_an_odd_telephone_number_is_kept_as_it_stands(written, code):
    assert parse("phone", written) == (written, code)


def test_yes_and_no():
    assert [value_of("yes_no", text) for text in ("是", "有", "√", "Y", "yes", "１", 1.0, True)] == [True] * 8
    assert [value_of("yes_no", text) for text in ("否", "无", "×", "N", "no", "0", 0.0, False)] == [False] * 8
    assert [value_of("yes_no", text) for text in ("是的", "属于", "符合", "✅")] == [True] * 4
    assert [value_of("yes_no", text) for text in ("不属于", "没", "□", "不适用")] == [False] * 4
    assert error_of("yes_no", "也许") == "yes_no_invalid"
    assert error_of("yes_no", time(9, 30)) == "cell_time"


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
    for text in [*ERRORS.values(), *WARNINGS.values(), *CHANGES.values(), *NOTICES.values()]:
        assert text.endswith("。")
        assert not re.search(r"[一-鿿][,;:?()]", text)
