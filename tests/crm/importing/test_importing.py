"""An import from file to undo: four groups, one plan, exactly that, and back."""

from dataclasses import replace

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.enums import ImportState, ItemResult
from crm.importing import applying
from crm.importing.batches import settle
from crm.importing.deciding import choose_fields, choose_rows, choose_whole, rejudge
from crm.importing.outdated import COMPARED_ANEW
from crm.importing.workbook import template_bytes
from crm.models import (
    Contact,
    ImportBatch,
    PartnerLink,
    Provenance,
    Relation,
    RelationContact,
    TaxNumber,
    TimelineEntry,
)
from crm.rules import plans
from crm.rules.contacts import change_contact
from crm.rules.plans import plan_appliers
from crm.rules.relations import change_relation
from dossier.models import Dossier
from offices.errors import RuleBroken
from offices.jobs import cancel_job, work
from offices.models import AuditEvent, Job, OutgoingMail
from tests.factories.crm import make_contact, make_relation, valid_base
from tests.factories.imports import (
    apply,
    errors,
    match,
    matched,
    plan,
    receive,
    row,
    undo,
    work_jobs,
    xlsx_bytes,
)

pytestmark = pytest.mark.django_db


def client(number, **more):
    return {"nummer": number, "type": "organisatie", "naam": f"Bedrijf {number}", "rechtsvorm": "bv"} | more


def person(number, **more):
    return {"contactnummer": number, "achternaam": f"Achter{number}", "email": f"c{number}@voorbeeld.example"} | more


def test_import_makes_what_it_showed(in_alfa):
    by, rsin, bsn = in_alfa.manager, valid_base(), valid_base()
    clients = [
        client("1001", rsin_bsn=rsin, ob_nummer=f"{rsin}B01", kvk_nummer="90000001", telefoon="050 555 12 34", bezoek_straat="Dorpsstraat 12a",
               bezoek_postcode="9712AB", bezoek_plaats="Groningen", iban_1="NL91ABNA0417164300", tijdvak_btw="kwartaal", boekjaar_einde="30-06",
               rol_relatiebeheerder=in_alfa.manager.user.email),
        {"nummer": "1002", "type": "persoon", "achternaam": "Vries", "tussenvoegsel": "de", "voorletters": "jp", "rsin_bsn": bsn,
         "geboortedatum": "31-03-1980", "burgerlijke_staat": "gehuwd", "fiscaal_partner_nummer": "1003"},
        {"nummer": "1003", "type": "persoon", "achternaam": "Jong", "geboortedatum": "1-2-1981"},
    ]  # fmt: skip
    contacts = [person("C1", relatienummers="1001;1002", voorkeur="ja", portaal="volledig"), person("C2", relatienummers="1001")]
    batch = match(receive(xlsx_bytes(clients, contacts), by=by, name="alles.xlsx"), by=by)
    assert (batch.state, batch.counts["ONLY_IN_IMPORT"], batch.counts["INVALID"]) == (ImportState.REVIEW, 5, 0), [
        r.errors for r in batch.rows.all() if r.errors
    ]
    batch = apply(batch, by=by)
    assert (batch.state, batch.counts["results"]) == (ImportState.DONE, {ItemResult.DONE: 6})
    one, two = Relation.objects.get(number="1001"), Relation.objects.get(number="1002")
    assert (one.name, one.rsin, one.phone, one.status, one.rechtsvorm, one.search_text) == (
        "Bedrijf 1001", rsin, "+31505551234", "CLIENT", "BV", "bedrijf 1001 1001 groningen",
    )  # fmt: skip
    assert (two.name, two.bsn, two.initials, str(two.birth_date), two.marital_status) == ("J.P. de Vries", bsn, "J.P.", "1980-03-31", "MARRIED")
    visit = one.addresses.get()
    assert (visit.street, visit.house_number, visit.house_suffix, visit.postal_code) == ("Dorpsstraat", 12, "a", "9712 AB")
    number = TaxNumber.objects.get(relation=one)
    assert (number.kind, number.value, number.is_main) == ("OB", f"{rsin}B01", True)
    assert [(a.iban, a.is_main) for a in one.bank_accounts.all()] == [("NL91ABNA0417164300", True)]
    assert [f.frequency for f in one.tax_frequencies.all()] == ["QUARTER"]
    assert [(y.end.month, y.end.day) for y in one.fiscal_years.all()] == [(6, 30)]
    assert [(a.member_id, a.role.code) for a in one.assignments.all()] == [(by.pk, "RELATION_MANAGER")]
    assert [(p.kind, p.person_a.number, p.person_b.number) for p in PartnerLink.objects.all()] == [("FISCAL", "1002", "1003")]
    links = {(link.relation.number, link.contact.number): (link.is_preferred, link.portal_access) for link in RelationContact.objects.select_related("relation", "contact")}
    assert links == {("1001", "C1"): (True, "FULL"), ("1002", "C1"): (True, "FULL"), ("1001", "C2"): (False, "NONE")}
    assert Dossier.objects.filter(relation__number__in=("1001", "1002", "1003")).count() == 3
    assert Provenance.objects.filter(source_kind="IMPORT", field="").count() == 5
    assert (AuditEvent.objects.filter(event="relation.created", subject_label__in=("Bedrijf 1001", "J.P. de Vries", "Jong")).count(), TimelineEntry.objects.filter(event="contact.linked").count()) == (3, 3)
    assert (OutgoingMail.objects.count(), mail.outbox) == (0, [])


