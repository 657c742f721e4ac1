"""Pages of the dossier in a signed-in browser: doors, lists, downloads, bulk, folders."""

import re
from uuid import uuid4

import pytest
from django.core.cache import cache

from dossier.enums import ItemStatus
from dossier.models import DossierItem, Folder, FolderFreeze, ItemAccess
from dossier.rules.bin import trash
from dossier.rules.freezing import freeze
from offices.urls_helpers import desk_url
from tests.factories.crm import assign, make_relation
from tests.factories.dossier import folder, make_item, make_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(in_alfa, desk_client):
    return desk_client(in_alfa.admin)


def tab(relation, **query) -> str:
    return desk_url(
        "dossier:tab", relation.pk, query="&".join(f"{key}={value}" for key, value in query.items())
    )


def names_in(answer) -> list[str]:
    return re.findall(r'id="stuk-[^>]*>([^<]*)</a>', answer.content.decode())


def test_tab_shows_a_folder(in_alfa, staff):
    relation = make_relation()
    item = make_item(relation, name="Btw oktober.pdf", content=make_pdf(), period="m10")
    make_item(relation, name="Btw 2025.pdf", year=2025)
    make_item(name="van een ander.pdf")
    answer = staff.get(tab(relation, map=item.folder_id, jaar=2026))
    assert (answer.status_code, names_in(answer)) == (200, ["Btw oktober.pdf"])
    assert names_in(staff.get(tab(relation, map=item.folder_id))) == ["Btw 2025.pdf", "Btw oktober.pdf"]


def test_tab_sorts_by_name_both_ways(in_alfa, staff):
    relation = make_relation()
    for name in ("brief 10.txt", "Brief 9.txt", "alfa.txt"):
        make_item(relation, "Correspondentie", name=name)
    page = lambda sort: names_in(staff.get(tab(relation, map=folder("Correspondentie").pk, sort=sort)))  # noqa: E731
    assert page("naam") == ["alfa.txt", "Brief 9.txt", "brief 10.txt"]
    assert page("-naam") == ["brief 10.txt", "Brief 9.txt", "alfa.txt"]


def test_tab_without_items_teaches(in_alfa, staff):
    answer = staff.get(tab(make_relation(), map=folder("Correspondentie").pk))
    assert "Deze map is leeg" in answer.content.decode()


@pytest.mark.parametrize(
    "query", [{"map": "x"}, {"map": str(uuid4())}, {"stuk": "x"}, {"stuk": str(uuid4())}]
)
def test_tab_of_something_that_is_not_there_is_404(in_alfa, staff, query):
    assert staff.get(tab(make_relation(), **query)).status_code == 404


def test_tab_of_another_office_is_404(offices, desk_client):
    with offices.beta.scope:
        item = make_item(name="geheim van beta.pdf")
        there = tab(item.relation, map=item.folder_id)
        page = desk_url("dossier:item", item.relation_id, item.pk)
    with offices.alfa.scope:
        here = tab(item.relation, map=item.folder_id)
    client = desk_client(offices.alfa.admin)
    assert [client.get(url).status_code for url in (there, here, page)] == [404, 404, 404]


def test_viewer_without_a_role_finds_nothing(in_alfa, desk_client):
    item = make_item(name="geheim.pdf")
    urls = [
        tab(item.relation),
        desk_url("dossier:item", item.relation_id, item.pk),
        desk_url("dossier:download", item.relation_id, item.pk, 1),
        desk_url("dossier:page", item.relation_id, item.pk, 1, 1),
        desk_url("dossier:open", item.pk),
        desk_url("dossier:bin", item.relation_id),
    ]
    client = desk_client(in_alfa.viewer)
    assert [client.get(url).status_code for url in urls] == [404] * 6
    assert ItemAccess.objects.count() == 0


def test_item_under_another_relation_is_404(in_alfa, staff):
    item, other = make_item(), make_relation()
    urls = [
        desk_url(f"dossier:{name}", other.pk, item.pk)
        for name in ("item", "rename", "trash", "publish", "new_version")
    ]
    answers = [staff.get(urls[0]), *[staff.post(url, {"name": "x"}) for url in urls[1:]]]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert DossierItem.objects.get(pk=item.pk).version == 1


