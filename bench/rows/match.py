"""Row 8: which relation has the number of a filing, against one select by primary key.

The number is looked for along every road at once, with what is known of who came up; two selects whatever the number
of relations. The goal is in selects and in flatness; the ratio only says what the second look costs.
"""

import random
from datetime import date
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.measure import alternate
from crm.indexes import base_index, tax_number_index
from crm.models import Relation, TaxNumber
from crm.numbers import passes_elfproef
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.enums import KeyType, State
from sbr_inbox.keys import make_key
from sbr_inbox.lookups import Ask, look_up
from sbr_inbox.matching import FilingFacts, match

MOST_SELECTS = 2


def give_numbers() -> list[tuple]:
    """An OB-nummer for every relation of the open office that has none; gives (relation id, number)."""
    bases = (str(n) for n in range(100_000_000, 999_999_999) if passes_elfproef(str(n)))
    pairs = [(pk, f"{base}B01") for pk, base in zip(_without_number(), bases, strict=False)]
    TaxNumber.objects.bulk_create(
        [
            TaxNumber(
                relation_id=pk,
                kind="OB",
                value=number,
                value_hmac=tax_number_index(number),
                base_hmac=base_index(number[:9]),
                is_main=True,
            )
            for pk, number in pairs
        ],
        batch_size=1_000,
    )
    return pairs


def _without_number():
    return Relation.objects.filter(tax_numbers=None).exclude(type="INTERNAL").order_by("number").values_list("pk", flat=True)


def ask(number: str) -> Ask:
    """An OB return over October 2026."""
    facts = FilingFacts(
        "OB", make_key(KeyType.OB_NUMMER, number), period_start=date(2026, 10, 1), period_end=date(2026, 10, 31), frequency="MONTH"
    )
    return Ask(facts, uuid4())


def run(*, rounds: int) -> list[dict]:
    """Milliseconds of one match against one select by primary key, on numbers drawn at random."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        pairs = give_numbers()
        draw = random.Random(8)
        order = [draw.choice(pairs) for _ in range(500)]
        position = iter(range(10**9))

        def ours():
            pk, number = order[next(position) % len(order)]
            wanted = ask(number)
            found = match(wanted.facts, look_up([wanted])[0])
            if (found.state, found.relation) != (State.MATCHED, pk):
                raise RuntimeError("The number was not matched, so its time says nothing.")

        def floor():
            pk, _ = order[next(position) % len(order)]
            with connection.cursor() as cursor:
                cursor.execute("SELECT id, number, name FROM crm_relation WHERE id = %s", [pk])
                cursor.fetchone()

        with CaptureQueriesContext(connection) as caught:
            ours()
        measured = alternate(floor, ours, rounds=rounds, times=200)
    selects = len(caught)
    line = {"row": 8, "name": f"match a filing ({selects} selects)", "goal": f"≤ {MOST_SELECTS} selects"}
    return [line | measured | {"holds": selects <= MOST_SELECTS}]
