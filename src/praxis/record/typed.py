"""A diagnosis as it is typed: `J06.9 G` or `M54.4 V L nach Sturz`."""

import re
from dataclasses import dataclass
from typing import Final, Self

from praxis.record.errors import BadDiagnosis
from praxis.record.models import Certainty, Side

_TYPED: Final = re.compile(
    r"(?P<icd>[A-Z][0-9]{2}(?:\.[0-9]{1,2})?)[*+!]?"
    r"(?:\s+(?P<certainty>[GVZA]))?(?:\s+(?P<side>[RLB]))?(?:\s+(?P<note>\S.*))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TypedDiagnosis:
    """What `J06.9 G` or `M54.4 V L nach Sturz` means; certainty defaults to confirmed."""

    icd: str
    certainty: Certainty
    side: str
    note: str

    @property
    def words(self) -> str:
        """The line of the chart."""
        parts = (self.icd, self.certainty, self.side, self.note)
        return " ".join(part for part in parts if part)

    @classmethod
    def read(cls, text: str) -> Self:
        """Parse the typed form; BadDiagnosis otherwise."""
        found = _TYPED.fullmatch(text.strip())
        if found is None:
            raise BadDiagnosis
        certainty = Certainty((found["certainty"] or "G").upper())
        side = Side(found["side"].upper()).value if found["side"] else ""
        return cls(found["icd"].upper(), certainty, side, found["note"] or "")
