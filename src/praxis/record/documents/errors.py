"""What can be wrong with a file somebody brings, as sentences with the way out."""

from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked


class NoFile(PraxisError):
    """Nothing was chosen, or the file is empty."""

    message = marked("Bitte wählen Sie eine Datei aus. Die gewählte ist leer oder fehlt.")


class WrongKind(PraxisError):
    """Not one of the kinds we keep."""

    message = marked(
        "Diese Dateiart nehmen wir nicht an. Möglich sind PDF, JPEG, PNG, WebP und TIFF."
    )


class OfficeOrArchive(WrongKind):
    """A ZIP or anything built on it, or an old Office file; never opened (F-03, F-11)."""

    message = marked(
        "Archive und Office-Dateien öffnen wir nicht, sie können Programme enthalten. "
        "Bitte speichern Sie das Schriftstück als PDF."
    )


class WebPage(WrongKind):
    """HTML, MHTML, SVG or XML (F-01)."""

    message = marked(
        "Webseiten und SVG-Zeichnungen nehmen wir nicht an, sie können Programme enthalten. "
        "Bitte speichern Sie die Seite als PDF oder Bild."
    )


class LockedPdf(PraxisError):
    """An encrypted PDF cannot be looked through (F-02)."""

    message = marked(
        "Dieses PDF ist mit einem Kennwort geschützt. Bitte speichern Sie es ohne Kennwort "
        "oder drucken Sie es neu als PDF."
    )


class BrokenPdf(PraxisError):
    """The PDF cannot be read, or not be made harmless."""

    message = marked(
        "Dieses PDF ist beschädigt oder nicht lesbar. Bitte drucken Sie es neu als PDF."
    )


class BrokenImage(PraxisError):
    """The image cannot be decoded."""

    message = marked("Dieses Bild ist beschädigt oder nicht lesbar. Bitte speichern Sie es neu.")


class TooManyPixels(PraxisError):
    """More than a scan of a large sheet has (F-06)."""

    message = marked(
        "Dieses Bild hat zu viele Bildpunkte. Bitte verkleinern Sie es (bis 60 Megapixel)."
    )


class SeveralImages(PraxisError):
    """A file with several pages or an animation."""

    message = marked("Diese Datei enthält mehrere Bilder. Bitte speichern Sie sie als PDF.")


class TooLargeToCheck(PraxisError):
    """We keep only what was looked through, and look through only so much."""

    message = marked(
        "Diese Datei ist zu groß: PDF nehmen wir bis 256 MB, Bilder bis 64 MB. Bitte teilen oder "
        "verkleinern Sie sie, zum Beispiel mit weniger Bildpunkten beim Scannen."
    )
    status = 413


class TooHardToCheck(PraxisError):
    """Looking the file through took more memory or time than any honest file needs (M-02)."""

    message = marked(
        "Diese Datei ließ sich nicht in angemessener Zeit durchsehen und wurde nicht abgelegt. "
        "Bitte drucken Sie sie neu als PDF oder teilen Sie sie."
    )


class TitleMissing(PraxisError):
    """A document without a title cannot be found again."""

    message = marked("Bitte geben Sie dem Dokument eine Bezeichnung (höchstens 100 Zeichen).")


class UnknownDocumentKind(PraxisError):
    """No such kind of document."""

    message = marked("Diese Art von Dokument gibt es nicht.")


class DocumentReplaced(Conflict):
    """Somebody filed a newer version, or moved the document, first."""

    message = marked(
        "Zu diesem Dokument gibt es schon eine neuere Fassung. Bitte öffnen Sie diese."
    )


class DocumentWithdrawn(Conflict):
    """It was filed by mistake and withdrawn: nothing is built on it."""

    message = marked("Dieses Dokument ist zurückgezogen. Bitte stellen Sie es zuerst wieder her.")


class NothingCorrected(PraxisError):
    """A correction that changes nothing."""

    message = marked("Bezeichnung und Art sind unverändert.")


class SamePatient(PraxisError):
    """Moving to where it already is."""

    message = marked("Das Dokument liegt schon bei dieser Patientin oder diesem Patienten.")
