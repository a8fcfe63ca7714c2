"""Sessions live on the server: the cookie is a random key, the row holds ids and times only.

A session ends after 15 idle minutes or 12 hours. Locked by hand, or by the page after 5 idle
minutes, it waits (up to the 12 hours) and serves nothing but unlocking. Background requests never
count as activity. What opens, finds and ends a session goes by the same times: hence one file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import HttpRequest

from praxis.core.actors import Actor, Role
from praxis.core.clock import now
from praxis.core.compiled import Once
from praxis.core.ids import AccountId, SessionId, SiteId, WorkstationId
from praxis.staff import people
from praxis.staff.changes import StaffEvent, happened
from praxis.staff.models import (
    Account,
    AccountRole,
    AccountSite,
    LoginStep,
    Session,
    Site,
    Workstation,
)
from praxis.staff.tokens import keyed_hash, login_versions, new_token, token_hash

IDLE_ENDS: Final = timedelta(minutes=15)
LOCKS_AFTER: Final = timedelta(minutes=5)
ABSOLUTE: Final = timedelta(hours=12)
NOTED_EVERY: Final = timedelta(minutes=1)
CONFIRMED_FOR: Final = timedelta(minutes=10)
PIN_TRIES: Final = 5


@dataclass(frozen=True, slots=True)
class Presence:
    """A live session as found by its cookie; `actor` is None while it is locked."""

    session: Session
    actor: Actor | None

    @property
    def practice(self) -> str:
        """The practice's name as of now."""
        return self.session.practice_now or ""  # type: ignore[attr-defined] # asked with it

    @property
    def locked(self) -> bool:
        """Whether only unlocking is served."""
        return self.actor is None


def actor_of(request: HttpRequest) -> Actor | None:
    """Who asks, with roles and sites as of now; None without a live, unlocked session."""
    presence: Presence | None = getattr(request, "presence", None)
    return presence.actor if presence else None


def open_session(account: Account, workstation: Workstation, proof: str) -> tuple[str, Session]:
    """A new session and its key, which only the cookie will know. Ids are never reused (B-01)."""
    key, at = new_token(), now()
    session = Session.objects.create(
        key_hash=token_hash(key),
        account=account,
        workstation=workstation,
        proof=proof,
        created_at=at,
        last_activity_at=at,
        confirmed_at=at,
    )
    return key, session


def find(key: str, *, background: bool = False) -> Presence | None:
    """The live session of a key. Ends it if its time is over, locks it if it was left alone.

    Activity is noted at most once a minute, and never for background requests (B-03).
    """
    found = _LIVE.rows(token_hash(key))
    if not found:
        return None
    session: Session = found[0]
    at = now()
    if (why := _over(session, at)) is not None:
        end(session.id, why)
        return None
    if session.locked_at is None and at - session.last_activity_at >= LOCKS_AFTER:
        lock(session.id)
        session.locked_at = at
    if session.locked_at is not None:
        return Presence(session, None)
    if not background and session.last_activity_at < at - NOTED_EVERY:
        Session.objects.filter(id=session.id, last_activity_at__lt=at - NOTED_EVERY).update(
            last_activity_at=at
        )
    return Presence(session, _actor(session, session.roles_now, session.sites_now))  # type: ignore[attr-defined] # asked with it


def _over(session: Session, at: datetime) -> str | None:
    if session.account.left_at is not None:
        return "left"
    if not session.workstation.trusted:
        return "workstation"
    if at - session.created_at >= ABSOLUTE:
        return "absolute"
    if session.locked_at is None and at - session.last_activity_at >= IDLE_ENDS:
        return "idle"
    return None


def actor_in(session: Session) -> Actor:
    """The person of a session with roles and sites as they are now."""
    return _actor(session, roles_of(session.account_id), sites_of(session.account_id))


def _actor(session: Session, roles: Iterable[str], sites: Iterable[UUID]) -> Actor:
    return Actor(
        id=AccountId(session.account_id),
        roles=frozenset(Role(role) for role in roles),
        sites=frozenset(SiteId(site) for site in sites),
        workstation=WorkstationId(session.workstation_id),
        session=SessionId(session.id),
    )


def roles_of(account_id: UUID) -> frozenset[Role]:
    """The roles an account has now."""
    return frozenset(Role(role) for role in _roles(account_id))


def sites_of(account_id: UUID) -> frozenset[SiteId]:
    """The sites an account works at now, and the closed ones these took over."""
    return frozenset(SiteId(site) for site in _sites(account_id))


def sites_of_outer(account: OuterRef) -> Any:
    """The same as a subquery, for the account a row of an outer query names."""
    return _sites(account)


def _roles(account: UUID | OuterRef) -> Any:
    return AccountRole.objects.filter(account_id=account, until=None).values_list("role", flat=True)


