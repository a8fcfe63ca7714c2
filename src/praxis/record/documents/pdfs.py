"""Makes a PDF harmless: its pages are written into a new file, and nothing else comes along.

Kept are pages with their content and the drawn appearance of annotations and form fields. Gone
are scripts, actions, links, embedded files, forms, outlines, metadata and whatever stood before,
between or behind the objects. What cannot be read or still holds something active is refused.
"""

from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from praxis.record.documents.errors import BrokenPdf, LockedPdf

MOST_PAGES: Final = 2_000
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
_UNREADABLE: Final = (
    PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
    OSError, NotImplementedError, OverflowError, MemoryError, AssertionError,
)  # fmt: skip


def clean_pdf(content: bytes) -> bytes:
    """A new PDF with the same pages and nothing active; LockedPdf, BrokenPdf."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise LockedPdf
        if not 0 < len(reader.pages) <= MOST_PAGES:
            raise BrokenPdf(detail="pages")
        writer = PdfWriter()
        for page in reader.pages:
            _only_what_is_drawn(page)
            writer.add_page(page)
        for thing in list(writer._objects):
            _disarm(thing, set())
        writer.metadata = None
        out = BytesIO()
        writer.write(out)
    except _UNREADABLE as error:
        raise BrokenPdf(detail=type(error).__name__) from None
    return _insist_on_harmless(out.getvalue())


def _only_what_is_drawn(page: Any) -> None:
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


def _disarm(thing: Any, seen: set[int]) -> None:
    """Take every active key out of an object and what it holds directly."""
    if isinstance(thing, IndirectObject) or id(thing) in seen:
        return
    seen.add(id(thing))
    if isinstance(thing, DictionaryObject):
        for key in [key for key in thing if key in _ACTIVE]:
            del thing[key]
        if isinstance(thing, StreamObject) and "/F" in thing:
            # The stream's bytes would lie in another file.
            del thing["/F"]
        for value in thing.values():
            _disarm(value, seen)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            _disarm(value, seen)


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


def _insist_on_harmless(content: bytes) -> bytes:
    try:
        left = active_keys(content)
    except _UNREADABLE as error:
        raise BrokenPdf(detail=type(error).__name__) from None
    if left:
        raise BrokenPdf(detail=" ".join(sorted(left)))
    return content
