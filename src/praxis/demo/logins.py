"""Who can log in to the demo; shown when it has started."""

from typing import Final

PASSWORD: Final = "vier graue Kraniche"  # noqa: S105 - shown on the screen; demo only
LOGINS: Final = {
    "ada": "Ärztin und Praxisleitung",
    "ben": "MFA",
    "cem": "Arzt in der Zweigpraxis (sieht nichts von der Hauptpraxis)",
    "otto": "IT (sieht keine Patienten)",
    "ria": "Abrechnung",
}
