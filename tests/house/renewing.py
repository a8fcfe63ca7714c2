"""A keeper for tests that replace keys: a real chest, real operations, no socket."""

from pathlib import Path

from house.practice_keys import fixed_keys
from praxis.core import clock
from praxis.vault import keys, openers
from praxis.vault.chest import Chest
from praxis.vault.errors import UnknownKey
from praxis.vault.keys import Domain, ProcessKeys
from praxis.vault.roles import RIGHTS, Role
from praxis.vault.service import KeeperService
from wire.signatures import Purpose


class TestKeeper:
    """Begins with the domain keys every test's rows are sealed under; epochs stay as they are."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        way = openers.new_key_file(folder / "root.key")
        opener = openers.new_opener(way, added_on="2026-11-01")
        chest = Chest.create(folder / "v", [opener], on=clock.today())
        chest.domains = {d: dict(fixed_keys().domains[d]) for d in Domain}
        chest._write_domains()
        self.chest_folder = folder / "v"
        self.opener = way
        self.service = KeeperService(lambda given: Chest.open(folder / "v", given))
        self.ask("unseal", kind=way.kind.value, secret=way.secret)

    def ask(self, op: str, **said: object) -> dict[str, object]:
        """As `vault.client.Client.ask`, in this process."""
        answer = self.service.answer(Role.WEB, {"op": op, **said})
        assert answer["ok"], answer
        return answer

    def for_backup(self) -> tuple[bytes, dict[str, bytes], list[str]]:
        """As the worker's line to the keeper."""
        chest = self.service._opened()
        return chest.id, chest.files(), chest.recipients()

    def sign(self, purpose: Purpose, base: bytes, version: int = 0) -> bytes:
        """As the keeper signs for the worker, or for the carrier what only that may ask."""
        role = Role.POST if purpose in RIGHTS[Role.POST].signs else Role.WORKER
        asked = {"op": "sign", "purpose": purpose.value, "base": base, "version": version}
        answer = self.service.answer(role, asked)
        if not answer["ok"]:
            raise UnknownKey(detail=str(answer))
        return bytes(answer["signature"])

    def public_keys(self, version: int = 0) -> dict[str, bytes]:
        """The practice's public keys."""
        return dict(self.service.answer(Role.WORKER, {"op": "public", "version": version})["keys"])

    def sign_version(self) -> int:
        """The newest version of *sign*."""
        return max(self.service._opened().domains[Domain.SIGN])

    def follow(self) -> bool:
        """Hold every domain key the chest has now, whatever the role."""
        chest = self.service._opened()
        every = chest.process_keys(Domain, ())
        keys.install(ProcessKeys(every.domains, keys.held().epochs))
        return True
