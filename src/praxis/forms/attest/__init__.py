"""Attest: a free certificate written from a template."""

from datetime import date

from praxis.core.actors import Role
from praxis.forms.attest.fields import Attest
from praxis.forms.attest.layout import printed, withdrawn
from praxis.forms.attest.prefill import prefill
from praxis.forms.manifest import Form

FORM = Form(
    id="attest",
    title="Attest",
    version="1",
    valid_from=date(2026, 11, 1),
    acts=("form:fill", "form:sign", "form:withdraw"),
    who_may_sign=frozenset({Role.DOCTOR}),
    content=Attest,
    prefill=prefill,
    print=printed,
    withdrawal=withdrawn,
)
