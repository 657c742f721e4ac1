"""Putting files into a dossier: what is asked, what is refused, what is written down."""

import pytest
from django.db import IntegrityError, connection, transaction

from crm.models import TimelineEntry
from dossier.enums import ItemStatus, OnSame, Source, Visibility
from dossier.models import DossierItem, Folder, ItemVersion, VisibilityInterval
from dossier.rules import add_version, file_item, upload
from dossier.texts import SameContent
from offices.audit import SYSTEM
from offices.errors import Forbidden, NotHere, RuleBroken
from offices.files import read_bytes, store
from offices.models import AuditEvent, StoredFile
from tests.factories.crm import assign, make_relation
from tests.factories.dossier import arriving, folder, make_item


def told(refused) -> tuple[str, str, str | None]:
    return refused.value.code, refused.value.text, refused.value.field


def test_file_item_keeps_everything(in_alfa):
    relation = make_relation(name="Bakkerij De Vries B.V.")
    stored = store(b"%PDF-1.4", name="x", purpose="test")
    item = file_item(
        relation,
        folder(),
        stored,
        by=in_alfa.editor,
        name="../Btw: oktober.pdf",
        year=2026,
        period="m10",
        source=Source.FILING,
        source_ref="aangifte-1",
        sealed=True,
    )
    item.refresh_from_db()
    kept = (
        item.name,
        item.original_filename,
        item.year,
        item.period,
        item.is_public,
        item.status,
        item.sealed,
    )
    assert kept == ("Btw- oktober.pdf", "Btw: oktober.pdf", 2026, "m10", True, ItemStatus.AVAILABLE, True)
    assert (item.relation, item.folder.name, item.created_by) == (relation, "Omzetbelasting", in_alfa.editor)
    version = item.current
    assert (version.number, version.stored_file, version.sha256, version.mime) == (
        1,
        stored,
        stored.sha256,
        stored.mime,
    )
    assert (version.uploaded_by, version.uploaded_label) == (in_alfa.editor, str(in_alfa.editor))


def test_file_item_is_written_down(in_alfa):
    relation = make_relation()
    item = make_item(relation, name="brief.pdf", by=in_alfa.editor)
    event = AuditEvent.objects.get(event="item.uploaded")
    assert (event.actor_id, event.subject_id, event.relation_id) == (
        str(in_alfa.editor.pk),
        str(item.pk),
        relation.pk,
    )
    entry = TimelineEntry.objects.get(event="item.uploaded")
    assert (entry.relation, entry.title, entry.object_id, entry.visible_to_client) == (
        relation,
        "brief.pdf toegevoegd aan Omzetbelasting",
        item.pk,
        False,
    )


def test_file_item_twice_with_one_reference_is_one_item(in_alfa):
    relation = make_relation()
    first = make_item(relation, source=Source.INTEGRATION, source_ref="extern-7")
    again = make_item(relation, source=Source.INTEGRATION, source_ref="extern-7", content=b"iets anders")
    assert (again.pk, DossierItem.objects.count(), ItemVersion.objects.count()) == (first.pk, 1, 1)


def test_reference_is_unique_in_the_database(in_alfa):
    item = make_item(source=Source.INTEGRATION, source_ref="extern-7")
    other = make_item()
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierItem.objects.filter(pk=other.pk).update(source=item.source, source_ref=item.source_ref)


@pytest.mark.parametrize(
    ("path", "visibility", "shown"),
    [("Correspondentie", Visibility.CLIENT, True), ("Jaarwerk/Werkdossier", Visibility.OFFICE, False)],
)
def test_file_item_takes_visibility_from_the_folder(in_alfa, path, visibility, shown):
    item = make_item(where=path)
    assert (item.folder.visibility, item.is_public) == (visibility, shown)
    assert VisibilityInterval.objects.filter(item=item, valid_to__isnull=True).count() == int(shown)


def test_file_item_hidden_in_an_open_folder_opens_no_interval(in_alfa):
    item = make_item(where="Correspondentie", is_public=False)
    assert VisibilityInterval.objects.filter(item=item).count() == 0


def test_file_item_in_a_branch_is_dos05(in_alfa):
    with pytest.raises(RuleBroken) as refused:
        make_item(where="Belastingen")
    assert told(refused) == (
        "DOS05",
        "Belastingen bevat submappen; bestanden staan alleen in de onderste map. Kies een submap.",
        "folder",
    )
    assert DossierItem.objects.count() == 0


