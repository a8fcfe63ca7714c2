"""Rows of the catalogue that have no test, each with the reason; a row that gets one leaves."""

from typing import Final

_NO_MAIL: Final = "nothing of the practice sends or fetches mail"
_NO_CALENDAR: Final = "there is no calendar and no booking"

# What there is nothing to try on yet.
NOTHING_THERE: Final = {
    "E-03": "there is no directory and no LDAP",
    "J-01": _NO_MAIL, "J-02": _NO_MAIL, "J-03": _NO_MAIL, "J-04": _NO_MAIL, "J-05": _NO_MAIL,
    "J-06": _NO_MAIL, "J-07": _NO_MAIL, "J-08": _NO_MAIL, "J-09": _NO_MAIL, "J-10": _NO_MAIL,
    "J-11": _NO_MAIL, "J-12": _NO_MAIL,
    "M-06": _NO_CALENDAR,
    "M-08": "no notice leaves the practice but sealed letters",
    "O-02": "there is no export or print of many records",
    "O-03": "there is no access for support",
    "O-09": "exports of patients' data do not exist; the list of the affected holds ids only",
}  # fmt: skip

# What is there and is not tried.
UNTRIED: Final[dict[str, str]] = {}