def _sites(account: UUID | OuterRef) -> Any:
    here = Q(site=OuterRef("pk")) | Q(site=OuterRef("taken_over_by"))
    who = OuterRef(account) if isinstance(account, OuterRef) else account
    working = AccountSite.objects.filter(here, account_id=who, until=None, site__closed_at=None)
    return Site.objects.filter(Exists(working)).values_list("id", flat=True)


def _live(key_hash: bytes) -> Any:
    """The session of a key with its person's roles and sites and the practice's name as of now,
    which every page shows: one query."""
    rows = Session.objects.filter(key_hash=key_hash, ended_at=None)
    of = OuterRef("account_id")
    return rows.select_related("account", "workstation").annotate(
        roles_now=ArraySubquery(_roles(of)),
        sites_now=ArraySubquery(_sites(of)),
        practice_now=Subquery(people.the_practice().values("name")),
    )


# Asked at every request.
_LIVE: Final = Once(_live, mark=b"a hash")


def lock(session_id: UUID) -> None:
    """Serve nothing but unlocking from now on; the work stays."""
    rows = Session.objects.filter(id=session_id, ended_at=None, locked_at=None)
    if rows.update(locked_at=now()) == 1:
        happened(None, StaffEvent.LOCK, session_id, model="session")


def resume(session_id: UUID, *, confirmed: bool) -> str | None:
    """Unlock with a new key after a fresh proof; None if the session has ended meanwhile.

    Only a `confirmed` proof (password or passkey, not a PIN) allows changing factors afterwards.
    """
    key, at = new_token(), now()
    rows = Session.objects.filter(id=session_id, ended_at=None)
    fresh = {"key_hash": token_hash(key), "locked_at": None, "last_activity_at": at}
    proven = {"confirmed_at": at} if confirmed else {}
    if rows.update(**fresh, **proven, pin_tries=0) != 1:
        return None
    return key


def confirmed_lately(session: Session) -> bool:
    """Whether the person proved themselves within the last ten minutes."""
    return now() - session.confirmed_at < CONFIRMED_FOR


def note_confirmed(session_id: UUID) -> None:
    """The person has just proven themselves again."""
    Session.objects.filter(id=session_id, ended_at=None).update(confirmed_at=now())


def end(session_id: UUID, why: str) -> None:
    """End a session for good; harmless to repeat."""
    rows = Session.objects.filter(id=session_id, ended_at=None)
    if rows.update(ended_at=now(), ended_why=why) == 1:
        act = StaffEvent.LOGOUT if why == "logout" else StaffEvent.END
        happened(None, act, session_id, model="session", reason=why)


def end_all(account_id: UUID, why: str, *, but: UUID | None = None) -> int:
    """End every session of an account and every login on its way, but perhaps the one that asks;
    inside a change that holds the account's row. What was proven before proves nothing now."""
    others = Q() if but is None else ~Q(id=but)
    LoginStep.objects.filter(others, account_id=account_id).delete()
    rows = Session.objects.filter(others, account_id=account_id, ended_at=None)
    return rows.update(ended_at=now(), ended_why=why)


def end_others(actor: Actor, why: str) -> None:
    """End what somebody has open or on its way but where they are now: a proof of theirs changed,
    and whoever has the old one may be in already; inside a change."""
    end_all(actor.id, why, but=actor.session)


def end_everyones(why: str) -> int:
    """End every session and login of the practice: after a restore, or if a theft is suspected."""
    LoginStep.objects.all().delete()
    return Session.objects.filter(ended_at=None).update(ended_at=now(), ended_why=why)


def resumable(account_id: UUID, workstation_id: UUID) -> Session | None:
    """The account's live session at this workstation, opened with all factors today."""
    session = (
        Session.objects.filter(account_id=account_id, workstation_id=workstation_id, ended_at=None)
        .select_related("account", "workstation")
        .order_by("-created_at")
        .first()
    )
    return None if session is None or _over(session, now()) else session


def in_use_elsewhere(actor: Actor) -> list[str]:
    """The other machines where somebody is at work under this account right now (O-07)."""
    if actor.session is None or actor.workstation is None:
        return []
    lately = Session.objects.filter(
        account_id=actor.id, ended_at=None, locked_at=None, last_activity_at__gt=now() - LOCKS_AFTER
    )
    others = lately.exclude(workstation_id=actor.workstation).exclude(id=actor.session)
    return sorted(set(others.values_list("workstation__name", flat=True)))


def csrf_secrets(session_id: UUID) -> list[str]:
    """The secrets the forms of this session may carry, the newest first: 128 bit nobody can make
    without the login key. More than one while that key is being replaced."""
    return [
        keyed_hash("csrf", str(session_id), version)[1].hex()[:32] for version in login_versions()
    ]
