"""Changing items: what a seal and a freeze stop, what is written down, what the client sees when."""

import pytest

from crm.models import TimelineEntry
from dossier.models import DossierItem, FolderFreeze, VisibilityInterval
from dossier.rules import add_version, hide, move, publish, rename, seal
from dossier.rules.bin import trash
from dossier.rules.freezing import freeze, thaw
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.models import AuditEvent
from tests.factories.crm import assign, make_relation
from tests.factories.dossier import arriving, folder, make_item

SEALED = "Dit stuk is verzegeld (ondertekend of geaccordeerd). Voeg een nieuw stuk toe in plaats van dit te wijzigen."


def events() -> list[str]:
    return list(
        AuditEvent.objects.filter(event__startswith="item.").order_by("id").values_list("event", flat=True)
    )[1:]


def test_rename_keeps_the_original_name(in_alfa):
    item = make_item(name="scan0001.pdf")
    rename(item, by=in_alfa.manager, name="Leasecontract oven")
    item.refresh_from_db()
    assert (item.name, item.original_filename, item.sort_key, item.version) == (
        "Leasecontract oven.pdf",
        "scan0001.pdf",
        "leasecontract oven.pdf",
        2,
    )
    assert events() == ["item.renamed"]
    assert (
        TimelineEntry.objects.get(event="item.renamed").title == "scan0001.pdf heet nu Leasecontract oven.pdf"
    )


def test_rename_to_the_same_name_writes_nothing(in_alfa):
    item = make_item(name="a.pdf")
    rename(item, by=in_alfa.manager, name="a.pdf")
    item.refresh_from_db()
    assert (item.version, events()) == (1, [])


def test_rename_of_a_changed_item_is_g02(in_alfa):
    item = make_item(name="a.pdf")
    rename(item, by=in_alfa.manager, name="b", seen_version=1)
    with pytest.raises(StaleForm) as refused:
        rename(item, by=in_alfa.admin, name="c", seen_version=1)
    item.refresh_from_db()
    assert (refused.value.code, item.name) == ("G02", "b.pdf")


def test_move_to_another_folder_and_period(in_alfa):
    item = make_item(name="a.pdf", period="m10")
    move(item, by=in_alfa.manager, folder=folder("Jaarwerk/Jaarrekening"), year=2025)
    item.refresh_from_db()
    assert (item.folder.name, item.year, item.period) == ("Jaarrekening", 2025, "")
    assert AuditEvent.objects.get(event="item.moved").data == {
        "from": ["Omzetbelasting", 2026, "m10"],
        "to": ["Jaarrekening", 2025, ""],
    }


@pytest.mark.parametrize(("target", "code"), [("Belastingen", "DOS05"), ("Jaarwerk/Jaarrekening", "DOS07")])
def test_move_to_where_it_cannot_lie_changes_nothing(in_alfa, target, code):
    item = make_item()
    with pytest.raises(RuleBroken) as refused:
        move(item, by=in_alfa.manager, folder=folder(target))
    item.refresh_from_db()
    assert (refused.value.code, item.folder.name, item.version) == (code, "Omzetbelasting", 1)


def test_move_into_the_identity_folder_is_not_found_without_its_right(in_alfa):
    item = make_item()
    with pytest.raises(RuleBroken) as refused:
        move(item, by=in_alfa.admin, folder=folder("WWFT/ID-documenten"))
    assert refused.value.code == "NIET_GEVONDEN"


def test_move_out_of_sight_closes_the_interval(in_alfa):
    item = make_item(where="Correspondentie")
    move(item, by=in_alfa.manager, folder=folder("Jaarwerk/Werkdossier"), year=2026)
    interval = VisibilityInterval.objects.get(item=item)
    assert (interval.valid_to is None, interval.closed_by) == (False, str(in_alfa.manager))
    move(item, by=in_alfa.manager, folder=folder("Correspondentie"))
    assert VisibilityInterval.objects.filter(item=item, valid_to__isnull=True).count() == 1


def test_hide_and_publish_are_intervals(in_alfa):
    item = make_item(where="Correspondentie")
    hide(item, by=in_alfa.manager)
    hide(item, by=in_alfa.manager)
    publish(item, by=in_alfa.admin)
    rows = list(VisibilityInterval.objects.filter(item=item).order_by("valid_from"))
    assert [(r.opened_by, r.closed_by) for r in rows] == [
        ("Kantoorportaal", str(in_alfa.manager)),
        (str(in_alfa.admin), ""),
    ]
    assert events() == ["item.hidden", "item.published"]


CHANGES = {
    "rename": lambda item, by: rename(item, by=by, name="anders"),
    "move": lambda item, by: move(item, by=by, folder=folder("Correspondentie")),
    "period": lambda item, by: move(item, by=by, folder=item.folder, year=2025),
    "version": lambda item, by: add_version(item, arriving(b"nieuwe bytes"), by=by),
    "trash": lambda item, by: trash(item, by=by),
}


