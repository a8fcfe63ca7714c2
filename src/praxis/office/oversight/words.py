"""Codes of the log in German words; what has no word is shown as its code.

It is one file because it is the list of what the log can say, read from top to bottom.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.core.words import marked, spoken
from praxis.gate.rules import all_rules
from praxis.gate.verbs import MOST_ROWS
from praxis.patients import queries
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.staff import people
from praxis.staff.changes import StaffEvent
from praxis.staff.models import Account, Workstation
from praxis.vault.happened import VaultAct

ACTS: Final = {
    "patient:read": marked("Stammdaten geöffnet"),
    "patient:search": marked("Patienten gesucht"),
    "patient:create": marked("Patient angelegt"),
    "patient:edit": marked("Stammdaten geändert"),
    "patient:restrict": marked("Akte beschränkt"),
    "patient:break-glass": marked("Notfallzugriff"),
    "patient:see-emergencies": marked("Notfallzugriffe angesehen"),
    "patient:join-site": marked("Patient an Standort geholt"),
    "patient:merge": marked("Akten zusammengeführt"),
    "record:read": marked("Karteikarte gelesen"),
    "record:write": marked("Eintrag geschrieben"),
    "record:correct": marked("Eintrag korrigiert"),
    "record:keep-draft": marked("Entwurf gesichert"),
    "diagnosis:read": marked("Diagnosen gelesen"),
    "diagnosis:write": marked("Diagnose gestellt"),
    "diagnosis:confirm": marked("Diagnose bestätigt"),
    "document:add": marked("Dokument abgelegt"),
    "document:correct": marked("Angaben eines Dokuments korrigiert"),
    "document:withdraw": marked("Dokument zurückgezogen"),
    "document:close": marked("Verschobenes Dokument geschlossen"),
    "report:file": marked("Laborbefund abgelegt"),
    "report:review": marked("Laborbefund gesehen vermerkt"),
    "form:read": marked("Formular gelesen"),
    "form:fill": marked("Formular ausgefüllt"),
    "form:sign": marked("Formular unterschrieben"),
    "form:withdraw": marked("Formular widerrufen"),
    "form:discard": marked("Entwurf verworfen"),
    "lab:read": marked("Laborpost gelesen"),
    "lab:see": marked("Laborbefund gesehen"),
    "lab:take-in": marked("Labordatei eingelesen"),
    "lab:import": marked("Laborbefund zugestellt"),
    "lab:assign": marked("Laborbefund zugeordnet"),
    "lab:dismiss": marked("Labordatei erledigt"),
    "message:read": marked("Nachrichten gelesen"),
    "message:write": marked("Nachricht geschrieben"),
    "message:release": marked("Befund freigegeben"),
    "message:send": marked("Brief versandt"),
    "message:receive": marked("Brief angenommen"),
    "message:assign": marked("Nachricht zugewiesen"),
    "device:invite": marked("Einladung ausgegeben"),
    "device:revoke": marked("Gerät beendet"),
    "post:switch": marked("Verbindung nach außen geschaltet"),
    "post:resume": marked("Versand fortgesetzt"),
    "task:read": marked("Aufgaben gelesen"),
    "task:read-mine": marked("Eigene Aufgaben gelesen"),
    "task:write": marked("Aufgabe bearbeitet"),
    "task:hand-over": marked("Aufgaben übergeben"),
    "message:hand-over": marked("Nachrichten übergeben"),
    "patient:count-at-site": marked("Akten eines Standorts gezählt"),
    "catalogue:search": marked("Katalog durchsucht"),
    "catalogue:import": marked("Katalog eingelesen"),
    "patient:close": marked("Karteikarte geschlossen"),
    "patient:erase": marked("Patient gelöscht"),
    "patient:index": marked("Suchverzeichnis gebaut"),
    "session:login": marked("Angemeldet"),
    "session:logout": marked("Abgemeldet"),
    "session:lock": marked("Gesperrt"),
    "session:unlock": marked("Entsperrt"),
    "session:switch": marked("Person gewechselt"),
    "audit:read": marked("Protokoll gelesen"),
    "audit:affected": marked("Betroffene ermittelt"),
    "audit:verify": marked("Prüfung des Protokolls verlangt"),
    "keys:manage": marked("Schlüssel verwaltet"),
    "audit:export": marked("Protokoll ausgegeben"),
    "audit:print-anchor": marked("Anker gedruckt"),
    "health:read": marked("Praxisgesundheit geöffnet"),
    "account:create": marked("Person angelegt"),
    "account:change": marked("Person geändert"),
    "account:set-roles": marked("Rollen gesetzt"),
    "account:set-sites": marked("Standorte gesetzt"),
    "account:set-password": marked("Passwort gesetzt"),
    "account:reset-password": marked("Startpasswort vergeben"),
    "account:reset-factors": marked("Zweiten Faktor zurückgesetzt"),
    "account:set-pin": marked("PIN gesetzt"),
    "account:set-language": marked("Sprache gewählt"),
    "account:enrol-totp": marked("Authenticator eingerichtet"),
    "account:new-recovery-codes": marked("Notfallcodes erneuert"),
    "account:add-passkey": marked("Passkey hinzugefügt"),
    "account:remove-passkey": marked("Passkey entfernt"),
    "site:save": marked("Standort gespeichert"),
    "site:close": marked("Standort geschlossen"),
    "practice:set-up": marked("Praxis eingerichtet"),
    "system:backup": marked("Gesichert oder Sicherung geprüft"),
    "system:restore": marked("Aus einer Sicherung zurückgespielt"),
    "restore:confirm": marked("Rücksicherung bestätigt"),
    "vault:unseal": marked("Tresor geöffnet"),
    "vault:seal": marked("Tresor geschlossen"),
    "vault:prove": marked("Schlüssel des Tresors geprüft"),
    "vault:add-opener": marked("Weg in den Tresor hinzugefügt"),
    "vault:remove-opener": marked("Weg in den Tresor entfernt"),
    "vault:rotate-root": marked("Wurzelschlüssel des Tresors gewechselt"),
    "vault:destroy-keys": marked("Alte Schlüssel vernichtet"),
    "key:renew": marked("Schlüsselwechsel begonnen"),
    "key:destroy": marked("Alte Schlüssel vernichtet"),
    "session:end": marked("Sitzung beendet"),
    "login:alarm": marked("Anmeldealarm"),
    "workstation:request": marked("Arbeitsplatz angefragt"),
    "workstation:approve": marked("Arbeitsplatz freigegeben"),
    "workstation:revoke": marked("Arbeitsplatz entzogen"),
    "account:leave": marked("Person ausgetreten"),
    "workstation:manage": marked("Arbeitsplätze verwaltet"),
    "staff:manage": marked("Team verwaltet"),
}
REASONS: Final = {
    "": "",
    "emergency": marked("Notfall"),
    "acknowledged": marked("gesehen vermerkt"),
    "totp": marked("mit Code"),
    "passkey": marked("mit Passkey"),
    "chain": marked("Kette"),
    "count": marked("nur gezählt"),
    "columns": marked("nur Kennzahlen"),
    "card": marked("Karte eingelesen"),
    "identity-check": marked("Identität geprüft"),
    "art-33": marked("Entwurf Art. 33"),
    "art-34": marked("Briefe Art. 34"),
    "export": marked("Ausgabe als Datei"),
    "sheets": marked("neue Wiederherstellungsblätter"),
    "sheet-check": marked("Blatt geprüft"),
    "root": marked("Wurzelschlüssel gewechselt"),
    "renew-login": marked("Wechsel: Anmeldung"),
    "renew-post": marked("Wechsel: Post"),
    "renew-index": marked("Wechsel: Suche"),
    "renew-patients": marked("Wechsel: Patienten"),
    "keys-age": marked("Post: Schlüssel zum Öffnen von Briefen"),
    "keys-sign": marked("Unterschriften der Praxis"),
    "keys-login": marked("Anmeldung"),
    "keys-post": marked("Post"),
    "keys-index": marked("Suche"),
    "site-closed": marked("Standort geschlossen"),
    "emergency-search": marked("Notfallsuche"),
    "opener-passphrase": marked("Passphrase"),
    "opener-key-file": marked("Schlüsseldatei"),
    "opener-credential": marked("Schlüssel des Rechners"),
    "opener-sheets": marked("Wiederherstellungsblätter"),
    "opener-escrow": marked("Hinterlegter Notfallschlüssel"),
    "password": marked("mit Passwort"),
    "code": marked("Code falsch"),
    "pin": marked("mit PIN"),
    "roles": marked("Rollen geändert"),
    "sites": marked("Standorte geändert"),
    "left": marked("ausgetreten"),
    "self": marked("bei sich selbst"),
    "moved": marked("zur richtigen Person verschoben"),
    "back": marked("wieder hergestellt"),
    "withdrawn": marked("zurückgenommen"),
    "imported": marked("eingelesen"),
    "stream": marked("als Datei gelesen"),
    "confirm": marked("bestätigt"),
    "on": marked("eingeschaltet"),
    "off": marked("abgeschaltet"),
}
OUTCOMES: Final = {"allowed": marked("erlaubt"), "refused": marked("abgelehnt")}
KINDS: Final = {
    "system": marked("Hintergrunddienst"),
    "patient": marked("Patient selbst"),
    "nobody": marked("niemand"),
}
JOBS: Final = {
    "leaving": marked("Übergabe beim Ausscheiden"),
    "replaced-keys": marked("Ende ersetzter Schlüssel"),
    "post-outbox": marked("Postausgang"),
    "post-inbox": marked("Posteingang"),
    "lab-import": marked("Laboreingang"),
    "search-index": marked("Suchverzeichnis"),
    "catalogue-import": marked("Katalogimport"),
    "erasure": marked("Löschung nach Fristablauf"),
    "bench": marked("Messung"),
    "backup": marked("Sicherung"),
    "restore": marked("Rücksicherung"),
    "command-line": marked("Befehl am Server"),
    "keeper": marked("Schlüsseldienst"),
}
NAMED_PER_ROW: Final = 3


def act_words(act: str) -> str:
    """An act in words."""
    return spoken(ACTS.get(act, act))


def reason_words(reason: str) -> str:
    """Why, in words."""
    return spoken(REASONS.get(reason, reason))


def outcome_choices() -> list[tuple[str, str]]:
    """How a decision may have ended, for a select."""
    return [("", spoken("alle")), *((key, spoken(words)) for key, words in OUTCOMES.items())]


def act_choices() -> list[tuple[str, str]]:
    """Every act there is, for a select."""
    known = {str(rule.act) for rule in all_rules()}
    known |= {str(event) for event in (*StaffEvent, *VaultAct)}
    named = sorted(((act, act_words(act)) for act in known), key=lambda pair: pair[1].casefold())
    return [("", spoken("alle")), *named]


def account_choices() -> list[tuple[str, str]]:
    """Everybody who works or worked here."""
    found = {str(row.id): row.full_name for row in Account.objects.all()}
    return [("", spoken("alle")), *sorted(found.items(), key=lambda pair: pair[1].casefold())]


def workstation_choices() -> list[tuple[str, str]]:
    """Every workstation there ever was."""
    rows = Workstation.objects.order_by("name").values_list("id", "name")
    return [("", spoken("alle")), *((str(place), name) for place, name in rows)]


class Names:
    """Names for a page of the log: staff always, patients only through the gate."""

    def __init__(self, actor: Actor, rows: Iterable[AuditEvent]) -> None:
        rows = list(rows)
        self._staff = people.names_of(row.actor for row in rows if row.actor)
        places = {row.workstation for row in rows if row.workstation}
        self._places = dict(Workstation.objects.filter(id__in=places).values_list("id", "name"))
        shown = (p for row in rows for p in row.patients[:NAMED_PER_ROW])
        self.patients = patient_names(actor, shown)

    def who(self, row: AuditEvent) -> str:
        """The person, the job, or the patient's own device."""
        if row.actor:
            return self._staff.get(row.actor, spoken(people.UNKNOWN))  # type: ignore[call-overload, no-any-return] # an id read from a row
        return spoken(JOBS.get(row.job, row.job) or KINDS.get(row.actor_kind, row.actor_kind))

    def where(self, row: AuditEvent) -> str:
        """The workstation's name; empty if there was none."""
        return self._places.get(row.workstation, "") if row.workstation else ""

    def whom(self, row: AuditEvent) -> list[tuple[UUID, str]]:
        """The first patients of a row: id, and the name where this reader may see it."""
        return [(p, self.patients.get(p, "")) for p in row.patients[:NAMED_PER_ROW]]


def patient_names(actor: Actor, ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Names of the patients this reader may see anyway; nobody else's, and none for Leitung alone.

    Asking for a name is itself a read in the log.
    """
    if not gate.may(actor, PatientAct.READ, on=Patient):
        return {}
    wanted = [PatientId(one) for one in dict.fromkeys(ids)][:MOST_ROWS]
    return {one.id: f"{one.name} ({one.number})" for one in queries.headers(actor, wanted)}
