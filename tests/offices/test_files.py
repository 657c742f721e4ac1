"""Bytes go straight to their final key, whole or not at all, and nothing in them can act."""

import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory

from offices.files import (
    EmptyFile,
    Incoming,
    StraightToStore,
    TooLarge,
    file_response,
    open_file,
    read_bytes,
    store,
)
from offices.files.orphans import made_at, pointers, remove_orphans
from offices.files.sniffing import sniff
from offices.ids import uuid7
from offices.models import Office, StoredFile
from offices.scope import NoOffice

MIB = 1 << 20


class Sparse(io.RawIOBase):
    """A stream of zeros of any length that takes no memory, counting what was read."""

    def __init__(self, size: int):
        self.left, self.taken = size, 0

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        self.taken += size
        return bytes(size)


def keys_on_disk() -> set[str]:
    root = Path(default_storage.location)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_store_puts_bytes_at_their_key(in_alfa):
    stored = store(io.BytesIO(b"%PDF-1.7 hallo"), name="Btw Bakkerij.pdf", purpose="test")
    assert stored.key == f"o/{in_alfa.office.pk}/{str(stored.pk)[:2]}/{stored.pk}"
    assert (stored.size, stored.mime) == (14, "application/pdf")
    assert stored.sha256 == hashlib.sha256(b"%PDF-1.7 hallo").hexdigest()
    assert read_bytes(stored) == b"%PDF-1.7 hallo"
    assert keys_on_disk() == {stored.key}
    assert "Bakkerij" not in stored.key


def test_store_takes_bytes(in_alfa):
    assert read_bytes(store(b"tekst", name="a.txt", purpose="test")) == b"tekst"


def test_store_without_an_office_is_refused(offices):
    with pytest.raises(NoOffice):
        store(b"x", name="a", purpose="test")


def test_store_refuses_an_empty_file_and_leaves_nothing(in_alfa):
    with pytest.raises(EmptyFile) as refused:
        store(b"", name="leeg.pdf", purpose="test")
    assert (refused.value.code, refused.value.text) == ("DOS02", "leeg.pdf is leeg en is overgeslagen.")
    assert keys_on_disk() == set()
    assert StoredFile.objects.count() == 0


def test_store_stops_reading_a_file_that_is_too_large(in_alfa, settings):
    source = Sparse(int(100.1 * MIB))
    with pytest.raises(TooLarge) as refused:
        store(source, name="film.mp4", purpose="test")
    assert refused.value.text == (
        "film.mp4 is 100,1 MB; hoogstens 100 MB per bestand. Verklein het bestand of splits het."
    )
    assert (refused.value.code, refused.value.status) == ("DOS01", 413)
    assert source.taken <= 100 * MIB + MIB
    assert keys_on_disk() == set()


def test_store_takes_exactly_the_limit(in_alfa):
    stored = store(Sparse(100 * MIB), name="precies.bin", purpose="test")
    assert stored.size == 100 * MIB
    assert default_storage.size(stored.key) == 100 * MIB


def peak_kib() -> int:
    return next(
        int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line
    )


