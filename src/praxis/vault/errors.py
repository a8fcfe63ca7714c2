"""What can go wrong with keys and seals, as sentences for the person at the machine."""

from collections.abc import Iterator
from contextlib import contextmanager

import seal.errors
from praxis.core.errors import PraxisError, Unavailable
from praxis.core.words import marked


class VaultSealed(Unavailable):
    """This process holds no keys: the vault has not been opened since the start."""

    message = marked("Der Tresor ist noch verschlossen. Bitte öffnen Sie ihn am Praxisserver.")


class StillSealed(PraxisError):
    """A sealed value was read although its key is not lent; the caller went round the gate."""

    message = marked("Diese Angabe ist versiegelt.")
    status = 500


class BrokenSeal(PraxisError):
    """A sealed value does not open here: changed, moved from elsewhere, or under a lost key."""

    message = marked(
        "Eine gespeicherte Angabe lässt sich nicht öffnen: Sie ist beschädigt oder gehört nicht "
        "hierher. Bitte benachrichtigen Sie die Technik; nichts wurde verändert."
    )
    status = 500


class UnknownKey(BrokenSeal):
    """A value names a key id or epoch that this process does not hold. Never a trial of others."""

    message = marked(
        "Der Schlüssel zu einer gespeicherten Angabe fehlt. Vielleicht wurde sie gelöscht oder "
        "eine alte Sicherung eingespielt."
    )


class TooLarge(PraxisError):
    """The document is larger than allowed; nothing was kept of it."""

    message = marked("Das Dokument ist zu groß. Bitte teilen oder verkleinern Sie es.")
    status = 413


class MisusedLending(RuntimeError):
    """A lending was opened twice, or used from another thread or after its end."""


class SealedColumnUsed(TypeError):
    """The database was asked to sort, compare, change or return a sealed column by itself."""


@contextmanager
def opening(what: str) -> Iterator[None]:
    """Turn what `seal` refuses within the block into the sentence for a person."""
    try:
        yield
    except seal.errors.UnknownKey as error:
        raise UnknownKey(detail=what) from error
    except seal.errors.SealError as error:
        raise BrokenSeal(detail=f"{what}: {error.category}") from error
