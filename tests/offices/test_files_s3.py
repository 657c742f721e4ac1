"""The same promises when the bytes stand in an S3-compatible storage."""

import io

import pytest

from config.storage import s3_store
from offices.files import EmptyFile, Incoming, TooLarge, file_response, read_bytes, store
from offices.files.orphans import remove_orphans
from offices.models import StoredFile
from tests.offices import s3_server
from tests.offices.test_files import aged

MIB = 1 << 20


@pytest.fixture
def bucket(settings):
    server = s3_server.start()
    settings.STORAGES = settings.STORAGES | {
        "default": s3_store(
            bucket="kantoor", endpoint=server.url, access_key="a", secret_key="b", region="nl"
        )
    }
    yield server.objects
    server.shutdown()


def test_small_file_goes_in_and_out(bucket, in_alfa):
    stored = store(b"%PDF-1.7 hallo", name="a.pdf", purpose="test")
    assert (bucket, stored.mime) == ({stored.key: b"%PDF-1.7 hallo"}, "application/pdf")
    assert read_bytes(stored) == b"%PDF-1.7 hallo"
    assert b"".join(file_response(stored, filename="a.pdf").streaming_content) == b"%PDF-1.7 hallo"


def test_large_file_goes_in_parts(bucket, in_alfa):
    body = bytes(range(256)) * (12 * MIB // 256)
    stored = store(io.BytesIO(body), name="groot.bin", purpose="test")
    assert (stored.size, bucket[stored.key] == body, read_bytes(stored) == body) == (12 * MIB, True, True)


@pytest.mark.parametrize(("body", "fault"), [(b"", EmptyFile), (bytes(7 * MIB), TooLarge)])
def test_refused_file_leaves_nothing(bucket, in_alfa, body, fault):
    with pytest.raises(fault):
        store(io.BytesIO(body), name="a", purpose="test", max_bytes=6 * MIB)
    assert (bucket, StoredFile.objects.count()) == ({}, 0)


def test_file_that_is_not_kept_leaves_nothing(bucket, in_alfa):
    with Incoming(name="a", purpose="test") as incoming:
        incoming.write(b"half")
        incoming.finish()
    assert bucket == {}


def test_orphans_go(bucket, in_alfa):
    kept = store(b"met rij", name="a", purpose="test")
    old = aged(30)
    bucket[f"o/{in_alfa.office.pk}/{str(old)[:2]}/{old}"] = b"zonder rij"
    assert (remove_orphans(), set(bucket)) == (1, {kept.key})
