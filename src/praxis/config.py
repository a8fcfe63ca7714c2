"""The typed settings of a practice server, read once from `PRAXISTRESOR_*`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

PREFIX: Final = "PRAXISTRESOR_"


class BadConfig(Exception):
    """A setting is missing or makes no sense; names the setting, never its value."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where things lie and how the parts reach each other.

    `data` holds vault, documents, spool and sockets. `database` and `owner_database` are libpq
    connection strings of the application role and of the role that owns the tables. `origin` is
    the practice's own address; `relay` and `page` are the only hosts the Tresor ever calls.
    `invents` lets the jobs through that make up people in bulk (`gate.rules`); only benches set it.
    `chain_database` reaches the same database as the role that appends to the log's chain; only
    the keeper has it. `backup` is the folder backups go to, on another disk; empty means none.
    `keeper` is the folder of the keeper's socket if it runs as another user, and `users` says then
    which user is which parts (`name:part+part name:part`). `page_key` is the public key of whoever
    releases the patient's page (64 hex digits), fixed at installation.
    """

    data: Path
    database: str = ""
    owner_database: str = ""
    chain_database: str = ""
    origin: str = "http://praxis.localhost:8000"
    relay: str = "http://relay.localhost:8002"
    page: str = "http://patient.localhost:8003"
    process: str = "web"
    demo: bool = False
    invents: bool = False
    backup: str = ""
    keeper: str = ""
    users: str = ""
    page_key: str = ""

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Read the settings; BadConfig names the first one that is wrong."""
        texts = (
            "DATABASE", "OWNER_DATABASE", "CHAIN_DATABASE", "ORIGIN", "RELAY", "PAGE", "PROCESS",
            "BACKUP", "KEEPER", "USERS", "PAGE_KEY",
        )  # fmt: skip
        known = {"DATA", "DEMO", "INVENT", *texts}
        given = {k.removeprefix(PREFIX): v for k, v in env.items() if k.startswith(PREFIX)}
        values = {name: value for name, value in given.items() if name in known}
        data = Path(values.get("DATA") or "var/praxis").absolute()
        for name in ("ORIGIN", "RELAY", "PAGE"):
            if name in values:
                _check_origin(name, values[name])
        if not re.fullmatch("([0-9a-f]{64})?", values.get("PAGE_KEY", "")):
            raise BadConfig(f"{PREFIX}PAGE_KEY is not 64 hex digits")
        strings = {name.lower(): values[name] for name in texts if name in values}
        demo, invents = (values.get(name) == "1" for name in ("DEMO", "INVENT"))
        if invents and not demo:
            raise BadConfig(f"{PREFIX}INVENT is for a practice of invented people only")
        return cls(data=data, demo=demo, invents=invents, **strings)

    @property
    def host(self) -> str:
        """The host name the practice server answers to; also the passkeys' rpId."""
        return urlsplit(self.origin).hostname or ""

    @property
    def secure(self) -> bool:
        """Whether the practice server is reached over TLS."""
        return self.origin.startswith("https://")

    @property
    def vault(self) -> Path:
        """Folder of openers, domain keys and keyring (0700)."""
        return self.data / "vault"

    @property
    def documents(self) -> Path:
        """Folder of the sealed documents (0700)."""
        return self.data / "documents"

    @property
    def sockets(self) -> Path:
        """Folder of the Unix sockets between the processes (0700)."""
        return self.data / "run"

    @property
    def keeper_folder(self) -> Path:
        """Folder of the keeper's socket: its own where it runs as another user."""
        return Path(self.keeper) if self.keeper else self.sockets

    @property
    def page_releases(self) -> Path:
        """Folder of the signed releases of the patient's page; public bytes."""
        return self.data / "page"

    @property
    def lab_spool(self) -> Path:
        """Folder a laboratory's transfer program writes into."""
        return self.data / "labor"


def _check_origin(name: str, value: str) -> None:
    parts = urlsplit(value)
    local = (parts.hostname or "").endswith("localhost")
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.path not in {"", "/"}:
        raise BadConfig(f"{PREFIX}{name} is not an origin")
    if parts.scheme == "http" and not local:
        raise BadConfig(f"{PREFIX}{name} must use https outside of *.localhost")


@cache
def config() -> Config:
    """The settings of this process."""
    return Config.read(os.environ)