def test_undo_leaves_nothing_of_what_nobody_touched(in_alfa):
    by = in_alfa.manager
    before = Relation.objects.count(), Contact.objects.count(), Dossier.objects.count(), TimelineEntry.objects.count()
    batch = match(receive(xlsx_bytes([client("2001"), client("2002")], [person("C1", relatienummers="2001")]), by=by, name="a.xlsx"), by=by)
    batch = apply(batch, by=by)
    assert batch.counts["results"] == {ItemResult.DONE: 3}
    batch = undo(batch, by=by)
    assert (batch.state, batch.counts["results"]) == (ImportState.ROLLED_BACK, {ItemResult.UNDONE: 3})
    assert before == (Relation.objects.count(), Contact.objects.count(), Dossier.objects.count(), TimelineEntry.objects.count())
    assert AuditEvent.objects.filter(event="import.rolled_back").count() == 1


def test_what_was_changed_after_it_stays(in_alfa):
    by = in_alfa.manager
    batch = apply(matched([client("2001"), client("2002")], by=by), by=by)
    touched = Relation.objects.get(number="2001")
    change_relation(touched, by=by, version=touched.version, values={"memo": "belangrijk"}, strict=False)
    batch = undo(batch, by=by)
    assert batch.counts["results"] == {ItemResult.UNDONE: 1, ItemResult.KEPT: 1}
    assert [r.number for r in Relation.objects.exclude(type="INTERNAL")] == ["2001"]


def test_differences_are_taken_over_per_field_and_undone_to_what_they_were(in_alfa):
    by = in_alfa.manager
    relation = make_relation(number="3001", name="Oud B.V.", phone="0505551234", sector="Bouw", rsin_bsn=valid_base())
    other = valid_base()
    batch = matched([client("3001", naam="Nieuw B.V.", telefoon="0505559999", branche="LEEG", rsin_bsn=other, email="info@nieuw.example")], by=by)
    line = row(batch, 2)
    assert (line.group, line.match, sorted(line.differences)) == ("IN_BOTH", "NUMBER", ["email", "name", "phone", "rsin_bsn", "sector"])
    choose_fields(batch, {str(line.pk): {"name": "KEEP"}}, by=by)
    batch = apply(batch, by=by)
    relation.refresh_from_db()
    assert (relation.name, relation.phone, relation.sector, relation.email) == ("Oud B.V.", "+31505559999", "Bouw", "info@nieuw.example")
    assert relation.rsin != other
    assert Provenance.objects.get(relation=relation, field="phone").source_kind == "IMPORT"
    batch = undo(batch, by=by)
    relation.refresh_from_db()
    assert (relation.phone, relation.email, batch.counts["results"]) == ("+31505551234", "", {ItemResult.UNDONE: 1})


