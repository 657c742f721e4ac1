"""The folder tree: what every office starts with, and how it may be changed."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from dossier.enums import PeriodSetting, SystemRole, Visibility
from dossier.models import Dossier, DossierItem, Folder, VisibilityInterval
from dossier.queries.tree import count_items, folder_by_path, folder_by_role, load_tree
from dossier.rules.bin import trash
from dossier.rules.freezing import freeze
from dossier.rules.tree import create_folder, delete_folder, place_folder, rename_folder
from dossier.rules.tree_settings import set_period, set_visibility
from offices.audit import SYSTEM
from offices.errors import Forbidden, RuleBroken
from offices.models import AuditEvent
from tests.factories.crm import assign, make_relation
from tests.factories.dossier import folder, make_item

TREE = """
Inbox NONE OFFICE
Permanent dossier NONE CLIENT
  Statuten en akten NONE CLIENT
  Overeenkomsten NONE CLIENT
  Leningen NONE CLIENT
  Huurovereenkomsten NONE CLIENT
  Verzekeringen NONE CLIENT
  Pensioen NONE CLIENT
  Overige NONE CLIENT
Jaarwerk YEAR CLIENT
  Jaarrekening YEAR CLIENT
  Werkdossier YEAR OFFICE
  KvK-deponering YEAR CLIENT
Belastingen YEAR CLIENT
  Omzetbelasting ANY CLIENT
  ICP ANY CLIENT
  Loonheffingen ANY CLIENT
  Inkomstenbelasting YEAR CLIENT
  Vennootschapsbelasting YEAR CLIENT
  Aanslagen YEAR CLIENT
  Uitstel en bezwaar YEAR CLIENT
  Correspondentie Belastingdienst YEAR CLIENT
Salaris ANY CLIENT payroll
  Loonstroken ANY CLIENT payroll
  Jaaropgaven ANY CLIENT payroll
  Betaalbestanden ANY CLIENT payroll
Administratie ANY CLIENT
  Bankafschriften ANY CLIENT
  Facturen ANY CLIENT
  Overige aanlevering ANY CLIENT
Correspondentie NONE CLIENT
Kredietrapportages YEAR CLIENT
WWFT NONE OFFICE
  Aandeelhouders NONE OFFICE
  Opdrachtbevestiging NONE OFFICE
  Kopie uittreksel KVK NONE OFFICE
  UBO/Due Diligence-registratie NONE OFFICE
  ID-documenten NONE OFFICE
  Workflow onboarding NONE OFFICE
Migratie NONE OFFICE
  Overige NONE OFFICE
