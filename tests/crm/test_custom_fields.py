"""Fields an office adds itself: values by type, change of type with what it would lose, forms and search."""

import pytest

from crm.models import CustomField, CustomValue, Provenance, Relation
from crm.rules.contacts import change_contact, create_contact
from crm.rules.custom_fields import change_field, create_field, move_field, preview_change
from crm.rules.custom_values import shown_values, values_of
from crm.rules.relations import change_relation
from crm.search import find_contacts, find_relations
from offices.errors import RuleBroken
from tests.factories.crm import assign, make_contact, make_relation

pytestmark = pytest.mark.django_db


def field(by, label="Pakket", target="RELATION", **values):
    return create_field(by=by, target=target, values={"label": label, "type": "TEXT"} | values)


def put(relation, by, **custom):
    relation.refresh_from_db()
    return change_relation(relation, by=by, version=relation.version, values={"custom": custom}).row


@pytest.mark.parametrize(
    ("type_", "typed", "stored", "read"),
    [
        ("TEXT", " Exact ", "Exact", "Exact"),
        ("NUMBER", "1.234,50", "1234.5", "1234,5"),
        ("AMOUNT", "€ 1.234,5", "1234.50", "€ 1.234,50"),
        ("DATE", "31-03-2026", "2026-03-31", "31-03-2026"),
        ("YES_NO", "nee", False, "Nee"),
        ("CHOICE", "laag", "Laag", "Laag"),
        ("MULTI_CHOICE", "hoog; laag", ["Laag", "Hoog"], "Laag, Hoog"),
        ("LINK", "www.bakker.example", "https://www.bakker.example", "https://www.bakker.example"),
    ],
)
def test_custom_value_is_kept_by_type(in_alfa, type_, typed, stored, read):
    choices = ["Laag", "Hoog"] if "CHOICE" in type_ else []
    one, relation = field(in_alfa.admin, type=type_, choices=choices), make_relation()
    put(relation, in_alfa.admin, pakket=typed)
    assert values_of(relation) == {"pakket": stored}
    assert [row["value"] for row in shown_values(relation, in_alfa.admin)] == [read]
    put(relation, in_alfa.admin, pakket="")
    assert (values_of(relation), one.key) == ({}, "pakket")


@pytest.mark.parametrize(
    ("type_", "typed", "code"),
    [
        ("NUMBER", "veel", "CRM40"), ("AMOUNT", "1,234", "CRM40"), ("DATE", "31-02-2026", "G04"), ("YES_NO", "soms", "CRM40"),
        ("CHOICE", "Midden", "CRM40"), ("LINK", "geen adres", "CRM40"), ("TEXT", "x" * 201, "G03"), ("RELATION", "9999", "CRM40"),
        ("NUMBER", "NaN", "CRM40"), ("NUMBER", "1e99", "CRM40"),
    ],
)  # fmt: skip
def test_custom_value_refuses_what_does_not_fit(in_alfa, type_, typed, code):
    field(in_alfa.admin, type=type_, choices=["Laag"] if type_ == "CHOICE" else [])
    with pytest.raises(RuleBroken) as fault:
        put(make_relation(), in_alfa.admin, pakket=typed)
    assert (fault.value.code, fault.value.field) == (code, "custom-pakket")


def test_custom_value_of_unknown_or_required_field(in_alfa):
    field(in_alfa.admin, required=True)
    for custom, code in (({"nee": "x"}, "CRM41"), ({"pakket": ""}, "G01")):
        with pytest.raises(RuleBroken) as fault:
            put(make_relation(), in_alfa.admin, **custom)
        assert fault.value.code == code


def test_custom_relation_is_named_only_to_who_may_see_it(in_alfa):
    field(in_alfa.admin, type="RELATION")
    relation, other = make_relation(), make_relation(name="Geheim B.V.", number="G1")
    assign(relation, in_alfa.editor)
    put(relation, in_alfa.admin, pakket="G1")
    assert values_of(relation) == {"pakket": str(other.pk)}
    assert [row["value"] for row in shown_values(relation, in_alfa.admin)] == ["Geheim B.V."]
    assert [row["value"] for row in shown_values(relation, in_alfa.editor)] == ["een relatie buiten uw rechten"]
    with pytest.raises(RuleBroken):
        put(relation, in_alfa.editor, pakket="G1")


def test_custom_value_is_found_told_and_remembered(in_alfa):
    one, relation = field(in_alfa.admin, searchable=True), make_relation()
    field(in_alfa.admin, "Dossierkast", target="CONTACT", searchable=True)
    put(relation, in_alfa.admin, pakket="Zeilboot")
    contact = create_contact(by=in_alfa.admin, values={"last_name": "Roeier", "custom": {"dossierkast": "Kajuit"}}).row
    relation.refresh_from_db()
    assert list(find_relations(Relation.objects.all(), "zeilboot")) == [relation]
    assert list(find_contacts(type(contact).objects.all(), "kajuit")) == [contact]
    assert relation.timeline.filter(event="relation.changed").values_list("text", flat=True).get() == "Pakket"
    assert Provenance.objects.get(relation=relation, field="custom.pakket").previous is None
    change_relation(relation, by=in_alfa.admin, version=relation.version, values={"sector": "Bouw"})
    assert list(find_relations(Relation.objects.all(), "zeilboot")) == [relation]
    change_field(one, by=in_alfa.admin, version=1, values={"searchable": False})
    assert list(find_relations(Relation.objects.all(), "zeilboot")) == []


