"""The billing quarter as a type."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

_WRITTEN = re.compile(r"([0-9]{4})Q([1-4])")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """A calendar quarter, written `2026Q4`."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9999 and 1 <= self.number <= 4):
            raise ValueError("a quarter is a year and a number from 1 to 4")

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026Q4`; ValueError for anything else."""
        if not (found := _WRITTEN.fullmatch(text)):
            raise ValueError("a quarter is written 2026Q4")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"

    @property
    def first_day(self) -> date:
        """The first day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """The last day of the quarter."""
        return self.next().first_day - timedelta(days=1)

    def next(self) -> Self:
        """The quarter after this one."""
        following = (self.year + 1, 1) if self.number == 4 else (self.year, self.number + 1)
        return type(self)(*following)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day