def test_store_keeps_memory_flat(tmp_path):
    """A child forgets its peak, writes 100 MiB through Incoming, and its peak grew by less than 10 MiB."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            from offices.files import storing

            storing.require_office_id = lambda: 1
            incoming = Incoming(name="groot.bin", purpose="test")
            incoming.write(bytes(MIB))
            Path("/proc/self/clear_refs").write_text("5")
            before = peak_kib()
            for _ in range(99):
                incoming.write(bytes(MIB))
            incoming.finish()
            os.write(writer, str(peak_kib() - before).encode())
        finally:
            os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    grown = int(os.read(reader, 20))
    assert grown < 10 * 1024


def test_incoming_that_is_not_kept_leaves_nothing(in_alfa):
    with pytest.raises(ZeroDivisionError), Incoming(name="a", purpose="test") as incoming:
        incoming.write(b"half")
        1 / 0
    assert keys_on_disk() == set()


def test_incoming_never_writes_over_a_file(in_alfa):
    incoming = Incoming(name="a", purpose="test")
    path = Path(default_storage.path(incoming.key))
    with pytest.raises(FileExistsError):
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    incoming.drop()


def test_rows_of_another_office_do_not_exist(offices):
    with offices.alfa.scope:
        stored = store(b"geheim van alfa", name="a.txt", purpose="test")
    with offices.beta.scope:
        assert StoredFile.objects.filter(pk=stored.pk).count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM offices_storedfile WHERE id = %s", [stored.pk])
            assert cursor.fetchone() == (0,)


def test_row_is_made_once_per_key(in_alfa):
    stored = store(b"een", name="a.txt", purpose="test")
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.create(key=stored.key, sha256="0", size=1, mime="text/plain", purpose="test")


SNIFFED = [
    (b"%PDF-1.4\n%\xe2\xe3", "factuur.pdf", "application/pdf"),
    (b"%PDF-1.4\n%\xe2\xe3", "aangifte.xbrl", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "foto.pdf", "image/png"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "foto.jpg", "image/jpeg"),
    (b"MZ\x90\x00\x03\x00", "factuur.pdf", "application/x-executable"),
    (b"\x7fELF\x02\x01\x01\x00", "a", "application/x-executable"),
    (b"#!/bin/sh\nrm -rf /", "a.txt", "application/x-executable"),
    (b'<?xml version="1.0"?><xbrli:xbrl/>', "a.xbrl", "application/xml"),
    (b'\xef\xbb\xbf<?xml version="1.0"?><a/>', "a.xml", "application/xml"),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">', "a.png", "image/svg+xml"),
    (b"<svg onload=alert(1)>", "a.png", "image/svg+xml"),
    (b"<!DOCTYPE html><html>", "a.png", "text/html"),
    (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">', "a.xml", "text/html"),
    (
        b"PK\x03\x04\x14\x00",
        "cijfers.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (b"PK\x03\x04\x14\x00", "alles.zip", "application/zip"),
    (b"PK\x03\x04\x14\x00", "alles.exe", "application/zip"),
    (b"datum;bedrag\n1;2\n", "bank.csv", "text/csv"),
    ("café".encode()[:-1], "a.txt", "text/plain"),
    (b"\x00\x01\x02\x03", "a.pdf", "application/octet-stream"),
]


@pytest.mark.parametrize(("head", "name", "mime"), SNIFFED)
def test_sniff_believes_the_bytes(head, name, mime):
    assert sniff(head, name) == mime


def test_file_response_is_a_locked_download(in_alfa):
    stored = store(b"<script>alert(1)</script>", name="a.html", purpose="test")
    answer = file_response(stored, filename='x"; filename=y.html\r\nSet-Cookie: a=b', inline=True)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    headers = {name: answer[name] for name in answer.headers}
    assert headers == {
        "Content-Type": "application/octet-stream",
        "Content-Length": "25",
        "Content-Disposition": "attachment; filename*=utf-8''x%22%3B%20filename%3Dy.html%0D%0ASet-Cookie%3A%20a%3Db",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "inline"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "attachment"),
        (b"<!doctype html>", "attachment"),
        (b"%PDF-1.7", "attachment"),
        (b"<?xml version='1.0'?>", "attachment"),
    ],
)
def test_file_response_shows_pictures_only(in_alfa, head, shown):
    answer = file_response(store(head, name="a", purpose="test"), filename="a.png", inline=True)
    assert answer["Content-Disposition"].split(";")[0] == shown
    answer.file_to_stream.close()


def test_file_response_lets_the_proxy_send(in_alfa, settings):
    settings.KANTOOR_ACCEL_PREFIX = "/_bestanden/"
    stored = store(b"%PDF-1.7", name="a.pdf", purpose="test")
    answer = file_response(stored, filename="a.pdf")
    assert (answer["X-Accel-Redirect"], answer.content) == (f"/_bestanden/{stored.key}", b"")
    assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'


def multipart(*files: tuple[str, bytes]) -> HttpRequest:
    parts = [
        b'--grens\r\nContent-Disposition: form-data; name="jaar"\r\n\r\n2026\r\n',
        *(
            f'--grens\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode()
            + body
            + b"\r\n"
            for name, body in files
        ),
        b"--grens--\r\n",
    ]
    return RequestFactory().generic(
        "POST", "/", b"".join(parts), content_type="multipart/form-data; boundary=grens"
    )


def test_multipart_goes_straight_to_the_store(in_alfa):
    request = multipart(("een.txt", b"eerste"), ("leeg.txt", b""), ("twee.pdf", b"%PDF-1.4 tweede"))
    handler = StraightToStore(request, purpose="test", max_bytes=10)
    request.upload_handlers = [handler]
    assert request.POST["jaar"] == "2026"
    told = [(a.name, a.refused.code if a.refused else a.incoming.mime) for a in handler.arrivals]
    assert told == [("een.txt", "text/plain"), ("leeg.txt", "DOS02"), ("twee.pdf", "DOS01")]
    kept = handler.arrivals[0].incoming.keep()
    assert read_bytes(kept) == b"eerste"
    handler.drop_rest()
    assert keys_on_disk() == {kept.key}


def test_multipart_that_breaks_off_leaves_nothing(in_alfa):
    body = b'--grens\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhalf'
    request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=grens")
    handler = StraightToStore(request, purpose="test")
    request.upload_handlers = [handler]
    assert request.POST.dict() == {}
    handler.drop_rest()
    assert keys_on_disk() == set()


def aged(hours: float) -> UUID:
    """An id that was made so long ago."""
    moment = int((datetime.now(UTC) - timedelta(hours=hours)).timestamp() * 1000)
    return UUID(int=moment << 80 | uuid7().int & ((1 << 80) - 1))


def test_made_at_reads_the_moment_of_an_id():
    assert abs((made_at(uuid7()) - datetime.now(UTC)).total_seconds()) < 2


def test_orphan_bytes_go_after_a_day_and_others_stay(offices):
    with offices.beta.scope:
        of_beta = store(b"van beta", name="b", purpose="test")
    with offices.alfa.scope:
        root = f"o/{offices.alfa.office.pk}"
        old, fresh = aged(25), aged(23)
        for pk in (old, fresh):
            default_storage.save(f"{root}/{str(pk)[:2]}/{pk}", io.BytesIO(b"zonder rij"))
        default_storage.save(f"{root}/01/geen-van-ons", io.BytesIO(b"iets anders"))
        kept = store(b"met rij", name="a", purpose="test")
        Office.objects.filter(pk=offices.alfa.office.pk)
        assert remove_orphans() == 1
    left = {f"{root}/{str(fresh)[:2]}/{fresh}", f"{root}/01/geen-van-ons", kept.key, of_beta.key}
    assert keys_on_disk() == left


def test_rows_without_a_pointer_go_after_a_day(in_alfa):
    unused = store(b"niemand wijst hierheen", name="a", purpose="test")
    assert remove_orphans() == 0
    StoredFile.objects.filter(pk=unused.pk).update(at=datetime.now(UTC) - timedelta(hours=25))
    assert remove_orphans() == 1
    assert (StoredFile.objects.count(), keys_on_disk()) == (0, set())


def test_pointers_know_hidden_relations():
    named = {f"{model._meta.label}.{field}" for model, field in pointers()}
    assert {
        "crm.Relation.avatar",
        "dossier.ItemVersion.stored_file",
        "dossier.PagePreview.stored_file",
    } <= named


def test_open_file_streams(in_alfa):
    with open_file(store(b"regel 1\nregel 2\n", name="a.txt", purpose="test")) as source:
        assert source.readline() == b"regel 1\n"