@pytest.mark.parametrize("change", CHANGES)
def test_sealed_item_refuses_every_change(in_alfa, change):
    item = make_item(sealed=True)
    before = DossierItem.objects.filter(pk=item.pk).values().get()
    with pytest.raises(RuleBroken) as refused:
        CHANGES[change](item, in_alfa.admin)
    assert (refused.value.code, refused.value.text) == ("DOS10", SEALED)
    assert DossierItem.objects.filter(pk=item.pk).values().get() == before
    assert (item.versions.count(), events()) == (1, [])


def test_seal_is_for_good_and_for_managers(in_alfa):
    item = make_item()
    assign(item.relation, in_alfa.editor)
    with pytest.raises(Forbidden):
        seal(item, by=in_alfa.editor)
    seal(item, by=in_alfa.manager)
    seal(item, by=in_alfa.manager)
    item.refresh_from_db()
    assert (item.sealed, events()) == (True, ["item.sealed"])


@pytest.mark.parametrize("change", CHANGES)
def test_frozen_folder_refuses_every_change(in_alfa, change):
    item = make_item(name="a.pdf")
    freeze(
        folder("Belastingen"),
        by=in_alfa.manager,
        reason="Aangifte verstuurd",
        relation=item.relation,
        year=2026,
    )
    with pytest.raises(RuleBroken) as refused:
        CHANGES[change](item, in_alfa.admin)
    assert (refused.value.code, refused.value.text) == (
        "DOS06",
        f"Omzetbelasting 2026 is bevroren door {in_alfa.manager} (Aangifte verstuurd). "
        "Vraag een manager de map te openen of kies een ander jaar.",
    )
    item.refresh_from_db()
    assert (item.version, item.versions.count()) == (1, 1)


def test_frozen_folder_takes_nothing_new_until_it_is_thawed(in_alfa):
    relation, other = make_relation(), make_relation()
    frozen = freeze(folder(), by=in_alfa.manager, reason="Dicht", relation=relation, year=2026)
    with pytest.raises(RuleBroken) as refused:
        make_item(relation)
    assert refused.value.code == "DOS06"
    assert make_item(relation, year=2025).year == 2025
    assert make_item(other).year == 2026
    thaw(frozen, by=in_alfa.manager, reason="Correctie nodig")
    assert make_item(relation).year == 2026
    names = list(AuditEvent.objects.filter(event__startswith="folder.fr").values_list("event", flat=True))
    assert names == ["folder.frozen"]
    assert FolderFreeze.objects.get().thaw_reason == "Correctie nodig"


def test_freeze_for_all_relations_and_years(in_alfa):
    freeze(folder("Belastingen"), by=in_alfa.manager, reason="Verhuizing")
    with pytest.raises(RuleBroken) as refused:
        make_item(year=2020)
    assert refused.value.text == (
        f"Omzetbelasting is bevroren door {in_alfa.manager} (Verhuizing). "
        "Vraag een manager de map te openen of kies een ander jaar."
    )


def test_freeze_twice_is_one_freeze(in_alfa):
    first = freeze(folder(), by=in_alfa.manager, reason="Dicht")
    assert freeze(folder(), by=in_alfa.admin, reason="Nog eens").pk == first.pk
    assert FolderFreeze.objects.count() == 1


def test_freeze_asks_a_manager_and_a_reason(in_alfa):
    relation = make_relation()
    assign(relation, in_alfa.editor)
    with pytest.raises(Forbidden):
        freeze(folder(), by=in_alfa.editor, reason="Dicht", relation=relation)
    with pytest.raises(RuleBroken) as refused:
        freeze(folder(), by=in_alfa.manager, reason=" ")
    assert (refused.value.code, refused.value.field, FolderFreeze.objects.count()) == ("G01", "reason", 0)


RIGHTS = {"rename": rename, "hide": hide, "publish": publish, "trash": trash}


@pytest.mark.parametrize("act", RIGHTS)
def test_viewer_changes_nothing(in_alfa, act):
    item = make_item()
    assign(item.relation, in_alfa.viewer)
    before = DossierItem.objects.filter(pk=item.pk).values().get()
    with pytest.raises(Forbidden):
        RIGHTS[act](item, by=in_alfa.viewer, **({"name": "x"} if act == "rename" else {}))
    assert DossierItem.objects.filter(pk=item.pk).values().get() == before


def test_editor_changes_only_relations_with_a_role(in_alfa):
    mine, other = make_item(), make_item()
    assign(mine.relation, in_alfa.editor)
    rename(mine, by=in_alfa.editor, name="van mij")
    with pytest.raises(Forbidden):
        rename(other, by=in_alfa.editor, name="van een ander")
