"""Whom work is given to: a person, a role, or a place in the practice - exactly one of them."""

from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

from praxis.core.actors import Role
from praxis.core.errors import PraxisError
from praxis.core.ids import canonical_uuid
from praxis.core.words import marked

# Stored as they stand here; screens speak them in this sense.
PLACE: Final = "place"
PLACES: Final = (
    marked("Anmeldung", "place"), marked("Labor", "place"), marked("Sprechzimmer", "place"),
    marked("Büro", "place"),
)  # fmt: skip


class OneAddressee(PraxisError):
    """Given to several, or to nobody."""

    message = marked("Bitte wählen Sie genau eine Person, eine Rolle oder einen Ort.")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Exactly one of the three; `nobody()` takes an assignment back."""

    account: UUID | None = None
    role: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        if sum((self.account is not None, bool(self.role), bool(self.place))) > 1:
            raise OneAddressee
        if (self.role and self.role not in set(Role)) or len(self.place) > 40:
            raise OneAddressee(detail="unknown")

    @classmethod
    def read(cls, text: str) -> Self:
        """From one form field: `person:<id>`, `role:<role>`, `place:<name>`, or empty."""
        kind, _, value = text.partition(":")
        match kind:
            case "person" if account := canonical_uuid(value):
                return cls(account=account)
            case "role":
                return cls(role=value)
            case "place" if value:
                return cls(place=value)
            case "":
                return cls()
        raise OneAddressee(detail="form")

    def __bool__(self) -> bool:
        return self.account is not None or bool(self.role or self.place)

    def written(self) -> str:
        """The form field."""
        if self.account is not None:
            return f"person:{self.account}"
        return f"role:{self.role}" if self.role else f"place:{self.place}" if self.place else ""
