"""Pictures of every screen, light and dark: `make screenshots`.

    ./run screenshots [FOLDER]    every picture into FOLDER (default: pictures/, not kept)

FOLDER itself: the main job in a fresh demo; the few the README shows are made smaller and put into
docs/pictures. FOLDER/every: whatever `tests/screens` looks at, which is every address that answers
GET, the states of bad days, the login, the papers, and the same at 200 % zoom; an address without a
picture fails there. FOLDER/patient: the patient's page on a telephone.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from e2e import steps
from e2e.conftest import AUTHENTICATOR
from e2e.demo import Demo
from house.chromium import CHROMIUM, FLAGS
from patient_page import letters

HERE: Final = Path(__file__).resolve().parent.parent
README: Final = HERE / "docs" / "pictures"
DESK: Final = (1366, 768)
POCKET: Final = (390, 844)
TITLE: Final = "Ihr Befund aus dem Labor"
PLACES: Final = {
    "start": "/", "lab": "/labor/", "lab-red": "/labor/rot/", "lab-history": "/labor/verlauf/",
    "lab-aside": "/labor/zurueckgestellt/", "messages": "/nachrichten/",
    "tasks": "/aufgaben/?alle=1", "signing": "/unterschriften/",
    "new-patient": "/patienten/neu/", "emergency": "/patienten/notfall/",
    "catalogues": "/kataloge/",
    "editions": "/kataloge/pflege/", "account": "/konto/", "team": "/team/", "hire": "/team/neu/",
    "workstations": "/arbeitsplaetze/", "keys": "/schluessel/", "health": "/praxisgesundheit/",
    "log": "/protokoll/", "chain": "/protokoll/kette/", "affected": "/protokoll/betroffene/",
    "emergencies": "/protokoll/notfaelle/", "nothing": "/gibt-es-nicht/",
}  # fmt: skip
OF_PATIENT: Final = {
    "chart": "karteikarte/", "sheet": "laborblatt/", "documents": "dokumente/",
    "forms": "formulare/", "release": "freigeben/", "conversation": "nachrichten/",
    "devices": "geraete/", "master-data": "stammdaten/", "belongings": "akte/",
}  # fmt: skip
SHOWN: Final = {"chart": 900, "lab-report": 900, "sheet": 900, "phone-letter": 360}


class Camera:
    """Takes a page in light and in dark."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str) -> None:
        """`name`.png and `name`-dark.png, as one sees the page without scrolling."""
        page.wait_for_load_state("networkidle")
        for scheme, ending in (("dark", "-dark"), ("light", "")):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=self.folder / f"{name}{ending}.png")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            sys.stderr.write(f"{name}: {wide} px wider than the window\n")


@contextmanager
def browsers() -> Iterator[tuple[Page, Page]]:
    """A desk and a phone."""
    with sync_playwright() as play:
        contexts: list[BrowserContext] = []
        for width, height in (DESK, POCKET):
            context = play.chromium.launch_persistent_context(
                tempfile.mkdtemp(prefix="ptr-pictures-"),
                executable_path=CHROMIUM,
                args=[*FLAGS],
                viewport={"width": width, "height": height},
                locale="de-DE",
                timezone_id="Europe/Berlin",
            )
            session = context.new_cdp_session(context.pages[0])
            session.send("WebAuthn.enable")
            session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
            contexts.append(context)
        yield contexts[0].pages[0], contexts[1].pages[0]
        for context in contexts:
            context.close()


