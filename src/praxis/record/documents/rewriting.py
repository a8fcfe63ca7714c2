"""Writes one PDF from another, object by object, in memory of the largest object."""

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, cast

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from praxis.record.documents.errors import BrokenPdf
from praxis.record.documents.harmless import (
    FRAME,
    insist_on_harmless_object,
    only_what_is_drawn,
    without_active_keys,
)

MOST_OBJECTS: Final = 500_000
_CATALOGUE: Final = 1
_PAGES: Final = 2


class Rewriting:
    """Writes one PDF from another: first the pages, then whatever they are drawn with."""

    def __init__(self, reader: PdfReader) -> None:
        self._reader = reader
        self._numbers: dict[tuple[int, int], int] = {}
        self._waiting: deque[tuple[int, IndirectObject]] = deque()
        self._last = _PAGES
        self._places: dict[int, int] = {}
        self._length = 0

    def pieces(self) -> Iterator[bytes]:
        """Head, pages, what they use, catalogue, table of places."""
        yield self._counted(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        kids = ArrayObject()
        for page in self._reader.pages:
            only_what_is_drawn(page)
            kids.append(IndirectObject(self._next(), 0, None))
            yield self._object(self._last, self._page(page))
        while self._waiting:
            number, place = self._waiting.popleft()
            yield self._object(number, self._linked(self._fetched(place)))
        yield self._object(_PAGES, _dictionary(Type="/Pages", Kids=kids, Count=len(kids)))
        pages = IndirectObject(_PAGES, 0, None)
        yield self._object(_CATALOGUE, _dictionary(Type="/Catalog", Pages=pages))
        yield self._table()

    def _page(self, page: Any) -> DictionaryObject:
        kept = {key: page.raw_get(key) for key in page if key != "/Parent"}
        made = self._linked(DictionaryObject(kept))
        made[NameObject("/Type")] = NameObject("/Page")
        made[NameObject("/Parent")] = IndirectObject(_PAGES, 0, None)
        return cast("DictionaryObject", made)

    def _fetched(self, place: IndirectObject) -> Any:
        """An object of the old file, not kept by its reader; what is not there is null."""
        known = self._reader.xref.get(place.generation, {})
        if place.idnum not in known and place.idnum not in self._reader.xref_objStm:
            return NullObject()
        found = self._reader.get_object(place)
        self._reader.resolved_objects.pop((place.generation, place.idnum), None)
        if isinstance(found, DictionaryObject) and found.get("/Type") in FRAME:
            return NullObject()
        return NullObject() if found is None else found

    def _linked(self, thing: Any) -> Any:
        """A copy whose links have the new numbers; what they lead to waits for its turn."""
        if isinstance(thing, IndirectObject):
            key = (thing.idnum, thing.generation)
            if key not in self._numbers:
                self._numbers[key] = self._next()
                self._waiting.append((self._last, thing))
            return IndirectObject(self._numbers[key], 0, None)
        if isinstance(thing, DictionaryObject):
            made = EncodedStreamObject() if isinstance(thing, StreamObject) else DictionaryObject()
            if isinstance(thing, StreamObject) and isinstance(made, StreamObject):
                made._data = thing._data
            without_active_keys(thing)
            # The length is written anew beside the bytes.
            for key in [key for key in thing if key != "/Length"]:
                made[NameObject(key)] = self._linked(thing.raw_get(key))
            return made
        if isinstance(thing, ArrayObject):
            return ArrayObject(self._linked(one) for one in list.__iter__(thing))
        return thing

    def _next(self) -> int:
        self._last += 1
        if self._last > MOST_OBJECTS:
            raise BrokenPdf(detail="objects")
        return self._last

    def _object(self, number: int, thing: Any) -> bytes:
        self._places[number] = self._length
        out = BytesIO()
        out.write(b"%d 0 obj\n" % number)
        thing.write_to_stream(out)
        out.write(b"\nendobj\n")
        insist_on_harmless_object(thing, self._reader)
        return self._counted(out.getvalue())

    def _table(self) -> bytes:
        lines = [b"%010d 00000 n \n" % self._places[one] for one in range(1, self._last + 1)]
        head = b"xref\n0 %d\n0000000000 65535 f \n" % (self._last + 1)
        trailer = b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        ended = trailer % (self._last + 1, _CATALOGUE, self._length)
        return head + b"".join(lines) + ended

    def _counted(self, piece: bytes) -> bytes:
        self._length += len(piece)
        return piece


def _dictionary(**told: Any) -> DictionaryObject:
    """A dictionary from plain words: text is a name, a number is a number."""
    made = DictionaryObject()
    for key, value in told.items():
        plain = NameObject(value) if isinstance(value, str) else value
        plain = NumberObject(value) if isinstance(value, int) else plain
        made[NameObject(f"/{key}")] = plain
    return made
