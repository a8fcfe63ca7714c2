"""Keys lent for the length of one request: bound to its thread, dropped at its end."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import seal.errors
import seal.fields
from praxis.vault import PRACTICE, keys
from praxis.vault.errors import MisusedLending, StillSealed, UnknownKey, opening
from praxis.vault.keys import Domain
from praxis.vault.wrapping import unwrapped
from seal.fields import Place
from seal.keys import SecretKey, column_key, mac_key
from seal.padding import Pad

# Owners → the ids whose keys come with them (ids merged into a patient). Set by `patients`.
MergedIds = Callable[[frozenset[UUID]], Iterable[UUID]]


def _nothing_merged(_: frozenset[UUID]) -> Iterable[UUID]:
    return ()


# The column whose key makes row MACs; no sealed column has this label (`vault.row_mac`).
_ROW_MAC: Final = "row_mac"
_merged: list[MergedIds] = [_nothing_merged]
_of_thread = threading.local()


def include_merged(resolver: MergedIds) -> None:
    """Let every lending also hold the keys of the ids `resolver` names for its owners."""
    _merged[:] = [resolver]


def merged_together(one: UUID, other: UUID) -> bool:
    """Whether one of two owners was merged into the other."""
    merged = _merged[-1]
    return other in merged(frozenset({one})) or one in merged(frozenset({other}))


class Lending:
    """The data keys one request may use; only its own thread, only until `close`."""

    __slots__ = ("_asked", "_columns", "_keys", "_open", "_thread", "before_opening", "may_open")

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._keys: dict[UUID, dict[int, SecretKey]] = {}
        self._columns: dict[tuple[UUID, int, str, str], SecretKey] = {}
        self._asked: frozenset[UUID] = frozenset()
        self._open = True
        # Set by the gate: what must be in the log before the next value is opened.
        self.before_opening: Callable[[], None] | None = None
        # Set by the gate: whether a decision of this request covers the row with these id bytes.
        self.may_open: Callable[[bytes], bool] | None = None

    def lend(self, owners: Iterable[UUID]) -> None:
        """Load and unwrap the data keys of `owners` (and of ids merged into them) in one query.

        An owner without a data key (never created, or erased) is not lent: its values stay sealed.
        """
        self._mine()
        asked = frozenset(owners) - {PRACTICE} - self._asked
        if not asked:
            return
        wanted = (asked | frozenset(_merged[-1](asked))) - self._keys.keys()
        self._asked |= asked
        for row, key in unwrapped(wanted, keys.held()):
            self._keys.setdefault(row.owner, {})[row.key_id] = key

    def hold(self, owner: UUID, key_id: int, key: SecretKey) -> None:
        """Add a data key that was just created in this request.

        Made again after its first transaction was undone, it takes the place of the key nobody has
        any more: what was derived of that one would seal values that never open.
        """
        self._mine()
        lent = self._keys.setdefault(owner, {})
        if key_id in lent:
            self._columns = {
                at: one for at, one in self._columns.items() if at[:2] != (owner, key_id)
            }
        lent[key_id] = key

    def drop(self, owner: UUID) -> None:
        """Forget the keys of an owner: erased, or re-sealed to another one."""
        self._mine()
        self._keys.pop(owner, None)
        self._asked -= {owner}
        for place in [place for place in self._columns if place[0] == owner]:
            del self._columns[place]

    def lends(self, owner: UUID) -> bool:
        """Whether values of this owner can be opened now."""
        self._mine()
        return owner in self._keys or (owner == PRACTICE and keys.is_open())

    def data_key(self, owner: UUID, key_id: int) -> SecretKey:
        """One data key; StillSealed if the owner is not lent, UnknownKey if this id is unknown."""
        self._mine()
        if owner == PRACTICE:
            return keys.domain_key(Domain.LOGIN, key_id)
        lent = self._keys.get(owner)
        if lent is None:
            raise StillSealed(detail=f"owner={owner}")
        if key_id not in lent:
            raise UnknownKey(detail=f"owner={owner} key_id={key_id}")
        return lent[key_id]

    def newest(self, owner: UUID) -> int:
        """The key id to seal with now; StillSealed if the owner is not lent."""
        self._mine()
        if owner == PRACTICE:
            return keys.held().newest(Domain.LOGIN)[0]
        lent = self._keys.get(owner)
        if not lent:
            raise StillSealed(detail=f"owner={owner}")
        return max(lent)

    def column_key(self, owner: UUID, key_id: int, table: str, column: str) -> SecretKey:
        """The key of one column of one owner, derived once per request."""
        self._mine()
        place = (owner, key_id, table, column)
        found = self._columns.get(place)
        if found is None:
            found = column_key(self.data_key(owner, key_id), table, column)
            self._columns[place] = found
        return found

    def row_mac_key(self, owner: UUID, key_id: int, table: str) -> SecretKey:
        """The key of the MACs over rows of one table and owner, derived once per request."""
        self._mine()
        place = (owner, key_id, table, f"{_ROW_MAC} subkey")
        found = self._columns.get(place)
        if found is None:
            found = mac_key(column_key(self.data_key(owner, key_id), table, _ROW_MAC), "row")
            self._columns[place] = found
        return found

    def seal(self, place: Place, value: bytes | None, pad: Pad) -> bytes:
        """Seal a value for one place with the newest key of its owner."""
        owner = UUID(bytes=place.owner)
        key_id = self.newest(owner)
        key = self.column_key(owner, key_id, place.table, place.column)
        return seal.fields.seal_value(key, key_id, place, value, pad)

    def open(self, place: Place, sealed: bytes) -> bytes | None:
        """Open a stored value of one place; the key id written in it decides, never a trial."""
        owner = UUID(bytes=place.owner)
        if not self.lends(owner):
            keys.held()  # VaultSealed, if the vault was closed under this very request
            raise StillSealed(detail=f"owner={owner}")
        if owner != PRACTICE and self.may_open is not None and not self.may_open(place.row):
            raise StillSealed(detail=f"undecided row={UUID(bytes=place.row)}")
        if self.before_opening is not None:
            self.before_opening()
        try:
            key_id = seal.fields.key_id_of(sealed)
            key = self.column_key(owner, key_id, place.table, place.column)
            return seal.fields.open_value({key_id: key}, place, sealed)
        except seal.errors.SealError:
            with opening(f"{place.table}.{place.column} row={UUID(bytes=place.row)}"):
                raise

    def close(self) -> None:
        """Drop every key; the lending cannot be used again."""
        self._keys.clear()
        self._columns.clear()
        self._open = False

    def _mine(self) -> None:
        if not self._open:
            raise MisusedLending("this lending has ended")
        if self._thread != threading.get_ident():
            raise MisusedLending("a lending does not travel to another thread")


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def begin() -> Lending:
    """Open the lending of this thread; MisusedLending if one is open or an event loop runs here.

    In an event loop many requests share one thread: a key lent to one would be lent to all.
    """
    if current_or_none() is not None:
        raise MisusedLending("a lending is already open in this thread")
    if _in_event_loop():
        raise MisusedLending("no lending inside an event loop")
    _of_thread.lending = Lending()
    lending: Lending = _of_thread.lending
    return lending


def end() -> None:
    """Close the lending of this thread, if one is open."""
    lending = current_or_none()
    _of_thread.lending = None
    if lending is not None:
        lending.close()


@contextmanager
def opened() -> Iterator[Lending]:
    """A lending for the length of the block; for the gate's middleware, jobs and tests."""
    lending = begin()
    try:
        yield lending
    finally:
        end()


def current_or_none() -> Lending | None:
    """The lending open in this thread, if any."""
    return getattr(_of_thread, "lending", None)


def current() -> Lending:
    """The lending open in this thread; StillSealed without one."""
    lending = current_or_none()
    if lending is None:
        raise StillSealed(detail="no lending in this thread")
    return lending
