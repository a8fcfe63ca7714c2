"""Sets up "Praxis Dr. Ada Beispiel" and fills it; every row goes through the same actions."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from praxis import gate
from praxis.catalogues.shipping import import_shipped
from praxis.config import Config
from praxis.core import clock
from praxis.core.actors import Actor, Role
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.ids import AccountId, PatientId, SiteId
from praxis.demo import codes
from praxis.demo.charts import diagnoses_of, lines_of
from praxis.demo.logins import PASSWORD
from praxis.demo.people import DORA, EMIL, Invented, others
from praxis.exchange.lab.samples import drop_demo_files
from praxis.patients.actions import create_patient, insure_patient, restrict_patient
from praxis.patients.identity import read_identity
from praxis.patients.models import CoverageKind
from praxis.record.actions import diagnose, write_entry
from praxis.record.actions.diagnoses import TypedDiagnosis
from praxis.staff import accounts, own_account, setup
from praxis.staff.accounts import NewAccount
from praxis.staff.models import Account, Site
from praxis.staff.setup import SetUp, SiteForm
from praxis.staff.sites import change_site, open_site

_PEOPLE: Final = {
    "ben": ("Ben Muster", "", frozenset({Role.MEDICAL_ASSISTANT}), False),
    "cem": ("Cem Beispiel", "Dr.", frozenset({Role.DOCTOR}), True),
    "otto": ("Otto Technik", "", frozenset({Role.IT}), False),
    "ria": ("Ria Rechnung", "", frozenset({Role.BILLING}), False),
}
# Telephone numbers the Bundesnetzagentur keeps free for invented people.
_MAIN: Final = SiteForm(
    "Hauptpraxis", "123456700", "Marktplatz 1", "12345", "Musterstadt", "030 23125 001"
)
_BRANCH: Final = SiteForm(
    "Zweigpraxis",
    "123456800",
    "Bahnhofstraße 9",
    "12346",
    "Musterdorf",
    "030 23125 002",
    branch=True,
)
_OTHERS: Final = 300
_KNOWN_FOR: Final = timedelta(days=5 * 365)
Say = Callable[[str], None]


def fill_practice(config: Config, say: Say) -> None:
    """Staff, two sites, patients with charts, and the laboratory's files of the night."""
    with gate.visiting():
        ada, main = move_in(config.data)
        import_shipped(ada)
    with gate.visiting():
        _cast(ada, main)
    drop_demo_files(config.lab_spool)
    for number, person in enumerate(others(_OTHERS), start=1):
        with gate.visiting():
            _chart(ada, _patient(ada, main, person), person.seed, visits=2 + person.seed[4] % 4)
        if number % 100 == 0:
            say(f"  {number} Patienten ...")


def move_in(data: Path) -> tuple[Actor, SiteId]:
    account = setup.set_up(
        SetUp(
            practice="Praxis Dr. Ada Beispiel",
            site="Hauptpraxis",
            bsnr="123456700",
            owner=NewAccount(
                "ada", "Ada Beispiel", "Dr. med.", "123456601", frozenset({Role.DOCTOR, Role.OWNER})
            ),
            password=PASSWORD,
        )
    )
    main = SiteId(Site.objects.get(branch=False).id)
    owner = Actor(AccountId(account.id), frozenset({Role.DOCTOR, Role.OWNER}), frozenset({main}))
    change_site(owner, main, _MAIN)
    branch = open_site(owner, _BRANCH)
    codes.enrol(data, account)
    for login, (name, title, roles, at_branch) in _PEOPLE.items():
        site = branch if at_branch else main
        created = accounts.create_account(
            owner, NewAccount(login, name, title, "", roles, frozenset({site}))
        )
        person = Account.objects.get(id=created.id)
        own_account.change_password(None, person, PASSWORD)
        codes.enrol(data, person)
    return owner, main


def _patient(ada: Actor, site: SiteId, person: Invented) -> PatientId:
    with clock_set_to(FixedClock(clock.now() - _KNOWN_FOR)):
        patient = create_patient(ada, read_identity(person.form), site=site)
    insure_patient(
        ada,
        patient,
        kind=CoverageKind.STATUTORY,
        payer="Musterkrankenkasse",
        payer_number="109999998",
        status="1",
        since=date(2020, 1, 1),
    )
    return patient


def _chart(ada: Actor, patient: PatientId, seed: bytes, visits: int) -> None:
    for line in lines_of(seed, visits):
        with clock_set_to(FixedClock(line.at)):
            write_entry(ada, patient, line.code, line.text)
    for told in diagnoses_of(seed):
        diagnose(ada, patient, TypedDiagnosis.read(told.text), permanent=told.permanent)


def _cast(ada: Actor, site: SiteId) -> None:
    dora = _patient(ada, site, DORA)
    write_entry(ada, dora, "!", "Marcumar-Patientin, vor Eingriffen Quick prüfen.")
    write_entry(ada, dora, "!A", "Penicillin (Exanthem 2011)")
    write_entry(ada, dora, "M", "Ramipril 5 mg 1-0-0; Phenprocoumon nach Plan")
    _chart(ada, dora, sha256(b"dora").digest(), visits=12)
    emil = _patient(ada, site, EMIL)
    _chart(ada, emil, sha256(b"emil").digest(), visits=2)
    restrict_patient(ada, emil, frozenset())
