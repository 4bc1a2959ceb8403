"""Structured inputs out of bytes: every byte string is some input, so that a fuzzer's changes stay small changes."""

import struct
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

_WRITTEN = (
    "0123456789０１２〇零一二三十百千万亿壹贰元角分整约近余多点.,，()（）+-年月日号至/:'=＝X x·￥\u200b\t\n"
    "%e@#。；;、|\u3000\xa0\ufeff\ue000\U00020000"
)


class Choices:
    """Takes from the front of `data`; when nothing is left, everything is zero."""

    def __init__(self, data: bytes):
        self.data, self.place = data, 0

    @property
    def left(self) -> bool:
        return self.place < len(self.data)

    def take(self, count: int) -> bytes:
        found = self.data[self.place : self.place + count]
        self.place += count
        return found.ljust(count, b"\0")

    def rest(self) -> bytes:
        found, self.place = self.data[self.place :], len(self.data)
        return found

    def below(self, limit: int) -> int:
        """0 to limit - 1."""
        return int.from_bytes(self.take(1 if limit <= 256 else 4), "little") % limit

    def one_of(self, words: Sequence) -> Any:
        return words[self.below(len(words))]

    def text(self, longest: int = 24) -> str:
        """Of signs that people write, or of any, unpaired surrogates left out."""
        length = self.below(longest + 1)
        if self.below(4):
            return "".join(self.one_of(_WRITTEN) for _ in range(length))
        return self.take(length).decode("utf-8", "replace")

    def number(self) -> float:
        (value,) = struct.unpack("<d", self.take(8))
        return value

    def cell(self, words: Sequence[str] = ("姓名",)) -> Any:
        """What a cell of a sheet can be, and what other code hands to parsers."""
        kind = self.below(12)
        if kind < 3:
            return self.one_of(words)
        if kind < 5:
            return self.text()
        if kind == 5:
            return self.number()
        if kind == 6:
            return float(self.below(60_000)) / self.one_of((1, 10, 100))
        if kind == 7:
            return self.one_of((None, "", True, False))
        if kind == 8:
            moment = datetime(1900, 1, 1) + timedelta(days=self.below(80_000), seconds=self.below(86_400))
            return self.one_of((moment, moment.date(), moment.time()))
        if kind == 9:
            return self.one_of((date.max, date.min, datetime.max, time(9, 30), timedelta(days=self.below(9000))))
        if kind == 10:
            return int.from_bytes(self.take(self.below(12)), "little", signed=True)
        try:
            return Decimal(self.text())
        except InvalidOperation:
            return Decimal(self.one_of(("NaN", "sNaN", "Infinity", "1E+999999", "-0", "1E-99")))
