"""Making and changing relations: what is stored, what is refused, and in which words."""

from datetime import date

import pytest
from django.apps import apps

from crm.enums import Rechtsvorm, RelationType
from crm.models import NumberOverride, Relation, TaxNumber, TimelineEntry
from crm.rules.relations import change_relation, create_relation
from offices.audit import SYSTEM
from offices.errors import RuleBroken, StaleForm
from offices.models import AuditEvent
from tests.factories.crm import assign, make_contact, make_person, make_relation

pytestmark = pytest.mark.django_db
BAKER = {"name": "Bakkerij De Vries B.V.", "rechtsvorm": "BV", "kvk_nummer": "90001042", "number": "1042"}


def refused(call, *args, **kwargs):
    with pytest.raises(RuleBroken) as caught:
        call(*args, **kwargs)
    return caught.value.code, caught.value.field, caught.value.text


def create(by, **values):
    return create_relation(by=by, values=BAKER | values)


def test_create_stores_every_group(in_alfa):
    saved = create(
        in_alfa.editor,
        trade_names="Warme bakker\nDe Korenaar",
        rsin_bsn="0012.34.560",
        phone="050 555 12 34",
        email=" info@bakker.example ",
        website="www.bakker.example",
        founded_on="2001-04-03",
        sbi_codes="1071, 4724",
        addresses={
            "VISIT": {
                "street": "Energieweg",
                "house_number": 14,
                "postal_code": "9743ab",
                "city": "Groningen",
            },
            "POSTAL": None,
        },
        ob_nummers=["001234560B01"],
        loonheffingennummers=[{"value": "0012.34.560.L01", "valid_from": "2020-01-01"}],
        ob_frequency=[{"frequency": "QUARTER", "valid_from": "2025-01-01"}],
        bank_accounts=["NL91 ABNA 0417 1643 00"],
        fiscal_years=[{"start": "2025-07-01", "end": "2026-06-30"}],
        kor_marks=[{"valid_from": "2024-01-01", "valid_to": "2024-12-31"}],
    )
    row = Relation.objects.get(pk=saved.row.pk)
    assert saved.warnings == []
    assert (row.trade_names, row.rsin, row.bsn, row.phone, row.email, row.website, row.sbi_codes) == (
        ["Warme bakker", "De Korenaar"],
        "001234560",
        "",
        "+31505551234",
        "info@bakker.example",
        "https://www.bakker.example",
        ["1071", "4724"],
    )
    assert [str(address) for address in row.addresses.all()] == ["Energieweg 14, 9743 AB Groningen"]
    assert sorted((number.kind, number.value, number.is_main) for number in row.tax_numbers.all()) == [
        ("LH", "001234560L01", True),
        ("OB", "001234560B01", True),
    ]
    assert [(one.kind, one.frequency, one.quarter_start) for one in row.tax_frequencies.all()] == [
        ("OB", "QUARTER", 1)
    ]
    assert [(account.iban, account.is_main) for account in row.bank_accounts.all()] == [
        ("NL91ABNA0417164300", True)
    ]
    assert [str(year) for year in row.fiscal_years.all()] == ["01-07-2025 t/m 30-06-2026"]
    assert row.kor_marks.count() == 1
    assert (row.sort_name, row.search_text) == (
        "bakkerij de vries bv",
        "bakkerij de vries bv warme bakker de korenaar 1042 groningen",
    )
    assert [entry.title for entry in row.timeline.all()] == ["Relatie aangemaakt"]
    assert AuditEvent.objects.filter(event="relation.created", relation_id=row.pk).count() == 1


def test_numbers_lie_encrypted_in_the_database(in_alfa):
    from django.db import connection

    person = make_person(rsin_bsn="123456782", ob_nummers=[])
    with connection.cursor() as cursor:
        cursor.execute("SELECT bsn, bsn_hmac FROM crm_relation WHERE id = %s", [person.pk])
        stored, index = cursor.fetchone()
    assert "123456782" not in stored + index
    assert Relation.objects.get(pk=person.pk).bsn == "123456782"


def test_numbers_are_proposed_in_order(in_alfa):
    first = create(in_alfa.editor, number="").row.number
    second = create_relation(
        by=in_alfa.editor, values=BAKER | {"number": "", "kvk_nummer": "90001043", "name": "Ander"}
    ).row.number
    assert (first, second) == ("00001", "00002")


