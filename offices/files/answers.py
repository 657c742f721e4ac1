"""Handing a file to a browser so that nothing in it can act."""

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from offices.files.sniffing import OCTETS
from offices.files.storing import CHUNK, open_file

# Shown inside a page; everything else is a download. Never html, svg or xml.
INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# Types a browser cannot run, so their name may be told.
HARMLESS = INLINE | {
    "application/pdf",
    "application/zip",
    "application/msword",
    "application/vnd.ms-excel",
    "application/vnd.ms-outlook",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text/csv",
    "text/plain",
}
LOCKED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


class _Answer(FileResponse):
    block_size = CHUNK


def file_response(stored, *, filename: str, inline: bool = False) -> HttpResponse:
    """A download of a stored file; `inline` shows it in place, but only when it is a plain picture.

    With KANTOOR_ACCEL_PREFIX the reverse proxy sends the bytes (X-Accel-Redirect), after the same checks.
    """
    shown = inline and stored.mime in INLINE
    mime = stored.mime if stored.mime in HARMLESS else OCTETS
    if settings.KANTOOR_ACCEL_PREFIX:
        answer = HttpResponse(content_type=mime)
        answer["X-Accel-Redirect"] = settings.KANTOOR_ACCEL_PREFIX.rstrip("/") + "/" + stored.key
    else:
        answer = _Answer(open_file(stored), content_type=mime)
        answer["Content-Length"] = stored.size
    answer["Content-Disposition"] = content_disposition_header(not shown, filename)
    for header, value in LOCKED.items():
        answer[header] = value
    return answer


def bytes_response(content: bytes, *, filename: str, mime: str) -> HttpResponse:
    """A download of bytes that were made for this answer, with the same locks as a stored file."""
    answer = HttpResponse(content, content_type=mime if mime in HARMLESS else OCTETS)
    answer["Content-Disposition"] = content_disposition_header(True, filename)
    for header, value in LOCKED.items():
        answer[header] = value
    return answer
