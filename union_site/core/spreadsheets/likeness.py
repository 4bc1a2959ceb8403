"""When two records may be the same although their keys differ: what a register declares, and how texts are compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from union_site.core.widths import matching_key

NEAR_DAYS = 31
NEAR_DIGITS = 2
_NUMBER = 18  # characters of an identity number; the last one follows from the others


@dataclass(frozen=True)
class Likely:
    """A rule by which a stored record may be the one that a row is about.

    same: attributes that agree, and are filled (an encrypted one through its blind index); body: the name of a body
    that agrees but for the way it is written (see `body_of`); near: an attribute that agrees nearly or is empty on one
    side (see `near`); unless: records where this attribute is filled are past (a closed file).
    """

    same: tuple[str, ...] = ()
    body: str = ""
    near: str = ""
    unless: str = ""


def near(one: Any, other: Any) -> bool:
    """Whether two values may be the same with a slip of the pen: at most two digits of a number, a month between days."""
    if not one or not other:  # neither a day nor a text with something in it is false
        return True
    if not isinstance(one, str):
        return abs((one - other).days) <= NEAR_DAYS
    if len(one) != len(other):
        return False
    if len(one) == _NUMBER:
        # Of year, month with day, and serial number two slips leave one as it is; most pairs differ in all three.
        if one[6:10] != other[6:10] and one[10:14] != other[10:14] and one[14:17] != other[14:17]:
            return False
        one, other = one[:-1], other[:-1]
    return sum(map(str.__ne__, one, other)) <= NEAR_DIGITS


_BRACKETS = str.maketrans("", "", "()[]{}<>〈〉《》【】〔〕“”\"'·.-")
_COMPANY = re.compile("(有限责任|股份有限|有限)?公司")
_BOARD = re.compile("(基层)?工会(委员会)?$")


def body_of(name: str, prefixes: Iterable[str] = ()) -> str:
    """The name of a body without what people write now this way, now that: width, brackets, the names of the district
    and the city in front (`prefixes`), 有限公司 for 有限责任公司, 工会委员会 for 工会.
    """
    text = matching_key(name).translate(_BRACKETS)
    for prefix in prefixes:
        text = text.removeprefix(prefix)
    short = _BOARD.sub("工会", _COMPANY.sub("", text))
    return short if len(short.removesuffix("工会")) > 1 else text


def prefixes_of(district) -> tuple[str, ...]:
    """What names of bodies may begin with or not: 江临市, 江临, 云川区, 云川 for 江临市总工会 above 云川区总工会."""
    found = []
    for name in (district.superior_name, district.name):
        place = matching_key(name or "").removesuffix("总工会")
        if len(place) > 1:
            found.append(place)
        if len(place) > 2 and place[-1] in "省市区县":
            found.append(place[:-1])
    return tuple(found)
