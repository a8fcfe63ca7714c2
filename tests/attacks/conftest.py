"""What the attacks need beside the cast: a practice with a post identity, an empty spool."""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def reached_from_outside(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Where there is a practice, laboratory and phones can reach it."""
    if "cast" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("cast")
    from house.post import TestSigner
    from praxis.config import config
    from praxis.exchange.lab import importing
    from praxis.exchange.lab.watching import Watcher
    from praxis.messages import keys

    spool = config().lab_spool
    spool.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(importing, "_watchers", {str(spool): Watcher(spool)})
    with keys.signing_with(TestSigner()):
        keys.ensure_identity()
        yield
    for left in spool.iterdir():
        left.unlink()
