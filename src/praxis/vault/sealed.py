"""What stands in a sealed column: ciphertext that shows itself as ‹sealed›, and drafts."""

from collections.abc import Iterator
from typing import Any, Final, NoReturn, Self

from praxis.vault.errors import StillSealed

REDACTED: Final = "‹sealed›"


class Sealed:
    """The stored bytes of one sealed value.

    Immutable, pickles as ciphertext, and every way of turning it into text gives ‹sealed›. A
    template that looks further into it finds ‹sealed› again, never a silent empty string.
    """

    __slots__ = ("value",)
    value: bytes

    def __init__(self, value: bytes) -> None:
        object.__setattr__(self, "value", bytes(value))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a sealed value does not change")

    def __repr__(self) -> str:
        return REDACTED

    def __format__(self, spec: str) -> str:
        return format(REDACTED, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __getitem__(self, key: object) -> Self:
        return self

    def __iter__(self) -> Iterator[NoReturn]:
        raise StillSealed

    def __reduce__(self) -> tuple[type[Self], tuple[bytes]]:
        return type(self), (self.value,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


class Draft:
    """A value assigned but not yet saved: readable through its row, written nowhere else."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return REDACTED

    def __reduce__(self) -> NoReturn:
        raise TypeError("an unsaved value of a sealed column is not written anywhere")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self
