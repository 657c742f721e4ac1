"""What the import lab promises, on many made-up rows: the plan is what happens, back is back, a kill changes nothing."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from crm.enums import ItemResult
from crm.importing import applying
from crm.models import (
    Address,
    BankAccount,
    ChangePlan,
    Contact,
    ImportBatch,
    PlanItem,
    Relation,
    RelationContact,
    TaxFrequency,
    TaxNumber,
    TimelineEntry,
)
from crm.rules.plans import PlanOver, apply_plan, check_plan, fresh_plan, plan_appliers
from crm.rules.relations import change_relation
from offices.jobs import cancel_job, work
from offices.models import Job, OutgoingMail
from tests.factories.crm import make_relation, valid_base
from tests.factories.imports import apply, match, matched, plan, receive, undo, work_jobs, xlsx_bytes

pytestmark = pytest.mark.django_db
FORMS = ("bv", "nv", "vof", "stichting", "eenmanszaak", "vereniging")
CITIES = (("Groningen", "9712 AB"), ("Zwolle", "8011 EF"), ("Assen", "9401 GH"))
STATE = (Relation, Contact, RelationContact, Address, TaxNumber, TaxFrequency, BankAccount, TimelineEntry)


def made_up(count, rng):
    """(clients, contacts): rows as a messy file has them."""
    clients, contacts = [], []
    for place in range(count):
        city, code = rng.choice(CITIES)
        row = {"nummer": f"M{place:05}", "telefoon": f"050 555 {place:04}" if rng.random() < 0.7 else "", "memo": rng.choice(["", "let op", "é\tü\n\\.;\"'"])}
        if rng.random() < 0.3:
            row |= {"type": "persoon", "achternaam": f"Achter{place}", "geboortedatum": f"{rng.randint(1, 28)}-{rng.randint(1, 12)}-{rng.randint(1930, 2005)}"}
        else:
            row |= {"type": "organisatie", "naam": f"Bedrijf {place} \\N", "rechtsvorm": rng.choice(FORMS)}
        if rng.random() < 0.6:
            base = valid_base()
            row |= {"rsin_bsn": base} | ({"ob_nummer": f"{base}B01"} if rng.random() < 0.5 else {})
        if rng.random() < 0.7:
            row |= {"bezoek_straat": "Dorpsstraat", "bezoek_huisnummer": str(place + 1), "bezoek_postcode": code, "bezoek_plaats": city}
        if rng.random() < 0.3:
            row |= {"tijdvak_btw": rng.choice(["maand", "kwartaal", "jaar"])}
        if rng.random() < 0.03:
            row |= {"rsin_bsn": "123456789"}
        clients.append(row)
        if rng.random() < 0.5:
            contacts.append(
                {"contactnummer": f"MC{place}", "relatienummers": row["nummer"], "achternaam": f"Mens{place}", "email": f"mens{place}@proef.example",
                 "voorkeur": rng.choice(["ja", "nee", ""])}
            )  # fmt: skip
    return clients, contacts


def state():
    """Everything of the open office that an import writes, without ids and moments; not the office itself."""
    found = {}
    for model in STATE:
        skip = {"id", "office_id", "created_at", "updated_at", "created_by_id", "at", "object_id", "relation_id", "contact_id", "value_hmac", "base_hmac", "bsn_hmac", "member_id", "actor_label"}
        rows = [{k: v for k, v in row.items() if k not in skip} for row in model.objects.values() if row.get("type") != "INTERNAL"]
        found[model.__name__] = sorted(map(repr, rows))
    return found


def frozen():
    """Every row as it stands, ids and all."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in STATE}