@pytest.mark.parametrize(
    ("path", "year", "period", "text"),
    [
        ("Belastingen/Omzetbelasting", None, None, "Kies een jaar; dat vraagt de map Omzetbelasting."),
        ("Belastingen/Omzetbelasting", None, "q1", "Kies een jaar; dat vraagt de map Omzetbelasting."),
        ("Belastingen/Omzetbelasting", 1989, None, "Jaar ligt tussen 1990 en 2028; u koos 1989."),
        (
            "Belastingen/Omzetbelasting",
            2026,
            "m13",
            "m13 is geen bestaande periode. Kies een periode uit de lijst.",
        ),
        ("Jaarwerk/Jaarrekening", None, None, "Kies een jaar; dat vraagt de map Jaarrekening."),
    ],
)
def test_file_item_without_its_year_is_dos07(in_alfa, time_machine, path, year, period, text):
    time_machine.move_to("2026-11-21 12:00:00+01:00")
    relation, stored = make_relation(), store(b"x", name="x", purpose="test")
    with pytest.raises(RuleBroken) as refused:
        file_item(
            relation,
            folder(path),
            stored,
            by=SYSTEM,
            name="a.txt",
            year=year,
            period=period,
            source=Source.STAFF,
        )
    assert told(refused)[:2] == ("DOS07", text)


@pytest.mark.parametrize(
    ("setting", "asked"),
    [
        ("QUARTER", " en een kwartaal"),
        ("MONTH", " en een maand"),
        ("FOUR_WEEKS", " en een periode van vier weken"),
    ],
)
def test_file_item_names_the_period_the_folder_asks(in_alfa, setting, asked):
    Folder.objects.filter(name="Facturen").update(period_setting=setting)
    with pytest.raises(RuleBroken) as refused:
        make_item(where="Administratie/Facturen")
    assert told(refused) == ("DOS07", f"Kies een jaar{asked}; dat vraagt de map Facturen.", "period")


def test_upload_keeps_a_file(in_alfa):
    relation = make_relation()
    assign(relation, in_alfa.editor)
    with arriving(b"hallo", "brief.txt") as incoming:
        item = upload(relation, folder("Correspondentie"), incoming, by=in_alfa.editor)
    assert (item.source, item.name, read_bytes(item.current.stored_file)) == (
        Source.STAFF,
        "brief.txt",
        b"hallo",
    )


def test_upload_again_with_its_key_is_one_item(in_alfa):
    relation = make_relation()
    for _ in range(2):
        with arriving(b"hallo") as incoming:
            upload(relation, folder("Correspondentie"), incoming, by=in_alfa.manager, key="k-1")
    assert (DossierItem.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_upload_key_of_a_colleague_is_another_key(in_alfa):
    relation = make_relation()
    for member, body in ((in_alfa.manager, b"een"), (in_alfa.admin, b"twee")):
        with arriving(body) as incoming:
            upload(relation, folder("Correspondentie"), incoming, by=member, key="k-1")
    assert DossierItem.objects.count() == 2


@pytest.mark.parametrize("who", ["viewer", "editor"])
def test_upload_without_the_right_writes_nothing(in_alfa, who):
    """An editor without a role on the relation, and a viewer even with one."""
    relation = make_relation(name="Molen B.V.")
    if who == "viewer":
        assign(relation, in_alfa.viewer)
    with arriving() as incoming, pytest.raises(Forbidden) as refused:
        upload(relation, folder("Correspondentie"), incoming, by=getattr(in_alfa, who))
    assert refused.value.text == (
        "U heeft hiervoor bij Molen B.V. het recht 'Stukken uploaden' nodig. Vraag uw beheerder om dit recht."
    )
    assert (DossierItem.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "body", "ending"),
    [
        ("factuur.exe", b"tekst", ".exe"),
        ("FACTUUR.PDF.JS ", b"alert(1)", ".js"),
        ("factuur.exe.", b"tekst", ".exe"),
        ("macro.vbs", b"x", ".vbs"),
        ("factuur.pdf", b"MZ\x90\x00", ".pdf"),
        ("zonder", b"#!/bin/sh", "programma"),
    ],
)
def test_upload_of_a_program_is_dos04(in_alfa, name, body, ending):
    with arriving(body, name) as incoming, pytest.raises(RuleBroken) as refused:
        upload(make_relation(), folder("Correspondentie"), incoming, by=in_alfa.admin)
    text = f"Bestanden van het type {ending} zijn niet toegestaan. Lever het aan als PDF."
    assert told(refused) == ("DOS04", text, "file")
    assert StoredFile.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "body", "text"),
    [
        ("leeg.pdf", b"", "leeg.pdf is leeg en is overgeslagen."),
        ("Thumbs.db", b"x", "Thumbs.db is een hulpbestand van uw computer en is overgeslagen."),
    ],
)
def test_upload_of_nothing_is_dos02(in_alfa, name, body, text):
    with arriving(body, name) as incoming, pytest.raises(RuleBroken) as refused:
        upload(make_relation(), folder("Correspondentie"), incoming, by=in_alfa.admin)
    assert told(refused) == ("DOS02", text, "file")


