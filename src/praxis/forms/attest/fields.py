"""What stands in an Attest, and the rules of it, each with its sentence."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

from praxis.core.errors import PraxisError
from praxis.core.words import marked

GAP: Final = "___"


class BadAttest(PraxisError):
    """A field cannot be kept like this."""

    message = marked("Der Text ist zu lang (höchstens 6.000 Zeichen) oder enthält Steuerzeichen.")


class TitleMissing(PraxisError):
    """No heading."""

    message = marked("Bitte geben Sie dem Attest eine Überschrift (höchstens 80 Zeichen).")


class NotFinished(PraxisError):
    """Nobody signs gaps."""

    message = marked("Im Text sind noch Lücken (___) oder er ist leer. Bitte füllen Sie ihn aus.")


@dataclass(frozen=True, slots=True, repr=False)
class Attest:
    """Heading and text; the text may hold placeholders (`placeholders.NAMES`)."""

    title: str
    text: str

    def __post_init__(self) -> None:
        if not self.title or len(self.title) > 80 or not self.title.isprintable():
            raise TitleMissing
        plain = self.text.replace("\n", "").replace("\t", "")
        if len(self.text) > 6_000 or any(ord(c) < 32 or 0xD7FF < ord(c) < 0xE000 for c in plain):
            raise BadAttest

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """Parse typed or stored fields."""
        text = str(fields.get("text", "")).replace("\r\n", "\n").replace("\r", "\n")
        return cls(" ".join(str(fields.get("title", "")).split()), text.strip())

    def fields(self) -> dict[str, str]:
        """The fields as they are stored."""
        return asdict(self)

    def insist_on_finished(self) -> None:
        """NotFinished while there are gaps."""
        if not self.text or GAP in self.text or GAP in self.title:
            raise NotFinished
