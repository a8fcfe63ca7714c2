"""Whole requests of the desk behind granian, as in production: chart, save, search.

`python bench/chart.py [--patients 2000]`. Starts a practice of its own in a temporary folder
(database, keeper, search, two web workers), fills it through the practice's actions, measures
with keep-alive connections on loopback, prints figures, removes everything.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from workstation import Answer, Workstation

from standing import PORT, place, started, whole

CLIENTS, SECONDS = 8, 5.0
Ask = Callable[[Workstation], Answer]
Client = Callable[[], Workstation]


def main() -> None:
    """Start, fill, measure, stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=2000)
    chosen = parser.parse_args()
    with place() as root:
        with whole(root) as practice:
            told, origin = fill(practice.config, chosen.patients), practice.config.origin
        with started(root):
            time.sleep(8)  # the search process reads everybody once
            measure(origin, told)


def fill(config: Any, patients: int) -> dict[str, str]:
    """Staff, three charts (50, 2,000 and 50 lines), the others; a session and its token."""
    from praxis import gate
    from praxis.core.actors import Actor
    from praxis.demo.practice import move_in
    from praxis.staff import workstations
    from praxis.staff.models import Account

    with gate.visiting():
        ada, main_site = move_in(config.data)
        account = Account.objects.get(id=ada.id)
        device, place = workstations.request_approval(account, "Bench")
        workstations.approve(Actor(ada.id, ada.roles, frozenset()), place.id, "Bench")
    began = time.perf_counter()
    charts = [str(_chart(ada, main_site, "Chart", lines)) for lines in (50, 2000, 50)]
    for number in range(patients):
        _chart(ada, main_site, f"Fam{number % 4000:04}ilie", 0)
    print(f"filled {patients} patients and 2,100 lines in {time.perf_counter() - began:.0f} s")
    told = dict(zip(("small", "large", "written"), charts, strict=True))
    return {**told, **session(), "device": device}


def _chart(ada: Any, site: Any, name: str, lines: int) -> Any:
    from datetime import timedelta

    from praxis import gate
    from praxis.core import clock
    from praxis.patients.actions import create_patient
    from praxis.patients.identity import read_identity
    from praxis.record.actions import write_entry

    form = {"family_name": name, "given_name": "Bernd", "birth_date": "12.03.1958"}
    with gate.visiting():
        patient = create_patient(ada, read_identity(form), site=site)
        for back in range(lines):
            at = clock.now() - timedelta(hours=7 * back + 1)
            text = "RR 138/84, Puls 72 regelmäßig, keine Ödeme, Lunge frei."
            write_entry(ada, patient, "ABTPN"[back % 5], text, happened_at=at)
    return patient


def session() -> dict[str, str]:
    """A new session of the first account at the first workstation, and its token."""
    from django.middleware.csrf import _mask_cipher_secret  # type: ignore[attr-defined] # not in the stubs

    from praxis import gate
    from praxis.staff import sessions
    from praxis.staff.models import Account, Workstation

    with gate.visiting():
        account, here = Account.objects.get(id=author()), Workstation.objects.order_by("id")[0]
        key, opened = sessions.open_session(account, here, "totp")
        return {"key": key, "token": _mask_cipher_secret(sessions.csrf_secrets(opened.id)[0])}


def site() -> Any:
    """The practice's main site."""
    from praxis.staff.models import Site

    return Site.objects.get(branch=False).id


def author() -> Any:
    """Who wrote the charts."""
    from praxis.staff.models import Account

    return Account.objects.order_by("id")[0].id


def headers(origin: str, told: dict[str, str]) -> dict[str, str]:
    """What a workstation that is logged in sends with every request."""
    from praxis.staff import cookies

    return {
        "Host": origin.partition("://")[2],
        "Origin": origin,
        "Sec-Fetch-Site": "same-origin",
        "HX-Request": "true",
        "X-CSRFToken": told["token"],
        "Cookie": f"{cookies.SESSION}={told['key']}; {cookies.DEVICE}={told['device']}",
    }


def measure(origin: str, told: dict[str, str]) -> None:
    """Print every figure."""
    sent = headers(origin, told)

    def client() -> Workstation:
        return Workstation(PORT, sent)

    def chart(which: str) -> Ask:
        return lambda http: http.get(f"/patienten/{told[which]}/karteikarte/")

    def save(http: Workstation) -> Answer:
        return http.post(
            f"/patienten/{told['written']}/eintragen/", {"zeile": "N Eine Zeile aus dem Bench"}
        )

    def search(http: Workstation) -> Answer:
        return http.post("/befehl/", {"q": "fam0123 bernd"})

    for name, ask in (
        ("chart, 50 lines", chart("small")),
        ("chart, 2,000 lines", chart("large")),
        ("search, whole request", search),
    ):
        alone(name, client, ask)
    together("chart, 50 lines", client, chart("small"))
    together("search, whole request", client, search)
    alone("save a line, audit included", client, save)


def alone(name: str, client: Client, ask: Ask, times: int = 150) -> None:
    """One client after another request: median and p95."""
    with client() as http:
        for _ in range(20):
            answer = ask(http)
            if answer.status != 200:
                raise SystemExit(f"{name}: {answer.status} {answer.text[:300]}")
        took = []
        for _ in range(times):
            began = time.perf_counter()
            ask(http)
            took.append((time.perf_counter() - began) * 1000)
    took.sort()
    print(
        f"{name:32} median {statistics.median(took):6.1f} ms  p95 {took[int(times * 0.95)]:6.1f} ms"
    )


def together(name: str, client: Client, ask: Ask) -> None:
    """Eight clients without pause."""
    done, until = [0] * CLIENTS, time.perf_counter() + SECONDS

    def go(at: int) -> None:
        with client() as http:
            while time.perf_counter() < until:
                done[at] += ask(http).status == 200

    threads = [threading.Thread(target=go, args=(at,)) for at in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{name:32} {CLIENTS} clients {sum(done) / SECONDS:6.1f}/s")


if __name__ == "__main__":
    main()
