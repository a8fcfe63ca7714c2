"""Why a catalogue file is refused: a German sentence with the place, never half a catalogue."""

from __future__ import annotations

from formats.xdt.errors import FormatError


class UnreadableCatalogueError(FormatError):
    """The file is not what it seems to be; `where` is a line or an element, `why` a sentence."""

    message = "Der Katalog konnte nicht gelesen werden."

    def __init__(self, why: str, *, line: int | None = None) -> None:
        super().__init__(detail=why)
        place = f"Zeile {line}: " if line is not None else ""
        self.why = why
        self.line = line
        self.sentence = f"{place}{why}"
        self.args = (self.sentence,)


class UnknownCatalogueError(UnreadableCatalogueError):
    """None of the formats we know."""

    def __init__(self) -> None:
        super().__init__(
            "Das ist keine Katalogdatei, die Praxistresor kennt. Bekannt sind: ICD-10-GM und OPS "
            "(BfArM: ClaML oder Metadaten-TXT), SDICD, SDOPS, EBM (SDEBM), Kostenträger (SDKT), "
            "Hybrid-DRG (SDHDRG), Postleitzahlen (SDPLZ), KV-Spezifika (SDKV), "
            "Schlüsseltabellen der KBV und die GOÄ-Liste."
        )
