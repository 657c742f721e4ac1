"""Completing an address, and loading the table it comes from."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from crm.address_lookup import Place, place_of
from crm.models import PostcodePoint
from crm.postcodes import Row, load_rows
from offices.db.owner import owner_cursor

pytestmark = pytest.mark.django_db
ROW = Row("9743AB", 14, "Energieweg", "Groningen", Decimal("53.21940"), Decimal("6.53510"))


@pytest.fixture
def table():
    """A table with one address; emptied afterwards, because the owner writes past the transaction of a test."""
    load_rows([ROW])
    yield
    with owner_cursor(connection) as cursor:
        cursor.execute("DELETE FROM crm_postcodepoint")


def lookup(client, **fields):
    return client.post("/k/alfa/adres/aanvullen/", {"deel": "VISIT"} | {f"VISIT-{name}": value for name, value in fields.items()})


@pytest.mark.parametrize(
    ("code", "number", "found"),
    [
        ("9743 ab", "14", True), ("9743AB", 14, True), ("9743AB", "14a", True), ("9743AB", "15", False), ("9743AB", "", False),
        ("9743", "14", False), ("0743AB", "14", False), ("9743AB", "999999", False), ("' OR 1=1", "14", False),
    ],
)  # fmt: skip
def test_place_is_found_by_postcode_and_number(table, code, number, found):
    assert place_of(code, number) == (Place("Energieweg", "Groningen") if found else None)


def test_empty_fields_are_filled_and_others_only_on_request(table, alfa, desk_client):
    client = desk_client(alfa.admin)
    fields = {"id_VISIT-street": "Energieweg", "id_VISIT-city": "Groningen"}
    answer = lookup(client, postal_code="9743ab", house_number="14", country="NL")
    assert json.loads(answer["HX-Trigger"]) == {"invullen": {"fields": fields}}
    answer = lookup(client, postal_code="9743AB", house_number="14", street="Anders", city="Groningen", country="NL")
    assert ("HX-Trigger" in answer, "Volgens de adrestabel: Energieweg, Groningen" in answer.content.decode()) == (False, True)
    answer = client.post(
        "/k/alfa/adres/aanvullen/",
        {"deel": "VISIT", "VISIT-postal_code": "9743AB", "VISIT-house_number": "14", "VISIT-street": "Anders", "overnemen": "1"},
    )
    assert json.loads(answer["HX-Trigger"]) == {"invullen": {"fields": fields}}
    same = lookup(client, postal_code="9743AB", house_number="14", street="energieweg", city="Groningen", country="")
    assert ("HX-Trigger" in same, same.content.decode().strip()) == (False, "")


def test_unknown_address_and_other_countries_are_typed_by_hand(table, alfa, desk_client):
    client = desk_client(alfa.admin)
    assert "Vul straat en plaats zelf in" in lookup(client, postal_code="9743AB", house_number="99").content.decode()
    for answer in (
        lookup(client, postal_code="9743AB", house_number="14", country="BE"),
        lookup(client, postal_code="", house_number="14"),
        client.post("/k/alfa/adres/aanvullen/", {"deel": "<script>", "<script>-postal_code": "9743AB", "<script>-house_number": "14"}),
    ):
        assert (answer.status_code, answer.content.decode().strip(), "HX-Trigger" in answer) == (200, "", False)


def test_application_reads_the_table_and_writes_nothing(table):
    assert PostcodePoint.objects.count() == 1
    for write in (
        lambda: PostcodePoint.objects.create(postal_code="1000AA", number=1, street="x", city="y"),
        lambda: PostcodePoint.objects.update(street="x"),
        lambda: PostcodePoint.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            write()


def test_file_is_loaded_and_says_what_it_left_out(table, tmp_path, capsys):
    file = tmp_path / "adressen.csv"
    file.write_text(
        "\ufeffPostcode;Huisnummer;Straat;Plaats;Lat;Lon\n9743AB;14;Nieuwe weg;Groningen;53,2;6,5\n1234 ab;7;Laan  van\tNiets;Ons Dorp;;\n"
        "0234AB;1;Fout;Fout;;\n1234AB;x;Fout;Fout;;\n1234AB;8;Laan;Dorp;95;5\n1234AB\n",
        encoding="utf-8",
    )
    call_command("load_postcodes", file)
    assert "6 regels gelezen, 3 overgeslagen; de tabel telt nu 3 adressen." in capsys.readouterr().out
    rows = PostcodePoint.objects.order_by("postal_code", "number").values_list("postal_code", "number", "street", "city", "latitude")
    assert list(rows) == [
        ("1234AB", 7, "Laan van Niets", "Ons Dorp", None), ("1234AB", 8, "Laan", "Dorp", None),
        ("9743AB", 14, "Nieuwe weg", "Groningen", Decimal("53.20000")),
    ]  # fmt: skip
    file.write_text("postcode,huisnummer,straat,plaats\n" + "".join(f"1000AB,{n},Weg,Stad\n" for n in range(1, 5_001)), encoding="utf-8")
    call_command("load_postcodes", file, "--replace")
    assert PostcodePoint.objects.count() == 5_000


def test_file_without_a_column_changes_nothing(table, tmp_path):
    file = tmp_path / "fout.csv"
    file.write_text("postcode,straat\n1234AB,Weg\n", encoding="utf-8")
    with pytest.raises(CommandError, match="ontbreekt de kolom huisnummer, plaats"):
        call_command("load_postcodes", file)
    with pytest.raises(CommandError):
        call_command("load_postcodes", tmp_path / "is-er-niet.csv")
    assert PostcodePoint.objects.count() == 1