def test_fiscal_number_is_only_overwritten_by_a_tick_on_the_row(in_alfa):
    by, other = in_alfa.manager, valid_base()
    relation = make_relation(number="3001", rsin_bsn=valid_base())
    batch = matched([client("3001", naam=relation.name, rsin_bsn=other)], by=by)
    choose_whole(batch, by=by, whole="SOURCE")
    choose_whole(batch, by=by, field="rsin_bsn", choice="OVERWRITE")
    assert not apply_counts(batch, by)
    choose_fields(batch, {str(row(batch, 2).pk): {"rsin_bsn": "OVERWRITE"}}, by=by)
    apply(batch, by=by)
    relation.refresh_from_db()
    assert relation.rsin == other


def apply_counts(batch, by):
    applying.start_planning(batch, by=by)
    work_jobs()
    return ImportBatch.objects.select_related("plan").get(pk=batch.pk).plan.counts["items"]


def test_what_changed_since_the_plan_comes_back(in_alfa):
    by = in_alfa.manager
    relation = make_relation(number="3001", phone="0505551234")
    batch = matched([client("3001", naam=relation.name, telefoon="0505559999"), client("3002")], by=by)
    assert apply_counts(batch, by) == 2
    change_relation(relation, by=by, version=relation.version, values={"phone": "0505550000"}, strict=False)
    batch = ImportBatch.objects.select_related("plan").get(pk=batch.pk)
    applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
    work_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["results"]) == (ImportState.DONE_WITH_ERRORS, {ItemResult.DONE: 1, ItemResult.STALE: 1})


def test_invalid_row_is_repaired_in_place(in_alfa):
    by, good = in_alfa.manager, valid_base()
    batch = matched([client("4001", rsin_bsn="123456789"), client("4002", rechtsvorm="")], by=by)
    assert (errors(batch, 2), errors(batch, 3)) == ([("rsin_bsn", "CRM02")], [("rechtsvorm", "CRM10")])
    assert rejudge(row(batch, 2), by=by, typed={"rsin_bsn": good}).group == "ONLY_IN_IMPORT"
    assert rejudge(row(batch, 3), by=by, typed={"rechtsvorm": "stichting"}).group == "ONLY_IN_IMPORT"
    batch = apply(ImportBatch.objects.get(pk=batch.pk), by=by)
    assert (Relation.objects.get(number="4001").rsin, Relation.objects.get(number="4002").rechtsvorm) == (good, "STICHTING")


def test_repeats_inside_the_file_are_told_of_each_other_and_freed_by_a_repair(in_alfa):
    by = in_alfa.manager
    rows = [client("5001", kvk_nummer="90000001"), client("5001"), client("5003", kvk_nummer="90000001")]
    batch = matched(rows, by=by)
    assert [row(batch, n).group for n in (2, 3, 4)] == ["ONLY_IN_IMPORT", "INVALID", "INVALID"]
    assert (errors(batch, 3), errors(batch, 4)) == ([("nummer", "IMP13")], [("kvk_nummer", "IMP13")])
    rejudge(row(batch, 3), by=by, typed={"nummer": "5002"})
    rejudge(row(batch, 2), by=by, typed={"kvk_nummer": "90000009"})
    assert [row(batch, n).group for n in (2, 3, 4)] == ["ONLY_IN_IMPORT"] * 3


