"""What people change about their own login; other sessions of theirs end with it (B-02)."""

from uuid import UUID

from praxis.core.actors import Actor
from praxis.core.words import marked
from praxis.staff import accounts, login, passwords, sessions
from praxis.staff.changes import StaffEvent, changing
from praxis.staff.errors import BadInput, LoginRefused, StepExpired, WeakPassword
from praxis.staff.models import Account, Language
from praxis.staff.password_rules import check_password, check_pin
from praxis.staff.people import known_words
from praxis.staff.throttle import Source


def change_password(
    actor: Actor | None, account: Account, new: str, *, but: UUID | None = None
) -> None:
    """Set a new password for somebody who has just proven who they are.

    WeakPassword if it is easy to guess or the same as before. Other sessions, other logins on
    their way and the PIN end; `but` is the session or login that asks. StepExpired if somebody
    changed the password meanwhile: what was proven counts no more.
    """
    check_password(new, known_here=known_words())
    if passwords.fits(account.password, new):
        raise WeakPassword(
            message=marked("Das ist das bisherige Passwort. Bitte wählen Sie ein neues.")
        )
    stored = passwords.hashed(new)
    with changing(actor, StaffEvent.SET_PASSWORD, account.id):
        present = accounts.present(account.id)
        if present.password != account.password:
            raise StepExpired(detail="changed meanwhile")
        present.password, present.must_change, present.pin = stored, False, ""
        present.save(update_fields=["password", "must_change", "pin"])
        sessions.end_all(account.id, "password", but=but)
    account.password, account.must_change, account.pin = stored, False, ""


def change_own_password(actor: Actor, current: str, new: str, source: Source) -> None:
    """The same from the account page: the present password is asked for first."""
    account = account_of(actor)
    login.prove_password_of(account, current, source)
    change_password(actor, account, new, but=actor.session)


def set_pin(actor: Actor, pin: str) -> None:
    """Set the PIN for coming back to a machine; empty takes it away."""
    if pin:
        check_pin(pin)
    stored = passwords.hashed(pin) if pin else ""
    with changing(actor, StaffEvent.SET_PIN, actor.id):
        present = accounts.present(actor.id)
        present.pin = stored
        present.save(update_fields=["pin"])


def set_language(actor: Actor, wanted: str) -> None:
    """What the screen speaks to this person from now on; BadInput for a language it has not."""
    try:
        language = Language(wanted)
    except ValueError:
        raise BadInput(detail="language") from None
    with changing(actor, StaffEvent.SET_LANGUAGE, actor.id):
        present = accounts.present(actor.id)
        present.language = language
        present.save(update_fields=["language"])


def account_of(actor: Actor) -> Account:
    """The account of somebody logged in; LoginRefused if they have just left."""
    account: Account | None = Account.objects.filter(id=actor.id, left_at=None).first()
    if account is None:
        raise LoginRefused(detail="left")
    return account
