"""Who may see what of the canary's patient, by the rules of the house; everybody else nothing."""

from typing import Final

_IDENTITY: Final = ("ada", "ben", "ria")
_CLINICAL: Final = ("ada", "ben")
_BOTH_SITES: Final = ("ada", "ben", "cem")

# Doctor and owner, assistant, doctor of the other site, IT, billing, owner only.
ROLES: Final = {
    "ben": ("medical_assistant",), "cem": ("doctor",), "otto": ("it",), "ria": ("billing",),
    "lea": ("owner",),
}  # fmt: skip
NAMES: Final = {
    "ben": "Ben Muster", "cem": "Cem Beispiel", "otto": "Otto Technik", "ria": "Ria Rechnung",
    "lea": "Lea Leitung",
}  # fmt: skip
BRANCH: Final = "Zweigpraxis"
AT_THE_BRANCH: Final = ("cem",)

# Every needle of the job that is not a secret has a line: who may see it in an answer.
MAY_SEE: Final = {
    "family name": _IDENTITY, "given name": _IDENTITY, "street": _IDENTITY, "city": _IDENTITY,
    "insurance number": _IDENTITY, "phone": _IDENTITY, "diagnosis": _IDENTITY,
    "chart line": _CLINICAL, "document title": _CLINICAL, "file name": _CLINICAL,
    "words in the file": _CLINICAL, "lab text": _CLINICAL, "release": _CLINICAL,
    "question": _CLINICAL, "answer": _CLINICAL, "attest": _CLINICAL,
    # What belongs to nobody yet is sorted by whoever works with patients, at either site.
    "stray given name": _BOTH_SITES, "stray lab text": _BOTH_SITES, "lab file name": _BOTH_SITES,
    "broken file": _BOTH_SITES,
    "draft": ("ada",), "searched": (), "password in the name field": (),
}  # fmt: skip