def test_contact_must_have_an_own_address_and_a_relation_that_exists(in_alfa):
    by = in_alfa.manager
    make_contact(number="K9", email="bezet@voorbeeld.example")
    contacts = [
        person("C1", relatienummers="6001", email="samen@voorbeeld.example"),
        person("C2", relatienummers="6001", email="Samen@voorbeeld.example"),
        person("C3", relatienummers="9999"),
        person("K8", relatienummers="6001", email="bezet@voorbeeld.example"),
    ]
    batch = match(receive(xlsx_bytes([client("6001")], contacts), by=by, name="a.xlsx"), by=by)
    assert errors(batch, 3, "CONTACTS") == [("email", "IMP03")]
    assert row(batch, 3, "CONTACTS").errors[0]["text"] == (
        "Regel 3: e-mailadres Samen@voorbeeld.example staat ook op regel 2. Iedere persoon heeft een eigen adres nodig."
    )
    assert errors(batch, 4, "CONTACTS") == [("relatienummers", "IMP06")]
    assert (row(batch, 5, "CONTACTS").match, row(batch, 5, "CONTACTS").group) == ("EMAIL", "IN_BOTH")


def test_skipped_rows_and_their_contacts_stay_out(in_alfa):
    by = in_alfa.manager
    batch = match(receive(xlsx_bytes([client("6001"), client("6002")], [person("C1", relatienummers="6002")]), by=by, name="a.xlsx"), by=by)
    assert choose_rows(batch, [row(batch, 3).pk], False, by=by) == 1
    batch = apply(batch, by=by)
    assert (batch.counts["orphans"], batch.counts["results"]) == (1, {ItemResult.DONE: 1})
    assert list(batch.plan.items.values_list("object_kind", flat=True)) == ["crm.relation"]


def test_contacts_of_an_invalid_row_wait_for_its_repair(in_alfa):
    by = in_alfa.manager
    people = [person("C1", relatienummers="6001"), person("C2", relatienummers="6001;6002"), person("C3", relatienummers="6002")]
    batch = match(receive(xlsx_bytes([client("6001", naam=""), client("6002")], people), by=by, name="a.xlsx"), by=by)
    batch = plan(batch, by=by)
    assert (batch.counts["orphans"], list(batch.plan.items.order_by("position").values_list("label", flat=True))) == (2, ["Bedrijf 6002", "AchterC3"])


def test_second_import_waits_for_the_first(in_alfa):
    by = in_alfa.manager
    first, second = matched([client("7001")], by=by), matched([client("7002")], by=by)
    for batch in (first, second):
        apply_counts(batch, by)
    first, second = (ImportBatch.objects.select_related("plan").get(pk=one.pk) for one in (first, second))
    applying.start_applying(first, by=by, plan_hash=first.plan.hash)
    with pytest.raises(RuleBroken) as broken:
        applying.start_applying(second, by=by, plan_hash=second.plan.hash)
    assert broken.value.code == "IMP15"


def test_nothing_is_compared_or_carried_out_while_an_import_is_taken_back(in_alfa):
    by = in_alfa.manager
    first = apply(matched([client("7101")], by=by), by=by)
    second = matched([client("7102")], by=by)
    apply_counts(second, by)
    second = ImportBatch.objects.select_related("plan").get(pk=second.pk)
    third = receive(xlsx_bytes([client("7101")]), by=by, name="weer.xlsx")
    undoing = applying.start_undo(first, by=by)
    for attempt in (
        lambda: match(third, by=by),
        lambda: applying.start_applying(second, by=by, plan_hash=second.plan.hash),
        lambda: applying.start_undo(first, by=by),
    ):
        with pytest.raises(RuleBroken) as broken:
            attempt()
        assert broken.value.code == "IMP15"
    assert Job.objects.filter(kind="crm.import.undo").count() == 1
    work(undoing.job_id)
    first.refresh_from_db()
    assert (first.state, Relation.objects.filter(number="7101").exists()) == ("ROLLED_BACK", False)
    # What is compared now sees that it is gone.
    assert row(match(third, by=by), 2).group == "ONLY_IN_IMPORT"


