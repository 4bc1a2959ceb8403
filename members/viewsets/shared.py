"""Columns that many sheets share, with the headings that people really write."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from members.models import UnionLevel
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.parsers import CellError, parse_date
from union_site.core.spreadsheets.resource import Column, RowError
from union_site.core.spreadsheets.rows import Keep

GENDER_WORDS = {
    "男性": "male",
    "男士": "male",
    "先生": "male",
    "M": "male",
    "女性": "female",
    "女士": "female",
    "F": "female",
}
LEVEL_WORDS = {
    "国家级": "national",
    "全国级": "national",
    "国家": "national",
    "省级": "provincial",
    "省部级": "provincial",
    "市级": "city",
    "地市级": "city",
    "区级": "district",
    "区县级": "district",
    "县级": "district",
    "县": "district",
}

UNION_LEVEL_WORDS = {
    "区级": "district",
    "区总": "district",
    "区总工会": "district",
    "镇": "town",
    "街道": "town",
    "镇街": "town",
    "镇街道": "town",
    "镇级": "town",
    "镇街级": "town",
    "镇（街道）级": "town",
    "系统级": "system",
    "产业": "system",
    "产业系统": "system",
    "企业": "grassroots",
    "企业级": "grassroots",
    "基层级": "grassroots",
    "基层工会": "grassroots",
    "基层单位": "grassroots",
}


def name_column(heading: str = "姓名", **extra) -> Column:
    """A person's name."""
    extra = {"required": True, "synonyms": ("名字", "职工姓名", "人员姓名", "员工姓名", "会员姓名"), **extra}
    return Column("name", heading, kind="name", **extra)


def gender_column(choices) -> Column:
    """The gender as written. What is kept follows from the identity number where there is one (see `gender_of`)."""
    return Column(
        "gender",
        "性别",
        kind="choice",
        choices=choices,
        synonyms_of_choices=GENDER_WORDS,
        help="可不填，由身份证号得出。",
    )


def birth_column() -> Column:
    """The day of birth as written, to be compared with the identity number, from which it follows."""
    return Column(
        "written_birth",
        "出生日期",
        synonyms=("出生年月", "出生年月日", "出生时间", "生日", "出生日", "出生"),
        checked=True,
    )


def identity_column(heading: str = "身份证号", **extra) -> Column:
    """A citizen identity number."""
    words = (
        "身份证号码",
        "身份证号",
        "身份证",
        "公民身份号码",
        "公民身份证号码",
        "居民身份证号",
        "居民身份证号码",
        "证件号码",
        "证件号",
    )
    return Column(
        "identity", heading, kind="identity", **{"required": True, "synonyms": _others(words, heading), **extra}
    )


def phone_column(heading: str = "联系电话", **extra) -> Column:
    """A telephone number."""
    words = ("手机号码", "联系电话", "手机号", "手机", "电话", "电话号码", "联系方式", "联系手机", "移动电话")
    return Column("phone", heading, kind="phone", **{"synonyms": _others(words, heading), **extra})


def bank_card_column(heading: str = "银行卡号", **extra) -> Column:
    """The card or account into which money is paid."""
    words = (
        "银行卡号",
        "银行卡",
        "卡号",
        "收款卡号",
        "银行账号",
        "银行帐号",
        "银行账户",
        "收款账号",
        "收款账户",
        "收款人账号",
        "开户账号",
        "个人账号",
        "账号",
        "帐号",
    )
    return Column("bank_card", heading, kind="bank_card", **{"synonyms": _others(words, heading), **extra})


def union_column(heading: str = "所属工会", **extra) -> Column:
    """The union that a row belongs to, by its full or short name."""
    words = (
        "所属工会",
        "所在工会",
        "所属工会名称",
        "所属基层工会",
        "基层工会",
        "基层工会名称",
        "工会组织",
        "所属工会组织",
        "工会",
        "工会名称",
        "隶属工会",
    )
    extra = {"required": True, "help": "填写工会全称。", "synonyms": _others(words, heading), **extra}
    # A required one that the sheet lacks is the union that sends it; where it need not be there, nothing is assumed.
    extra.setdefault("fallback", "union_name" if extra["required"] else "")
    return Column("organization", heading, kind="organization", **extra)


