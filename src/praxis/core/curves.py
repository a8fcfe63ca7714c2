"""A curve of dated values as plain numbers, ready for SVG; rooms fill it, the desk draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

CURVE_WIDTH: Final = 640
CURVE_HEIGHT: Final = 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 16, 14, 28


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of a curve: where, what is read there, and whether it is outside its range."""

    x: str
    y: str
    value: float
    day: date
    abnormal: bool


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


def curve_of(
    values: Sequence[tuple[date, float]], low: float | None = None, high: float | None = None
) -> Curve | None:
    """Scale dated values (oldest first) with a true time axis; None below two days."""
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

    dots = tuple(Dot(f"{x(d):.1f}", f"{y(v):.1f}", v, d, outside(v)) for d, v in values)
    band_top, band_bottom = y(top if high is None else high), y(bottom if low is None else low)
    has_band = low is not None or high is not None
    return Curve(
        points=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        dots=dots,
        ticks=tuple((f"{y(e):.1f}", e) for e in (low, high) if e is not None),
        band_y=f"{band_top:.1f}" if has_band else "",
        band_height=f"{band_bottom - band_top:.1f}" if has_band else "",
    )