def test_person_has_a_bsn_and_an_eenmanszaak_the_same(in_alfa):
    person = make_person(rsin_bsn="123456782", last_name="Vries", infix="de", initials="j")
    shop = make_relation(rechtsvorm=Rechtsvorm.EENMANSZAAK, name="Bloemsierkunst", rsin_bsn="123456782")
    assert (person.name, person.sort_name, person.bsn, person.rsin) == (
        "J. de Vries",
        "vries j de",
        "123456782",
        "",
    )
    assert (shop.bsn, shop.rsin) == ("123456782", "")


def test_taken_number_names_the_other_relation(in_alfa):
    create(in_alfa.editor)
    assert refused(create, in_alfa.manager, name="Tweede", kvk_nummer="90001050") == (
        "CRM01",
        "number",
        "Relatienummer 1042 is al van Bakkerij De Vries B.V. Kies een ander nummer of open die relatie.",
    )


def test_a_name_outside_somebodys_rights_is_not_told(in_alfa):
    create(in_alfa.admin)
    text = refused(create, in_alfa.editor, name="Tweede", kvk_nummer="90001050")[2]
    assert text == (
        "Relatienummer 1042 is al van een relatie buiten uw rechten. Kies een ander nummer of open die relatie."
    )


def test_rsin_that_is_a_bsn_is_refused(in_alfa):
    person = make_person(rsin_bsn="123456782", last_name="Smit")
    assert refused(create, in_alfa.manager, rsin_bsn="123456782") == (
        "CRM06",
        "rsin_bsn",
        f"Dit nummer is het BSN van {person.name}. Een organisatie heeft een RSIN; alleen een eenmanszaak gebruikt "
        "het BSN van de eigenaar.",
    )


def test_rsin_that_is_the_bsn_of_a_contact_is_refused(in_alfa):
    contact = make_contact(bsn="123456782")
    assert refused(create, in_alfa.admin, rsin_bsn="123456782")[:2] == ("CRM06", "rsin_bsn")
    assert contact.bsn == "123456782"


def test_repeated_rsin_asks_the_right_and_a_reason(in_alfa):
    make_relation(name="Eerste B.V.", rsin_bsn="001234560")
    text = (
        "001234560 staat al bij Eerste B.V. Voeg de relaties samen of verbeter het nummer; anders kan een aangifte "
        "bij de verkeerde cliënt terechtkomen."
    )
    assert refused(create, in_alfa.manager, rsin_bsn="001234560") == ("CRM07", "rsin_bsn", text)
    assert (
        refused(
            create_relation, by=in_alfa.editor, values=BAKER | {"rsin_bsn": "001234560"}, reason="mag niet"
        )[0]
        == "CRM07"
    )
    saved = create_relation(by=in_alfa.manager, values=BAKER | {"rsin_bsn": "001234560"}, reason="splitsing")
    assert [(one.code, one.text) for one in saved.warnings] == [("CRM07", text)]
    assert list(NumberOverride.objects.values_list("relation_id", "kind", "reason", "by_id")) == [
        (saved.row.pk, "RSIN", "splitsing", in_alfa.manager.pk)
    ]
    assert AuditEvent.objects.filter(event="number.overridden").count() == 1


def test_bsn_is_unique_among_persons(in_alfa):
    make_person(rsin_bsn="123456782", last_name="Eerste")
    values = {"type": RelationType.PERSON, "last_name": "Tweede", "rsin_bsn": "123456782"}
    code, field, text = refused(create_relation, by=in_alfa.manager, values=values)
    assert (code, field) == ("CRM07", "rsin_bsn")
    assert text.startswith("•••••6782 staat al bij Eerste.")


def test_same_number_in_another_office_is_no_repeat(offices):
    with offices.beta.scope:
        make_relation(number="1042", rsin_bsn="001234560", kvk_nummer="90001042")
    with offices.alfa.scope:
        assert create(offices.alfa.editor, rsin_bsn="001234560").warnings == []


