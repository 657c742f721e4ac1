"""Where one goes to solve an issue."""

from offices.urls_helpers import desk_url
from sbr_inbox.issues import CODES

_WORDS = {
    "link": "Relatie kiezen",
    "products": "Producten van de relatie",
    "relation": "Gegevens van de relatie",
    "contacts": "Contacten van de relatie",
    "other_filing": "Bekijk de andere aangifte",
    "kind_settings": "Instellingen per soort",
    "product_settings": "Producten",
    "sbr_settings": "Instellingen van SBR",
    "integrations": "Integraties",
    "team": "Team van de relatie",
    "mandates": "Bevoegdheden van de relatie",
}


def issue_link(issue: dict, filing) -> tuple[str, str] | None:
    """(address, words) of the place that solves a shown issue, or None when it lies outside this application."""
    goes_to = CODES[issue["code"]].goes_to
    url = _url(goes_to, issue, filing)
    return (url, _WORDS[goes_to]) if url else None


def _url(goes_to: str, issue: dict, filing) -> str:
    if goes_to == "link":
        return desk_url("sbr_inbox:filing_link", filing.pk) if filing.kind != "UITSTEL" else ""
    if goes_to == "other_filing" and issue["values"].get("filing"):
        return desk_url("sbr_inbox:filing", issue["values"]["filing"])
    if goes_to == "kind_settings":
        return desk_url("sbr_inbox:kind_list")
    if goes_to == "sbr_settings":
        return desk_url("sbr_inbox:kind_list")
    if goes_to == "integrations":
        return desk_url("integrations:overview")
    if goes_to == "product_settings":
        return desk_url("workflows:product_list")
    names = {"products": "workflows:relation_products", "relation": "crm:relation_edit", "contacts": "crm:relation_contacts",
             "team": "crm:relation_team", "mandates": "crm:relation_mandates"}  # fmt: skip
    return desk_url(names[goes_to], filing.relation_id) if goes_to in names and filing.relation_id else ""