def test_identity_folder_is_absent_without_its_right(in_alfa, staff):
    item = make_item(where="WWFT/ID-documenten", name="paspoort van Jan.pdf")
    closed = Folder.objects.get(system_role="WWFT_ID")
    html = staff.get(tab(item.relation)).content.decode()
    assert ("ID-documenten" in html, "paspoort" in html) == (False, False)
    urls = [
        tab(item.relation, map=closed.pk),
        tab(item.relation, stuk=item.pk),
        desk_url("dossier:download", item.relation_id, item.pk, 1),
    ]
    assert [staff.get(url).status_code for url in urls] == [404] * 3


def test_private_words_of_a_name_are_only_text(in_alfa, staff):
    item = make_item(
        where="Correspondentie", name="<img src=x onerror=alert(1)>.txt", content=b"<script>alert(2)</script>"
    )
    DossierItem.objects.filter(pk=item.pk).update(name="<img src=x onerror=alert(1)>.txt")
    for url in (
        tab(item.relation, map=item.folder_id, stuk=item.pk),
        desk_url("dossier:item", item.relation_id, item.pk),
    ):
        html = staff.get(url).content.decode()
        assert ("<img src=x" in html, "<script>alert" in html) == (False, False)
        assert "&lt;script&gt;alert(2)&lt;/script&gt;" in html


def test_download_is_locked_and_written_down(in_alfa, staff):
    item = make_item(where="Correspondentie", name="pagina.html", content=b"<html><script>alert(1)</script>")
    answer = staff.get(desk_url("dossier:download", item.relation_id, item.pk, 1))
    assert b"".join(answer.streaming_content) == b"<html><script>alert(1)</script>"
    wanted = (
        "Content-Type",
        "Content-Disposition",
        "X-Content-Type-Options",
        "Content-Security-Policy",
        "Cache-Control",
    )
    assert [answer[name] for name in wanted] == [
        "application/octet-stream",
        'attachment; filename="pagina.html"',
        "nosniff",
        "default-src 'none'; sandbox",
        "private, no-store",
    ]
    line = ItemAccess.objects.get()
    assert (line.member, line.kind, line.place) == (in_alfa.admin, "DOWNLOADED", "DESK")


def test_download_of_an_older_version_says_so(in_alfa, staff):
    from dossier.rules import add_version
    from tests.factories.dossier import arriving

    item = make_item(where="Correspondentie", name="brief.txt", content=b"een")
    with arriving(b"twee", "ander.md") as incoming:
        add_version(item, incoming, by=in_alfa.admin)
    dispositions = [
        staff.get(desk_url("dossier:download", item.relation_id, item.pk, number))["Content-Disposition"]
        for number in (1, 2)
    ]
    assert dispositions == ['attachment; filename="brief (versie 1).txt"', 'attachment; filename="brief.md"']
    assert staff.get(desk_url("dossier:download", item.relation_id, item.pk, 3)).status_code == 404


def test_page_picture_is_an_image_and_one_reading(in_alfa, staff):
    item = make_item(name="a.pdf", content=make_pdf(2))
    for page in (1, 2):
        answer = staff.get(desk_url("dossier:page", item.relation_id, item.pk, 1, page))
        assert (answer.status_code, answer["Content-Type"], answer["Content-Disposition"].split(";")[0]) == (
            200,
            "image/png",
            "inline",
        )
        assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"
    assert ItemAccess.objects.count() == 1


def test_page_picture_of_a_broken_file_says_why(in_alfa, staff):
    item = make_item(name="a.pdf", content=b"%PDF-1.4 kapot")
    answer = staff.get(desk_url("dossier:page", item.relation_id, item.pk, 1, 1))
    assert (answer.status_code, "Het bestand kon niet worden gelezen" in answer.content.decode()) == (
        422,
        True,
    )


