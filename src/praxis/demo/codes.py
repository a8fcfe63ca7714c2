"""One-time codes for the demo's people, from seeds that only a demo ever writes down."""

import json
from pathlib import Path
from typing import Final

from praxis.core import clock
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.staff import factors
from praxis.staff.models import Account
from praxis.vault.store import write_private

_FILE: Final = "demo-codes.json"


class NotADemo(PraxisError):
    """Only the demo writes its seeds down; for every other vault there is nothing to show."""

    message = marked(
        "Einmalcodes gibt es hier nur für die Demo. Bitte nutzen Sie Ihre Authenticator-App."
    )


def enrol(data: Path, account: Account) -> None:
    """Give a demo person an authenticator whose seed is kept beside the demo's data (0600)."""
    totp = factors.begin_totp(account)
    factors.confirm_totp(
        None, account, factors.code_at(totp.seed, factors.step_of(clock.now()) - 1)
    )
    path = data / _FILE
    known = json.loads(path.read_text()) if path.exists() else {}
    write_private(path, json.dumps(known | {account.login_name: totp.seed.hex()}).encode())


def code_of(data: Path, login: str) -> str:
    """The code of a demo person now; NotADemo anywhere else."""
    path = data / _FILE
    if not path.exists():
        raise NotADemo
    seeds = json.loads(path.read_text())
    if login not in seeds:
        raise NotADemo(message=marked("Diese Demoperson gibt es nicht."))
    return factors.code_at(bytes.fromhex(seeds[login]), factors.step_of(clock.now()))
