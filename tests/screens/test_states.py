"""The screens of bad days: sealed, broken, refused, overtaken; and those of the login."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connections

from attacks.subjects import patient
from house.cast import Cast
from praxis import gate
from praxis.core import clock
from praxis.core.ids import EntryId, PatientId
from praxis.office.tests.test_browser import Visitor
from praxis.record.actions import correct_entry, write_entry
from praxis.vault import keys
from screens.looking import Looking

pytestmark = pytest.mark.browser
Broken = Callable[..., object]
SET_UP = {
    "practice": "Berufsausübungsgemeinschaft Dr. med. Müller-Lüdenscheidt und Kollegen",
    "site": "Hauptpraxis", "bsnr": "123456700", "display_name": "Petra Erste",
    "login_name": "petra", "password": "sieben stille Seen leuchten",
}  # fmt: skip


def _raising(error: Exception) -> Broken:
    def broken(*_args: object, **_kwargs: object) -> object:
        raise error

    return broken


def _full() -> OperationalError:
    error = OperationalError("full")
    error.__cause__ = psycopg.errors.DiskFull("full")
    return error


@contextmanager
def _sealed() -> Iterator[None]:
    with keys.installed(keys.held()):
        keys.forget()
        yield


def test_a_sealed_or_broken_practice_says_so(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = Looking(visitor.page)
    visitor.log_in("ada")
    with _sealed():
        visitor.go("/")
        looking.at("state-sealed", framed=False)
    for name, error in (
        ("broken", ValueError("x")),
        ("database-gone", OperationalError("gone")),
        ("disk-full", _full()),
    ):
        with monkeypatch.context() as patched:
            patched.setattr("praxis.staff.people.staff", _raising(error))
            visitor.go("/team/")
            looking.at(f"state-{name}", framed=False)
    visitor.go("/nirgendwo/")
    looking.at("state-404", framed=False)
    visitor.page.context.clear_cookies(name="__Host-sitzung")
    visitor.log_in("ben")
    visitor.go("/team/")
    looking.at("state-403", framed=False)
    assert not looking.wrong, "\n".join(looking.wrong)
    assert [fault for fault in visitor.faults if "status of 50" not in fault] == []


def test_a_new_practice_begins_with_one_page(visitor: Visitor) -> None:
    looking = Looking(visitor.page)
    visitor.ask(_nobody_works_here)
    visitor.go("/anmelden/")
    visitor.page.wait_for_url("**/einrichten/")
    looking.at("set-up", framed=False)
    visitor.page.fill("[name=code]", "0000")
    for field, words in SET_UP.items():
        visitor.page.fill(f"[name={field}]", words)
    visitor.page.press("[name=code]", "Enter")
    visitor.page.wait_for_selector("[data-notice]")
    looking.at("set-up-wrong", framed=False)
    assert not looking.wrong, "\n".join(looking.wrong)


def _nobody_works_here() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_practice, staff_site, staff_account CASCADE")


def test_where_there_is_nothing_the_page_says_so(visitor: Visitor) -> None:
    looking = Looking(visitor.page)
    dora = visitor.ask(lambda: _new(visitor.cast))
    visitor.log_in("ben")
    for path in ("labor", "labor/verlauf", "aufgaben", "nachrichten", "kataloge", "unterschriften"):
        visitor.go(f"/{path}/")
        looking.at(f"empty-{path.replace('/', '-')}")
    for part in ("karteikarte", "laborblatt", "dokumente", "nachrichten", "freigeben"):
        visitor.go(f"/patienten/{dora}/{part}/")
        looking.at(f"empty-of-patient-{part}")
    assert not looking.wrong, "\n".join(looking.wrong)
    assert visitor.faults == []


def _new(cast: Cast) -> PatientId:
    with gate.visiting():
        return patient(cast)


def test_the_relay_is_gone_and_the_clock_is_wrong(visitor: Visitor) -> None:
    looking = Looking(visitor.page)
    visitor.ask(_relay_gone)
    visitor.log_in("ada")
    visitor.go("/nachrichten/")
    looking.at("state-relay-gone-messages")
    visitor.go("/praxisgesundheit/")
    looking.at("state-relay-gone-health")
    visitor.ask(lambda: _post(off_since=clock.now()))
    visitor.go("/nachrichten/")
    looking.at("state-switched-off")
    assert not looking.wrong, "\n".join(looking.wrong)


def _relay_gone() -> None:
    _post(
        reached_at=clock.now() - timedelta(hours=3), skew_seconds=95,
        failing_since=clock.now() - timedelta(hours=2),
    )  # fmt: skip


def _post(**changed: object) -> None:
    from praxis.messages.models import PostState

    PostState.objects.filter(one=1).update(**changed)


def test_every_step_of_the_login_is_a_page_one_can_read(visitor: Visitor) -> None:
    looking, page = Looking(visitor.page), visitor.page
    _guesses(visitor, "0")
    looking.at("login-wrong", framed=False)
    # How long one has to wait grows with every failure, so a slow machine guesses more often.
    assert any("Zu viele Versuche" in _guesses(visitor, str(tried)) for tried in range(1, 15))
    looking.at("login-throttled", framed=False)
    visitor.log_in("lea")
    visitor.go(f"/team/{visitor.cast.ben.id}/")
    page.click("text=Zweiten Faktor zurücksetzen")
    page.wait_for_selector("text=nur jetzt gezeigt")
    looking.at("start-password")
    secret = page.inner_text("main code")
    page.context.clear_cookies()
    _comes_from_elsewhere(visitor, looking, secret)
    assert not looking.wrong, "\n".join(looking.wrong)


def _guesses(visitor: Visitor, word: str) -> str:
    visitor.go("/anmelden/")
    visitor.page.fill("[name=login_name]", "ria")
    visitor.page.fill("[name=password]", f"falsch geraten {word}")
    visitor.page.press("[name=password]", "Enter")
    visitor.page.wait_for_selector("[data-notice]")
    return visitor.page.inner_text("[data-notice]")


def _comes_from_elsewhere(visitor: Visitor, looking: Looking, secret: str) -> None:
    page, ben = visitor.page, visitor.cast.ben
    visitor.go("/anmelden/")
    page.fill("[name=login_name]", ben.login_name)
    page.fill("[name=password]", secret)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("[name=new_password]")
    looking.at("login-own-password", framed=False)
    page.fill("[name=new_password]", "neun kleine Wale im Fjord")
    page.press("[name=new_password]", "Enter")
    page.click("text=App einrichten")
    page.wait_for_selector("svg.qr")
    looking.at("login-enrol", framed=False)
    page.fill("[name=code]", visitor.ask(lambda: _waiting_code(visitor)))
    page.press("[name=code]", "Enter")
    page.wait_for_selector(".codes")
    looking.at("login-codes", framed=False)
    page.click("text=Ich habe sie verwahrt")
    page.wait_for_selector("text=Neuer Arbeitsplatz")
    looking.at("login-new-place", framed=False)
    page.fill("[name=name]", "Anmeldung links")
    page.press("[name=name]", "Enter")
    page.wait_for_selector("text=ist angefragt")
    looking.at("login-place-waits", framed=False)


def _waiting_code(visitor: Visitor) -> str:
    from praxis.staff import factors
    from praxis.staff.models import Totp
    from praxis.vault import lending

    with lending.opened():
        totp = Totp.objects.get(account_id=visitor.cast.ben.id, confirmed_at=None)
        return factors.code_at(totp.seed, factors.step_of(clock.now()))


def test_parts_of_a_page_answer_where_they_stand(visitor: Visitor) -> None:
    looking, page, cast = Looking(visitor.page), visitor.page, visitor.cast
    dora, line = visitor.ask(lambda: _charted(cast))
    visitor.log_in("ada")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page.fill("#zeile", "X das gibt es nicht")
    page.press("#zeile", "Enter")
    page.wait_for_selector("#zeile-fehler .fault")
    looking.at("part-fault")
    page.fill("#zeile", "?")
    page.wait_for_selector("#zeile-liste [role=option]")
    looking.at("part-codes")
    page.fill("#zeile", "")
    page.click("[aria-label=Ändern]")
    page.wait_for_selector("li.entry-form textarea")
    looking.at("part-correct")
    visitor.ask(lambda: _corrected(cast, line))
    page.fill("li.entry-form textarea", "Lunge: Giemen links")
    page.press("li.entry-form textarea", "Enter")
    page.wait_for_selector("#meldungen .twice")
    looking.at("part-conflict")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page.click("text=früher")
    page.wait_for_selector("del")
    looking.at("part-history")
    page.keyboard.press("Escape")
    page.click("h1")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    looking.at("part-keys")
    page.keyboard.press("Escape")
    page.click("[title^=Sperren]")
    page.wait_for_selector("#sperre")
    page.fill("[name=secret]", "000000")
    page.press("[name=secret]", "Enter")
    page.wait_for_selector("#sperre-meldung [data-notice]")
    looking.at("part-locked", framed=False)
    visitor.go("/team/")
    looking.at("locked", framed=False)
    assert not looking.wrong, "\n".join(looking.wrong)


def _charted(cast: Cast) -> tuple[PatientId, EntryId]:
    with gate.visiting():
        dora = patient(cast)
        return dora, write_entry(cast.ada.actor, dora, "B", "Lunge frei")


def _corrected(cast: Cast, line: EntryId) -> None:
    with gate.visiting():
        correct_entry(cast.ben.actor, line, "Lunge frei, Herz rein")
