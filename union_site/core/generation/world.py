"""What a generator has in hand: the district, the year, chance out of the seed, people, and where rows go."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.db import models

from union_site.core.generation.people import People, Person
from union_site.core.generation.rows import Rows
from union_site.core.identifiers import uscc_check_character


class World:
    """A district on its way. Generators keep here under `made` what later ones build on (unions, employers, members).

    `members` is how many members are wanted; the other registers follow in proportion (`share`). `year` is the year in
    which the district stands at its end: rows lie in it and in the two years before.
    """

    def __init__(self, district, *, members: int, seed: int, year: int):
        self.district, self.members, self.seed, self.year = district, members, seed, year
        self.random = Random(f"{seed}:{members}:{year}")  # noqa: S311 - invented rows, no secret
        self.people = People(self.random)
        self.first_day, self.last_day = date(year - 2, 1, 1), date(year, 12, 31)
        self.made: dict[str, list] = {}
        self.rows: dict[type[models.Model], Rows] = {}
        self._codes = 0

    # Rows

    def add(self, model: type[models.Model], **values) -> int:
        """Give a row of `model` by attname; what is left out has its default. Returns the key of the row."""
        rows = self.rows.get(model)
        if rows is None:
            fixed = {"district_id": self.district.pk}
            rows = self.rows[model] = Rows(model, fixed, self.random, self.last_day)
        return rows.add(values)

    def write(self, *models_: type[models.Model]) -> None:
        """Write what waits (of these models, else of all), so that services find it."""
        for model, rows in self.rows.items():
            if not models_ or model in models_:
                rows.write()

    # How many

    def share(self, per_thousand: float, least: int = 1) -> int:
        """How many rows of a kind there are for so many members: at least `least`, so that no register is empty."""
        return max(least, round(self.members * per_thousand / 1000))

    def times(self, per_thousand: float, least: int = 1) -> Iterator[int]:
        """Numbers from 1 to `share`."""
        return iter(range(1, self.share(per_thousand, least) + 1))

    # Chance

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def one(self, of: Sequence):
        return self.random.choice(of)

    def some(self, of: Sequence, most: int) -> list:
        """One to `most` different ones."""
        return self.random.sample(of, min(len(of), self.random.randint(1, most)))

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    def money(self, least: int, most: int, step: int = 50) -> Decimal:
        """An amount in 元."""
        return Decimal(self.random.randrange(least, most + 1, step))

    def day(self, first: date | None = None, last: date | None = None) -> date:
        """A day between two (both included), of the three years if not said otherwise."""
        first, last = first or self.first_day, last or self.last_day
        return first + timedelta(days=int(self.random.random() * ((last - first).days + 1)))

    def day_of(self, year: int) -> date:
        return self.day(date(year, 1, 1), date(year, 12, 31))

    def later(self, day: date, least: int, most: int) -> date:
        """A day so many days after another."""
        return day + timedelta(days=self.number(least, most))

    def until_today(self, day: date | None) -> date | None:
        """The day, or None when it lies beyond the last day: it has not come yet."""
        return day if day is not None and day <= self.last_day else None

    # Invented things

    def person(self, *born: int, male: bool | None = None) -> Person:
        return self.people.person(*born, male=male)

    def code(self, prefix: str, year: int | None = None) -> str:
        """A number that no other row of the district has: HD2021-000017."""
        self._codes += 1
        return f"{prefix}{year or self.year}-{self._codes:06}"

    def uscc(self, prefix: str = "91") -> str:
        """A unified social credit code (GB 32100); those of unions begin with 81."""
        self._codes += 1
        digits = f"{prefix}339901{self._codes:09}"
        return digits + uscc_check_character(digits)
