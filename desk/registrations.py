"""What the pages that cross modules bring together: filings on the relation card and in the list of relations."""

from crm.registry import CardPanel, ListColumn, card_panels, list_columns
from desk import bin  # noqa: F401  (its kind of long work)
from desk.filings import card_filings, latest_cells
from offices.registry import NavEntry, nav_entries

nav_entries.register(
    NavEntry(
        key="dashboard",
        label="Dashboard",
        icon="layout-dashboard",
        url_name="desk:dashboard",
        permission="crm.relation.view",
        order=1,
    )
)
nav_entries.register(
    NavEntry(
        key="bin",
        label="Prullenbak",
        icon="trash-2",
        url_name="desk:bin",
        permission="trash.restore",
        group="inrichting",
        order=80,
    )
)
card_panels.register(CardPanel("filings", "desk/panel_filings.html", "filing.view", card_filings, order=10))
list_columns.register(ListColumn("filing", "Laatste aangifte", "filing.view", latest_cells, order=10))
