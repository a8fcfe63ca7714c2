"""What can go wrong with catalogues."""

from praxis.core.errors import Conflict, PraxisError


class BadCatalogue(PraxisError):
    """The file is broken or of no known kind; nothing was changed."""

    message = "Der Katalog konnte nicht gelesen werden. Es wurde nichts geändert."


class EmptyCatalogue(PraxisError):
    """A file without a single code."""

    message = "Die Datei enthält keinen einzigen Eintrag. Es wurde nichts geändert."


class AlreadyImported(Conflict):
    """The same bytes were taken over before."""

    message = "Genau diese Datei ist schon eingelesen. Es wurde nichts geändert."


class NoCatalogueFile(PraxisError):
    """The form was sent without a file, or with one above the limit."""

    message = "Bitte wählen Sie eine Katalogdatei aus (höchstens 512 MB)."
