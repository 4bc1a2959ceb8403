from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_site.core.identifiers import (
    IdentifierError,
    bank_card_check_digit,
    check_bank_card,
    check_identity,
    check_uscc,
    identity_check_character,
    is_mobile,
    is_phone,
    uscc_check_character,
)


def code_of(check, text):
    with pytest.raises(IdentifierError) as error:
        check(text)
    return error.value.code


def test_the_example_of_the_standard():
    # GB 11643-1999, annex: 11010519491231002X
    identity = check_identity("11010519491231002X")
    assert identity == ("11010519491231002X", date(1949, 12, 31), "女", False, "")
    assert check_identity("440524188001010014").gender == "男"


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u200b11010519491231002X\u3000",
    ],
)
def test_stray_characters_do_not_matter(text):
    assert check_identity(text).number == "11010519491231002X"


def test_fifteen_digits_are_upgraded_with_a_warning():
    identity = check_identity("110105491231002")
    assert identity.number == "11010519491231002X"
    assert identity.warning == "id_upgraded"


@pytest.mark.parametrize(
    "text, code",
    [
        ("110105194912310021", "id_check"),
        ("110105194902300022", "id_birth"),
        ("110105491331002", "id_birth"),
        ("1101051949123100", "id_length"),
        ("11010519491231002XX", "id_length"),
        ("A1010519491231002X", "id_length"),
        ("", "id_length"),
        ("3.39901E+17", "id_precision"),
        ("3.3990119880717e17", "id_precision"),
    ],
)
def test_wrong_identity_numbers(text, code):
    assert code_of(check_identity, text) == code


@settings(deadline=None)
@given(st.integers(100000, 999999), st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999))
def test_every_well_formed_number_passes_and_every_single_wrong_digit_is_found(area, birth, serial):
    first = f"{area}{birth:%Y%m%d}{serial:03}"
    number = first + identity_check_character(first)
    identity = check_identity(number)
    assert (identity.birth, identity.gender) == (birth, "男" if serial % 2 else "女")
    for place in range(14, 17):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        # Three zeros at the end are what is left of a number of 18 digits in a number cell.
        assert code_of(check_identity, wrong) == ("id_precision" if wrong.endswith("000") else "id_check")


def test_credit_codes():
    assert check_uscc("91350100M000100Y43") == "91350100M000100Y43"  # example of GB 32100-2015
    assert check_uscc(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert uscc_check_character("91350100M000100Y4") == "3"


@pytest.mark.parametrize(
    "text, code",
    [
        ("91350100M000100Y4", "uscc_length"),
        ("91350100M000100Y44", "uscc_check"),
        ("9135010OM000100Y43", "uscc_chars"),
        ("91350100M000100Z43", "uscc_chars"),
    ],
)
def test_wrong_credit_codes(text, code):
    assert code_of(check_uscc, text) == code


def test_telephone_numbers():
    assert is_mobile("19700058400")
    assert not is_mobile("12700058400")
    assert not is_mobile("1970005840")
    assert is_phone("0571-88886666")
    assert is_phone("88886666")
    assert not is_phone("1234")


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_gets_a_verdict(text):
    for check in (check_identity, check_uscc):
        try:
            check(text)
        except IdentifierError as error:
            assert error.message


def test_the_example_of_luhn():
    # ISO/IEC 7812-1: the account number 7992739871 has the check digit 3.
    assert bank_card_check_digit("7992739871") == "3"
    assert check_bank_card("4111111111111111") == ("4111111111111111", "")
    assert check_bank_card("4111111111111112") == ("4111111111111112", "card_check")


@given(st.integers(0, 10**18 - 1), st.integers(12, 18))
def test_every_card_has_one_check_digit(number, length):
    first = f"{number:018d}"[-length:]
    good = [digit for digit in "0123456789" if check_bank_card(f"{first}{digit}").doubt != "card_check"]
    assert bank_card_check_digit(first) in good
    assert len(good) == 1 or first.endswith("000") or first[14:].strip("0") == ""
