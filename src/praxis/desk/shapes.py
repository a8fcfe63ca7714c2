"""The small drawings and chips the screen is made of, as plain values: no HTML here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from praxis.core.words import marked, spoken

SPARK_WIDTH: Final = 90
SPARK_HEIGHT: Final = 18
_INSET: Final = 2.5

# Which family of colour an entry code belongs to; codes a practice adds are plain until it says.
ENTRY_KINDS: Final = {
    **dict.fromkeys(("D", "DD"), "diagnosis"),
    **dict.fromkeys(("L", "LP"), "service"),
    **dict.fromkeys(("LA", "B"), "lab"),
    **dict.fromkeys(("!", "!A"), "caution"),
    **dict.fromkeys(("M", "AU", "UE", "BR"), "order"),
}

WAY: Final[tuple[tuple[str, str], ...]] = (
    ("sealed", marked("versiegelt")),
    ("handed_over", marked("übergeben")),
    ("fetched", marked("abgeholt")),
    ("read", marked("gelesen")),
)


@dataclass(frozen=True, slots=True)
class Way:
    """A message's state in words and the four steps with what is reached."""

    words: str
    steps: tuple[bool, ...]
    expired: bool = False


def way_of(state: str) -> Way:
    """The chip of a message state; a draft has no step yet, expired has lost its way."""
    if state == "draft":
        return Way(spoken("Entwurf"), (False,) * 4)
    if state == "expired":
        return Way(spoken("abgelaufen"), (True, True, False, False), expired=True)
    reached = [name for name, _words in WAY].index(state)
    return Way(spoken(WAY[reached][1]), tuple(i <= reached for i in range(len(WAY))))


@dataclass(frozen=True, slots=True)
class Spark:
    """A curve ready for SVG: points, the last dot, and the reference band (y, height)."""

    points: str
    last_x: str
    last_y: str
    band_y: str = ""
    band_height: str = ""
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


def sparkline_of(
    values: Sequence[float], low: float | None = None, high: float | None = None
) -> Spark | None:
    """Scale the values (oldest first) into the box; None below two values."""
    if len(values) < 2:
        return None
    known = [*values, *(edge for edge in (low, high) if edge is not None)]
    bottom, top = min(known), max(known)
    span = (top - bottom) or 1.0

    def y(value: float) -> float:
        return SPARK_HEIGHT - _INSET - (value - bottom) / span * (SPARK_HEIGHT - 2 * _INSET)

    step = (SPARK_WIDTH - 2 * _INSET) / (len(values) - 1)
    points = [(_INSET + i * step, y(value)) for i, value in enumerate(values)]
    band_top, band_bottom = y(top if high is None else high), y(bottom if low is None else low)
    has_band = low is not None or high is not None
    return Spark(
        points=" ".join(f"{x:.1f},{py:.1f}" for x, py in points),
        last_x=f"{points[-1][0]:.1f}",
        last_y=f"{points[-1][1]:.1f}",
        band_y=f"{band_top:.1f}" if has_band else "",
        band_height=f"{band_bottom - band_top:.1f}" if has_band else "",
    )
