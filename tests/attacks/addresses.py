"""Every address the practice server answers, read from the url table itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from praxis.gate.views import Access, access_of


@dataclass(frozen=True, slots=True)
class Address:
    """One named url: the parts it takes, who may come, and the methods it answers."""

    name: str
    path: str
    parts: tuple[str, ...]
    access: Access | None
    methods: tuple[str, ...]

    def with_ids(self, ids: Mapping[str, str]) -> str:
        """The path with these ids in it."""
        return reverse(self.name, kwargs={part: ids[part] for part in self.parts})


@cache
def all_addresses() -> tuple[Address, ...]:
    """Every address, by name."""
    return tuple(sorted(_walk(get_resolver(), "", ""), key=lambda one: one.name))


def _walk(resolver: URLResolver, space: str, path: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = path + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, entry.namespace or space, here)
        elif isinstance(entry, URLPattern):
            view = entry.callback
            yield Address(
                name=f"{space}:{entry.name}" if entry.name else f"(no name) {here}",
                path="/" + here,
                parts=tuple(entry.pattern.regex.groupindex),
                access=access_of(view),
                methods=tuple(getattr(view, "methods", ())),
            )
