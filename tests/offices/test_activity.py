"""The activity log as people read it: words, links, what narrows it, what it leaves out, and the file."""

import ast
from pathlib import Path

import pytest

from crm.rules.contacts import change_contact
from crm.rules.relations import change_relation
from offices.activity import narrowed, readable_by, told
from offices.audit import record
from offices.events import NOUNS, VERBS
from offices.files import read_bytes
from offices.jobs import work
from offices.models import AuditEvent, Job
from offices.rules.audit_export import ask_export, harmless
from tests.factories.crm import make_contact, make_relation

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parent.parent.parent
APPS = ("offices", "crm", "dossier", "workflows", "sbr_inbox", "integrations", "desk", "portal")
BASE = "/k/alfa/beheer/activiteitenlog/"


def lines(member, **chosen):
    rows = narrowed(readable_by(member), chosen, member).order_by("at", "id")
    return [line.sentence for line in told(list(rows))]


def test_change_reads_as_a_sentence_with_the_names_of_fields(in_alfa):
    relation = make_relation(by=in_alfa.admin, name="Bakkerij B.V.")
    change_relation(relation, by=in_alfa.editor, version=1, values={"phone": "0501234567", "memo": "Let op"}, strict=False)
    assert lines(in_alfa.admin, soort="relation", wie=str(in_alfa.editor)) == [
        f"{in_alfa.editor}: Relatie: gewijzigd (Bakkerij B.V.). velden: Memo, Telefoonnummer"
    ]


def test_link_leads_to_what_is_still_there(in_alfa):
    relation, contact = make_relation(by=in_alfa.admin), make_contact(by=in_alfa.admin)
    change_contact(contact, by=in_alfa.admin, version=1, values={"note": "x"})
    record(in_alfa.admin, "setting.changed", in_alfa.office)
    found = {line.event.event: line.url for line in told(list(AuditEvent.objects.order_by("at", "id")))}
    assert (found["relation.created"], found["contact.changed"], found["setting.changed"]) == (
        f"/k/alfa/relaties/{relation.pk}/",
        f"/k/alfa/contacten/{contact.pk}/",
        "",
    )


def test_log_narrows_by_relation_period_and_words(in_alfa):
    one, other = make_relation(by=in_alfa.admin, name="Zeldzaam B.V.", number="4711"), make_relation(by=in_alfa.admin, name="Ander B.V.")
    record(in_alfa.admin, "setting.changed", in_alfa.office, data={"merk": "Kwartaalbrief"})
    made = list(AuditEvent.objects.filter(relation_id=one.pk))
    assert [line.event for line in told(list(narrowed(readable_by(in_alfa.admin), {"relatie": "4711"}, in_alfa.admin)))] == made
    assert len(lines(in_alfa.admin, relatie="zeldzaam")) == len(made)
    assert len(lines(in_alfa.admin, woorden="kwartaalbrief MERK")) == 1
    assert lines(in_alfa.admin, van="2999-01-01") == []
    assert lines(in_alfa.admin, tot="2020-01-01") == []
    assert len(lines(in_alfa.admin, soort="relation", woorden="ander")) == AuditEvent.objects.filter(relation_id=other.pk).count()


def test_lines_about_private_relations_are_for_who_may_see_those(alfa, beta, desk_client):
    with beta.scope:
        make_relation(by=beta.admin, name="Van de buren B.V.")
    with alfa.scope:
        closed = make_relation(by=alfa.admin, name="Stille Vennoot B.V.", is_private=True)
        make_relation(by=alfa.admin, name="Open B.V.")
    seen = {who: desk_client(member).get(BASE).content.decode() for who, member in (("manager", alfa.manager), ("admin", alfa.admin))}
    assert [("Stille Vennoot" in page, "Open B.V." in page, "Van de buren" in page) for page in (seen["manager"], seen["admin"])] == [
        (False, True, False),
        (True, True, False),
    ]
    assert desk_client(alfa.manager).get(f"/k/alfa/relaties/{closed.pk}/geschiedenis/").status_code == 404