def test_rows_compared_before_another_import_was_taken_back_are_compared_anew(in_alfa):
    by = in_alfa.manager
    first = apply(matched([client("7201"), client("7202")], by=by), by=by)
    second = matched([client("7201"), client("7202", telefoon="0505559999"), client("7203", rsin_bsn="123456789"), client("7204")], by=by)
    good = valid_base()
    rejudge(row(second, 4), by=by, typed={"rsin_bsn": good})
    choose_rows(second, [row(second, 5).pk], False, by=by)
    planned = plan(second, by=by)
    assert [row(second, n).group for n in (2, 3, 4)] == ["SAME", "IN_BOTH", "ONLY_IN_IMPORT"]
    undo(first, by=by)
    # The plan that was made before says nothing of 7201, and changes a relation that is gone.
    with pytest.raises(RuleBroken) as broken:
        applying.start_applying(planned, by=by, plan_hash=planned.plan.hash)
    assert (broken.value.code, ImportBatch.objects.get(pk=second.pk).state) == ("IMP17", "REVIEW")
    second = plan(second, by=by)
    assert (second.plan, second.job.result["text"]) == (None, COMPARED_ANEW)
    assert [row(second, n).group for n in (2, 3, 4)] == ["ONLY_IN_IMPORT"] * 3
    assert (second.counts["skipped"], row(second, 5).chosen) == (1, False)
    second = apply(second, by=by)
    assert list(Relation.objects.filter(number__startswith="72").order_by("number").values_list("number", "rsin")) == [
        ("7201", ""), ("7202", ""), ("7203", good),
    ]  # fmt: skip


def test_rows_compared_before_another_import_was_carried_out_are_compared_anew(in_alfa):
    by = in_alfa.manager
    people = [person("C7301", relatienummers="7301")]
    first, second = (match(receive(xlsx_bytes([client("7301")], people), by=by, name=name), by=by) for name in ("een.xlsx", "twee.xlsx"))
    planned = plan(second, by=by)
    assert (errors(second, 2), errors(second, 2, "CONTACTS"), planned.plan.counts["items"]) == ([], [], 2)
    apply(first, by=by)
    with pytest.raises(RuleBroken) as broken:
        applying.start_applying(planned, by=by, plan_hash=planned.plan.hash)
    assert broken.value.code == "IMP17"
    assert plan(second, by=by).plan is None
    assert (row(second, 2).group, row(second, 2, "CONTACTS").group, errors(second, 2, "CONTACTS")) == ("SAME", "SAME", [])
    assert plan(second, by=by).plan.counts["items"] == 0


def test_undo_that_was_cancelled_can_be_taken_up_again(in_alfa):
    by = in_alfa.manager
    first = apply(matched([client("7201"), client("7202")], by=by), by=by)
    undoing = applying.start_undo(first, by=by)
    cancel_job(undoing.job, by=by)
    work(undoing.job_id)
    settled = settle(ImportBatch.objects.select_related("plan", "job").get(pk=first.pk), by=by)
    assert (settled.state, Relation.objects.filter(number__startswith="720").count()) == ("DONE", 2)
    undo(settled, by=by)
    assert Relation.objects.filter(number__startswith="720").count() == 0


def test_other_office_is_not_recognised_and_not_touched(alfa, beta):
    with beta.scope:
        make_relation(number="8001", name="Van beta B.V.", kvk_nummer="90000077")
        before = list(Relation.objects.order_by("pk").values())
    with alfa.scope:
        batch = matched([client("8001", kvk_nummer="90000077")], by=alfa.manager)
        assert (row(batch, 2).group, row(batch, 2).match) == ("ONLY_IN_IMPORT", "")
        apply(batch, by=alfa.manager)
        assert Relation.objects.get(number="8001").name == "Bedrijf 8001"
    with beta.scope:
        assert list(Relation.objects.order_by("pk").values()) == before


