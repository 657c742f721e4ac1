"""A watched folder for a practice office, with a round that brought something."""

from integrations.drop_folder import places
from integrations.drop_folder.quiet import QUIET
from integrations.rules import make_connection, run_connection
from offices.practice import Plan
from offices.settings_registry import change_setting


def fill(plan: Plan) -> None:
    """Make the connection, put a file in it and look twice: the second look finds the file unchanged."""
    by = plan.members["ADMIN"]
    change_setting(QUIET, 0, by=by)
    connection = make_connection("drop_folder", by=by, name=plan.mark("Fiscaal pakket")[:60])
    place = places.make(connection) / places.IN
    (place / "leesmij.xbrl").write_text(plan.mark("Dit is geen aangifte, maar een oefenbestand."), encoding="utf-8")
    run_connection(connection, by=by)
    change_setting(QUIET, 5, by=by)
    plan.made["drop_folder"] = str(place)
