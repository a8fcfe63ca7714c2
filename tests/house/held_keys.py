"""Keys for tests, made up on the spot: a process that holds them needs no keeper."""

from praxis.vault.keys import Domain, Kind, ProcessKeys
from seal.keys import SecretKey


def fresh_keys(
    *, epochs: tuple[int, ...] = (1, 2), versions: tuple[int, ...] = (1,)
) -> ProcessKeys:
    """Random keys of every domain in `versions` and of every kind of data key in `epochs`."""
    return ProcessKeys(
        domains={domain: {version: SecretKey.new() for version in versions} for domain in Domain},
        epochs={(kind, epoch): SecretKey.new() for kind in Kind for epoch in epochs},
    )
