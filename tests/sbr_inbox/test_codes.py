"""The E-codes on real files: each has its text, its place and its way out."""

from datetime import date

import pytest

from crm.enums import FilingKind
from dossier.models import DossierItem, FolderFreeze
from dossier.queries import folder_by_path
from sbr_inbox import practice_files
from sbr_inbox.access import shown_issues
from sbr_inbox.enums import State
from sbr_inbox.issues import CODES, issue_text
from sbr_inbox.models import Filing
from sbr_inbox.rules.issues import ignore_issue
from sbr_inbox.rules.linking import link
from sbr_inbox.rules.moving import move
from sbr_inbox.rules.offering import offer
from tests.factories.crm import make_person, valid_base
from tests.factories.sbr import (
    codes,
    give_contact,
    make_taxpayer,
    ob_file,
    ob_number,
    ready_filing,
    received,
    work_off,
)
from tests.factories.workflows import give_product

pytestmark = pytest.mark.django_db
NUMBER = "001234560B01"


def text_of(filing, member, code):
    """What the page says of one open issue."""
    return next(issue["text"] for issue in shown_issues(filing, member) if issue["code"] == code)


def test_every_code_has_a_text_that_says_what_to_do():
    for code, about in CODES.items():
        assert issue_text(code, {}).endswith("."), code
        assert about.goes_to and about.cause


def test_e03_names_the_number_and_the_remedy(in_alfa):
    filing = received(ob_file("001234561B01"))
    assert (filing.state, codes(filing)) == (State.UNMATCHED, ["E03"])
    assert "Nummer 001234561B01 in de aangifte voldoet niet aan de elfproef." in text_of(filing, in_alfa.manager, "E03")


def test_e03_for_a_number_of_another_shape_never_links_by_its_digits(in_alfa):
    base = valid_base()
    make_taxpayer(FilingKind.OB, rsin=base, ob=f"{base}B01")
    filing = received(ob_file(base))
    assert (filing.state, filing.relation_id, codes(filing)) == (State.UNMATCHED, None, ["E03"])


def test_e24_says_that_it_is_a_btw_id(in_alfa):
    filing = received(ob_file("000099998B57"))
    assert codes(filing) == ["E24"]
    assert text_of(filing, in_alfa.manager, "E24").startswith("Dit is een btw-id, geen OB-nummer.")


def test_e02_for_an_entrypoint_we_do_not_know(in_alfa):
    content = ob_file(NUMBER).replace(b"bd-rpt-ob-aangifte", b"bd-rpt-iets-nieuws")
    filing = received(content)
    assert (filing.state, filing.kind, codes(filing)) == (State.UNMATCHED, "OVERIG", ["E02"])
    assert "iets-nieuws" in text_of(filing, in_alfa.manager, "E02")


