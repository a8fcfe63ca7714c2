"""The main job with unmistakable values: every name, word, file and secret is a needle."""

import base64
import hashlib
import io
import re
import subprocess
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import zxingcpp
from PIL import Image

from canary import kept
from canary.needles import Needle
from canary.people import AT_THE_BRANCH, BRANCH, NAMES, ROLES
from formats.ldt import LabPatient, PartialDate, write_reports
from house.patience import until
from praxis.demo.people import kvnr
from praxis.exchange.lab.samples.invented import LABORATORY, analyte, moment, pdf, report
from standing.desk import Desk
from standing.phone import Pocket
from standing.practice import PASSPHRASE, StandingPractice
from wire.letters import FileLabel, FileType, Message

WORDS: Final = {
    "family name": "Zschöckerlößnitz",
    "given name": "Quendolibeth",
    "street": "Kanariengäßchen 4711b",
    "city": "Vogelbauershausen",
    "insurance number": kvnr(b"kanarienvogel-sieben"),
    "phone": "0173 98127364",
    "chart line": "Kanarienhusten seit dem Zwitschertag",
    "diagnosis": "Federkleidverdacht links",
    "document title": "Entlassbrief Volierenklinik",
    "file name": "voliere-zschoeckerloessnitz-geheim.pdf",
    "words in the file": "Nistkastenbefund unauffaellig",
    "lab file name": "nachtbefund-quendolibeth",
    "lab text": "Kanariensaeure",
    "stray given name": "Irrlaeuferinde",
    "stray lab text": "Verflogene Federsaeure",
    "broken file": "Zerbrochenes Vogelei im Laborbuch",
    "release": "Ihr Gefiederwert ist wieder vollkommen normal",
    "question": "Darf ich nun wieder Sonnenblumenkerne picken?",
    "answer": "Picken Sie bitte nur geschaelte Kerne",
    "draft": "Angefangener Satz ueber die Mauserzeit",
    "attest": "fehlte wegen akuter Flugangst im Unterricht",
    "searched": "Schwanenfluegelmeier",
    "password in the name field": "VersehentlichGetipptes-9271",
}
PASSWORD: Final = {
    "ada": "vier graue Kraniche am Kanal", "ben": "neun kleine Wale im Fjord",
    "cem": "sechs alte Boote am Steg", "otto": "acht rote Ziegel im Schacht",
    "ria": "elf leise Uhren im Turm", "lea": "drei blaue Tassen im Regal",
}  # fmt: skip


@dataclass
class Canary:
    """The practice after a day with the canary, and everything that must not be found."""

    practice: StandingPractice
    ada: Desk
    needles: list[Needle] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    chart: str = ""

    def secret(self, name: str, value: str | bytes) -> None:
        """One more value that may stand nowhere."""
        raw = value.encode() if isinstance(value, str) else value
        made = Needle.text(name, value, secret=True) if isinstance(value, str) else None
        self.needles.append(made or Needle(name, raw, secret=True))

    def cookies(self) -> list[Needle]:
        """What the browsers of the practice hold now."""
        return [
            Needle.text(f"cookie {name} of {desk.name}", value, secret=True)
            for desk in self.desks
            for name, value in desk.cookies.items()
        ]


def whole_day(practice: StandingPractice) -> Canary:
    """From the first set-up to the answered question."""
    canary = Canary(practice, Desk(practice, "ada"))
    canary.needles = [Needle.text(name, words) for name, words in WORDS.items()]
    canary.secret("passphrase", PASSPHRASE)
    for words in practice.recovery_words:
        canary.secret("recovery sheet", words)
    _staff(canary)
    _patient(canary)
    _laboratory(canary)
    _papers(canary)
    _post(canary)
    for desk in canary.desks:
        canary.secret(f"authenticator of {desk.name}", desk.seed)
        canary.secret(f"authenticator of {desk.name} as text", desk.typed_seed)
        for code in desk.codes:
            canary.secret(f"recovery code of {desk.name}", code)
    canary.needles += canary.cookies()
    canary.needles += kept.of_the_practice(practice)
    return canary


