"""How a document leaves: as a download with a name that says nothing, or as our own picture."""

from typing import Final

from django.http import StreamingHttpResponse

from praxis.core.clock import berlin_day
from praxis.gate.streams import Streaming
from praxis.record.documents.kinds import ENDINGS, Media
from praxis.record.models import Document

# Even a picture opened alone may neither run, load, frame nor send anything.
_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'"
PICTURES: Final = frozenset({Media.JPEG, Media.PNG, Media.WEBP})


def download(found: Streaming[Document], *, shown: bool = False) -> StreamingHttpResponse:
    """The content as an attachment; `shown` puts a picture (re-encoded by us) on our own page.

    The file name is made of kind and day only (E-12, RFC 6266): a title could be a name.
    """
    media = Media(found.row.media_type)
    day = berlin_day(found.row.happened_at)
    place = "inline" if shown and media in PICTURES else "attachment"
    response = StreamingHttpResponse(found.body, content_type=media.value)
    response.headers["Content-Length"] = str(found.length)
    response.headers["Content-Disposition"] = (
        f'{place}; filename="Dokument-{day.isoformat()}.{ENDINGS[media]}"'
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _POLICY
    return response