def test_repeated_ob_nummer_is_saved_with_a_warning(in_alfa):
    make_relation(name="Eerste B.V.", rsin_bsn="001234560", ob_nummers=["001234560B01"])
    saved = create(in_alfa.manager, ob_nummers=["001234560B01"])
    assert [(one.code, one.field) for one in saved.warnings] == [("CRM07", "ob_nummers")]
    assert TaxNumber.objects.filter(kind="OB").count() == 2


def test_number_with_another_base_is_saved_with_a_warning(in_alfa):
    saved = create(in_alfa.manager, rsin_bsn="001234560", ob_nummers=["001000044B01"])
    assert [(one.code, one.text) for one in saved.warnings] == [
        (
            "CRM20",
            "De eerste negen cijfers van 001000044B01 zijn niet het RSIN/BSN van deze relatie. Controleer het nummer "
            "of leg een fiscale eenheid vast.",
        )
    ]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"name": ""}, "G01", "name"),
        ({"rechtsvorm": ""}, "CRM10", "rechtsvorm"),
        ({"kvk_nummer": ""}, "G01", "kvk_nummer"),
        ({"kvk_nummer": "0012"}, "CRM08", "kvk_nummer"),
        ({"rsin_bsn": "001234561"}, "CRM02", "rsin_bsn"),
        ({"bsn": "123456782"}, "CRM06", "rsin_bsn"),
        ({"phone": "12"}, "G06", "phone"),
        ({"email": "bakker"}, "G05", "email"),
        ({"founded_on": "31-02-2020"}, "G04", "founded_on"),
        ({"founded_on": date(2999, 1, 1)}, "CRM19", "founded_on"),
        ({"name": "x" * 201}, "G03", "name"),
        ({"number": "a b"}, "CRM19", "number"),
        ({"ob_nummers": ["000099998B57"]}, "CRM03", "ob_nummers-0-value"),
        ({"ob_nummers": ["001234560B01", "12"]}, "CRM04", "ob_nummers-1-value"),
        ({"loonheffingennummers": ["001234560B01"]}, "CRM05", "loonheffingennummers-0-value"),
        ({"ob_nummers": ["001234560B01", "001234560B01"]}, "CRM19", "ob_nummers"),
        ({"bank_accounts": ["NL00"]}, "G07", "bank_accounts-0-iban"),
        ({"addresses": {"VISIT": {"street": "Weg"}}}, "G01", "VISIT-house_number"),
        (
            {
                "addresses": {
                    "VISIT": {"street": "Weg", "house_number": 1, "postal_code": "0123 AB", "city": "X"}
                }
            },
            "CRM18",
            "VISIT-postal_code",
        ),
        ({"fiscal_years": [{"start": "2024-01-01", "end": "2026-01-31"}]}, "CRM19", "fiscal_years-0-end"),
        (
            {
                "lh_frequency": [
                    {"frequency": "MONTH", "valid_from": "2024-05-01"},
                    {"frequency": "FOUR_WEEKS", "valid_from": "2025-03-01"},
                ]
            },
            "CRM14",
            "lh_frequency",
        ),
    ],
)
def test_create_refuses_and_writes_nothing(in_alfa, values, code, field):
    before = (Relation.objects.count(), AuditEvent.objects.count(), TimelineEntry.objects.count())
    assert refused(create, in_alfa.editor, **values)[:2] == (code, field)
    assert (Relation.objects.count(), AuditEvent.objects.count(), TimelineEntry.objects.count()) == before


def test_api_may_leave_the_legal_form_of_a_prospect_empty(in_alfa):
    saved = create_relation(by=in_alfa.editor, values={"name": "Nieuw", "number": "7"}, strict=False)
    assert (saved.row.status, saved.row.rechtsvorm) == ("PROSPECT", "")
    assert [one.field for one in saved.warnings] == ["kvk_nummer"]
    assert (
        refused(
            create_relation,
            by=in_alfa.editor,
            values={"name": "Nieuw", "number": "8"},
            strict=False,
            status="CLIENT",
        )[0]
        == "CRM10"
    )


def test_unknown_field_is_a_programming_error(in_alfa):
    with pytest.raises(KeyError):
        create(in_alfa.editor, office=in_alfa.office)


