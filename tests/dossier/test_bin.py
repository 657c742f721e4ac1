"""The bin: gone for the client at once, back with everything, destroyed only by two people with a reason."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossier.enums import ItemStatus, Source
from dossier.models import DossierItem, VisibilityInterval
from dossier.rules.bin import destroy, restore, trash
from dossier.rules.freezing import freeze
from offices.errors import Forbidden, RuleBroken
from offices.files.orphans import remove_orphans
from offices.models import AuditEvent, StoredFile
from tests.factories.crm import assign
from tests.factories.dossier import make_item


def thrown_away(item, days: int, by) -> DossierItem:
    trash(item, by=by)
    DossierItem.objects.filter(pk=item.pk).update(deleted_at=timezone.now() - timedelta(days=days))
    return DossierItem.objects.get(pk=item.pk)


def test_trash_and_restore_bring_back_everything(in_alfa):
    item = make_item(where="Correspondentie", name="a.pdf")
    trash(item, by=in_alfa.manager)
    item.refresh_from_db()
    assert (item.status, item.deleted_by) == (ItemStatus.TRASHED, in_alfa.manager)
    assert VisibilityInterval.objects.filter(item=item, valid_to__isnull=True).count() == 0
    restore(item, by=in_alfa.manager)
    item.refresh_from_db()
    assert (item.status, item.deleted_at, item.deleted_by, item.folder.name) == (
        ItemStatus.AVAILABLE,
        None,
        None,
        "Correspondentie",
    )
    assert VisibilityInterval.objects.filter(item=item, valid_to__isnull=True).count() == 1
    assert list(AuditEvent.objects.order_by("id").values_list("event", flat=True))[-2:] == [
        "item.trashed",
        "item.restored",
    ]


def test_trash_twice_is_once(in_alfa):
    item = make_item()
    trash(item, by=in_alfa.manager)
    trash(item, by=in_alfa.admin)
    assert AuditEvent.objects.filter(event="item.trashed").count() == 1


def test_restore_into_a_frozen_folder_is_dos06(in_alfa):
    item = make_item()
    trash(item, by=in_alfa.manager)
    freeze(item.folder, by=in_alfa.manager, reason="Dicht")
    with pytest.raises(RuleBroken) as refused:
        restore(item, by=in_alfa.manager)
    item.refresh_from_db()
    assert (refused.value.code, item.status) == ("DOS06", ItemStatus.TRASHED)


def test_restore_asks_its_own_right(in_alfa):
    item = make_item()
    assign(item.relation, in_alfa.viewer)
    trash(item, by=in_alfa.manager)
    with pytest.raises(Forbidden):
        restore(item, by=in_alfa.viewer)


def test_destroy_keeps_name_hash_and_reason(in_alfa):
    item = thrown_away(make_item(content=b"weg ermee", name="fout.pdf"), 31, in_alfa.manager)
    destroy(item, by=in_alfa.admin, reason="Stuk van een andere cliënt")
    item.refresh_from_db()
    version = item.versions.get()
    assert (item.status, item.name, item.destroy_reason) == (
        ItemStatus.DESTROYED,
        "fout.pdf",
        "Stuk van een andere cliënt",
    )
    assert (version.stored_file, len(version.sha256)) == (None, 64)
    assert AuditEvent.objects.get(event="items.destroyed").data == {
        "reason": "Stuk van een andere cliënt",
        "sha256": [version.sha256],
    }
    StoredFile.objects.update(at=timezone.now() - timedelta(days=2))
    assert (remove_orphans(), StoredFile.objects.count()) == (1, 0)


def test_destroy_leaves_bytes_that_something_else_needs(in_alfa):
    from dossier.rules import file_item
    from offices.audit import SYSTEM

    item = make_item()
    other = file_item(
        item.relation,
        item.folder,
        item.current.stored_file,
        by=SYSTEM,
        name="b.txt",
        year=2026,
        source=Source.STAFF,
    )
    destroy(thrown_away(item, 31, in_alfa.manager), by=in_alfa.admin, reason="Dubbel")
    StoredFile.objects.update(at=timezone.now() - timedelta(days=2))
    assert (remove_orphans(), StoredFile.objects.get()) == (0, other.current.stored_file)


def test_destroy_asks_another_person(in_alfa):
    item = thrown_away(make_item(), 31, in_alfa.manager)
    with pytest.raises(RuleBroken) as refused:
        destroy(item, by=in_alfa.manager, reason="Weg")
    assert refused.value.text == (
        "Vernietigen doen twee personen: u gooide dit stuk zelf weg. Vraag een collega het te vernietigen."
    )


def test_destroy_waits_thirty_days(in_alfa):
    item = thrown_away(make_item(), 29, in_alfa.manager)
    until = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RuleBroken) as refused:
        destroy(item, by=in_alfa.admin, reason="Weg")
    assert (refused.value.code, refused.value.text) == (
        "DOS11",
        f"Dit stuk mag pas na {until:%d-%m-%Y} worden vernietigd: stukken blijven 30 dagen in de prullenbak.",
    )


def test_destroy_of_a_filing_waits_seven_years(in_alfa):
    item = thrown_away(make_item(source=Source.FILING, year=2025), 31, in_alfa.manager)
    with pytest.raises(RuleBroken) as refused:
        destroy(item, by=in_alfa.admin, reason="Weg")
    assert refused.value.text == (
        "Dit stuk mag pas na 31-12-2032 worden vernietigd: fiscale bewaarplicht van zeven jaar (AWR artikel 52)."
    )


def test_destroy_asks_a_reason_and_the_bin(in_alfa):
    item = make_item()
    with pytest.raises(RuleBroken) as refused:
        destroy(item, by=in_alfa.admin, reason="Weg")
    assert refused.value.text == "brief.txt ligt niet in de prullenbak. Gooi het stuk eerst weg."
    with pytest.raises(RuleBroken) as refused:
        destroy(thrown_away(item, 31, in_alfa.manager), by=in_alfa.admin, reason=" ")
    assert refused.value.code == "G01"


def test_destroy_asks_its_own_right(in_alfa):
    item = make_item()
    assign(item.relation, in_alfa.editor)
    with pytest.raises(Forbidden):
        destroy(thrown_away(item, 31, in_alfa.manager), by=in_alfa.editor, reason="Weg")