"""


def refused_by(act) -> RuleBroken:
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value


def test_new_office_has_the_default_tree(in_alfa):
    lines = [
        f"{'  ' * (node.folder.depth - 1)}{node.folder.name} {node.folder.period_setting} {node.folder.visibility}"
        + (" payroll" if node.folder.payroll_only else "")
        for node in load_tree()
    ]
    assert "\n".join(lines) == TREE.strip()
    assert set(Folder.objects.exclude(system_role="").values_list("system_role", flat=True)) == set(
        SystemRole
    )


def test_folders_open_to_clients_have_an_interval_from_the_start(in_alfa):
    opened = set(VisibilityInterval.objects.filter(valid_to__isnull=True).values_list("folder", flat=True))
    assert opened == set(Folder.objects.filter(visibility=Visibility.CLIENT).values_list("pk", flat=True))


def test_new_relation_has_one_dossier(in_alfa):
    relation = make_relation()
    assert Dossier.objects.filter(relation=relation).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.create(relation=relation)


def test_tree_of_an_office_is_its_own(offices):
    with offices.beta.scope:
        create_folder("Alleen van beta", by=offices.beta.admin)
        theirs = set(Folder.objects.values_list("pk", flat=True))
    with offices.alfa.scope:
        assert Folder.objects.filter(name="Alleen van beta").count() == 0
        assert theirs & set(Folder.objects.values_list("pk", flat=True)) == set()


def test_folder_by_path_takes_any_case_and_a_slash_in_a_name(in_alfa):
    assert folder_by_path(None, "belastingen/omzetbelasting").name == "Omzetbelasting"
    assert folder_by_path(None, "WWFT/UBO/Due Diligence-registratie").system_role == SystemRole.WWFT_UBO
    assert folder_by_role(SystemRole.INBOX).name == "Inbox"


def test_folder_by_path_that_is_gone_is_dos13(in_alfa):
    fault = refused_by(lambda: folder_by_path(None, "Oud/Weg"))
    assert (fault.code, fault.text) == (
        "DOS13",
        "De map Oud/Weg bestaat niet meer. Kies een nieuwe map in de instelling Beheer > Dossier.",
    )


def test_create_folder_inherits_from_its_parent(in_alfa):
    made = create_folder("Erfbelasting", by=in_alfa.admin, parent=folder("Belastingen"))
    assert (made.depth, made.period_setting, made.visibility) == (2, PeriodSetting.YEAR, Visibility.CLIENT)
    assert VisibilityInterval.objects.filter(folder=made).count() == 1
    assert AuditEvent.objects.filter(event="folder.changed", subject_id=str(made.pk)).count() == 1


@pytest.mark.parametrize("name", ["omzetbelasting", "OMZETBELASTING "])
def test_two_folders_of_one_name_are_dos08(in_alfa, name):
    fault = refused_by(lambda: create_folder(name, by=in_alfa.admin, parent=folder("Belastingen")))
    shown = name.strip()
    assert (fault.code, fault.field, fault.text) == (
        "DOS08",
        "name",
        f"Er bestaat al een map {shown} op deze plek. Kies een andere naam.",
    )


def test_names_are_unique_in_the_database_too(in_alfa):
    with pytest.raises(IntegrityError), transaction.atomic():
        Folder.objects.create(name="INBOX")


def test_own_folder_may_not_repeat_a_folder_of_the_office(in_alfa):
    relation = make_relation()

    def make():
        return create_folder("facturen", by=in_alfa.admin, parent=folder("Administratie"), relation=relation)

    assert refused_by(make).code == "DOS08"


def test_ninth_level_is_refused(in_alfa):
    parent = None
    for depth in range(1, 9):
        parent = create_folder(f"laag {depth}", by=in_alfa.admin, parent=parent)
    fault = refused_by(lambda: create_folder("laag 9", by=in_alfa.admin, parent=parent))
    assert fault.text == "Mappen gaan hoogstens 8 lagen diep. Kies een map hoger in de boom."
    with pytest.raises(IntegrityError), transaction.atomic():
        Folder.objects.create(name="laag 9", parent=parent, depth=9)


def test_child_below_items_asks_to_move_them(in_alfa):
    item = make_item(where="Correspondentie")
    parent = item.folder
    fault = refused_by(lambda: create_folder("Brieven", by=in_alfa.admin, parent=parent))
    assert (fault.code, fault.field) == ("DOS05", "move_items")
    create_folder("Brieven", by=in_alfa.admin, parent=parent, move_items=True)
    item.refresh_from_db()
    assert (item.folder.name, item.folder.parent, item.folder.visibility) == (
        "Overige",
        parent,
        Visibility.CLIENT,
    )
    assert [node.folder.name for node in load_tree().get(parent.pk).children] == ["Overige", "Brieven"]


def test_child_below_frozen_items_is_refused(in_alfa):
    item = make_item(where="Correspondentie")
    freeze(item.folder, by=in_alfa.manager, reason="Dicht")
    make = partial(create_folder, "Brieven", by=in_alfa.admin, parent=item.folder, move_items=True)
    assert refused_by(make).code == "DOS06"


def test_own_folders_only_where_they_are_allowed(in_alfa):
    relation = make_relation()
    own = create_folder("Project X", by=in_alfa.admin, parent=folder("Administratie"), relation=relation)
    assert (own.relation, load_tree(relation).get(own.pk).path) == (relation, "Administratie / Project X")
    assert load_tree(make_relation()).get(own.pk) is None
    fault = refused_by(
        lambda: create_folder("Project Y", by=in_alfa.admin, parent=folder("Belastingen"), relation=relation)
    )
    assert fault.field == "parent"


@pytest.mark.parametrize("who", ["viewer", "editor", "manager"])
def test_office_tree_is_for_administrators(in_alfa, who):
    before = Folder.objects.count()
    with pytest.raises(Forbidden):
        create_folder("Nieuw", by=getattr(in_alfa, who))
    with pytest.raises(Forbidden):
        rename_folder(folder("Correspondentie"), by=getattr(in_alfa, who), name="Post")
    assert Folder.objects.count() == before


def test_own_folders_are_for_editors_with_a_role(in_alfa):
    relation = make_relation()

    def make():
        return create_folder("Eigen", by=in_alfa.editor, parent=folder("Administratie"), relation=relation)

    with pytest.raises(Forbidden):
        make()
    assign(relation, in_alfa.editor)
    assert make().created_by == in_alfa.editor


def test_rename_keeps_what_points_to_it(in_alfa):
    item = make_item(where="Correspondentie")
    rename_folder(item.folder, by=in_alfa.admin, name="Post")
    item.refresh_from_db()
    assert item.folder.name == "Post"


def test_move_folder_takes_its_branch_along(in_alfa):
    place_folder(folder("Jaarwerk"), by=in_alfa.admin, parent=folder("Permanent dossier"), order=5)
    node = load_tree().by_path("Permanent dossier/Jaarwerk/Jaarrekening")
    assert node.folder.depth == 3


def test_move_folder_below_itself_or_below_items_is_refused(in_alfa):
    make_item(where="Correspondentie")
    into_itself = refused_by(
        lambda: place_folder(
            folder("Jaarwerk"), by=in_alfa.admin, parent=folder("Jaarwerk/Werkdossier"), order=1
        )
    )
    assert into_itself.text == "Jaarwerk kan niet onder een eigen submap staan. Kies een andere map."
    onto_items = refused_by(
        lambda: place_folder(folder("Jaarwerk"), by=in_alfa.admin, parent=folder("Correspondentie"), order=1)
    )
    assert onto_items.code == "DOS05"


def test_visibility_of_a_branch_goes_to_its_leaves(in_alfa):
    changed = set_visibility(folder("Jaarwerk"), by=in_alfa.admin, visibility=Visibility.CLIENT)
    assert [leaf.name for leaf in changed] == ["Werkdossier"]
    assert load_tree().by_path("Jaarwerk/Werkdossier").for_client is True


def test_narrower_folder_hides_its_items_from_now(in_alfa):
    item, hidden = make_item(where="Correspondentie"), make_item(where="Correspondentie", is_public=False)
    set_visibility(item.folder, by=in_alfa.admin, visibility=Visibility.OFFICE)
    assert VisibilityInterval.objects.filter(item=item, valid_to__isnull=True).count() == 0
    set_visibility(item.folder, by=in_alfa.admin, visibility=Visibility.CLIENT)
    opened = VisibilityInterval.objects.filter(valid_to__isnull=True, item__isnull=False).values_list(
        "item", flat=True
    )
    assert list(opened) == [item.pk]
    assert VisibilityInterval.objects.filter(item=hidden).count() == 0


@pytest.mark.parametrize("role", sorted(set(SystemRole) - {SystemRole.WWFT_ENGAGEMENT_LETTER}))
def test_folders_of_the_office_alone_never_open(in_alfa, role):
    fault = refused_by(
        lambda: set_visibility(folder_by_role(role), by=in_alfa.admin, visibility=Visibility.CLIENT)
    )
    assert fault.field == "visibility"


def test_opening_a_branch_leaves_its_closed_folders_closed(in_alfa):
    changed = set_visibility(folder("WWFT"), by=in_alfa.admin, visibility=Visibility.CLIENT)
    assert [leaf.system_role for leaf in changed] == [SystemRole.WWFT_ENGAGEMENT_LETTER]


def test_set_period_decides_what_is_asked(in_alfa):
    set_period(
        folder("Correspondentie"), by=in_alfa.admin, period_setting="YEAR", allow_relation_children=True
    )
    fresh = folder("Correspondentie")
    assert (fresh.period_setting, fresh.allow_relation_children) == ("YEAR", True)


def test_delete_folder_only_when_nothing_is_in_it(in_alfa):
    assert refused_by(lambda: delete_folder(folder("Belastingen"), by=in_alfa.admin)).text == (
        "Belastingen bevat submappen. Verwijder of verplaats die eerst."
    )
    item = make_item(where="Correspondentie")
    trash(item, by=in_alfa.admin)
    assert refused_by(lambda: delete_folder(item.folder, by=in_alfa.admin)).text == (
        "Correspondentie is niet leeg, of er liggen stukken van in de prullenbak. Verplaats die eerst."
    )
    delete_folder(create_folder("Leeg", by=in_alfa.admin), by=in_alfa.admin)
    assert Folder.objects.filter(name="Leeg").count() == 0


def test_delete_system_folder_is_refused(in_alfa):
    assert refused_by(lambda: delete_folder(folder("Inbox"), by=in_alfa.admin)).text == (
        "Inbox hoort bij het portaal en kan niet weg. U kunt de map wel hernoemen."
    )


def test_delete_folder_that_a_setting_uses_is_refused(in_alfa, monkeypatch):
    from dossier.registry import folder_uses

    monkeypatch.setattr(folder_uses, "_entries", [lambda paths: {path: ["Beheer > SBR"] for path in paths}])
    assert refused_by(lambda: delete_folder(folder("Kredietrapportages"), by=in_alfa.admin)).text == (
        "Kredietrapportages wordt gebruikt in Beheer > SBR. Kies daar eerst een andere map."
    )


def test_settings_follow_a_folder_that_gets_another_path(in_alfa, monkeypatch):
    from dossier.registry import folder_moved

    told = []
    monkeypatch.setattr(folder_moved, "_entries", [lambda before, after, *, by: told.append((before, after))])
    rename_folder(folder("Belastingen"), by=in_alfa.admin, name="Fiscaal")
    place_folder(folder("Fiscaal/ICP"), by=in_alfa.admin, parent=folder("Administratie"), order=5)
    place_folder(folder("Administratie/ICP"), by=in_alfa.admin, parent=folder("Administratie"), order=6)
    assert told == [("Belastingen", "Fiscaal"), ("Fiscaal/ICP", "Administratie/ICP")]


def test_counts_are_of_what_is_visible_and_of_the_year(in_alfa, django_assert_num_queries):
    relation = make_relation()
    for year in (2025, 2026, 2026):
        make_item(relation, year=year)
    trash(make_item(relation), by=SYSTEM)
    make_item()
    tree = load_tree(relation)
    visible = DossierItem.objects.live().visible_to(in_alfa.admin)
    with django_assert_num_queries(1):
        count_items(tree, relation, visible, year=2026)
    counted = {node.folder.name: node.count for node in tree if node.count}
    assert counted == {"Omzetbelasting": 2}