def test_taxonomy_of_next_year_is_accepted(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    days = {"start": date(2027, 1, 1), "end": date(2027, 1, 31)}
    content = practice_files.ob(number=ob_number(relation), rubrieken={"1a": (100, 21)}, nt=21, **days)
    assert received(content).state == State.READY


def test_e04_says_which_number_nobody_has(in_alfa):
    filing = received(ob_file(NUMBER))
    said = "Geen relatie heeft OB-nummer 001234560B01. Vul het nummer in bij de juiste relatie of maak de relatie aan; daarna koppelt het vanzelf."
    assert text_of(filing, in_alfa.manager, "E04") == said


def test_e05_names_only_relations_the_reader_may_see(in_alfa):
    from tests.factories.crm import assign

    seen = make_taxpayer(ob=NUMBER, name="Zichtbaar B.V.")
    make_taxpayer(ob=NUMBER, name="Verborgen B.V.")
    assign(seen, in_alfa.editor)
    filing = received(ob_file(NUMBER))
    assert "Zichtbaar B.V." in text_of(filing, in_alfa.editor, "E05")
    assert "Verborgen" not in text_of(filing, in_alfa.editor, "E05")
    assert "1 relatie buiten uw rechten" in text_of(filing, in_alfa.editor, "E05")
    assert "Verborgen B.V." in text_of(filing, in_alfa.manager, "E05")


def test_e06_points_to_the_other_filing(in_alfa):
    first = ready_filing()
    second = received(ob_file(ob_number(first.relation)))
    said = text_of(second, in_alfa.manager, "E06")
    assert said.startswith(f"Voor {first.relation.number} {first.relation.name} Btw-aangifte oktober 2026 loopt al een aangifte.")
    assert second.issues.get(code="E06").values["filing"] == str(first.pk)


def test_e07_of_a_connection_that_contradicts_the_number(in_alfa):
    claimed, other = make_taxpayer(FilingKind.OB, ob=True), make_taxpayer(FilingKind.OB, ob=True)
    filing = received(ob_file(ob_number(other)), source="TWINFIELD", source_ref="T9", source_relation=claimed)
    assert (filing.state, filing.relation_id, codes(filing)) == (State.UNMATCHED, None, ["E07"])
    assert claimed.name in text_of(filing, in_alfa.manager, "E07") and other.name in text_of(filing, in_alfa.manager, "E07")


def test_connection_that_agrees_with_the_number_links(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    filing = received(ob_file(ob_number(relation)), source="TWINFIELD", source_ref="T1", source_relation=relation)
    assert (filing.state, filing.match_rule) == (State.READY, "SOURCE")


def test_e09_of_another_rhythm_only_warns(in_alfa):
    relation = make_taxpayer(ob=True, ob_frequency=[{"frequency": "QUARTER", "valid_from": date(2020, 1, 1)}])
    give_product(relation, FilingKind.OB)
    filing = received(ob_file(ob_number(relation)))
    assert (filing.state, codes(filing)) == (State.READY, ["E09", "E10"])
    assert "De aangifte is per maand" in text_of(filing, in_alfa.manager, "E09")


def test_e13_names_the_contact_and_dissolves_on_the_invitation(in_alfa):
    from crm.rules.invitations import invite

    relation = make_taxpayer(FilingKind.OB, ob=True, contact=False)
    contact = give_contact(relation, invited=False)
    filing = received(ob_file(ob_number(relation)))
    assert codes(filing) == ["E10", "E13"]
    assert text_of(filing, in_alfa.manager, "E13").startswith(f"{contact.name} is nog niet uitgenodigd")
    invite(contact, by=in_alfa.manager)
    work_off()
    filing.refresh_from_db()
    assert (filing.state, codes(filing)) == (State.READY, ["E10"])


def test_e17_of_a_refusal_does_not_stop_offering_again(in_alfa):
    filing = offer(ready_filing(), by=in_alfa.manager)
    Filing.objects.get(pk=filing.pk).approval_requests.update(state="DECLINED", closed_at="2026-11-01T10:00:00Z")
    move(filing, State.DECLINED, by=in_alfa.manager, event="filing.declined", text="Het bedrag klopt niet.")
    assert "Het bedrag klopt niet." in text_of(filing, in_alfa.manager, "E17")
    offer(filing, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, codes(filing)) == (State.OFFERED, ["E10", "E16"])


def test_file_that_contradicts_itself_is_never_ready(in_alfa):
    relation = make_taxpayer(FilingKind.OB, ob=True)
    content = ob_file(ob_number(relation)).replace(
        b"</xbrli:xbrl>",
        b'<xbrli:context id="Ander"><xbrli:entity><xbrli:identifier scheme="www.belastingdienst.nl/omzetbelastingnummer">'
        b"001000044B37</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>2026-10-01</xbrli:startDate>"
        b"<xbrli:endDate>2026-10-31</xbrli:endDate></xbrli:period></xbrli:context></xbrli:xbrl>",
    )
    filing = received(content)
    assert filing.relation_id is None
    assert "E01" in codes(filing)
    link(filing, relation, by=in_alfa.manager)
    filing.refresh_from_db()
    assert (filing.state, "E01" in codes(filing)) == (State.MATCHED, True)


def test_e23_of_a_frozen_folder_keeps_the_filing_and_files_it_later(in_alfa):
    from sbr_inbox.rules.approved import approved

    filing = ready_filing()
    folder = folder_by_path(filing.relation, "Belastingen/Omzetbelasting")
    freeze = FolderFreeze.objects.create(relation=filing.relation, folder=folder, reason="Controle", frozen_by=in_alfa.manager)
    move(filing, State.OFFERED, by=in_alfa.manager, event="filing.offered")
    move(filing, State.APPROVED, by=in_alfa.manager, event="filing.approved")
    assert approved(filing, by=in_alfa.manager) == []
    assert (codes(filing), DossierItem.objects.count()) == (["E10", "E23"], 0)
    FolderFreeze.objects.filter(pk=freeze.pk).update(thawed_at="2026-11-01T10:00:00Z", thawed_by=in_alfa.manager)
    Filing.objects.filter(pk=filing.pk).update(due_at="2026-11-01T10:00:00Z")
    work_off()
    assert (codes(filing), DossierItem.objects.count()) == (["E10"], 1)


def test_warning_may_be_ignored_with_a_reason_and_a_block_never(in_alfa):
    from offices.errors import RuleBroken

    filing = received(ob_file(NUMBER))
    with pytest.raises(RuleBroken):
        ignore_issue(filing.issues.get(code="E04"), by=in_alfa.manager, reason="Weet ik")
    warned = ready_filing()
    ignore_issue(warned.issues.get(code="E10"), by=in_alfa.manager, reason="Wij werken zonder workflow")
    assert codes(warned) == []


def test_income_tax_finds_the_person_by_bsn_and_hides_it(in_alfa):
    relation = make_person(bsn="123456782")
    give_product(relation, FilingKind.IB)
    give_contact(relation)
    body = practice_files.ib(number="123456782", year=2025, person=practice_files.Person("A.", "Test", date(1980, 1, 1)))
    filing = received(body)
    assert (filing.state, filing.relation_id, filing.amount) == (State.READY, relation.pk, None)
    assert filing.key_shown == "•••• 6782"
    raw = str(Filing.objects.filter(pk=filing.pk).values("match_trace", "suggestions", "tijdvak", "name"))
    assert "123456782" not in raw


def test_number_stands_encrypted_in_the_database(in_alfa):
    from django.db import connection

    filing = received(ob_file(NUMBER))
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_value, branch FROM sbr_inbox_filing WHERE id = %s", [str(filing.pk)])
        stored = cursor.fetchone()[0]
    assert stored != NUMBER and NUMBER not in stored
