"""Everything in a file as tables: nothing dropped, rows that belong together stay together, no partner, no employee."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sbr_inbox.catalogue import Catalogue, Spot
from sbr_inbox.fact_list import fact_names, fact_tables
from sbr_inbox.reading import read
from tests.sbr_inbox.reading.samples import sample

SAMPLES = (
    "icp-opgaaf-nt14-tuples.xbrl", "icp-opgaaf-nt20-typed-dimensions.xbrl", "ihz-aangifte-nt14.xbrl", "vpb-aangifte-nt14.xbrl",
    "uitstel-meer-regels.xbrl", "kvk-klassiek-klein.xbrl", "kvk-inline-micro.xbri", "lh-2026-03-volledig.xml", "vpb-sba-nt14.xbrl",
    "ihz-aangifte-partners.xbrl", "ob-aangifte-nt19.xbrl", "schenk-aangifte-2026.xbrl",
)  # fmt: skip


def _tables(name, known=None, *, partner=True):
    return fact_tables(list(read(sample(name)).facts), known or Catalogue(), partner=partner)


def _called(tables, title):
    return next(table for table in tables if table.title == title)


def _texts(tables):
    return [cell.text for table in tables for row in table.rows for cell in row.cells if cell.text]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_fact_is_dropped(name):
    facts = read(sample(name)).facts
    tables = _tables(name)
    loose = sum(1 for fact in facts if not fact.get("group") and not fact.get("typed"))
    assert sum(1 for table in tables if not table.columns for row in table.rows if not row.heading) == loose
    stated = sum(1 for fact in facts if fact["value"] and (fact.get("group") or fact.get("typed")))
    inside = sum(
        text.count(" · ") + 1
        for table in tables
        if table.columns
        for row in table.rows
        for text in [cell.text for cell in row.cells]
        if text
    )
    assert inside >= stated or stated == 0


def test_tuples_become_rows_that_belong_together():
    table = _called(_tables("icp-opgaaf-nt14-tuples.xbrl"), "Levering")
    assert set(table.columns) == {"Nr.", "Land", "Btw-nummer afnemer", "Leveringen"}
    rows = [(row.label, *(cell.text for cell in row.cells)) for row in table.rows]
    assert len({row[0] for row in rows}) == len(rows)
    assert {frozenset(row[1:]) for row in rows} >= {frozenset(("BE", "0477472701", "1.000"))}


def test_free_dimensions_become_rows_per_customer():
    tables = _tables("icp-opgaaf-nt20-typed-dimensions.xbrl")
    table = next(each for each in tables if "Btw-nummer" in each.columns and "Leveringen" in each.columns)
    assert table.columns[:2] == ("Btw-nummer", "Land")
    firsts = [row.label for row in table.rows]
    assert len(set(firsts)) == len(firsts)


def test_declarant_at_the_end_goes_first():
    titles = [table.title for table in _tables("vpb-aangifte-nt14.xbrl") if not table.columns]
    own = next(number for number, title in enumerate(titles) if title.startswith("Aangever"))
    others = [number for number, title in enumerate(titles) if "Dochtermaatschappij" in title or "Begin" in title]
    assert all(own < number for number in others)


def test_partner_is_left_out_until_he_may_be_shown():
    hidden, open_ = _tables("ihz-aangifte-partners.xbrl", partner=False), _tables("ihz-aangifte-partners.xbrl", partner=True)
    partners = [fact for fact in read(sample("ihz-aangifte-partners.xbrl")).facts if fact.get("partner")]
    assert partners
    assert not any(row.partner for table in hidden for row in table.rows)
    assert sum(row.partner for table in open_ for row in table.rows) >= 1
    names = {fact["value"] for fact in partners} - {fact["value"] for fact in read(sample("ihz-aangifte-partners.xbrl")).facts if not fact.get("partner")}
    assert not names & set(_texts(hidden))


def test_official_names_and_order_go_before_ours():
    known = Catalogue(
        labels={"ValueAddedTaxOwed": "Btw die u schuldig bent", "Kop": "Berekening"},
        places={"ValueAddedTaxOwed": Spot(1, 2, "Kop"), "ValueAddedTaxOnInput": Spot(2, 2, "Kop")},
    )
    rows = _called(_tables("ob-aangifte-nt19.xbrl", known), "Algemeen").rows
    assert [row.label for row in rows[:4]] == ["Berekening", "Btw die u schuldig bent", "5b Voorbelasting", "Overige gegevens"]
    assert (rows[0].heading, rows[1].depth) == (True, 2)


def test_unknown_name_is_made_readable_and_keeps_its_value():
    data = sample("ob-aangifte-nt19.xbrl").decode().replace("TaxConsultantNumber", "SomethingNobodyKnowsYet")
    tables = fact_tables(list(read(data.encode()).facts), Catalogue(), partner=False)
    row = next(row for table in tables for row in table.rows if row.name == "SomethingNobodyKnowsYet")
    assert row.label == "Something nobody knows yet"
    assert row.cells[0].text


_names = st.sampled_from(["Assets", "TaxableProfit", "Xyz", "PartnerName"])
_facts = st.lists(
    st.fixed_dictionaries(
        {"name": _names, "value": st.text(max_size=20)},
        optional={
            "period": st.sampled_from(["", "2026-01-01/2026-12-31", "2026-12-31"]),
            "unit": st.sampled_from(["EUR", "pure"]),
            "group": st.lists(st.tuples(_names, st.integers(1, 3)).map(list), min_size=1, max_size=3),
            "partner": st.just(True),
            "secret": st.just(True),
        },
    ),
    max_size=12,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_facts)
def test_any_facts_give_tables_whose_rows_are_as_wide_as_their_head(facts):
    fact_names(facts)
    for table in fact_tables(facts, Catalogue(), partner=True):
        for row in table.rows:
            if table.columns:
                assert len(row.cells) + 1 == len(table.columns)
            elif not row.heading:
                assert len(row.cells) == 2
