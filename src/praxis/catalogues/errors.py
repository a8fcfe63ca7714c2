"""What can go wrong with catalogues."""

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked


class BadCatalogue(PraxisError):
    """The file is broken or of no known kind; nothing was changed."""

    message = marked("Der Katalog konnte nicht gelesen werden. Es wurde nichts geändert.")


class EmptyCatalogue(PraxisError):
    """A file without a single code."""

    message = marked("Die Datei enthält keinen einzigen Eintrag. Es wurde nichts geändert.")


class AlreadyImported(Conflict):
    """The same bytes were taken over before."""

    message = marked("Genau diese Datei ist schon eingelesen. Es wurde nichts geändert.")


class NoCatalogueFile(PraxisError):
    """The form was sent without a file, or with one above the limit."""

    message = marked("Bitte wählen Sie eine Katalogdatei aus (höchstens 512 MB).")
