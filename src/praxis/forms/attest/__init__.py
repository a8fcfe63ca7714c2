"""Attest: a free certificate written from a template."""

from datetime import date

from praxis.core.actors import Role
from praxis.forms.attest.fields import Attest
from praxis.forms.attest.layout import printed, shown, withdrawn
from praxis.forms.attest.prefill import prefill, templates
from praxis.forms.manifest import Form

FORM = Form(
    id="attest",
    title="Attest",
    version="1",
    valid_from=date(2026, 11, 1),
    acts=("form:fill", "form:sign", "form:withdraw", "form:discard"),
    who_may_sign=frozenset({Role.DOCTOR}),
    content=Attest,
    prefill=prefill,
    print=printed,
    withdrawal=withdrawn,
    templates=lambda: {key: one.title for key, one in templates().items()},
    asks={"title": ("titel", 80), "text": ("text", 6_000)},
    shown=shown,
    begin_page="attest/begin.html",
    page="attest/edit.html",
)