def test_preview_of_xml_is_escaped_text(in_alfa, staff):
    item = make_item(
        where="Correspondentie", name="a.xml", content=b'<?xml version="1.0"?><a onload="x">t</a>'
    )
    html = staff.get(tab(item.relation, map=item.folder_id, stuk=item.pk)).content.decode()
    assert "&lt;a onload=&quot;x&quot;&gt;t&lt;/a&gt;" in html


def test_item_page_shows_versions_and_the_log_to_managers_only(in_alfa, desk_client):
    item = make_item(name="a.txt")
    assign(item.relation, in_alfa.viewer)
    url = desk_url("dossier:item", item.relation_id, item.pk)
    shown = {
        who: "Inzage</h2>" in desk_client(getattr(in_alfa, who)).get(url).content.decode()
        for who in ("viewer", "manager")
    }
    assert shown == {"viewer": False, "manager": True}


def test_open_goes_to_the_item(in_alfa, staff):
    item = make_item()
    answer = staff.get(desk_url("dossier:open", item.pk))
    assert (answer.status_code, answer["Location"]) == (
        302,
        desk_url("dossier:item", item.relation_id, item.pk),
    )


ACTS = ["publish", "hide", "trash", "restore", "seal", "rename", "destroy"]


@pytest.mark.parametrize("act", ACTS)
def test_get_never_acts(in_alfa, staff, act):
    item = make_item()
    assert staff.get(desk_url(f"dossier:{act}", item.relation_id, item.pk)).status_code == 405
    assert DossierItem.objects.get(pk=item.pk).version == 1


@pytest.mark.parametrize("act", ACTS)
def test_viewer_may_not_act(in_alfa, desk_client, act):
    item = make_item()
    assign(item.relation, in_alfa.viewer)
    before = DossierItem.objects.filter(pk=item.pk).values().get()
    answer = desk_client(in_alfa.viewer).post(
        desk_url(f"dossier:{act}", item.relation_id, item.pk), {"name": "x"}
    )
    assert (answer.status_code, DossierItem.objects.filter(pk=item.pk).values().get()) == (403, before)


def undo_of(answer) -> str:
    return re.search(r'hx-post="([^"]*)"', answer.content.decode())[1].replace("&amp;", "&")


def test_trash_offers_its_undo(in_alfa, staff):
    item = make_item()
    answer = staff.post(desk_url("dossier:trash", item.relation_id, item.pk), follow=True)
    assert DossierItem.objects.get(pk=item.pk).status == ItemStatus.TRASHED
    staff.post(undo_of(answer))
    assert DossierItem.objects.get(pk=item.pk).status == ItemStatus.AVAILABLE


def test_rename_offers_its_undo(in_alfa, staff):
    item = make_item(name="oud & goed.txt")
    answer = staff.post(desk_url("dossier:rename", item.relation_id, item.pk), {"name": "nieuw"}, follow=True)
    assert DossierItem.objects.get(pk=item.pk).name == "nieuw.txt"
    staff.post(undo_of(answer))
    assert DossierItem.objects.get(pk=item.pk).name == "oud & goed.txt"


def test_back_goes_to_no_other_place(in_alfa, staff):
    item = make_item()
    url = desk_url("dossier:hide", item.relation_id, item.pk)
    answer = staff.post(url, {"terug": "https://kwaad.example/"})
    assert answer["Location"] == tab(item.relation, map=item.folder_id)


def test_bulk_does_each_and_counts(in_alfa, staff):
    relation = make_relation()
    items = [make_item(relation, "Correspondentie", name=f"{n}.txt") for n in range(3)]
    sealed = make_item(relation, "Correspondentie", name="vast.txt", sealed=True)
    elsewhere = make_item(name="van een ander.txt")
    pks = [str(item.pk) for item in (*items, sealed, elsewhere)]
    answer = staff.post(desk_url("dossier:bulk", relation.pk), {"verb": "trash", "pk": pks}, follow=True)
    text = answer.content.decode()
    assert ("3 stukken naar de prullenbak" in text, "vast.txt: Dit stuk is verzegeld" in text) == (True, True)
    gone = set(DossierItem.objects.in_bin().values_list("name", flat=True))
    assert gone == {"0.txt", "1.txt", "2.txt"}
    staff.post(undo_of(answer))
    assert DossierItem.objects.in_bin().count() == 0