def test_thousand_rows_become_exactly_the_plan_and_go_back_to_nothing(in_alfa):
    by = in_alfa.manager
    for place in range(40):
        make_relation(number=f"M{place:05}", name=f"Was er al {place}", phone="0505550000")
    before = frozen()
    clients, contacts = made_up(1000, random.Random(6))
    batch = plan(match(receive(xlsx_bytes(clients, contacts), by=by, name="m.xlsx"), by=by), by=by)
    wanted = {item.object_id: item for item in batch.plan.items.all()}
    applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
    work_jobs()
    batch.refresh_from_db()
    failed = {item.object_id: item.reason for item in batch.plan.items.exclude(result=ItemResult.DONE)}
    rows = {row.pk: row for row in Relation.objects.all()} | {row.pk: row for row in Contact.objects.all()}
    for pk, item in wanted.items():
        if pk in failed or "#" in item.object_kind:
            continue
        for name, (_, value) in item.changes.items():
            if hasattr(rows[pk], name) and name not in ("relations", "status", "type"):
                assert str(getattr(rows[pk], name)) == str(value), (item.label, name)
    assert len(wanted) > 1200
    # Contacts of rows that stayed invalid have nobody to belong to; everything else was done.
    assert {reason.split("relatienummer")[0] for reason in failed.values()} <= {"Dit contact verwijst naar "}
    assert OutgoingMail.objects.count() == 0
    batch = undo(batch, by=by)
    assert (batch.plan.items.filter(result__in=(ItemResult.KEPT, ItemResult.STUCK)).count(), batch.plan.items.filter(result=ItemResult.DONE).count()) == (0, 0)
    after = frozen()
    moving = {"version", "updated_at", "search_text"}
    for name in after:
        if name == "TimelineEntry":
            continue
        plain = [[{k: v for k, v in row.items() if k not in moving} for row in some[name]] for some in (before, after)]
        assert plain[0] == plain[1], name


class Killed(BaseException):
    """A worker that is gone."""


def test_import_that_is_killed_half_way_ends_the_same(alfa, beta, monkeypatch):
    clients, contacts = made_up(60, random.Random(3))
    ends = []
    monkeypatch.setattr(plan_appliers, "_entries", [replace(one, chunk=7) if one.plan_kind == "IMPORT" else one for one in plan_appliers])
    for office, dies in ((alfa, False), (beta, True)):
        with office.scope:
            by = office.manager
            batch = plan(match(receive(xlsx_bytes(clients, contacts), by=by, name="k.xlsx"), by=by), by=by)
            applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
            if dies:
                _die_and_go_on(batch, monkeypatch)
            work_jobs()
            batch.refresh_from_db()
            ends.append((batch.counts["results"], state()))
    assert ends[0] == ends[1]


def _die_and_go_on(batch, monkeypatch):
    from offices.jobs import Run

    step, calls = Run.step, []

    def dying(self, done, total=None):
        step(self, done, total)
        calls.append(done)
        if len(calls) in (2, 5):
            raise Killed

    monkeypatch.setattr(Run, "step", dying)
    job = ImportBatch.objects.get(pk=batch.pk).job_id
    for _ in range(2):
        with pytest.raises(Killed):
            work(job)
        Job.objects.filter(pk=job).update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(Run, "step", step)
    assert 0 < PlanItem.objects.filter(plan=batch.plan, result=ItemResult.DONE).count() < batch.plan.counts["items"]


def test_cancelled_import_stops_and_can_be_taken_back(in_alfa, monkeypatch):
    from offices.jobs import Run

    by = in_alfa.manager
    monkeypatch.setattr(plan_appliers, "_entries", [replace(one, chunk=5) if one.plan_kind == "IMPORT" else one for one in plan_appliers])
    clients, _ = made_up(20, random.Random(9))
    batch = plan(matched([row for row in clients if row.get("rsin_bsn") != "123456789"], by=by), by=by)
    batch = applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
    step = Run.step
    monkeypatch.setattr(Run, "step", lambda self, done, total=None: (cancel_job(self.job, by=by) if done == 5 else None, step(self, done, total))[1])
    work_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["results"][ItemResult.DONE]) == ("DONE_WITH_ERRORS", 5)
    monkeypatch.setattr(Run, "step", step)
    batch = undo(batch, by=by)
    assert batch.counts["results"][ItemResult.UNDONE] == 5


def test_plan_that_was_tampered_with_or_grew_old_does_nothing(in_alfa):
    by = in_alfa.manager
    first, second = (plan(matched([{"nummer": number, "naam": "X", "rechtsvorm": "bv"}], by=by), by=by) for number in ("T1", "T2"))
    item = first.plan.items.get()
    item.changes = item.changes | {"name": [None, "Iets anders"]}
    item.save()
    with pytest.raises(PlanOver) as broken:
        apply_plan(first.plan, by=by)
    assert (broken.value.code, Relation.objects.filter(number="T1").exists()) == ("PLN03", False)
    ChangePlan.objects.filter(pk=second.plan_id).update(expires_at=timezone.now() - timedelta(seconds=1))
    second.plan.refresh_from_db()
    with pytest.raises(PlanOver) as broken:
        check_plan(second.plan)
    assert broken.value.code == "PLN01"


