"""A pack that somebody brings is believed in nothing."""

import io
import json
import struct
import zipfile

import pytest

from offices.transfer.ids import Ids
from offices.transfer.opening import BadPack, check_entries, open_pack
from offices.transfer.packing import FORMAT, Packer, place_of, sheet_of
from offices.transfer.pages import embedded


def packed(*, manifest=None, extra=()):
    """A small honest pack, and what is changed in it."""
    target = io.BytesIO()
    packer = Packer(target)
    packer.lines("data/crm.relation.jsonl", [[{"id": "a", "name": "Bakkerij"}]])
    packer.stream(place_of("0" * 64, "application/pdf"), [b"%PDF"], packed=False)
    told = {"format": FORMAT, "reach": "OFFICE", "office": {}, "parts": [part.told() for part in packer.parts], "proof": []}
    for name, text in extra:
        packer.zip.writestr(name, text)
    packer.close(told | (manifest or {}))
    return target


def refused(target) -> str:
    with pytest.raises(BadPack) as fault:
        target.seek(0)
        open_pack(target).verify()
    assert fault.value.code == "OVD01"
    return fault.value.text


def test_honest_pack_opens_and_holds():
    pack = open_pack(packed())
    pack.verify()
    assert (pack.reach, list(pack.lines("data/crm.relation.jsonl")), list(pack.lines("data/crm.note.jsonl"))) == ("OFFICE", [{"id": "a", "name": "Bakkerij"}], [])


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "data/../x.jsonl", "data\\x.jsonl", "files/00/x.php", "C:/x", "data/crm.relation.jsonl/x"])
def test_part_with_a_name_elsewhere_is_refused(name):
    assert "hoort er niet in" in refused(packed(extra=[(name, "x")]))


def test_part_the_manifest_does_not_name_is_refused():
    assert "andere onderdelen" in refused(packed(extra=[("data/crm.note.jsonl", "{}")]))


def test_part_that_is_missing_is_refused():
    assert "andere onderdelen" in refused(packed(manifest={"parts": [{"path": "data/crm.x.jsonl", "sha256": "0", "size": 1}]}))


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ({"format": "anders/9"}, "het is door een ander programma of een nieuwere versie gemaakt"),
        ({"reach": "ALLES"}, "het overzicht (manifest.json) is onvolledig"),
        ({"office": None}, "het overzicht (manifest.json) is onvolledig"),
        ({"parts": "x"}, "het overzicht (manifest.json) noemt andere onderdelen dan erin zitten"),
        ({"parts": [1]}, "het overzicht (manifest.json) is onvolledig"),
    ],
)
def test_manifest_of_another_kind_is_refused(manifest, why):
    assert f"niet bruikbaar: {why}. Vraag" in refused(packed(manifest=manifest))


def test_changed_part_is_refused():
    target = packed()
    with zipfile.ZipFile(target) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    other = io.BytesIO()
    packer = Packer(other)
    packer.lines("data/crm.relation.jsonl", [[{"id": "a", "name": "Vervalst"}]])
    packer.stream(place_of("0" * 64, "application/pdf"), [b"%PDF"], packed=False)
    packer.close(manifest)
    assert "gewijzigd" in refused(other)


def test_broken_and_foreign_files_are_refused():
    assert "geen zip" in refused(io.BytesIO(b"MZ" * 100))
    cut = packed().getvalue()
    refused(io.BytesIO(cut[: len(cut) // 2]))
    flipped = bytearray(cut)
    flipped[45] ^= 0xFF
    refused(io.BytesIO(bytes(flipped)))


def test_doubled_and_overlapping_entries_are_refused():
    target = packed()
    with pytest.warns(UserWarning), zipfile.ZipFile(target, "a") as archive:
        archive.writestr("data/crm.relation.jsonl", "{}")
    assert "dubbele" in refused(target)
    archive = zipfile.ZipFile(packed())
    archive.infolist()[1].header_offset = archive.infolist()[0].header_offset
    with pytest.raises(BadPack):
        check_entries(archive)


def test_bomb_is_refused_before_it_is_read():
    target = io.BytesIO()
    packer = Packer(target)
    packer.zip.writestr(zipfile.ZipInfo("data/crm.relation.jsonl"), b"0" * (8 << 20), zipfile.ZIP_DEFLATED, 9)
    packer.close({"format": FORMAT, "reach": "OFFICE", "office": {}, "parts": [], "proof": []})
    assert "onwaarschijnlijk groot" in refused(target)


def test_encrypted_or_strangely_packed_entry_is_refused():
    for field, value in (("flag_bits", 1), ("compress_type", 14)):
        archive = zipfile.ZipFile(packed())
        setattr(archive.infolist()[0], field, value)
        with pytest.raises(BadPack):
            check_entries(archive)
    assert struct.calcsize("<L") == 4


def test_ids_turn_there_and_back_and_keep_their_order():
    from offices.ids import uuid7

    ids, keys = Ids.fresh(), [uuid7() for _ in range(200)]
    turned = [ids.turn(key) for key in keys]
    assert [ids.turn(key) for key in turned] == keys
    assert sorted(turned) == turned
    assert {key.version for key in turned} == {7}
    assert set(turned) & set(keys) == set()


def test_ids_inside_texts_turn_and_those_of_others_stay():
    from uuid import uuid4

    from offices.ids import uuid7

    ids, own, other = Ids.fresh(), str(uuid7()), str(uuid4())
    value = {own: [f"label={own}&x=1", other, 5, None]}
    assert ids.within(value) == {str(ids.turn(own)): [f"label={ids.turn(own)}&x=1", other, 5, None]}
    assert Ids.named(str(ids)) == ids


def test_cell_of_a_table_starts_no_formula():
    text = b"".join(sheet_of(["naam"], [[["=1+1"], ["+31"], ["@x"], ["gewoon"], [None], [["a", "b"]]]])).decode("utf-8-sig")
    assert text.split("\r\n") == ["naam", "'=1+1", "'+31", "'@x", "gewoon", '""', "a, b", ""]


def test_embedded_data_cannot_end_its_script():
    assert "</script>" not in embedded({"naam": "</script><script>alert(1)</script>\u2028"})
