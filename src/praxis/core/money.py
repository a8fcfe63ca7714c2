"""Amounts of money: whole euro cents, never floats."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in euro cents; adding is exact, scaling rounds half up to the cent."""

    cents: int

    @classmethod
    def euros(cls, amount: Decimal | str | int) -> Self:
        """The amount in euros, rounded half up to the cent."""
        exact = Decimal(amount) * 100
        return cls(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __neg__(self) -> "Money":
        return Money(-self.cents)

    def times(self, factor: Decimal | int) -> "Money":
        """The amount times a factor, rounded half up to the cent."""
        scaled = Decimal(self.cents) * Decimal(factor)
        return Money(int(scaled.quantize(Decimal(1), ROUND_HALF_UP)))

    def __str__(self) -> str:
        sign, cents = ("-" if self.cents < 0 else ""), abs(self.cents)
        whole = f"{cents // 100:,}".replace(",", ".")
        return f"{sign}{whole},{cents % 100:02} €"
