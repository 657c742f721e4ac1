"""Uploads over HTTP: straight to the store, the door first, one file refused does not stop the rest."""

import io
import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dossier.enums import OnSame
from dossier.models import DossierItem, ItemVersion
from offices.files import read_bytes
from offices.models import StoredFile
from offices.urls_helpers import desk_url
from tests.factories.crm import assign, make_relation
from tests.factories.dossier import folder, make_item

MIB = 1 << 20


class Sparse(io.RawIOBase):
    """A body of zeros of any length that takes no memory; counts what was read."""

    def __init__(self, size: int):
        self.left, self.taken = size, 0

    def read(self, size=-1):
        size = self.left if size < 0 else min(size, self.left)
        self.left -= size
        self.taken += size
        return bytes(size)


@pytest.fixture
def staff(in_alfa, desk_client):
    return desk_client(in_alfa.admin)


def put(client, url, body, *, name="brief.txt", size=None, **headers):
    """One file as it is, the way the script sends it."""
    stream = body if hasattr(body, "read") else io.BytesIO(body)
    length = size if size is not None else len(body)
    sent = {"X-Filename": name} | headers
    environ = {"wsgi.input": stream, "CONTENT_LENGTH": str(length)}
    return client.generic("PUT", url, content_type="application/octet-stream", headers=sent, **environ)


def upload_url(relation, path="Correspondentie", query="") -> str:
    where = folder(path, relation)
    return desk_url("dossier:upload", relation.pk, where.pk, query=query)


def on_disk() -> int:
    return sum(path.is_file() for path in Path(default_storage.location).rglob("*"))


def test_put_keeps_a_file(staff):
    relation = make_relation()
    answer = put(staff, upload_url(relation), b"hallo", name="brief%20aan%20%C3%A9%C3%A9n.txt")
    item = DossierItem.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {"text": "Toegevoegd aan Correspondentie", "tone": "ok", "id": str(item.pk)},
    )
    assert (item.name, item.relation, read_bytes(item.current.stored_file)) == (
        "brief aan één.txt",
        relation,
        b"hallo",
    )


def test_put_takes_year_and_period_from_the_address(staff):
    relation = make_relation()
    put(staff, upload_url(relation, "Belastingen/Omzetbelasting", "year=2026&period=q3"), b"hallo")
    assert DossierItem.objects.values_list("year", "period").get() == (2026, "q3")


def test_put_again_with_its_key_is_one_item(staff):
    url, key = upload_url(make_relation()), {"X-Idempotency-Key": "abc"}
    ids = {put(staff, url, b"hallo", **key).json()["id"] for _ in range(3)}
    assert (len(ids), DossierItem.objects.count(), on_disk()) == (1, 1, 1)


def test_put_of_100_mb_is_kept(staff):
    size = 100 * MIB
    answer = put(staff, upload_url(make_relation()), Sparse(size), name="groot.bin", size=size)
    assert (answer.status_code, ItemVersion.objects.get().size) == (201, size)


def test_put_of_more_than_100_mb_is_413(staff):
    size = int(100.1 * MIB)
    body = Sparse(size)
    answer = put(staff, upload_url(make_relation()), body, name="film.mp4", size=size)
    assert (answer.status_code, answer.json()["code"], answer.json()["text"]) == (
        413,
        "DOS01",
        "film.mp4 is 100,1 MB; hoogstens 100 MB per bestand. Verklein het bestand of splits het.",
    )
    assert (body.left, DossierItem.objects.count(), StoredFile.objects.count(), on_disk()) == (0, 0, 0, 0)


def test_put_that_says_it_is_huge_is_not_read_to_the_end(staff):
    size = 50_000 * MIB
    body = Sparse(size)
    assert put(staff, upload_url(make_relation()), body, size=size).status_code == 413
    assert body.taken == 164 * MIB


def test_put_that_lies_about_its_size_is_stopped(staff, settings):
    settings.MAX_UPLOAD_BYTES = MIB
    body = Sparse(3 * MIB)
    answer = put(staff, upload_url(make_relation()), body, size=MIB)
    assert (answer.status_code, ItemVersion.objects.get().size) == (201, MIB)