def test_bulk_undo_is_of_one_person_and_expires(in_alfa, staff, desk_client):
    item = make_item()
    url = desk_url("dossier:bulk", item.relation_id)
    undo = undo_of(staff.post(url, {"verb": "trash", "pk": str(item.pk)}, follow=True))
    told = desk_client(in_alfa.manager).post(undo, follow=True).content.decode()
    assert ("Ongedaan maken kan niet meer" in told, DossierItem.objects.in_bin().count()) == (True, 1)
    cache.clear()
    assert (
        "Ongedaan maken kan niet meer" in desk_client(in_alfa.admin).post(undo, follow=True).content.decode()
    )


def test_bulk_refuses_more_than_200_and_none(in_alfa, staff):
    relation = make_relation()
    many = {"verb": "hide", "pk": [str(uuid4()) for _ in range(201)]}
    url = desk_url("dossier:bulk", relation.pk)
    assert "U koos 201 regels; hoogstens 200 per keer." in staff.post(url, many, follow=True).content.decode()
    assert (
        "Kies eerst een of meer stukken." in staff.post(url, {"verb": "hide"}, follow=True).content.decode()
    )


def test_bulk_move_asks_where_and_moves(in_alfa, staff):
    relation = make_relation()
    items = [make_item(relation, "Correspondentie", name=f"{n}.txt") for n in range(2)]
    chosen = {"pk": [str(item.pk) for item in items]}
    asked = staff.post(desk_url("dossier:bulk", relation.pk), {"verb": "move", **chosen})
    assert (asked.status_code, "2 stukken verplaatsen" in asked.content.decode()) == (200, True)
    place = {"folder": str(folder("Jaarwerk/Jaarrekening").pk), "year": "", "period": ""}
    refused = staff.post(desk_url("dossier:place", relation.pk), chosen | place)
    assert (
        refused.status_code,
        "Kies een jaar; dat vraagt de map Jaarrekening." in refused.content.decode(),
    ) == (422, True)
    staff.post(desk_url("dossier:place", relation.pk), chosen | place | {"year": "2025"})
    assert set(DossierItem.objects.values_list("folder__name", "year")) == {("Jaarrekening", 2025)}


def test_freeze_and_thaw_from_the_tab(in_alfa, staff):
    relation = make_relation()
    where = folder("Correspondentie")
    staff.post(desk_url("dossier:freeze", relation.pk, where.pk) + "?jaar=2026", {"reason": "Klaar"})
    frozen = FolderFreeze.objects.get()
    assert (frozen.relation, frozen.year, frozen.reason) == (relation, 2026, "Klaar")
    staff.post(desk_url("dossier:thaw", relation.pk, frozen.pk), {"reason": "Toch niet"})
    assert FolderFreeze.objects.filter(thawed_at__isnull=True).count() == 0


def test_thaw_of_another_relation_is_404(in_alfa, staff):
    frozen = freeze(folder("Correspondentie"), by=in_alfa.admin, reason="x", relation=make_relation())
    url = desk_url("dossier:thaw", make_relation().pk, frozen.pk)
    assert staff.post(url, {"reason": "y"}).status_code == 404


def test_bin_shows_what_was_thrown_away(in_alfa, staff):
    item = make_item(name="weg.txt")
    make_item(item.relation, name="blijft.txt")
    trash(item, by=in_alfa.admin)
    for url in (desk_url("dossier:bin", item.relation_id), desk_url("dossier:office_bin")):
        html = staff.get(url).content.decode()
        assert ("weg.txt" in html, "blijft.txt" in html) == (True, False)


def test_office_bin_shows_only_relations_with_a_role(in_alfa, desk_client):
    mine, other = make_item(name="van mij.txt"), make_item(name="van een ander.txt")
    assign(mine.relation, in_alfa.editor)
    for item in (mine, other):
        trash(item, by=in_alfa.admin)
    html = desk_client(in_alfa.editor).get(desk_url("dossier:office_bin")).content.decode()
    assert ("van mij.txt" in html, "van een ander.txt" in html) == (True, False)
