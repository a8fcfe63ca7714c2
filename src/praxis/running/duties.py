"""The duties no room brings itself: the post's sorting, monthly keys, and tidying up."""

from collections.abc import Callable
from typing import Final

from praxis.core.duties import Duty, duties
from praxis.exchange.post.sorting import keep_house, sort_once
from praxis.gate import guard
from praxis.messages import keys
from praxis.messages.actions.access_log import tell_regularly
from praxis.messages.actions.changing import end_old_keys
from praxis.messages.actions.restored import go_on_after_restore
from praxis.running.backup.duty import back_up_if_due
from praxis.running.backup.tombstones import keep_if_changed
from praxis.running.tidying import forget_sessions, sweep_documents
from praxis.running.worker import Worker
from praxis.staff import sent_forms, throttle
from praxis.vault import renewal
from praxis.vault.client import client
from praxis.vault.rotation import rotate_epochs

_HOUR: Final = 3600.0
_introduced: Final[list[bool]] = []


def _sort() -> int:
    if not _introduced:
        keys.ensure_identity()
        _introduced.append(True)
    return sort_once()


def _keep_house() -> int:
    keep_house()
    return 0


def _rotate() -> int:
    rotate_epochs(client())
    return 0


def _forget() -> int:
    throttle.forget_old_attempts()
    sent_forms.forget_old()
    return 0


def _renew(process: str) -> int:
    return renewal.run_pass(process, client(process), passage=guard.passage)


def bring() -> None:
    """Called once by the worker before it starts."""
    duties.add(Duty("post-sorting", 0.7, _sort))
    duties.add(Duty("post-housekeeping", 300.0, _keep_house))
    duties.add(Duty("key-epochs", 6 * _HOUR, _rotate))
    duties.add(Duty("old-login-attempts", _HOUR, _forget))
    duties.add(Duty("after-restore", 3.0, go_on_after_restore))
    duties.add(Duty("stray-documents", 24 * _HOUR, sweep_documents))
    duties.add(Duty("old-sessions", 24 * _HOUR, forget_sessions))
    duties.add(Duty("tombstones", 60.0, keep_if_changed))
    duties.add(Duty("backup", 60.0, back_up_if_due))
    duties.add(Duty("replaced-practice-keys", 24 * _HOUR, lambda: end_old_keys(client())))
    duties.add(Duty("key-renewal", 5.0, lambda: _renew(renewal.WORKER)))


def bring_to_web() -> Callable[[], None]:
    """The duties only a web process can do: it alone holds the login key. One pass of them."""
    duties.add(Duty("login-key-renewal", 2.0, lambda: _renew(renewal.WEB), renewal.WEB))
    duties.add(Duty("access-log", _HOUR, tell_regularly, renewal.WEB))
    return Worker(renewal.WEB).pass_once