def test_reading_is_written_once_per_visit(alfa, desk_client):
    with alfa.scope:
        relation = make_relation()
    browser = desk_client(alfa.admin)
    for address in (BASE, f"{BASE}?soort=relation", f"/k/alfa/relaties/{relation.pk}/geschiedenis/", f"/k/alfa/relaties/{relation.pk}/geschiedenis/?soort=team"):
        assert browser.get(address).status_code == 200
    with alfa.scope:
        assert [event.relation_id for event in AuditEvent.objects.filter(event="audit.read").order_by("at", "id")] == [None, relation.pk]
    desk_client(alfa.admin).get(BASE)
    with alfa.scope:
        assert AuditEvent.objects.filter(event="audit.read").count() == 3


def test_tab_of_a_relation_tells_only_of_that_relation(alfa, desk_client):
    with alfa.scope:
        one = make_relation(by=alfa.admin, name="Deze B.V.")
        make_relation(by=alfa.admin, name="Andere B.V.")
    browser = desk_client(alfa.admin)
    page = browser.get(f"/k/alfa/relaties/{one.pk}/geschiedenis/")
    assert {event.relation_id for event in page.context["rows"]} == {one.pk}
    assert desk_client(alfa.viewer).get(f"/k/alfa/relaties/{one.pk}/geschiedenis/").status_code == 403


def test_export_is_logged_harmless_and_holds_what_the_filter_leaves(alfa, desk_client):
    with alfa.scope:
        relation = make_relation(by=alfa.admin, name="=HYPERLINK(B.V.)")
        make_relation(by=alfa.admin, name="Niet in dit bestand B.V.")
        record(alfa.admin, "setting.changed", alfa.office)
    answer = desk_client(alfa.admin).post(f"{BASE}exporteren/", {"soort": "relation", "woorden": "hyperlink"})
    with alfa.scope:
        job = Job.objects.get(kind="offices.export_audit")
        assert answer["Location"] == f"/k/alfa/voortgang/{job.pk}/"
        if job.state != "DONE":
            work(str(job.pk))
        job.refresh_from_db()
        text = read_bytes(job.file).decode("utf-8-sig")
        exported = AuditEvent.objects.get(event="audit.exported")
    rows = text.splitlines()
    assert (rows[0].split(";")[:3], len(rows), "'=HYPERLINK" in rows[1], "Niet in dit bestand" in text) == (["Nummer", "Wanneer", "Wie"], 2, True, False)
    assert (exported.data, str(relation.pk) in text) == ({"filter": {"soort": "relation", "woorden": "hyperlink"}}, False)
    assert desk_client(alfa.manager).post(f"{BASE}exporteren/").status_code == 403


def test_export_of_somebody_holds_only_what_he_may_read(alfa):
    with alfa.scope:
        make_relation(by=alfa.admin, name="Stille Vennoot B.V.", is_private=True)
        make_relation(by=alfa.admin, name="Open B.V.")
        job = ask_export({"soort": "relation"}, by=alfa.manager)
        work(str(job.pk))
        job.refresh_from_db()
        text = read_bytes(job.file).decode("utf-8-sig")
    assert ("Stille Vennoot" in text, "Open B.V." in text) == (False, True)


@pytest.mark.parametrize("cell", ["=1+1", "+31", "-1", "@x", "\tx", "\rx"])
def test_no_cell_starts_a_formula(cell):
    assert (harmless(cell), harmless("gewoon")) == (f"'{cell}", "gewoon")


def recorded() -> set[tuple[str, str]]:
    """(event, place) of every event that the source names when it writes to the log."""
    found = set()
    for path in (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] not in {"record", "draft"} or len(node.args) < 2:
                continue
            for event in names_in(node.args[1]):
                found.add((event, f"{path.relative_to(ROOT)}:{node.lineno}"))
    return found


def names_in(node) -> list[str]:
    """The texts an argument can be: itself, or both sides of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    return names_in(node.body) + names_in(node.orelse) if isinstance(node, ast.IfExp) else []


def test_every_recorded_event_has_a_dutch_name():
    events = recorded()
    assert len(events) > 100
    nameless = [(event, place) for event, place in sorted(events) if event.partition(".")[0] not in NOUNS or event.partition(".")[2] not in VERBS]
    assert nameless == []