def test_change_writes_only_what_differs(in_alfa):
    row = create(in_alfa.editor, ob_nummers=["001234560B01"]).row
    same = change_relation(row, by=in_alfa.editor, version=1, values=BAKER | {"ob_nummers": ["001234560B01"]})
    assert same.row.version == 1
    changed = change_relation(
        row, by=in_alfa.editor, version=1, values={"name": "Bakkerij De Vries Groep B.V.", "ob_nummers": []}
    )
    assert changed.row.version == 2
    assert TaxNumber.objects.count() == 0
    assert [(entry.title, entry.text) for entry in row.timeline.order_by("-at", "-id")] == [
        ("Gegevens gewijzigd", "Naam, OB-nummers"),
        ("Relatie aangemaakt", ""),
    ]
    assert AuditEvent.objects.get(event="relation.changed").data == {"fields": ["name", "ob_nummers"]}


def test_stale_change_is_refused_by_name_and_time(in_alfa):
    row = create(in_alfa.editor).row
    change_relation(row, by=in_alfa.manager, version=1, values={"memo": "eerst"})
    with pytest.raises(StaleForm) as caught:
        change_relation(row, by=in_alfa.editor, version=1, values={"memo": "later"})
    assert caught.value.text.startswith(f"{in_alfa.manager} heeft dit om ")
    assert Relation.objects.get(pk=row.pk).memo == "eerst"


def test_type_change_drops_fields_of_the_other_type(in_alfa):
    row = create(in_alfa.editor, trade_names=["Korenaar"], rsin_bsn="001234560").row
    changed = change_relation(
        row,
        by=in_alfa.editor,
        version=1,
        values={"type": "PERSON", "last_name": "Vries", "rsin_bsn": "123456782"},
    ).row
    assert (changed.trade_names, changed.rechtsvorm, changed.kvk_nummer, changed.rsin, changed.bsn) == (
        [], "", "", "", "123456782",
    )  # fmt: skip
    assert changed.name == "Vries"


def test_history_knows_every_value_on_its_day(in_alfa):
    row = create(in_alfa.editor).row
    change_relation(row, by=in_alfa.editor, version=1, values={"name": "Tweede naam"})
    history = apps.get_model("crm", "RelationHistory").objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
    assert [(event.pgh_label, event.name) for event in history] == [
        ("insert", "Bakkerij De Vries B.V."),
        ("update", "Tweede naam"),
    ]


def test_history_of_another_office_is_invisible(offices):
    with offices.beta.scope:
        make_relation()
    with offices.alfa.scope:
        mine = make_relation()
        history = apps.get_model("crm", "RelationHistory")
        assert set(history.objects.values_list("pgh_obj_id", flat=True)) - {
            Relation.objects.get(type="INTERNAL").pk
        } == {mine.pk}


def test_frequency_of_payroll_changes_on_the_first_of_january(in_alfa):
    rows = [
        {"frequency": "MONTH", "valid_from": "2024-05-01"},
        {"frequency": "FOUR_WEEKS", "valid_from": "2025-01-01"},
    ]
    row = create(in_alfa.editor, lh_frequency=rows).row
    assert list(row.tax_frequencies.order_by("valid_from").values_list("frequency", flat=True)) == [
        "MONTH",
        "FOUR_WEEKS",
    ]


def test_main_number_moves_without_breaking_the_rule_of_one(in_alfa):
    row = create(in_alfa.editor, ob_nummers=["001234560B01", "001234560B02"]).row
    change_relation(
        row, by=in_alfa.editor, version=1, values={"ob_nummers": ["001234560B02", "001234560B01"]}
    )
    mains = row.tax_numbers.filter(is_main=True)
    assert [number.value for number in mains] == ["001234560B02"]


def test_internal_relation_exists_once(offices):
    with offices.alfa.scope:
        assert list(Relation.objects.filter(type="INTERNAL").values_list("number", "name", "status")) == [
            ("KANTOOR", "Kantoor Alfa", "CLIENT")
        ]


def test_role_makes_a_relation_visible_to_an_editor(in_alfa):
    row = make_relation()
    assign(row, in_alfa.editor)
    changed = change_relation(row, by=SYSTEM, version=1, values={"memo": "x"})
    assert list(Relation.objects.visible_to(in_alfa.editor)) == [changed.row]