def union_level_column() -> Column:
    """The level of the union that a row speaks of."""
    return Column(
        "level",
        "层级",
        kind="choice",
        choices=UnionLevel,
        required=True,
        synonyms=("工会层级", "所属层级", "工会级别", "级别"),
        synonyms_of_choices=UNION_LEVEL_WORDS,
    )


def employer_name_column(heading: str = "工作单位", **extra) -> Column:
    """Where a person works, as written."""
    words = ("工作单位", "所在单位", "单位", "单位名称", "用人单位", "就业单位", "所在企业", "所在企业名称", "企业名称")
    return Column("employer_name", heading, **{"synonyms": _others(words, heading), **extra})


def _others(words: tuple[str, ...], heading: str) -> tuple[str, ...]:
    return tuple(word for word in words if word != heading)


def gender_of(values: dict) -> str:
    """The gender that an identity number states, else the one written."""
    number = values.get("identity")
    if type(number) is Keep:
        return number  # a masked number from an export: what follows from it stays as it is
    return gender_stated(number) if number else values.get("gender") or ""


def birth_of(values: dict) -> date | str | None:
    """The birth date that an identity number states."""
    number = values.get("identity")
    return number if type(number) is Keep or not number else birth_stated(number)


def follow_birth(record) -> None:
    """Day of birth of a record with an optional identity number."""
    record.birth_on = birth_stated(record.identity) if record.identity else None


def gender_stated(number: str) -> str:
    """male or female, by the seventeenth digit of an identity number (GB 11643)."""
    return "male" if int(number[16]) % 2 else "female"


def birth_stated(number: str) -> date:
    """The birth date inside an identity number (GB 11643)."""
    return _day(number[6:14])


@lru_cache(maxsize=32768)  # the days on which the living were born: an import asks for each of them many times
def _day(digits: str) -> date:
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))


def gender_differs(values: dict) -> Iterator[RowError]:
    """A notice where the written gender is not the one of the identity number; the number's is kept."""
    number, written = values.get("identity"), values.get("gender")
    if number and written and type(number) is not Keep and written != gender_stated(number):
        message = "性别与身份证号码不一致，已按身份证号码登记，请核对号码是否填错。"
        yield RowError("gender", "gender_mismatch", message, warning=True)


def likely_person(*places: str) -> tuple[Likely, ...]:
    """Rules for a person known by identity number and day of birth: a slip in the number, or another number of somebody
    of the same name and birth in the same place (attributes of the union or the work place).
    """
    slips = [Likely(("name", place), near="identity") for place in places]
    births = [Likely(("name", "birth_on", place)) for place in places]
    return (*slips, Likely(("name", "birth_on"), near="identity"), *births)


def birth_differs(values: dict) -> Iterator[RowError]:
    """A notice where the written day or month of birth is not the one of the identity number; the number's is kept."""
    number, written = values.get("identity"), values.get("written_birth")
    if not number or not written or type(number) is Keep:
        return
    try:
        day, code = parse_date(written)
    except CellError:
        return  # what cannot be read cannot be compared
    born = birth_stated(number)
    if day is None or day == born or (code == "day_assumed" and (day.year, day.month) == (born.year, born.month)):
        return
    message = "出生日期与身份证号码不一致，已按身份证号码登记，请核对号码是否填错。"
    yield RowError("written_birth", "birth_mismatch", message, warning=True)


class OfPerson:
    """For sheets whose lines are about a person with an identity number."""

    def clean_row(self, values, context):
        yield from gender_differs(values)
        yield from birth_differs(values)
