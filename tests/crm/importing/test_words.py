"""Words of a source that mean nothing here are explained once, for every row and for the next file."""

import pytest

from crm.importing.words import say_words, unknown_words
from crm.models import ImportBatch, ImportTemplate, Relation
from offices.errors import RuleBroken
from tests.factories.imports import apply, errors, match, matched, receive, row, work_jobs, xlsx_bytes

pytestmark = pytest.mark.django_db


def client(number, **more):
    return {"nummer": number, "type": "organisatie", "naam": f"Bedrijf {number}", "rechtsvorm": "bv"} | more


def asked(batch):
    return {one.key: one.words for one in unknown_words(batch)}


def say(batch, said, *, by):
    say_words(batch, said, by=by)
    work_jobs()
    return ImportBatch.objects.get(pk=batch.pk)


def test_word_is_asked_once_for_all_rows_and_known_in_the_next_file(in_alfa):
    by = in_alfa.manager
    rows = [client("1001", rechtsvorm="Besl. Venn."), client("1002", rechtsvorm="besl venn"), client("1003", rechtsvorm="Maatsch."), client("1004")]
    batch = matched(rows, by=by)
    assert asked(batch) == {"rechtsvorm": [("Besl. Venn.", 2), ("Maatsch.", 1)]}
    batch = say(batch, {"rechtsvorm": {"Besl. Venn.": "BV"}}, by=by)
    assert asked(batch) == {"rechtsvorm": [("Maatsch.", 1)]}
    assert (batch.counts["ONLY_IN_IMPORT"], batch.counts["INVALID"]) == (3, 1)
    batch = apply(batch, by=by)
    assert list(Relation.objects.filter(number__startswith="100").order_by("number").values_list("number", "rechtsvorm")) == [
        ("1001", "BV"), ("1002", "BV"), ("1004", "BV"),
    ]  # fmt: skip
    again = matched([client("1005", rechtsvorm="Besl. Venn.")], by=by)
    assert (again.counts["ONLY_IN_IMPORT"], asked(again)) == (1, {})


def test_word_can_be_left_out(in_alfa):
    by = in_alfa.manager
    batch = matched([client("2001", labels="Goud;Zilver", relatiesoort="Oud; nieuw")], by=by)
    assert asked(batch) == {"relatiesoort": [("Oud; nieuw", 1)], "labels": [("Goud", 1)]}
    batch = say(batch, {"labels": {"Goud": ""}, "relatiesoort": {"Oud; nieuw": ""}}, by=by)
    assert asked(batch) == {"labels": [("Zilver", 1)]}
    batch = say(batch, {"labels": {"Zilver": ""}}, by=by)
    found = row(batch, 2)
    assert (errors(batch, 2), found.normalised.get("kind"), found.normalised.get("labels")) == ([], None, None)


def test_a_row_that_repeats_another_is_still_told_of_it(in_alfa):
    by = in_alfa.manager
    batch = matched([client("3001"), client("3001", rechtsvorm="Maatsch."), client("3001")], by=by)
    batch = say(batch, {"rechtsvorm": {"Maatsch.": "MAATSCHAP"}}, by=by)
    assert [errors(batch, number) for number in (2, 3, 4)] == [[], [("nummer", "IMP13")], [("nummer", "IMP13")]]


def test_meaning_outside_the_list_is_refused(in_alfa):
    by = in_alfa.manager
    batch = matched([client("4001", rechtsvorm="Maatsch.")], by=by)
    for said in ({"rechtsvorm": {"Maatsch.": "ONZIN"}}, {"naam": {"x": "y"}}, {"verzonnen": {"x": "y"}}):
        with pytest.raises(RuleBroken):
            say_words(batch, said, by=by)
    assert ImportTemplate.objects.filter(value_maps={}).count() == 1


def test_words_of_another_office_mean_nothing_here(alfa, beta):
    with beta.scope:
        say(matched([client("5001", rechtsvorm="Besl. Venn.")], by=beta.manager), {"rechtsvorm": {"Besl. Venn.": "BV"}}, by=beta.manager)
    with alfa.scope:
        batch = match(receive(xlsx_bytes([client("5001", rechtsvorm="Besl. Venn.")]), by=alfa.manager, name="a.xlsx"), by=alfa.manager)
        assert asked(batch) == {"rechtsvorm": [("Besl. Venn.", 1)]}