def test_custom_value_of_a_contact_changes_with_version(in_alfa):
    field(in_alfa.admin, target="CONTACT")
    contact = make_contact()
    saved = change_contact(contact, by=in_alfa.admin, version=contact.version, values={"custom": {"pakket": "A"}}).row
    assert saved.version == contact.version + 1
    assert values_of(contact) == {"pakket": "A"}


def test_type_change_shows_and_takes_what_is_lost(in_alfa):
    admin, one = in_alfa.admin, field(in_alfa.admin)
    rows = [make_relation() for _ in range(3)]
    for relation, text in zip(rows, ("12,5", "drie", "7"), strict=True):
        put(relation, admin, pakket=text)
    loss = preview_change(one, {"type": "NUMBER"})
    assert (loss.total, loss.lost, loss.kept, loss.examples) == (3, 1, 2, ["drie"])
    for lose in (None, 2):
        with pytest.raises(RuleBroken) as fault:
            change_field(one, by=admin, version=1, values={"type": "NUMBER"}, lose=lose)
        assert fault.value.code == "CRM43"
    assert CustomValue.objects.count() == 3
    change_field(one, by=admin, version=1, values={"type": "NUMBER"}, lose=1)
    assert [values_of(relation) for relation in rows] == [{"pakket": "12.5"}, {}, {"pakket": "7"}]
    assert CustomField.objects.get().key == "pakket"


def test_choice_that_goes_takes_its_values(in_alfa):
    one, relation = field(in_alfa.admin, type="CHOICE", choices=["A", "B"]), make_relation()
    put(relation, in_alfa.admin, pakket="B")
    assert preview_change(one, {"choices": ["A"]}).lost == 1
    change_field(one, by=in_alfa.admin, version=1, values={"choices": ["A"]}, lose=1)
    assert values_of(relation) == {}


def test_custom_field_keys_are_unique_and_order_moves(in_alfa):
    first, second = field(in_alfa.admin), field(in_alfa.admin)
    assert (first.key, second.key) == ("pakket", "pakket_2")
    move_field(second, by=in_alfa.admin, up=True)
    assert [row.key for row in CustomField.objects.all()] == ["pakket_2", "pakket"]


def test_custom_field_is_shown_for_some_relations_only(in_alfa):
    condition = {"all": [{"field": "rechtsvorm", "op": "is", "value": ["STICHTING"]}]}
    field(in_alfa.admin, shown_for=condition)
    plain, charity = make_relation(), make_relation(rechtsvorm="STICHTING")
    assert ([row["field"].key for row in shown_values(charity, in_alfa.admin)], shown_values(plain, in_alfa.admin)) == (["pakket"], [])


def test_custom_field_of_another_office_does_not_exist(in_alfa, beta):
    with beta.scope:
        field(beta.admin)
    with pytest.raises(RuleBroken) as fault:
        put(make_relation(), in_alfa.admin, pakket="x")
    assert fault.value.code == "CRM41"


def test_custom_field_pages_ask_before_losing(in_alfa, desk_client):
    client, base = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/beheer/vrije-velden/"
    made = client.post(f"{base}nieuw/", {"label": "Pakket", "target": "RELATION", "type": "TEXT", "active": "on"})
    assert made.status_code == 302
    one, relation = CustomField.objects.get(), make_relation()
    put(relation, in_alfa.admin, pakket="tekst")
    typed = {"label": "Pakket", "type": "DATE", "active": "on", "version": "1"}
    asked = client.post(f"{base}{one.pk}/", typed)
    assert (asked.status_code, "1 van de 1 waarden gaan verloren" in asked.content.decode()) == (422, True)
    assert client.post(f"{base}{one.pk}/", typed | {"lose": "1"}).status_code == 302
    assert CustomValue.objects.count() == 0
    assert "Pakket" in client.get(base).content.decode()
    assert client.post(f"{base}{one.pk}/omhoog/").status_code == 302
    assert desk_client(in_alfa.manager).get(base).status_code == 403


def test_custom_values_are_typed_on_the_forms(in_alfa, desk_client):
    field(in_alfa.admin, "Bedrag", type="AMOUNT", group="Afspraken", required=True)
    relation = make_relation(name="Werk B.V.", kvk_nummer="90008888")
    client, url = desk_client(in_alfa.admin), f"/k/{in_alfa.office.slug}/relaties/{relation.pk}/"
    page = client.get(f"{url}wijzigen/")
    assert "Afspraken" in page.content.decode()
    data = {
        "type": "ORGANISATION", "number": relation.number, "name": "Werk B.V.", "rechtsvorm": "BV", "kvk_nummer": "90008888",
        "language": "nl", "version": relation.version, "postal_same": "on", "invoice_same": "on", "VISIT-country": "NL",
    }  # fmt: skip
    missing = client.post(f"{url}wijzigen/", data)
    assert (missing.status_code, "Vul Bedrag in." in missing.content.decode()) == (422, True)
    wrong = client.post(f"{url}wijzigen/", data | {"custom-bedrag": "veel"})
    assert (wrong.status_code, "veel is geen getal." in wrong.content.decode()) == (422, True)
    assert client.post(f"{url}wijzigen/", data | {"custom-bedrag": "12,50"}).status_code == 302
    assert "€ 12,50" in client.get(f"{url}gegevens/").content.decode()
