"""A connection with Semansys for a practice office: made, never filled in, paused."""

from integrations.enums import ConnectionState
from integrations.rules import make_connection, set_state
from offices.practice import Plan


def fill(plan: Plan) -> None:
    """Make it and pause it: in the simulation nothing may go to a vendor."""
    by = plan.members["ADMIN"]
    set_state(make_connection("semansys", by=by, name=plan.mark("Semansys")[:60]), ConnectionState.PAUSED, by=by)