def test_upload_of_bytes_that_are_there_is_dos09(in_alfa):
    relation = make_relation()
    earlier = make_item(relation, "Correspondentie", b"gelijk", name="eerste.txt")
    with arriving(b"gelijk", "tweede.txt") as incoming, pytest.raises(SameContent) as refused:
        upload(relation, folder("Administratie/Facturen"), incoming, by=in_alfa.admin, year=2026)
    assert told(refused) == (
        "DOS09",
        "tweede.txt staat al in Correspondentie (gelijke inhoud). Kies: overslaan of toch bewaren.",
        "file",
    )
    assert refused.value.item == earlier
    with arriving(b"gelijk", "tweede.txt") as incoming:
        skipped = upload(
            relation,
            folder("Administratie/Facturen"),
            incoming,
            by=in_alfa.admin,
            year=2026,
            same=OnSame.SKIP,
        )
    with arriving(b"gelijk", "tweede.txt") as incoming:
        kept = upload(
            relation,
            folder("Administratie/Facturen"),
            incoming,
            by=in_alfa.admin,
            year=2026,
            same=OnSame.KEEP,
        )
    assert (skipped, kept.name, DossierItem.objects.count()) == (earlier, "tweede.txt", 2)


def test_same_bytes_of_another_relation_are_no_secret_shared(in_alfa):
    make_item(content=b"gelijk")
    with arriving(b"gelijk") as incoming:
        upload(make_relation(), folder("Correspondentie"), incoming, by=in_alfa.admin)
    assert DossierItem.objects.count() == 2


def test_same_bytes_in_a_folder_closed_to_the_member_stay_unknown(in_alfa):
    relation = make_relation()
    make_item(relation, "WWFT/ID-documenten", b"paspoort")
    with arriving(b"paspoort") as incoming:
        upload(relation, folder("Correspondentie"), incoming, by=in_alfa.admin)
    assert DossierItem.objects.count() == 2


def test_upload_into_a_folder_closed_to_the_member_does_not_find_it(in_alfa):
    relation = make_relation()
    with arriving() as incoming, pytest.raises(NotHere):
        upload(relation, folder("WWFT/ID-documenten"), incoming, by=in_alfa.admin)


def test_upload_into_a_folder_of_another_relation_does_not_find_it(in_alfa):
    from dossier.rules.tree import create_folder

    one, other = make_relation(), make_relation()
    own = create_folder("Eigen", by=in_alfa.admin, parent=folder("Administratie"), relation=other)
    with arriving() as incoming, pytest.raises(NotHere):
        upload(one, own, incoming, by=in_alfa.admin, year=2026)


def test_item_cannot_point_to_a_folder_of_another_office(offices):
    with offices.beta.scope:
        elsewhere = folder("Correspondentie")
    with offices.alfa.scope:
        relation, stored = make_relation(), store(b"x", name="x", purpose="test")
        with pytest.raises(Folder.DoesNotExist):
            file_item(relation, elsewhere, stored, by=SYSTEM, name="a.txt", source=Source.STAFF)
        item = make_item(relation)
        with pytest.raises(IntegrityError), transaction.atomic():
            DossierItem.objects.filter(pk=item.pk).update(folder_id=elsewhere.pk)
            connection.check_constraints()


def test_items_of_another_office_do_not_exist(offices):
    with offices.alfa.scope:
        item = make_item(name="geheim.txt")
    with offices.beta.scope:
        assert list(DossierItem.objects.filter(pk=item.pk)) == []
        assert list(DossierItem.objects.visible_to(offices.beta.admin)) == []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM dossier_dossieritem UNION SELECT original_filename FROM dossier_itemversion"
            )
            assert cursor.fetchall() == []


def test_add_version_keeps_the_older_ones(in_alfa):
    item = make_item(content=b"een", name="brief.txt")
    with arriving(b"twee", "nieuwe brief.txt") as incoming:
        add_version(item, incoming, by=in_alfa.manager)
    item.refresh_from_db()
    rows = [
        (v.number, v.original_filename, read_bytes(v.stored_file)) for v in item.versions.order_by("number")
    ]
    assert rows == [(1, "brief.txt", b"een"), (2, "nieuwe brief.txt", b"twee")]
    assert (item.current.number, item.name, item.version) == (2, "brief.txt", 2)
    assert AuditEvent.objects.filter(event="item.versioned").count() == 1


def test_add_version_of_the_same_bytes_is_dos09(in_alfa):
    item = make_item(content=b"een")
    with arriving(b"een") as incoming, pytest.raises(SameContent):
        add_version(item, incoming, by=in_alfa.manager)
    assert item.versions.count() == 1


def test_add_version_to_a_sealed_item_is_dos10(in_alfa):
    item = make_item(sealed=True)
    with arriving(b"twee") as incoming, pytest.raises(RuleBroken) as refused:
        add_version(item, incoming, by=in_alfa.admin)
    assert told(refused)[:2] == (
        "DOS10",
        "Dit stuk is verzegeld (ondertekend of geaccordeerd). Voeg een nieuw stuk toe in plaats van dit te wijzigen.",
    )


def test_add_version_without_the_right_writes_nothing(in_alfa):
    item = make_item()
    assign(item.relation, in_alfa.viewer)
    with arriving(b"twee") as incoming, pytest.raises(Forbidden):
        add_version(item, incoming, by=in_alfa.viewer)
    assert item.versions.count() == 1