@pytest.mark.parametrize(
    ("name", "body", "status", "code"),
    [
        ("leeg.txt", b"", 422, "DOS02"),
        ("virus.exe", b"MZ", 422, "DOS04"),
        ("Thumbs.db", b"x", 422, "DOS02"),
    ],
)
def test_put_that_is_refused_leaves_nothing(staff, name, body, status, code):
    answer = put(staff, upload_url(make_relation()), body, name=name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (DossierItem.objects.count(), StoredFile.objects.count(), on_disk()) == (0, 0, 0)


def test_upload_into_a_branch_says_so(staff):
    answer = put(staff, upload_url(make_relation(), "Belastingen"), b"hallo")
    assert (answer.status_code, answer.json()["code"], on_disk()) == (422, "DOS05", 0)


@pytest.mark.parametrize("who", ["viewer", "editor"])
def test_right_is_checked_before_the_body_is_read(in_alfa, desk_client, who):
    relation = make_relation()
    assign(relation, in_alfa.viewer)
    body = Sparse(MIB)
    answer = put(desk_client(getattr(in_alfa, who)), upload_url(relation), body, size=MIB)
    assert (answer.status_code, body.taken, on_disk()) == ({"viewer": 403, "editor": 404}[who], 0, 0)


def test_upload_to_another_office_is_404_and_unread(offices, desk_client):
    with offices.beta.scope:
        url = upload_url(make_relation())
    body = Sparse(MIB)
    assert put(desk_client(offices.alfa.admin), url, body, size=MIB).status_code == 404
    assert body.taken == 0


def forged(client: Client) -> Client:
    client.handler.enforce_csrf_checks = True
    return client


def test_put_without_a_token_is_refused_unread(in_alfa, staff):
    body = Sparse(MIB)
    answer = put(forged(staff), upload_url(make_relation()), body, size=MIB)
    assert (answer.status_code, body.taken, DossierItem.objects.count()) == (403, 0, 0)


def test_form_without_a_token_leaves_nothing(in_alfa, staff):
    url = upload_url(make_relation())
    answer = forged(staff).post(url, {"files": SimpleUploadedFile("a.txt", b"hallo")})
    assert (answer.status_code, DossierItem.objects.count(), on_disk()) == (403, 0, 0)


def test_form_sends_all_files_at_once(staff):
    make_item(relation := make_relation(), "Correspondentie", b"gelijk")
    files = [
        SimpleUploadedFile("een.txt", b"eerste"),
        SimpleUploadedFile("leeg.txt", b""),
        SimpleUploadedFile("programma.exe", b"MZ"),
        SimpleUploadedFile("dubbel.txt", b"gelijk"),
        SimpleUploadedFile("twee.txt", b"tweede"),
    ]
    answer = staff.post(upload_url(relation), {"files": files})
    html = answer.content.decode()
    assert answer.status_code == 422
    shown = [
        "leeg.txt is leeg en is overgeslagen.",
        "Bestanden van het type .exe zijn niet toegestaan. Lever het aan als PDF.",
        "dubbel.txt staat al in Correspondentie (gelijke inhoud). Kies: overslaan of toch bewaren.",
        "Toch bewaren",
    ]
    assert [text in html for text in shown] == [True] * 4
    assert set(DossierItem.objects.values_list("name", flat=True)) == {"brief.txt", "een.txt", "twee.txt"}


def test_form_with_one_file_that_is_too_large_is_413(staff, settings):
    settings.MAX_UPLOAD_BYTES = MIB
    files = [SimpleUploadedFile("groot.bin", bytes(MIB + 1)), SimpleUploadedFile("klein.txt", b"klein")]
    answer = staff.post(upload_url(make_relation()), {"files": files})
    html = answer.content.decode()
    assert (answer.status_code, "groot.bin is 1,1 MB; hoogstens 1 MB per bestand." in html) == (413, True)
    assert list(DossierItem.objects.values_list("name", flat=True)) == ["klein.txt"]


def test_form_without_files_says_so(staff):
    answer = staff.post(upload_url(make_relation()), {})
    assert (answer.status_code, "Kies eerst een bestand." in answer.content.decode()) == (422, True)


def test_script_gets_json_for_a_form(staff):
    url = upload_url(make_relation())
    data = {"files": SimpleUploadedFile("a.txt", b"hallo")}
    answer = staff.post(url, data, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["text"]) == (201, "Toegevoegd aan Correspondentie")


def same_again(staff, relation) -> dict:
    make_item(relation, "Correspondentie", b"gelijk", name="eerste.txt")
    answer = put(staff, upload_url(relation), b"gelijk", name="tweede.txt")
    assert (answer.status_code, answer.json()["tone"]) == (409, "warn")
    return answer.json()


def test_same_bytes_can_be_kept_without_sending_them_again(staff):
    said = same_again(staff, make_relation())
    accept = {"Accept": "application/json"}
    ids = {staff.post(said["again"], {"token": said["token"]}, headers=accept).json()["id"] for _ in range(2)}
    kept = DossierItem.objects.get(name="tweede.txt")
    assert (ids, DossierItem.objects.count(), read_bytes(kept.current.stored_file)) == (
        {str(kept.pk)},
        2,
        b"gelijk",
    )


def test_same_bytes_may_be_kept_at_once(staff):
    relation = make_relation()
    make_item(relation, "Correspondentie", b"gelijk")
    assert put(staff, upload_url(relation, query=f"same={OnSame.KEEP}"), b"gelijk").status_code == 201
    assert DossierItem.objects.count() == 2


def test_keep_anyway_is_of_one_person_and_one_relation(in_alfa, staff, desk_client):
    said = same_again(staff, make_relation())
    other = desk_url("dossier:keep_anyway", make_relation().pk)
    answers = [
        desk_client(in_alfa.manager).post(said["again"], {"token": said["token"]}),
        staff.post(other, {"token": said["token"]}),
        staff.post(said["again"], {"token": said["token"][:-2] + "xx"}),
        staff.post(said["again"], {}),
    ]
    assert [answer.status_code for answer in answers] == [422] * 4
    assert DossierItem.objects.count() == 1


def test_new_version_over_http(staff):
    item = make_item(content=b"een")
    answer = put(staff, desk_url("dossier:new_version", item.relation_id, item.pk), b"twee")
    assert (answer.status_code, item.versions.count()) == (201, 2)
    refused = put(staff, desk_url("dossier:new_version", item.relation_id, item.pk), b"twee")
    assert (refused.status_code, refused.json()["code"], item.versions.count(), on_disk()) == (
        409,
        "DOS09",
        2,
        2,
    )


def test_new_version_of_a_sealed_item_is_dos10(staff):
    item = make_item(content=b"een", sealed=True)
    answer = put(staff, desk_url("dossier:new_version", item.relation_id, item.pk), b"twee")
    assert (answer.status_code, answer.json()["code"], on_disk()) == (422, "DOS10", 1)


def test_names_of_files_are_made_safe(staff):
    relation = make_relation()
    sent = ["..%2F..%2Fetc%2Fpasswd", "CON.txt", "%00nul.txt", "a%E2%80%AEfdp.txt", "x" * 400 + ".txt", ""]
    for name in sent:
        put(staff, upload_url(relation), uuid4().bytes, name=name)
    kept = list(DossierItem.objects.order_by("pk").values_list("name", flat=True))
    assert kept == ["passwd", "CON_.txt", "nul_.txt", "afdp.txt", "x" * 196 + ".txt", "naamloos"]
    assert json.dumps(kept).count("\\u202e") == 0


def test_upload_costs_a_fixed_number_of_queries(staff):
    url = upload_url(make_relation())
    put(staff, url, b"eerste")
    with CaptureQueriesContext(connection) as caught:
        put(staff, url, b"tweede")
    asked = [query["sql"] for query in caught.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 14


def peak_kib() -> int:
    return next(
        int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line
    )


def test_upload_keeps_memory_flat(staff):
    url, size = upload_url(make_relation()), 100 * MIB
    put(staff, url, b"warm")
    Path("/proc/self/clear_refs").write_text("5")
    before = peak_kib()
    assert put(staff, url, Sparse(size), size=size).status_code == 201
    assert peak_kib() - before < 10 * 1024