def test_existing_contact_gets_the_missing_link(in_alfa):
    by = in_alfa.manager
    make_relation(number="9001")
    contact = make_contact(number="C1", last_name="Bos", email="bos@voorbeeld.example")
    batch = match(receive(xlsx_bytes([client("9002")], [{"contactnummer": "C1", "relatienummers": "9001;9002", "achternaam": "Bos", "mobiel": "0612345678"}]), by=by, name="a.xlsx"), by=by)
    batch = apply(batch, by=by)
    contact.refresh_from_db()
    assert (contact.mobile, sorted(contact.links.values_list("relation__number", flat=True))) == ("+31612345678", ["9001", "9002"])
    batch = undo(batch, by=by)
    contact.refresh_from_db()
    assert (contact.mobile, contact.links.count(), batch.counts["results"]) == ("", 0, {ItemResult.UNDONE: 2})


def test_member_without_the_right_cannot_import(in_alfa):
    with pytest.raises(RuleBroken) as broken:
        receive(xlsx_bytes([client("1")]), by=in_alfa.editor, name="a.xlsx")
    assert broken.value.status == 403


def test_changed_contact_stays_after_an_undo(in_alfa):
    by = in_alfa.manager
    batch = apply(match(receive(xlsx_bytes([client("9101")], [person("C1", relatienummers="9101")]), by=by, name="a.xlsx"), by=by), by=by)
    contact = Contact.objects.get(number="C1")
    change_contact(contact, by=by, version=contact.version, values={"note": "spreekt Fries"})
    batch = undo(batch, by=by)
    assert batch.counts["results"] == {ItemResult.KEPT: 2}
    assert [item.reason for item in batch.plan.items.order_by("position")] == ["Er is daarna iets mee gedaan.", "U wijzigde dit daarna."]


def test_template_can_be_imported_as_it_is(in_alfa):
    """Its green columns are enough, and both tabs are found."""
    batch = receive(template_bytes(), by=in_alfa.manager, name="sjabloon.xlsx")
    assert [(tab["name"], tab["sheet"]) for tab in batch.mapping["tabs"]] == [("clienten", "CLIENTS"), ("contacten", "CONTACTS")]
    assert all(all(tab["columns"]) for tab in batch.mapping["tabs"])
    batch = match(batch, by=in_alfa.manager)
    assert (batch.counts["ONLY_IN_IMPORT"], batch.counts["INVALID"]) == (3, 0)


def test_page_of_an_import_at_work_waits_for_no_lock(in_alfa, desk_client):
    by = in_alfa.manager
    batch = matched([client("7301")], by=by)
    apply_counts(batch, by)
    batch = ImportBatch.objects.select_related("plan").get(pk=batch.pk)
    applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
    with CaptureQueriesContext(connection) as asked:
        page = desk_client(by).get(f"/k/{in_alfa.office.slug}/import/{batch.pk}/")
    assert "U kunt deze pagina verlaten" in page.content.decode()
    assert [query["sql"] for query in asked if "FOR UPDATE" in query["sql"]] == []


def test_changes_are_written_in_smaller_steps_than_new_records(in_alfa, monkeypatch):
    by = in_alfa.manager
    for number in range(5):
        make_relation(number=f"76{number}", name=f"Bedrijf 76{number}")
    relations = next(one for one in plan_appliers if (one.plan_kind, one.object_kind) == ("IMPORT", "crm.relation"))
    monkeypatch.setattr(plans, "applier_of", lambda plan, kind: replace(relations, chunk=3, changes=2))
    steps = []
    monkeypatch.setattr(plans, "_apply_chunk", lambda items, *rest, _real=plans._apply_chunk, **kw: (steps.append([one.action for one in items]), _real(items, *rest, **kw)))
    rows = [client(f"76{number}", memo="Nieuw") for number in range(5)] + [client(f"77{number}") for number in range(4)]
    batch = matched(rows, by=by)
    choose_whole(batch, by=by, whole="SOURCE")
    batch = apply(batch, by=by)
    assert (batch.state, steps) == ("DONE", [["CREATE"] * 3, ["CREATE"], ["CHANGE"] * 2, ["CHANGE"] * 2, ["CHANGE"]])
