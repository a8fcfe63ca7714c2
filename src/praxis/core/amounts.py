"""Numbers of a laboratory as it writes them: the column keeps six decimals, a laboratory fewer."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

_DECIMALS: Final = re.compile(r"(?<![\d.,])\d+[.,](\d+)(?![\d.,])")


def places_of(values: Iterable[Decimal | None], reference: str = "") -> int:
    """How many decimals an analyte is reported with: those of its most exact value or bound."""
    exact = (-int(one.normalize().as_tuple().exponent) for one in values if one is not None)
    return max((0, *exact, *(len(found) for found in _DECIMALS.findall(reference))))


def written(value: Decimal, places: int) -> str:
    """`7.0`: a point, no exponent, and never fewer decimals than the value has."""
    return f"{value:.{max(places, places_of([value]))}f}"


def with_commas(words: str) -> str:
    """A range or a number with decimal commas; a date in it stays a date."""
    return re.sub(r"(?<![\d.,])(\d+)\.(\d+)(?![\d.,])", r"\1,\2", words)
