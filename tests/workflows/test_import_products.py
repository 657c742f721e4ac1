"""Products in an import: from a column, as a start for new relations, and as what «Alleen hier» is judged within."""

import pytest

from crm.enums import FilingKind
from crm.importing.reviewing import only_here
from crm.importing.words import unknown_words
from crm.models import ImportBatch, Relation
from tests.factories.crm import make_relation
from tests.factories.imports import apply, errors, matched, row, undo
from tests.factories.workflows import give_product, product_for
from workflows.models import RelationProduct

pytestmark = pytest.mark.django_db


def client(number, **more):
    return {"nummer": number, "type": "organisatie", "naam": f"Bedrijf {number}", "rechtsvorm": "bv"} | more


def products(number):
    rows = RelationProduct.objects.filter(relation__number=number)
    return sorted(rows.values_list("product__code", flat=True))


def test_column_adds_products_and_an_undo_takes_them_along(in_alfa):
    by, vat = in_alfa.manager, product_for(FilingKind.OB)
    batch = matched([client("1001", producten=f"{vat.name}; LH"), client("1002", producten="Verzonnen")], by=by)
    assert errors(batch, 3) == [("producten", "IMP16")]
    assert [(one.key, one.words, ("OB", vat.name) in one.choices) for one in unknown_words(batch)] == [("producten", [("Verzonnen", 1)], True)]
    batch = apply(batch, by=by)
    assert products("1001") == ["LH", "OB"]
    undo(batch, by=by)
    assert (Relation.objects.alive().filter(number="1001").count(), RelationProduct.objects.count()) == (0, 0)


def test_new_relations_begin_with_what_fits_them(in_alfa):
    by = in_alfa.manager
    person = {"nummer": "2002", "type": "persoon", "achternaam": "Bos", "rechtsvorm": ""}
    batch = matched([client("2001"), person], by=by, defaults={"extra.producten": ["VPB", "IB"]})
    assert [row(batch, number).normalised.get("extra.producten") for number in (2, 3)] == [["VPB"], ["IB"]]
    apply(batch, by=by)
    assert (products("2001"), products("2002")) == (["VPB"], ["IB"])


def test_only_here_counts_within_a_product(in_alfa):
    by = in_alfa.manager
    with_vat, without = make_relation(number="3001"), make_relation(number="3002")
    give_product(with_vat, FilingKind.OB)
    batch = matched([client("3003")], by=by)
    assert {without.pk, with_vat.pk} <= set(only_here(batch, by).values_list("pk", flat=True))
    ImportBatch.objects.filter(pk=batch.pk).update(scope={"product": str(product_for(FilingKind.OB).pk)})
    assert list(only_here(ImportBatch.objects.get(pk=batch.pk), by)) == [with_vat]
