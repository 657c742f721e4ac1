"""What sending through Digipoort adds to the registries: the route, the tabs of Beheer, the radar of certificates."""

from offices.registry import Later, Tile, dashboard_tiles, practice_data, sweeps
from offices.urls_helpers import desk_url
from sbr_inbox.delivery import routes
from sbr_inbox.digipoort.driver import DigipoortDriver
from sbr_inbox.rules.expiring import expiring, warn_expiring
from sbr_inbox.sbr_settings import SbrPage, sbr_settings

SETTINGS, KEYS = "sbr.settings.manage", "sbr.certificate.manage"

routes.register(DigipoortDriver())
sweeps.register(warn_expiring)
practice_data.register(Later("sbr_inbox.practice_keys.fill"))
for page in (
    SbrPage("kinds", "Soorten", "sbr_inbox:kind_list", SETTINGS, 10),
    SbrPage("codes", "Statuscodes", "sbr_inbox:status_code_list", SETTINGS, 20),
    SbrPage("certificates", "Certificaten", "sbr_inbox:certificate_list", KEYS, 30),
    SbrPage("service_certificates", "Servicecertificaten", "sbr_inbox:service_certificate_list", SETTINGS, 40),
    SbrPage("addresses", "Adressen", "sbr_inbox:address_list", SETTINGS, 50),
    SbrPage("self_test", "Zelftest", "sbr_inbox:self_test", SETTINGS, 95),
):
    sbr_settings.register(page)
dashboard_tiles.register(
    Tile(
        "certificates_expiring",
        "Certificaat verloopt",
        "Na die dag gaat er niets meer naar Digipoort",
        KEYS,
        url=lambda: desk_url("sbr_inbox:certificate_list"),
        rows=lambda member: expiring(),
        tone="bad",
        order=19,
    )
)
