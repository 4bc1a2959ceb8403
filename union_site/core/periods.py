"""Periods of reporting: half years, quarters, years; half-open [start, end) with last_day = end - 1 day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta


class PeriodError(ValueError):
    """A text that names no period; the message says which forms exist."""


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of whole months of one year, e.g. Period(2021, 1, 6) for the first half of 2021."""

    year: int
    first_month: int
    last_month: int

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2021H1`, `2021Q3`, `2021` or `2021年上半年`. Raises PeriodError."""
        match = re.fullmatch(r"(\d{4})(?:H([12])|Q([1-4])|年(上|下)半年|年)?", text.strip().upper())
        if not match or not 1990 <= int(match[1]) <= 2099:
            raise PeriodError(
                f"没有“{text[:20]}”这个报告期。请写作 2021H1（上半年）、2021H2（下半年）、2021Q1（季度）或 2021（全年）。"
            )
        year = int(match[1])
        half = int(match[2]) if match[2] else {"上": 1, "下": 2}.get(match[4] or "")
        if half:
            return cls(year, 6 * half - 5, 6 * half)
        if match[3]:
            return cls(year, 3 * int(match[3]) - 2, 3 * int(match[3]))
        return cls(year, 1, 12)

    @classmethod
    def half_of(cls, day: date) -> "Period":
        """The half year in which `day` lies."""
        return cls(day.year, 1, 6) if day.month <= 6 else cls(day.year, 7, 12)

    @property
    def start(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def end(self) -> date:
        """The first day that no longer belongs to the period."""
        return date(self.year + self.last_month // 12, self.last_month % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def key(self) -> str:
        months = self.last_month - self.first_month + 1
        if months == 6:
            return f"{self.year}H{1 if self.first_month == 1 else 2}"
        if months == 3:
            return f"{self.year}Q{self.last_month // 3}"
        return str(self.year)

    @property
    def label(self) -> str:
        months = self.last_month - self.first_month + 1
        if months == 6:
            return f"{self.year}年{'上' if self.first_month == 1 else '下'}半年"
        if months == 3:
            return f"{self.year}年{'一二三四'[self.last_month // 3 - 1]}季度"
        return f"{self.year}年"

    @property
    def year_before(self) -> "Period":
        """The same stretch of the year before (同期)."""
        return Period(self.year - 1, self.first_month, self.last_month)

    def __add__(self, steps: int) -> "Period":
        """The period `steps` of the same length later (negative: earlier)."""
        length = self.last_month - self.first_month + 1
        months = self.year * 12 + self.first_month - 1 + steps * length
        return Period(months // 12, months % 12 + 1, months % 12 + length)

    def months(self) -> list[tuple[int, int]]:
        return [(self.year, month) for month in range(self.first_month, self.last_month + 1)]

    def __str__(self) -> str:
        return self.label
