"""Rows of the catalogue that have no test, each with the reason; a row that gets one leaves."""

from typing import Final

_NO_MAIL: Final = "nothing of the practice sends or fetches mail"
_NO_CALENDAR: Final = "there is no calendar and no booking"

# What there is nothing to try on yet.
NOTHING_THERE: Final = {
    "E-03": "there is no directory and no LDAP",
    "H-12": "the page has no service worker; its release manifest is not signed yet",
    "J-01": _NO_MAIL, "J-02": _NO_MAIL, "J-03": _NO_MAIL, "J-04": _NO_MAIL, "J-05": _NO_MAIL,
    "J-06": _NO_MAIL, "J-07": _NO_MAIL, "J-08": _NO_MAIL, "J-09": _NO_MAIL, "J-10": _NO_MAIL,
    "J-11": _NO_MAIL, "J-12": _NO_MAIL,
    "M-06": _NO_CALENDAR,
    "M-08": "no notice leaves the practice but sealed letters",
    "N-06": "there are no releases and no updater yet",
    "O-02": "there is no export or print of many records",
    "O-03": "there is no access for support",
    "O-09": "exports of patients' data do not exist; the list of the affected holds ids only",
}  # fmt: skip

# What is there and is not tried.
UNTRIED: Final = {
    "P-03": "no address takes columns; not fuzzed",
    "E-02": "no address takes operators; not fuzzed",
    "E-07": "the one table handed out (CSV of the affected) holds ids and codes; not tried",
    "L-05": "only by the rows it is made of (E-11, P-02, P-08): no fuzzing of every address",
    "N-03": "needs a list of advisories from the network",
    "N-04": "needs a sandbox without network in CI",
    "O-04": "a matter of the practice; the sheet and the page say so",
    "O-05": "a screen or a printer cannot be watched from here",
    "O-07": "switching is tried (B), simultaneous use is not noticed",
    "O-08": "the lock is tried (B-03); there is no masking of names",
    "O-10": "tried in pairing: the practice never holds a private key of a device",
}
