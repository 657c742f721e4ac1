"""Owners, third parties, custom fields and a merged contact for a practice office."""

from datetime import date

from crm.models import Relation
from crm.rules.contacts import create_contact
from crm.rules.custom_fields import create_field
from crm.rules.links import link_contact
from crm.rules.merging import plan_merge
from crm.rules.plans import apply_plan
from crm.rules.relations import change_relation
from crm.rules.sbr_data import save_sbr_data
from crm.rules.shared_entities import create_entity
from crm.rules.stakes import record_stake
from crm.rules.third_parties import add_third_party
from offices.practice import DOMAIN, Plan

PACKAGES = ("Exact Online", "SnelStart", "Twinfield", "Geen pakket")


def give_structure(plan: Plan) -> None:
    """Who owns whom, who stands around them, and what the office itself wants to know."""
    made, by = plan.made["relations"], plan.members["ADMIN"]
    owners(plan, made, by)
    around(plan, made, by)
    own_fields(plan, made, by)
    merged(plan, made, by)


def owners(plan: Plan, made, by) -> None:
    """Johan owns the holding; the holding most of the bakery, until 2024 together with somebody from outside."""
    outsider = create_entity(
        by=by, values={"kind": "PERSON", "initials": "R.", "last_name": plan.mark("Zijlstra")[:120], "birth_date": date(1961, 5, 2)}
    )
    fund = create_entity(by=by, values={"kind": "ORGANISATION", "name": plan.mark("Noordelijk Fonds Stichting")[:200], "number": "41000001"})
    bakery, holding = made["bakkerij"], made["holding"]
    past, now = {"valid_from": date(2020, 1, 1)}, {"valid_from": date(2024, 7, 1)}
    for target, owner, kind, percentage, days in (
        (holding, plan.made["client"], "SHARES", "100", past),
        (bakery, holding, "SHARES", "60", past | {"valid_to": date(2024, 6, 30)}),
        (bakery, outsider, "SHARES", "40", past | {"valid_to": date(2024, 6, 30)}),
        (bakery, holding, "SHARES", "75", now),
        (bakery, fund, "SHARES", "25", now),
        (bakery, plan.made["client"], "DIRECTOR", None, past),
        (fund, outsider, "CONTROL", None, past),
    ):
        record_stake(target, by=by, owner=owner, values={"kind": kind, "percentage": percentage, "source": "KVK"} | days)


def around(plan: Plan, made, by) -> None:
    """The bank is a relation of the office, the notary only a name; and what the accounts say each year."""
    bakery = made["bakkerij"]
    add_third_party(bakery, by=by, values={"role": "BANK", "third": made["bank"], "reference": "Zakelijk krediet"})
    add_third_party(
        bakery, by=by, values={"role": "NOTARY", "name": plan.mark("Notariskantoor Waddenzee")[:200], "phone": "0585550101"}
    )
    version = Relation.objects.values_list("version", flat=True).get(pk=bakery.pk)
    values = {"entity_size": "SMALL", "seat": "Groningen", "sbi_main": "10711", "statement_kind": "COMPILATION",
              "adoption_note": plan.mark("Meestal in mei")[:200]}  # fmt: skip
    save_sbr_data(bakery, by=by, version=version, values=values)


def own_fields(plan: Plan, made, by) -> None:
    """What the office keeps itself: the package of a client, the fee, and who wants the newsletter."""
    for target, values in (
        ("RELATION", {"label": "Boekhoudpakket", "type": "CHOICE", "choices": list(PACKAGES), "group": "Afspraken", "searchable": True}),
        ("RELATION", {"label": "Vast bedrag per maand", "type": "AMOUNT", "group": "Afspraken"}),
        ("CONTACT", {"label": "Nieuwsbrief", "type": "YES_NO"}),
    ):
        create_field(by=by, target=target, values=values)
    for position, key in enumerate(("bakkerij", "holding", "anna", "camping")):
        row = Relation.objects.get(pk=made[key].pk)
        custom = {"boekhoudpakket": PACKAGES[position % len(PACKAGES)], "vast_bedrag_per_maand": f"{95 + 40 * position},00"}
        change_relation(row, by=by, version=row.version, values={"custom": custom})


def merged(plan: Plan, made, by) -> None:
    """A bookkeeper who was typed in twice, and merged."""
    stays, goes = (
        create_contact(by=by, values={"first_name": "Linda", "last_name": plan.mark(name)[:120]} | more, near=made["camping"]).row
        for name, more in (("Hoekstra", {"email": f"linda.hoekstra@{DOMAIN}"}), ("Hoekstra-Smit", {"mobile": "0612340000"}))
    )
    link_contact(made["camping"], goes, by=by, values={"job_title": "Administratie"})
    plan_of_merge = plan_merge(stays, goes, by=by)
    apply_plan(plan_of_merge, by=by)
