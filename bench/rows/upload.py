"""Row 15: a file of 100 MiB with its sha256, as a form and as it is, against bare Django on the same body.

Ours checks the session, the right and the token, hashes, settles the bytes on disk and writes item, version, file,
log and timeline; the floor parses and hashes. Every body differs in its first bytes, or the dossier would say that
it has the file already.
"""

import hashlib
import io
import itertools
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.test import RequestFactory

from bench.browser import signed_in
from bench.floor.app import Floor
from crm.models import Relation
from dossier.queries.tree import folder_by_path
from offices.models import Office, TeamMember
from offices.scope import office_scope
from offices.urls_helpers import desk_url

MIB = 1 << 20
SIZE = 100 * MIB
LEAST_FORM, LEAST_RAW, MOST_GROWN = 0.85, 0.7, 10
BLOCK = os.urandom(MIB)
TOKEN = "t" * 32
BOUNDARY = "bench-grens"
HEAD = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="groot.bin"\r\n\r\n'.encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
_numbers = itertools.count(1)


class Body(io.RawIOBase):
    """100 MiB that takes no memory, between a head and a tail."""

    def __init__(self, head: bytes = b"", tail: bytes = b""):
        mark = next(_numbers).to_bytes(16, "big")
        self.parts = iter([head + mark + BLOCK[16:], *[BLOCK] * (SIZE // MIB - 1), *([tail] if tail else [])])
        self.size, self.rest = len(head) + SIZE + len(tail), memoryview(b"")

    def read(self, size=-1):
        if not self.rest:
            self.rest = memoryview(next(self.parts, b""))
        piece, self.rest = self.rest[:size], self.rest[size:]
        return bytes(piece)


def floor_form(request):
    """Django's own way: temporary file, then its sha256."""
    request.upload_handlers = [TemporaryFileUploadHandler(request)]
    file, digest = request.FILES["files"], hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return HttpResponse(digest.hexdigest())


def floor_raw(request):
    """The body to a temporary file while it is hashed."""
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as file:
        while chunk := request.read(64 * 1024):
            digest.update(chunk)
            file.write(chunk)
    return HttpResponse(digest.hexdigest())


def send(application, path: str, method: str, body: Body, kind: str, **headers) -> float:
    """MiB per second of one upload. Raises when it was not taken."""
    environ = RequestFactory().generic(method, path, **headers).environ
    environ |= {"wsgi.input": body, "CONTENT_LENGTH": str(body.size), "CONTENT_TYPE": kind}
    told = {}
    begin = time.perf_counter()
    answer = application(environ, lambda status, *more: told.update(status=status))
    said = b"".join(answer)
    answer.close()
    taken = time.perf_counter() - begin
    if told["status"][0] != "2":
        raise RuntimeError(f"{path} answered {told['status']}: {said[:200]!r}")
    return SIZE / MIB / taken


def run(*, rounds: int) -> list[dict]:
    """Form and raw body, floor and ours in turn, and how much the peak of memory grew."""
    office = Office.objects.get(slug="groot")
    member = TeamMember.objects.select_related("user").get(office=office, user__email="admin@groot.example")
    headers = {
        "HTTP_COOKIE": f"{signed_in(member)}; csrftoken={TOKEN}",
        "HTTP_X_CSRFTOKEN": TOKEN,
        "HTTP_ACCEPT": "application/json",
        "HTTP_X_FILENAME": "groot.bin",
    }
    with office_scope(office.pk):
        relation = Relation.objects.order_by("pk").first()
        path = desk_url("dossier:upload", relation.pk, folder_by_path(relation, "Correspondentie").pk)
    ours = get_wsgi_application()
    form = f"multipart/form-data; boundary={BOUNDARY}"
    binary = "application/octet-stream"
    form_row = compare(
        lambda: send(Floor(floor_form), "/", "POST", Body(HEAD, TAIL), form),
        lambda: send(ours, path, "POST", Body(HEAD, TAIL), form, **headers),
        rounds,
        office.pk,
    )
    raw_row = compare(
        lambda: send(Floor(floor_raw), "/", "PUT", Body(), binary),
        lambda: send(ours, path, "PUT", Body(), binary, **headers),
        rounds,
        office.pk,
    )
    grown = peak_growth(lambda: send(ours, path, "PUT", Body(), binary, **headers))
    clear(office.pk)
    return [
        line("upload 100 MiB with sha256, form", form_row, LEAST_FORM),
        line("upload 100 MiB with sha256, as it is", raw_row, LEAST_RAW),
        {"row": 15, "name": "upload: growth of peak memory, MiB", "floor": 0, "ours": grown, "ratio": grown,
         "goal": f"≤ {MOST_GROWN} MiB", "holds": grown <= MOST_GROWN},
    ]  # fmt: skip


def compare(floor, ours, rounds: int, office_pk: int) -> tuple[float, float, float]:
    """Medians of both in MiB/s and of the ratio pair by pair."""
    floor(), ours()
    pairs = []
    for _ in range(max(rounds, 5)):
        pairs.append((floor(), ours()))
        clear(office_pk)
    return (
        statistics.median(pair[0] for pair in pairs),
        statistics.median(pair[1] for pair in pairs),
        statistics.median(mine / bare for bare, mine in pairs),
    )


def line(name: str, measured: tuple[float, float, float], least: float) -> dict:
    """A line of the report for «at least so many times the speed of the floor»."""
    bare, mine, ratio = measured
    return {
        "row": 15,
        "name": name,
        "floor": round(bare),
        "ours": round(mine),
        "unit": "MiB/s",
        "ratio": round(ratio, 2),
        "goal": f"≥ {least} × floor",
        "holds": ratio >= least,
    }


def peak_growth(work) -> float:
    """How many MiB the peak of this process rises while it works once more."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _peak_kib()
    work()
    return round((_peak_kib() - before) / 1024, 1)


def _peak_kib() -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM"))


def clear(office_pk: int) -> None:
    """Let go of the bytes, or the disk fills up; the rows stay."""
    shutil.rmtree(Path(settings.MEDIA_ROOT) / "o" / str(office_pk), ignore_errors=True)
