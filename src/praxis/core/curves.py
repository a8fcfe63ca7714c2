"""A curve of dated values as plain numbers, ready for SVG; rooms fill it, the desk draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

CURVE_WIDTH: Final = 640
CURVE_HEIGHT: Final = 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 14, 28
_DAY_WIDE: Final = 92.0
_NUMBER_WIDE: Final = 34.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of a curve: where, what is read there, and whether it is outside its range.

    `dated` and `told`: whether its day and its number are written beside it. Where dots are close
    the words of one would lie on those of the next.
    """

    x: str
    y: str
    value: float
    day: date
    abnormal: bool
    dated: bool = True
    told: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """A lab curve ready for SVG, for the screen, the printer and the PDF alike."""

    points: str
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[str, float], ...]
    band_y: str = ""
    band_height: str = ""
    width: int = CURVE_WIDTH
    height: int = CURVE_HEIGHT
    places: int | None = None


def curve_of(
    values: Sequence[tuple[date, float]],
    low: float | None = None,
    high: float | None = None,
    places: int | None = None,
) -> Curve | None:
    """Scale dated values (oldest first) with a true time axis; None below two days.

    `places` are the decimals its numbers are written with; None: as many as they have.
    """
    if len({day for day, _value in values}) < 2:
        return None
    known = [value for _day, value in values] + [e for e in (low, high) if e is not None]
    margin = (max(known) - min(known)) * 0.1 or 1.0
    bottom, top = min(known) - margin, max(known) + margin
    first, days = values[0][0], (values[-1][0] - values[0][0]).days

    def y(value: float) -> float:
        return _TOP + (top - value) / (top - bottom) * (CURVE_HEIGHT - _TOP - _BOTTOM)

    def x(day: date) -> float:
        return _LEFT + (day - first).days / days * (CURVE_WIDTH - _LEFT - _RIGHT)

    def outside(value: float) -> bool:
        return (low is not None and value < low) or (high is not None and value > high)

    across = [x(day) for day, _value in values]
    dated, told = _apart(across, _DAY_WIDE), _apart(across, _NUMBER_WIDE)
    dots = tuple(
        Dot(f"{x(d):.1f}", f"{y(v):.1f}", v, d, outside(v), at in dated, at in told)
        for at, (d, v) in enumerate(values)
    )
    band_top, band_bottom = y(top if high is None else high), y(bottom if low is None else low)
    has_band = low is not None or high is not None
    return Curve(
        points=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=dots,
        ticks=tuple((f"{y(e):.1f}", e) for e in (low, high) if e is not None),
        band_y=f"{band_top:.1f}" if has_band else "",
        band_height=f"{band_bottom - band_top:.1f}" if has_band else "",
        places=places,
    )


def _apart(across: Sequence[float], wide: float) -> set[int]:
    """The first, the last, and of those between whatever leaves room for its words."""
    last = len(across) - 1
    chosen = [0]
    for at in range(1, last):
        if across[at] - across[chosen[-1]] >= wide and across[last] - across[at] >= wide:
            chosen.append(at)
    return {*chosen, last}
