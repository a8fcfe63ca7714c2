"""How a document leaves: as a download with a name that says nothing, or as our own picture."""

from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from praxis.core.clock import berlin_day
from praxis.gate.streams import Streaming
from praxis.record.documents.kinds import ENDINGS, Media
from praxis.record.documents.ranges import OutsideContent, asked_part
from praxis.record.models import Document

# Even a picture opened alone may neither run, load, frame nor send anything.
_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"
PICTURES: Final = frozenset({Media.JPEG, Media.PNG, Media.WEBP})


def download(
    request: HttpRequest, found: Streaming[Document], *, shown: bool = False
) -> HttpResponseBase:
    """The content as an attachment; `shown` puts a picture (re-encoded by us) on our own page.

    The file name is made of kind and day only (E-12, RFC 6266): a title could be a name. A cut
    download goes on where it stopped: one range is answered, the content never changes.
    """
    tag = f'"{found.row.pk}"'
    try:
        part = _part(request, tag, found.length)
    except OutsideContent:
        found.body.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.length}"})
    response = StreamingHttpResponse(found.body, content_type=found.row.media_type)
    length = found.length
    if part is not None:
        found.body.only(*part)
        length = part[1] - part[0]
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {part[0]}-{part[1] - 1}/{found.length}"
    response.headers["Content-Length"] = str(length)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = tag
    response.headers["Content-Disposition"] = _name(found.row, shown=shown)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _part(request: HttpRequest, tag: str, length: int) -> tuple[int, int] | None:
    if request.headers.get("If-Range", tag) != tag:
        return None
    return asked_part(request.headers.get("Range", ""), length)


def _name(row: Document, *, shown: bool) -> str:
    media = Media(row.media_type)
    place = "inline" if shown and media in PICTURES else "attachment"
    day = berlin_day(row.happened_at).isoformat()
    return f'{place}; filename="Dokument-{day}.{ENDINGS[media]}"'
