"""What reading, paying and incoming messages add to the registries."""

from crm.registry import CardPanel, card_panels
from offices.registry import Tile, dashboard_tiles, office_created
from offices.urls_helpers import desk_url
from sbr_inbox import content_tasks  # noqa: F401  (its tasks and its sweep)
from sbr_inbox.rules.accounts import seed_accounts
from sbr_inbox.sbr_settings import SbrPage, sbr_settings
from sbr_inbox.views.assessments import card_actions, open_actions

office_created.register(seed_accounts)
sbr_settings.register(SbrPage("account", "Rekening", "sbr_inbox:account_list", "sbr.settings.manage", 70))
sbr_settings.register(SbrPage("taxonomy", "Taxonomie", "sbr_inbox:package_list", "sbr.taxonomy.manage", 80))
sbr_settings.register(SbrPage("authorisations", "Machtigingen", "sbr_inbox:authorisation_list", "sbr.authorisation.manage", 90))
card_panels.register(CardPanel("assessments", "sbr_inbox/parts/card_actions.html", "filing.view", card_actions, order=15))
dashboard_tiles.register(
    Tile(
        "assessments",
        "Na een aanslag",
        "Betalen of bezwaar maken kan maar tot een vaste dag",
        "filing.view",
        url=lambda: desk_url("sbr_inbox:action_list"),
        rows=open_actions,
        tone="warn",
        order=25,
    )
)
