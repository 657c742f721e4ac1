"""A link with the simulated KvK for a practice office, and what it said of two relations."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from crm.rules.register import Fetched, keep_snapshot
from integrations.kvk import mapping
from integrations.kvk.driver import FIRST, KEY, SIMULATOR
from integrations.kvk.simulator.answers import basisprofiel
from integrations.kvk.simulator.companies import COMPANIES, Register
from integrations.rules import make_connection, save_settings
from offices.audit import record
from offices.practice import Plan

BASE, OTHER = "https://kvk.example/api", COMPANIES[0]


def fill(plan: Plan) -> None:
    """Make the link, and keep an answer of last month beside the holding and the bakery."""
    by = plan.members["ADMIN"]
    row = make_connection(KEY, by=by, name=plan.mark("KvK")[:60])
    save_settings(row, {"environment": SIMULATOR, "generation": FIRST, "api_key": plan.mark("oefensleutel")}, by=by, version=row.version)
    companies = Register().companies
    for key in ("holding", "bakkerij"):
        relation = plan.made["relations"][key]
        # A relation the simulator does not know gets the answer about another company, under its own name.
        company = companies.get(relation.kvk_nummer) or replace(OTHER, kvk=relation.kvk_nummer, name=relation.name)
        profile = mapping.profile(basisprofiel(company, BASE))
        keep_snapshot(relation, Fetched("KvK", profile, timezone.now() - timedelta(days=30)))
        record(by, "register.fetched", relation, data={"bron": "KvK", "kvk_nummer": relation.kvk_nummer})