def _staff(canary: Canary) -> None:
    canary.ada.set_up(
        PASSWORD["ada"], practice="Praxis Dr. Beispiel", site="Hauptpraxis", bsnr="123456700",
        login_name="ada", display_name="Ada Beispiel", title="Dr.", lanr="123456601", doctor="1",
    )  # fmt: skip
    # Straight into the table: how a site is opened is not what is looked for here.
    canary.practice.execute(
        "INSERT INTO staff_site (id, name, bsnr, street, postcode, city, phone, branch, opened_at)"
        " VALUES (gen_random_uuid(), %s, '123456800', '', '', '', '', true, now())", BRANCH,
    )  # fmt: skip
    canary.desks = [canary.ada]
    for login, roles in ROLES.items():
        site = BRANCH if login in AT_THE_BRANCH else "Hauptpraxis"
        start = canary.ada.hire(login, NAMES[login], *roles, site=site)
        canary.secret(f"start password of {login}", start)
        desk = canary.ada.at_the_same_machine(login)
        desk.first_login(start, PASSWORD[login])
        canary.desks.append(desk)
    for desk in canary.desks:
        pin = kept.new_pin()
        desk.done("/konto/pin/", {"pin": pin})
        canary.secret(f"PIN of {desk.name}", pin)
    for name, password in PASSWORD.items():
        canary.secret(f"password of {name}", password)
    eve = Desk(canary.practice, "eve")
    typed = {"login_name": WORDS["password in the name field"], "password": "egal egal egal"}
    eve.post("/anmelden/passwort/", typed)


def _patient(canary: Canary) -> None:
    ada = canary.ada
    form = {
        "family_name": WORDS["family name"], "given_name": WORDS["given name"],
        "birth_date": "29.02.1956", "sex": "W", "insurance_number": WORDS["insurance number"],
        "street": WORDS["street"], "postal_code": "12345", "city": WORDS["city"],
        "phone": WORDS["phone"], "aufnehmen": "1",
    }  # fmt: skip
    canary.chart = ada.done("/patienten/neu/", form).location
    patient = canary.chart.removesuffix("karteikarte/")
    ada.get(canary.chart)
    ada.done(f"{patient}eintragen/", {"zeile": f"A {WORDS['chart line']}"})
    ada.done(f"{patient}eintragen/", {"zeile": f"D J06.9 G {WORDS['diagnosis']}"})
    key = f"chart:{patient.split('/')[2]}"
    ada.post("/entwurf/", {"key": key, "fields": f'{{"zeile": "A {WORDS["draft"]}"}}'})
    ada.done("/patienten/", {"q": WORDS["searched"]})
    ada.done("/patienten/", {"q": WORDS["family name"]})


def _laboratory(canary: Canary) -> None:
    who = LabPatient(
        family_name=WORDS["family name"], given_name=WORDS["given name"], sex="W",
        birth_date=PartialDate(1956, 2, 29), insurance_number=WORDS["insurance number"],
        street=WORDS["street"], postcode="12345", town=WORDS["city"],
    )  # fmt: skip
    told = report("K-1", who, analyte("KAN", WORDS["lab text"], "7.4", "%", "4.0", "6.5"))
    nobody = replace(
        who, family_name="Niemand", given_name=WORDS["stray given name"], insurance_number="",
        birth_date=PartialDate(1971, 1, 1), street="Nirgendweg 1", town="Musterstadt",
    )  # fmt: skip
    stray = report("K-2", nobody, analyte("KAN", WORDS["stray lab text"], "7.1", "%", "4", "6"))
    whole = write_reports([told, stray], LABORATORY, ("Labor", "Lena"), moment(21, 6, 30))
    broken = whole[:400] + WORDS["broken file"].encode() + whole[400:900]
    spool = canary.practice.data / "labor"
    spool.mkdir(mode=0o700, exist_ok=True)
    for name, content in ((WORDS["lab file name"], whole), ("kaputt", broken)):
        waiting = spool / f".{name}.part"
        waiting.write_bytes(content)
        waiting.replace(spool / f"{name}.ldt")
    until(lambda: not list(spool.iterdir()), what="the laboratory's files")
    done = "SELECT count(*) FROM lab_file WHERE state IN ('imported', 'quarantined')"
    until(lambda: canary.practice.query(done) == [(2,)], what="the import")
    for path in ("/labor/", "/labor/zurueckgestellt/", "/labor/verlauf/"):
        assert canary.ada.get(path).status == 200


