"""Where the references of a document lead."""

from __future__ import annotations

import re
from typing import Final

from formats.fhir.check.instance import Thing
from formats.fhir.check.path_values import Value

_RELATIVE: Final = re.compile(r"[A-Za-z]+/[A-Za-z0-9.-]{1,64}")
_BASE: Final = re.compile(r"(https?://.*/)[A-Za-z]+/[A-Za-z0-9.-]{1,64}")


class References:
    """The entries of a bundle by full address, and what each contains."""

    def __init__(self, root: Thing) -> None:
        self.entries: dict[str, Thing] = {}
        self._bases: dict[int, str] = {}
        for entry in root.all("entry") if root.type == "Bundle" else []:
            url, resource = entry.text("fullUrl"), entry.first("resource")
            if url and resource is not None:
                self.entries.setdefault(url, resource)
                base = _BASE.fullmatch(url)
                self._bases[id(resource)] = base.group(1) if base else ""

    def resolve(self, value: Value, focus: Thing) -> Thing | None:
        """The resource a reference (or its text) names, None if it is not in the document."""
        holder = value if isinstance(value, Thing) else focus
        text = value.text("reference") or value.value if isinstance(value, Thing) else value
        if not isinstance(text, str) or not text:
            return None
        resource = holder.resource
        if text.startswith("#"):
            return self._contained(text[1:], resource)
        text = text.partition("/_history/")[0]
        if text in self.entries:
            return self.entries[text]
        if _RELATIVE.fullmatch(text):
            base = self._bases.get(id(resource), "") if resource else ""
            found = self.entries.get(base + text)
            if found is None:
                found = next((r for u, r in self.entries.items() if u.endswith("/" + text)), None)
            return found
        return None

    def _contained(self, name: str, resource: Thing | None) -> Thing | None:
        here = resource
        while here is not None:
            for one in here.all("contained"):
                if one.text("id") == name:
                    return one
            above = here.parent
            while above is not None and not above.is_resource:
                above = above.parent
            here = above
        return None
