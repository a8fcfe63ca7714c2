"""G-02, E-02, P-03, L-05, B-04: whatever is sent to whatever address, the answer is ours."""

import logging
from typing import Final
from urllib.parse import quote

import pytest
from django.urls import reverse

from attacks.addresses import Address, all_addresses
from attacks.gone import counted, the_database_goes, the_disk_is_full, the_vault_is_sealed
from attacks.subjects import made
from attacks.trying import FORM, Tried, encoded, not_ours, same, undone
from house.cast import Cast
from house.pages import Answer, Pages, received
from praxis.core.ids import uuid7
from praxis.core.logs import SafeFormatter

EVERY: Final = [(one, method) for one in all_addresses() for method in one.methods]


def _each(*methods: str) -> pytest.MarkDecorator:
    these = [(address, method) for address, method in EVERY if method in methods]
    return pytest.mark.parametrize(
        ("address", "method"), these, ids=lambda one: getattr(one, "name", one)
    )


every_address, every_form, every_page = _each("GET", "POST"), _each("POST"), _each("GET")
MARK: Final = "Zwitscherling"
# Fields that take any word; the log must not repeat it when everything breaks.
WORDS_OF: Final = frozenset({"q", "comment", "notiz", "family_name", "grund", "reason", "answer"})

# What no field is for, as it stands in the body of a request: in one field after the other.
SHARP: Final = {
    "a digit that is no number": quote("²"),
    "no such day": "2026-02-31",
    "half a letter in JSON": quote(f'{{"{MARK}": "\\ud800"}}'),
}
# In all fields at once.
HOSTILE: Final = {
    "an operator": quote(f'{{"$gt": "{MARK}"}}'),
    "a number without end": "9" * 400,
    "a zero byte": quote(f"{MARK}\0"),
    "broken UTF-8": f"%ff%fe{MARK}",
    "half a letter": f"%ED%A0%80{MARK}",
    "too much": MARK + "x" * 21_000,
    "deep JSON": "%5B" * 2_000,
    "a list": quote(f'["{MARK}"]'),
    "nothing": "",
}
# Bodies that are no form at all: kind and bytes.
BODIES: Final = {
    "JSON": ("application/json", f'{{"$where": "{MARK}"}}'),
    "text": ("text/plain", f"zz={MARK}"),
    "no boundary": ("multipart/form-data", MARK),
    "a boundary and no end": ("multipart/form-data; boundary=x", f"--x\r\nContent-{MARK}"),
    "another charset": (f"{FORM}; charset=utf-7", f"zz=+{MARK}"),
    "no charset": (f"{FORM}; charset={MARK}", f"zz={MARK}"),
    "no kind": ("", MARK),
}
# What other programs let a caller choose: columns, relations, limits, orders, owners.
CHOOSING: Final = {
    "fields": "*", "columns": "password,pin", "select": "*", "include": "password",
    "expand": "all", "populate": "*", "limit": "1000000000", "per_page": "1000000000",
    "page_size": "1000000000", "offset": "-1", "order_by": "password", "sort": "-password",
    "filter": '{"$ne": null}', "where": "1=1", "query": "{ patients { name } }", "format": "json",
    "model": "staff_account", "table": "patient", "collection": "patient", "debug": "1",
    "callback": "x", "__class__": "x", "password__startswith": "a", "login_name__ne": "x",
    "id[$ne]": "", "$where": "1", "encrypt": "false", "alg": "none",
    # What a row has and no form offers.
    "role": "owner", "is_admin": "1", "practice_id": "1", "site_id": "1", "created_by": "1",
    "created_at": "2001-01-01", "signed_at": "2001-01-01", "closed_at": "", "key_owner": "1",
    "row_mac": "00", "state": "signed", "balance": "0", "restricted": "",
}  # fmt: skip

# The log's own page: the first of two requests stands in the answer to the second.
GROWS: Final = frozenset({"office:audit"})


def _alike(address: Address, one: Answer, other: Answer) -> bool:
    return one.status == other.status if address.name in GROWS else same(one, other)


def _said(log: pytest.LogCaptureFixture) -> str:
    lines = "\n".join(SafeFormatter().format(record) for record in log.records)
    log.clear()
    return lines


