"""What in a PDF is drawn and stays, and what acts or leads outside and goes."""

from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    read_object,
)

from praxis.record.documents.errors import BrokenPdf

# The frame of the old file; ours is new, and nothing drawn needs to point at it.
FRAME: Final = frozenset({"/Catalog", "/Pages", "/Page", "/ObjStm", "/XRef"})
_OF_PAGE: Final = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Annots",
     "/Group", "/UserUnit"}
)  # fmt: skip
_OF_MARK: Final = frozenset({"/Rect", "/AP", "/AS", "/F"})
_LEFT_OUT: Final = frozenset(
    {"/Link", "/FileAttachment", "/Screen", "/Movie", "/Sound", "/RichMedia", "/3D", "/Popup"}
)
# Any of these keys is an action, a script, a file inside or a reference to the outside.
_ACTIVE: Final = frozenset(
    {"/A", "/AA", "/PA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/EF", "/EmbeddedFiles",
     "/AF", "/RichMediaContent", "/XFA", "/AcroForm", "/URI", "/GoToR", "/GoToE", "/SubmitForm",
     "/ImportData", "/FFilter", "/FDecodeParms", "/Ref", "/OPI", "/PieceInfo", "/Metadata", "/PS"}
)  # fmt: skip


def only_what_is_drawn(page: Any) -> None:
    """Leave a page its content and the drawn look of its marks."""
    for key in [key for key in page if key not in _OF_PAGE]:
        del page[key]
    marks = page.get("/Annots")
    marks = marks.get_object() if marks is not None else ()
    drawn = [mark for one in marks if (mark := _drawn(one.get_object())) is not None]
    page.pop("/Annots", None)
    if drawn:
        page[NameObject("/Annots")] = ArrayObject(drawn)


def _drawn(mark: Any) -> DictionaryObject | None:
    """An annotation or form field as a stamp that only shows what was drawn; None if nothing."""
    if not isinstance(mark, DictionaryObject) or mark.get("/Subtype") in _LEFT_OUT:
        return None
    if "/AP" not in mark or "/Rect" not in mark:
        return None
    stamp = DictionaryObject({NameObject(k): v for k, v in mark.items() if k in _OF_MARK})
    stamp[NameObject("/Type")] = NameObject("/Annot")
    stamp[NameObject("/Subtype")] = NameObject("/Stamp")
    return stamp


def without_active_keys(thing: DictionaryObject) -> None:
    """Take every active key out of one dictionary."""
    for key in [key for key in thing if key in _ACTIVE]:
        del thing[key]
    if isinstance(thing, StreamObject) and "/F" in thing:
        # The stream's bytes would lie in another file.
        del thing["/F"]


def _active_within(thing: Any) -> set[str]:
    """The active keys in one object and what it holds directly."""
    if isinstance(thing, DictionaryObject):
        found = {str(key) for key in thing if key in _ACTIVE}
        return found.union(*(_active_within(thing.raw_get(key)) for key in thing))
    if isinstance(thing, ArrayObject):
        return set[str]().union(*(_active_within(one) for one in list.__iter__(thing)))
    return set()


def active_keys(content: bytes) -> set[str]:
    """The active keys a PDF still holds anywhere; empty for what `clean_pdf` gives."""
    found: set[str] = set()
    reader = PdfReader(BytesIO(content), strict=False)
    todo: list[Any] = [reader.trailer]
    seen: set[Any] = set()
    while todo:
        thing = todo.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            # Resources name fonts and images freely; only the keys of other dictionaries count.
            found |= {str(key) for key in thing if key in _ACTIVE}
            todo.extend(thing.raw_get(key) for key in thing)
        elif isinstance(thing, ArrayObject):
            todo.extend(list.__iter__(thing))
    return found


def insist_on_harmless_object(thing: Any, reader: PdfReader) -> None:
    """Read what is about to be written once more, as any other program would.

    BrokenPdf if anything active is in it, or if it does not read as it was meant.
    """
    if isinstance(thing, StreamObject):
        thing = DictionaryObject({NameObject(key): thing.raw_get(key) for key in thing})
    if not isinstance(thing, DictionaryObject | ArrayObject):
        return
    again = BytesIO()
    thing.write_to_stream(again)
    again.write(b"\nendobj\n")
    again.seek(0)
    found = read_object(again, reader)
    left = _active_within(found)
    if left or _keys_within(found) != _keys_within(thing):
        raise BrokenPdf(detail=" ".join(sorted(left)) or "does not read as written")


def _keys_within(thing: Any) -> object:
    """The keys of one object and of what it holds directly, without their values."""
    if isinstance(thing, DictionaryObject):
        return {str(key): _keys_within(thing.raw_get(key)) for key in thing}
    if isinstance(thing, ArrayObject):
        return [_keys_within(one) for one in list.__iter__(thing)]
    return None