def take_all(demo: Demo, folder: Path) -> None:
    """The job once through, with a picture at every stop."""
    camera = Camera(folder)
    with browsers() as (page, phone):
        page.goto(f"{demo.origin}/anmelden/")
        camera.take(page, "login")
        steps.log_in(page, demo)
        patient = steps.open_patient(page, "demo dora", "Demo, Dora")
        steps.write_attest(page, patient, "gesund ist und schwimmen darf")
        camera.take(page, "attest")
        steps.upload(page, patient, "Arztbrief", "b.pdf", "application/pdf", letters.pdf())
        camera.take(page, "document")
        steps.post_is_ready(page, demo)
        steps.pair(page, phone, patient, by="passkey")
        camera.take(page, "invitation")
        camera.take(phone, "phone-empty")
        steps.release(page, patient, TITLE, "Ihr Langzeitzucker ist besser geworden.")
        steps.arrives(phone, TITLE)
        _phone(phone, camera)
        steps.arrived_question(page, demo)
        for name, way in OF_PATIENT.items():
            page.goto(patient + way)
            camera.take(page, name)
        for name, way in PLACES.items():
            page.goto(demo.origin + way)
            camera.take(page, name)
        _reports(page, demo, camera)
        _searches(page, demo, camera)


def _phone(phone: Page, camera: Camera) -> None:
    camera.take(phone, "phone-letters")
    phone.get_by_role("button", name=TITLE).first.click()
    phone.get_by_text("HbA1c").first.wait_for()
    camera.take(phone, "phone-letter")
    phone.locator("#reply").click()
    phone.get_by_label("Ihre Frage").fill("Darf ich morgen schwimmen gehen?")
    camera.take(phone, "phone-question")
    phone.locator("#send").click()
    phone.get_by_text("Ihre Frage ist unterwegs.").wait_for()


def _reports(page: Page, demo: Demo, camera: Camera) -> None:
    for name, way in (("lab-report-red", "rot/"), ("lab-report", "auffaellig/")):
        page.goto(f"{demo.origin}/labor/{way}")
        first = page.locator("tbody tr a")
        if first.count():
            first.first.click()
            camera.take(page, name)


def _searches(page: Page, demo: Demo, camera: Camera) -> None:
    """What was typed stands in no address, so it is typed."""
    for name, way, typed in (
        ("search", "/patienten/", "demo"),
        ("catalogues-found", "/kataloge/", "diabetes"),
    ):
        page.goto(demo.origin + way)
        page.locator("main input[type=search], main input[name=q]").first.press_sequentially(typed)
        page.locator("main :is(a.row, tbody th)").first.wait_for()
        camera.take(page, name)


def take_the_rest(folder: Path) -> None:
    """What no demo shows by itself: every address and state, and the patient's page."""
    for name in ("every", "patient"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    whole = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    walk = [sys.executable, "-m", "pytest", "-p", "no:randomly", "tests/screens"]
    shots = {"PRAXISTRESOR_SHOTS": str(folder / "every")}
    looked = subprocess.run(walk, cwd=HERE, env=whole | shots, check=False)
    page = [sys.executable, "-m", "patient_page.pictures", str(folder / "patient")]
    subprocess.run([*page, "phone", "light,dark"], cwd=HERE, env=whole, check=True)
    if looked.returncode:
        sys.stderr.write("tests/screens found something wrong: see above\n")


def keep_for_readme(folder: Path) -> None:
    """The few pictures of the README: smaller, few colours, a few dozen kilobytes each."""
    README.mkdir(parents=True, exist_ok=True)
    for name, width in SHOWN.items():
        with Image.open(folder / f"{name}.png") as big:
            small = big.convert("RGB").resize(
                (width, round(big.height * width / big.width)), Image.Resampling.LANCZOS
            )
        small.quantize(128).save(README / f"{name}.png", optimize=True)


def main(words: list[str]) -> None:
    """Start a demo of one's own, take everything, end it."""
    folder = Path(words[0]) if words else HERE / "pictures"
    with tempfile.TemporaryDirectory(prefix="ptr-demo-") as root:
        demo = Demo(Path(root))
        try:
            demo.wait()
            take_all(demo, folder)
        finally:
            demo.stop()
    keep_for_readme(folder)
    take_the_rest(folder)
    sys.stderr.write(f"{len(list(folder.rglob('*.png')))} pictures in {folder}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
