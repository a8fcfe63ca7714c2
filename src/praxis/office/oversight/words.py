"""Codes of the log in German words; what has no word is shown as its code."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.gate.rules import all_rules
from praxis.gate.verbs import MOST_ROWS
from praxis.patients import queries
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.staff import people
from praxis.staff.changes import StaffEvent
from praxis.staff.models import Account, Workstation

ACTS: Final = {
    "patient:read": "Stammdaten geöffnet",
    "patient:search": "Patienten gesucht",
    "patient:create": "Patient angelegt",
    "patient:edit": "Stammdaten geändert",
    "patient:restrict": "Akte beschränkt",
    "patient:break-glass": "Notfallzugriff",
    "patient:see-emergencies": "Notfallzugriffe angesehen",
    "patient:join-site": "Patient an Standort geholt",
    "patient:merge": "Akten zusammengeführt",
    "record:read": "Karteikarte gelesen",
    "entry:add": "Eintrag geschrieben",
    "session:login": "Angemeldet",
    "session:logout": "Abgemeldet",
    "session:lock": "Gesperrt",
    "session:unlock": "Entsperrt",
    "session:switch": "Person gewechselt",
    "audit:read": "Protokoll gelesen",
    "audit:affected": "Betroffene ermittelt",
    "audit:verify": "Prüfung des Protokolls verlangt",
    "keys:manage": "Schlüssel verwaltet",
    "audit:export": "Protokoll ausgegeben",
    "audit:print-anchor": "Anker gedruckt",
    "health:read": "Praxisgesundheit geöffnet",
    "account:create": "Person angelegt",
    "account:change": "Person geändert",
    "account:set-roles": "Rollen gesetzt",
    "account:set-sites": "Standorte gesetzt",
    "account:set-password": "Passwort gesetzt",
    "account:reset-password": "Startpasswort vergeben",
    "account:reset-factors": "Zweiten Faktor zurückgesetzt",
    "account:set-pin": "PIN gesetzt",
    "account:enrol-totp": "Authenticator eingerichtet",
    "account:new-recovery-codes": "Notfallcodes erneuert",
    "account:add-passkey": "Passkey hinzugefügt",
    "account:remove-passkey": "Passkey entfernt",
    "site:save": "Standort gespeichert",
    "practice:set-up": "Praxis eingerichtet",
    "system:backup": "Gesichert oder Sicherung geprüft",
    "system:restore": "Aus einer Sicherung zurückgespielt",
    "restore:confirm": "Rücksicherung bestätigt",
    "key:renew": "Schlüsselwechsel begonnen",
    "session:end": "Sitzung beendet",
    "login:alarm": "Anmeldealarm",
    "workstation:request": "Arbeitsplatz angefragt",
    "workstation:approve": "Arbeitsplatz freigegeben",
    "workstation:revoke": "Arbeitsplatz entzogen",
    "account:leave": "Person ausgetreten",
    "workstation:manage": "Arbeitsplätze verwaltet",
    "staff:manage": "Team verwaltet",
}
REASONS: Final = {
    "": "",
    "emergency": "Notfall",
    "acknowledged": "gesehen vermerkt",
    "totp": "mit Code",
    "passkey": "mit Passkey",
    "chain": "Kette",
    "count": "nur gezählt",
    "columns": "nur Kennzahlen",
    "card": "Karte eingelesen",
    "identity-check": "Identität geprüft",
    "art-33": "Entwurf Art. 33",
    "art-34": "Briefe Art. 34",
    "export": "Ausgabe als Datei",
    "sheets": "neue Wiederherstellungsblätter",
    "sheet-check": "Blatt geprüft",
    "root": "Wurzelschlüssel gewechselt",
    "renew-login": "Wechsel: Anmeldung",
    "renew-post": "Wechsel: Post",
    "renew-index": "Wechsel: Suche",
    "renew-patients": "Wechsel: Patienten",
}
OUTCOMES: Final = {"allowed": "erlaubt", "refused": "abgelehnt"}
KINDS: Final = {"system": "Hintergrunddienst", "patient": "Patient selbst", "nobody": "niemand"}
NAMED_PER_ROW: Final = 3


def act_words(act: str) -> str:
    """An act in words."""
    return ACTS.get(act, act)


def act_choices() -> list[tuple[str, str]]:
    """Every act there is, for a select."""
    known = {str(rule.act) for rule in all_rules()} | {str(event) for event in StaffEvent}
    named = sorted(((act, act_words(act)) for act in known), key=lambda pair: pair[1].casefold())
    return [("", "alle"), *named]


def account_choices() -> list[tuple[str, str]]:
    """Everybody who works or worked here."""
    found = {str(row.id): row.full_name for row in Account.objects.all()}
    return [("", "alle"), *sorted(found.items(), key=lambda pair: pair[1].casefold())]


def workstation_choices() -> list[tuple[str, str]]:
    """Every workstation there ever was."""
    rows = Workstation.objects.order_by("name").values_list("id", "name")
    return [("", "alle"), *((str(place), name) for place, name in rows)]


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
            return self._staff.get(row.actor, people.UNKNOWN)  # type: ignore[call-overload, no-any-return]
        return row.job or KINDS.get(row.actor_kind, row.actor_kind)

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