@every_address
def test_g02_e02_whatever_a_field_holds_the_answer_is_ours_and_the_log_has_no_value(
    cast: Cast, page: Pages, address: Address, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tried, answers = Tried(cast, page, address, method), {}
    for name in tried.form:
        for what, value in SHARP.items():
            answers[f"{name}: {what}"] = tried.with_(name, value)
    for what, value in HOSTILE.items() if tried.form else ():
        answers[what] = tried.send("&".join(f"{quote(name)}={value}" for name in tried.form))
    if tried.form:
        answers["twice"] = tried.plain(encoded(tried.form))
    wrong = {
        what: f"{answer.status} {not_ours(answer)}"
        for what, answer in answers.items()
        if answer.status == 500 or not_ours(answer)
    }
    assert wrong == {}
    assert MARK not in _said(caplog)


@every_form
def test_g02_e02_a_body_that_is_no_form_is_refused_in_words(
    cast: Cast, page: Pages, address: Address, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tried = Tried(cast, page, address, method)
    empty = tried.send("")
    for what, (kind, body) in BODIES.items():
        answer = tried.send(body, kind)
        assert answer.status != 500, what
        assert not_ours(answer) == "", what
        # Nothing of it was understood: it is refused, or it is the empty form.
        assert answer.status >= 400 or _alike(address, answer, empty), what
    part = tried.send(quote("²"), **{"HX-Request": "true"})
    assert not_ours(part) == ""
    assert MARK not in _said(caplog)


@every_address
def test_p03_l05_e02_p02_nobody_chooses_columns_filters_limits_or_owners(
    cast: Cast, page: Pages, address: Address, method: str
) -> None:
    tried = Tried(cast, page, address, method)
    honest = tried.plain()
    more = {name: value for name, value in CHOOSING.items() if name not in tried.form}
    assert _alike(address, honest, tried.plain(encoded(more)))
    # A field under the name of an operator is no field.
    renamed = {f"{name}[$ne]": "" for name in tried.form}
    renamed |= {f"{name}__startswith": "" for name in tried.form}
    assert _alike(address, tried.send(""), tried.send(encoded(renamed)))


@every_address
def test_g02_m04_what_goes_in_the_middle_of_a_request_is_named_and_tells_nothing(
    cast: Cast, page: Pages, address: Address, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tried = Tried(cast, page, address, method)
    body = encoded({name: MARK if name in WORDS_OF else one for name, one in tried.form.items()})
    with counted() as asked:
        tried.send(body)
    wrong = {}
    for gone in (the_database_goes, the_disk_is_full, the_vault_is_sealed):
        for at in sorted({0, max(0, asked.count - 2)}):
            part = at == 0 and gone is the_database_goes
            with gone(at):
                answer = tried.send(body, **({"HX-Request": "true"} if part else {}))
            if answer.status == 500 or not_ours(answer):
                wrong[gone.__name__, at] = f"{answer.status} {not_ours(answer)}"
    assert wrong == {}
    assert MARK not in _said(caplog)


@every_page
def test_b04_opening_a_page_changes_nothing(
    cast: Cast, page: Pages, address: Address, method: str
) -> None:
    """But for the log, and for when the session was last used."""
    tried = Tried(cast, page, address, method)
    with counted() as asked:
        tried.plain()
    assert [one for one in asked.writing if "staff_session" not in one] == []


def test_b04_no_address_takes_a_form_of_another_page(cast: Cast, page: Pages) -> None:
    ada = page.as_(cast.ada)
    token, ours = {"X-CSRFToken": ada.token()}, {"Origin": ada.origin}
    foreign = {
        "another origin": {**token, "Origin": "https://evil.example"},
        "no origin": token,
        "another site": {**token, **ours, "Sec-Fetch-Site": "cross-site"},
        "no token": ours,
        "another token": {**ours, "X-CSRFToken": page.as_(cast.lea).token()},
    }
    taken = {}
    for address, method in EVERY:
        path = reverse(address.name, kwargs=dict.fromkeys(address.parts, str(uuid7())))
        for what, headers in foreign.items() if method == "POST" else ():
            answer = received(ada.client.post(path, {}, headers=headers))
            if answer.status != 403:
                taken[address.name, what] = answer.status
    assert taken == {}


def test_b08_b09_c13_no_address_may_be_framed_kept_or_guessed(cast: Cast, page: Pages) -> None:
    lax = {}
    for address, method in EVERY:
        ada = page.as_(cast.ada)
        with undone():
            path = reverse(address.name, kwargs=made(cast, address.parts))
            answer = ada.get(path) if method == "GET" else ada.post(path)
        asked = {
            "frames": "frame-ancestors 'none'" in answer.header("Content-Security-Policy"),
            "old frames": answer.header("X-Frame-Options") == "DENY",
            "keeping": answer.header("Cache-Control") == "no-store",
            "guessing": answer.header("X-Content-Type-Options") == "nosniff",
        }
        if wrong := [what for what, fits in asked.items() if not fits]:
            lax[address.name, method] = wrong
    assert lax == {}
