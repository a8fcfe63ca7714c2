"""A keeper for tests that replace keys: a real chest, real operations, no socket."""

from pathlib import Path

from house.practice_keys import fixed_keys
from praxis.core import clock
from praxis.vault import keys, openers
from praxis.vault.chest import Chest
from praxis.vault.keys import Domain, ProcessKeys
from praxis.vault.roles import Role
from praxis.vault.service import KeeperService


class TestKeeper:
    """Begins with the domain keys every test's rows are sealed under; epochs stay as they are."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        way = openers.new_key_file(folder / "root.key")
        opener = openers.new_opener(way, added_on="2026-11-01")
        chest = Chest.create(folder / "v", [opener], on=clock.today())
        chest.domains = {d: dict(fixed_keys().domains[d]) for d in Domain}
        chest._write_domains()
        self.service = KeeperService(lambda given: Chest.open(folder / "v", given))
        self.ask("unseal", kind=way.kind.value, secret=way.secret)

    def ask(self, op: str, **said: object) -> dict[str, object]:
        """As `vault.client.Client.ask`, in this process."""
        answer = self.service.answer(Role.WEB, {"op": op, **said})
        assert answer["ok"], answer
        return answer

    def follow(self) -> bool:
        """Hold every domain key the chest has now, whatever the role."""
        chest = self.service._opened()
        every = chest.process_keys(Domain, ())
        keys.install(ProcessKeys(every.domains, keys.held().epochs))
        return True
