"""Products of an office and of its relations."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from crm.enums import FilingKind
from offices.errors import Forbidden, RuleBroken, StaleForm
from offices.models import AuditEvent
from offices.urls_helpers import desk_url
from tests.factories.crm import assign, make_person, make_relation
from tests.factories.workflows import give_product, product_for
from workflows.models import Period, Product, RelationProduct
from workflows.periods import span_of
from workflows.rules.periods import periods_for
from workflows.rules.products import SHIPPED, save_product, seed_products
from workflows.rules.relation_products import add_product, change_frequency, end_product

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)


def test_every_office_has_the_shipped_products(offices):
    for kantoor in (offices.alfa, offices.beta):
        with kantoor.scope:
            assert Product.objects.count() == len(SHIPPED)


def test_every_kind_a_client_approves_has_a_product(in_alfa):
    made = {kind for product in Product.objects.all() for kind in product.filing_kinds}
    assert {"OB", "OB_SUPPLETIE", "ICP", "LH", "LH_CORRECTIE", "IB", "VPB", "KVK", "KREDIET", "VA_VPB"} <= made


def test_seeding_again_adds_only_what_is_missing(in_alfa):
    Product.objects.get(code="OB").delete()
    seed_products(in_alfa.office, by=in_alfa.admin)
    assert Product.objects.count() == len(SHIPPED)


def test_product_runs_from_its_first_to_its_last_day(in_alfa):
    relation = make_relation()
    row = add_product(relation, product_for("OB"), by=in_alfa.manager, starts_on=START)
    end_product(row, by=in_alfa.manager, ends_on=date(2026, 6, 30))
    running = RelationProduct.objects.running
    assert [running(day).count() for day in (date(2025, 12, 31), START, date(2026, 6, 30), date(2026, 7, 1))] == [0, 1, 1, 0]
    assert AuditEvent.objects.filter(event__in=("product.added", "product.ended")).count() == 2
    assert relation.timeline.filter(event="product.ended").count() == 1


def test_same_product_twice_is_refused(in_alfa):
    relation = make_relation()
    give_product(relation, FilingKind.OB)
    with pytest.raises(RuleBroken):
        give_product(relation, FilingKind.OB)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelationProduct.objects.create(relation=relation, product=product_for("OB"), starts_on=date(2027, 1, 1))


def test_product_may_come_back_after_it_ended(in_alfa):
    relation = make_relation()
    row = give_product(relation, FilingKind.OB)
    end_product(row, by=in_alfa.manager, ends_on=date(2026, 6, 30))
    give_product(relation, FilingKind.OB, starts_on=date(2026, 7, 1))
    assert relation.products.count() == 2


def test_profit_tax_is_never_for_a_person(in_alfa):
    with pytest.raises(RuleBroken) as caught:
        give_product(make_person(), FilingKind.VPB)
    assert (caught.value.code, caught.value.field) == ("PRD02", "product")


def test_income_tax_is_never_for_a_legal_person(in_alfa):
    with pytest.raises(RuleBroken) as caught:
        give_product(make_relation(rechtsvorm="BV"), FilingKind.IB)
    assert (caught.value.code, caught.value.field) == ("PRD02", "product")
    firm = make_relation(rechtsvorm="VOF")
    assert give_product(firm, FilingKind.IB).relation == firm


def test_product_never_begins_before_the_relation_exists(in_alfa):
    relation = make_relation(founded_on=date(2026, 3, 1))
    with pytest.raises(RuleBroken) as caught:
        give_product(relation, FilingKind.OB, starts_on=date(2026, 2, 28))
    assert caught.value.field == "starts_on"


def test_last_day_never_lies_before_the_first(in_alfa):
    row = give_product(make_relation(), FilingKind.OB, starts_on=START)
    with pytest.raises(RuleBroken):
        end_product(row, by=in_alfa.manager, ends_on=date(2025, 12, 31))
    row.refresh_from_db()
    assert row.ends_on is None


def test_rhythm_changes_from_a_day_on_and_only_to_what_the_product_allows(in_alfa):
    row = give_product(make_relation(), FilingKind.OB, starts_on=START)
    change_frequency(row, by=in_alfa.manager, frequency="QUARTER", valid_from=date(2026, 7, 1))
    assert list(row.frequencies.values_list("frequency", "valid_from")) == [("QUARTER", date(2026, 7, 1))]
    with pytest.raises(RuleBroken):
        change_frequency(row, by=in_alfa.manager, frequency="FOUR_WEEKS", valid_from=date(2026, 7, 1))


def test_payroll_rhythm_changes_on_the_first_of_january_only(in_alfa):
    row = give_product(make_relation(), FilingKind.LH, starts_on=date(2025, 1, 1))
    with pytest.raises(RuleBroken):
        change_frequency(row, by=in_alfa.manager, frequency="FOUR_WEEKS", valid_from=date(2026, 7, 1))
    change_frequency(row, by=in_alfa.manager, frequency="FOUR_WEEKS", valid_from=START)
    assert row.frequencies.count() == 1


def test_editor_needs_a_role_on_the_relation(in_alfa):
    relation = make_relation()
    with pytest.raises(Forbidden):
        add_product(relation, product_for("OB"), by=in_alfa.editor, starts_on=START)
    assert relation.products.count() == 0
    assign(relation, in_alfa.editor)
    add_product(relation, product_for("OB"), by=in_alfa.editor, starts_on=START)
    with pytest.raises(Forbidden):
        add_product(relation, product_for("ICP"), by=in_alfa.viewer, starts_on=START)


def test_code_of_a_product_is_unique_whatever_its_case(in_alfa):
    values = {"name": "Dubbel", "filing_kinds": [], "frequency_source": "ONCE", "frequencies": ["ONCE"]}
    with pytest.raises(RuleBroken) as caught:
        save_product(None, by=in_alfa.admin, code="ob", **values)
    assert caught.value.field == "code"


def test_stale_product_form_is_refused(in_alfa):
    product = Product.objects.get(code="OB")
    save_product(product, by=in_alfa.admin, version=1, name="Btw")
    with pytest.raises(StaleForm):
        save_product(product, by=in_alfa.admin, version=1, name="Omzetbelasting")
    product.refresh_from_db()
    assert (product.name, product.version) == ("Btw", 2)


def test_period_exists_once(in_alfa):
    span = span_of(date(2026, 10, 1), date(2026, 10, 31))
    first, again = periods_for([span])[span], periods_for([span, span])[span]
    assert (first.pk, first.label, Period.objects.count()) == (again.pk, "2026-10", 1)


def test_tab_and_forms_of_a_relation(in_alfa, desk_client):
    relation = make_relation()
    client = desk_client(in_alfa.manager)
    tab = desk_url("workflows:relation_products", relation.pk)
    assert "Nog geen producten" in client.get(tab).content.decode()
    values = {"product": str(product_for("OB").pk), "starts_on": "01-01-2026", "frequency": "", "note": "Let op verlegging"}
    assert client.post(desk_url("workflows:product_add", relation.pk), values).status_code == 302
    row = relation.products.get()
    assert "Let op verlegging" in client.get(tab).content.decode()
    for name in ("product_end", "product_frequency"):
        assert client.get(desk_url(f"workflows:{name}", relation.pk, row.pk)).status_code == 200
    client.post(desk_url("workflows:product_frequency", relation.pk, row.pk), {"frequency": "QUARTER", "valid_from": "01-07-2026"})
    client.post(desk_url("workflows:product_end", relation.pk, row.pk), {"ends_on": "31-12-2026"})
    row.refresh_from_db()
    assert (row.ends_on, row.frequencies.get().frequency) == (date(2026, 12, 31), "QUARTER")


def test_broken_rule_comes_back_on_its_field_with_what_was_typed(in_alfa, desk_client):
    relation = make_relation()
    give_product(relation, FilingKind.OB)
    client = desk_client(in_alfa.manager)
    values = {"product": str(product_for("OB").pk), "starts_on": "01-01-2026", "note": "Blijft staan"}
    page = client.post(desk_url("workflows:product_add", relation.pk), values)
    assert page.status_code == 422
    assert "Blijft staan" in page.content.decode() and "heeft Aangifte OB al" in page.content.decode()


def test_products_of_another_office_are_not_here(offices, desk_client):
    with offices.beta.scope:
        foreign, product = make_relation(), product_for("OB")
        row = give_product(foreign, FilingKind.OB)
    with offices.alfa.scope:
        client = desk_client(offices.alfa.admin)
        own = make_relation()
        assert client.get(desk_url("workflows:relation_products", foreign.pk)).status_code == 404
        assert client.get(desk_url("workflows:product_edit", product.pk)).status_code == 404
        assert client.get(desk_url("workflows:product_end", own.pk, row.pk)).status_code == 404
        answer = client.post(desk_url("workflows:product_add", own.pk), {"product": str(product.pk), "starts_on": "01-01-2026"})
        assert (answer.status_code, own.products.count()) == (422, 0)


def test_list_of_products_is_for_the_admin(in_alfa, desk_client):
    assert desk_client(in_alfa.manager).get(desk_url("workflows:product_list")).status_code == 403
    admin = desk_client(in_alfa.admin)
    assert "Aangifte OB" in admin.get(desk_url("workflows:product_list")).content.decode()
    values = {"code": "NIEUW", "name": "Nieuw werk", "frequency_source": "ONCE", "frequencies": ["ONCE"], "active": "on"}
    assert admin.post(desk_url("workflows:product_create"), values).status_code == 302
    assert Product.objects.get(code="NIEUW").name == "Nieuw werk"