def _papers(canary: Canary) -> None:
    ada, patient = canary.ada, canary.chart.removesuffix("karteikarte/")
    ada.get(f"{patient}dokumente/")
    sent = {"datei": (WORDS["file name"], pdf(WORDS["words in the file"]), "application/pdf")}
    ada.done(
        f"{patient}dokumente/ablegen/", {"titel": WORDS["document title"], "art": "letter"}, sent
    )
    ada.get(f"{patient}formulare/")
    begun = ada.done(
        f"{patient}formulare/neu/", {"formular": "attest", "vorlage": "schule"}
    ).location
    page = ada.get(begun)
    form = {"titel": "Attest", "text": WORDS["attest"], "dann": "unterschreiben"}
    form["fassung"] = page.found(r'name="fassung" value="(\d+)"')
    ada.done(f"{begun}schreiben/", form)


def _post(canary: Canary) -> None:
    ada, patient = canary.ada, canary.chart.removesuffix("karteikarte/")
    pocket = invited(canary.practice, ada, patient)
    canary.secret("secret of the sheet", bytes(pocket.phone.invite.secret))
    canary.secret("link of the sheet", pocket.link.partition("#")[2])
    canary.secret("spoken code of the sheet", pocket.code)
    canary.needles += kept.of_the_phone(pocket)
    page = ada.get(f"{patient}freigeben/")
    form = {"title": "", "comment": WORDS["release"]}
    form |= dict.fromkeys(
        re.findall(r'name="((?:finding|document)-[0-9a-f-]{36})"', page.text), "on"
    )
    released(ada, patient, form)
    until(lambda: pocket.collect() or pocket.letters, what="the letter")
    letter = pocket.letters[0]
    assert WORDS["release"] in pocket.texts()
    photo = io.BytesIO()
    Image.new("RGB", (40, 30), "yellow").save(photo, "JPEG")
    raw = photo.getvalue()
    label = FileLabel(hashlib.sha256(raw).digest(), WORDS["file name"], FileType.JPEG)
    pocket.sends(Message("Frage", WORDS["question"], letter.hash, (label,)), raw)
    until(lambda: WORDS["question"] in ada.get(f"{patient}nachrichten/").text, what="the question")
    page = ada.get(f"{patient}nachrichten/")
    asked = re.search(r"/nachrichten/([0-9a-f-]{36})/aufgabe/", page.text)
    if asked:
        ada.done(f"/nachrichten/{asked[1]}/aufgabe/", {"to": "place:Anmeldung"})
    ada.done(f"{patient}nachrichten/", {"answer": WORDS["answer"]})

    def answered() -> bool:
        pocket.collect()
        return WORDS["answer"] in pocket.texts()

    until(answered, what="the answer")


def invited(practice: StandingPractice, desk: Desk, patient: str) -> Pocket:
    """Hand out a sheet and pair a phone; the sheet's link is read out of its PDF."""
    desk.get(f"{patient}geraete/")
    answer = desk.done(f"{patient}einladung/", {"checked": "Personalausweis"})
    code = answer.found(r'<p class="spoken">(\d{8})</p>')
    return Pocket.paired(practice, link_of(answer.body), code)


def link_of(page: bytes) -> str:
    """The link of the QR code on the sheet, as a phone's camera reads it."""
    found = re.search(rb"data:application/pdf;base64,([A-Za-z0-9+/=]+)", page)
    assert found
    drawn = subprocess.run(
        ["pdftoppm", "-r", "120", "-png", "-singlefile", "-"],
        input=base64.b64decode(found[1]), capture_output=True, check=True,
    )  # fmt: skip
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))
    return str(code.text)


def released(desk: Desk, patient: str, form: dict[str, str]) -> None:
    """Choose, preview, release."""
    seen = desk.done(f"{patient}freigeben/", form)
    digest = seen.found(r'name="seen" value="([0-9a-f]{64})"')
    desk.done(f"{patient}freigeben/", form | {"seen": digest})


def below(folder: Path) -> list[Path]:
    """Every regular file below a folder."""
    return [one for one in sorted(folder.rglob("*")) if one.is_file() and not one.is_symlink()]