def test_import_that_was_refused_before_its_first_row_can_be_looked_at_again(in_alfa, desk_client):
    by, page = in_alfa.manager, desk_client(in_alfa.manager)
    batches = [plan(matched([{"nummer": number, "naam": "X", "rechtsvorm": "bv"}], by=by), by=by) for number in ("T3", "T4", "T5")]
    tampered, cancelled, old = batches
    item = tampered.plan.items.get()
    item.changes = item.changes | {"name": [None, "Iets anders"]}
    item.save()
    applying.start_applying(tampered, by=by, plan_hash=tampered.plan.hash)
    work_jobs()
    assert "niet meer wat u hebt gezien" in words(page, tampered)
    cancel_job(applying.start_applying(cancelled, by=by, plan_hash=cancelled.plan.hash).job, by=by)
    work_jobs()
    assert "Plan maken" in words(page, cancelled)
    ChangePlan.objects.filter(pk=old.plan_id).update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(PlanOver) as broken:
        applying.start_applying(old, by=by, plan_hash=old.plan.hash)
    assert broken.value.code == "PLN01"
    assert "ouder dan 24 uur" in words(page, old)
    states = ImportBatch.objects.filter(pk__in=[one.pk for one in batches]).values_list("state", flat=True)
    assert (set(states), Relation.objects.filter(number__in=["T3", "T4", "T5"]).count()) == ({"REVIEW"}, 0)
    assert apply(tampered, by=by).state == "DONE"
    for one in (cancelled, old):
        # An import has been carried out since they were compared, so the first plan compares them anew.
        assert plan(one, by=by).plan is None
        assert apply(one, by=by).state == "DONE"
    assert Relation.objects.filter(number__in=["T3", "T4", "T5"], name="X").count() == 3


def words(page, batch) -> str:
    """The page of an import, which gives no plan to carry out."""
    text = page.get(f"/k/alfa/import/{batch.pk}/").content.decode()
    assert "Plan maken" in text
    assert "aanmaken en" not in text
    return text


def test_bulk_plan_brings_back_what_changed_and_undoes_the_rest(in_alfa):
    from crm.enums import PlanKind
    from crm.rules.plan_rows import change_item
    from crm.rules.plans import make_plan, stale_text, undo_plan

    by = in_alfa.manager
    one, two = make_relation(sector="Bouw"), make_relation(sector="Zorg")
    made = make_plan(PlanKind.BULK, by=by, title="Branche", items=[change_item(row, {"sector": "Horeca"}) for row in (one, two)])
    change_relation(two, by=by, version=two.version, values={"memo": "x"}, strict=False)
    assert apply_plan(made, by=by).results == {ItemResult.DONE: 1, ItemResult.STALE: 1}
    made.refresh_from_db()
    assert stale_text(made) == "Sinds uw controle zijn 1 relaties gewijzigd. Bekijk alleen deze opnieuw."
    again = fresh_plan(made, by=by)
    assert apply_plan(again, by=by).results == {ItemResult.DONE: 1}
    with pytest.raises(PlanOver) as broken:
        apply_plan(again, by=by)
    assert broken.value.code == "PLN02"
    undo_plan(made, by=by)
    for row in (one, two):
        row.refresh_from_db()
    assert (one.sector, two.sector) == ("Bouw", "Horeca")


def test_editing_after_the_import_lands_in_kept(in_alfa):
    by = in_alfa.manager
    batch = apply(matched([{"nummer": f"E{n}", "naam": f"E {n}", "rechtsvorm": "bv"} for n in range(3)], by=by), by=by)
    row = Relation.objects.get(number="E1")
    change_relation(row, by=by, version=row.version, values={"phone": "0505551234"}, strict=False)
    batch = undo(batch, by=by)
    assert batch.counts["results"] == {ItemResult.KEPT: 1, ItemResult.UNDONE: 2}
