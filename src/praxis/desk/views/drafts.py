"""Where pages leave what is being typed: sealed, one draft per person, patient and place."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from praxis.core.errors import PraxisError
from praxis.core.ids import PatientId, canonical_uuid
from praxis.core.words import marked
from praxis.gate.views import guarded
from praxis.patients import asked
from praxis.record.actions.drafts import keep_draft

_LONGEST: Final = 20_000
_MOST_FIELDS: Final = 60


class BadDraft(PraxisError):
    """Not a draft any page of ours sends."""

    message = marked("Der Entwurf ließ sich nicht sichern. Bitte laden Sie die Seite neu.")


@guarded("POST")
def draft(request: HttpRequest) -> HttpResponse:
    """Keep the fields of a form; `key` is `place:patient`."""
    place, _, patient = asked.text(request, "key", 80).partition(":")
    patient_id = canonical_uuid(patient)
    if patient_id is None or not place or not place.isascii():
        raise BadDraft(detail="key")
    fields = _fields(asked.text(request, "fields", _LONGEST))
    keep_draft(asked.actor(request), PatientId(patient_id), place, fields)
    return HttpResponse(status=204)


def _fields(text: str) -> dict[str, str]:
    try:
        found: Any = json.loads(text, object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError):
        raise BadDraft(detail="json") from None
    if not isinstance(found, dict) or len(found) > _MOST_FIELDS:
        raise BadDraft(detail="fields")
    if not all(isinstance(value, str) for value in found.values()):
        raise BadDraft(detail="values")
    return found


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or "__proto__" in found:
        raise ValueError("a key twice")
    return found
