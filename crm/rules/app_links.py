"""Apps & links: where an office goes from a relation, and where its clients go."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import transaction

from crm.conditions import clean, those_that_hold
from crm.enums import LinkAudience
from crm.models import AppLink, AppLinkOverride
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.rules.authorisation import clean_name, save_named
from offices.texts import too_long

# What an address may say about a relation. A BSN is not among it and never will be.
PARAMETERS: dict[str, Callable[[Any], str]] = {
    "relatie.nummer": lambda relation: relation.number,
    "relatie.kvk_nummer": lambda relation: relation.kvk_nummer,
}
PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST = 500
ICONS = {
    "external-link": "Link", "globe": "Website", "building-2": "Kantoor", "receipt": "Administratie", "banknote": "Bank",
    "file-text": "Document", "mail": "Mail", "calendar-days": "Agenda", "shield-check": "Controle", "users": "Mensen",
}  # fmt: skip


@dataclass(frozen=True)
class ShownLink:
    """A link as somebody sees it."""

    pk: Any
    name: str
    url: str
    icon: str
    description: str
    group: str
    deviates: bool = False


def links_for(relation, member) -> list[ShownLink]:
    """Links on the card of this relation; `member` reaches the relation already. Two questions for any number."""
    return _shown(LinkAudience.TEAM, relation)


def links_for_client(relation) -> list[ShownLink]:
    """Links that clients see of this relation in the portal."""
    return _shown(LinkAudience.CLIENT, relation)


def office_links() -> list[ShownLink]:
    """Links of the page *Apps & links*, for everybody of the office."""
    rows = AppLink.objects.filter(audience=LinkAudience.OFFICE, active=True).order_by("group", "order", "name")
    return [_link(row, row.url) for row in rows]


def _shown(audience: str, relation) -> list[ShownLink]:
    rows = list(AppLink.objects.filter(audience=audience, active=True).order_by("group", "order", "name"))
    if not rows:
        return []
    fits = those_that_hold({row.pk: row.shown_for for row in rows}, relation)
    own = dict(AppLinkOverride.objects.filter(relation=relation).values_list("link_id", "url"))
    found = [(row, fill(own.get(row.pk, row.url), relation)) for row in rows if row.pk in fits]
    return [_link(row, url, deviates=row.pk in own) for row, url in found if url]


def _link(row: AppLink, url: str, *, deviates: bool = False) -> ShownLink:
    return ShownLink(row.pk, row.name, url, row.icon, row.description, row.group, deviates)


def fill(url: str, relation) -> str:
    """The address with what it asks of the relation, quoted; empty when the relation lacks it."""
    missing = [name for name in PLACE.findall(url) if not PARAMETERS.get(name, lambda relation: "")(relation)]
    if missing:
        return ""
    return PLACE.sub(lambda found: quote(PARAMETERS[found[1]](relation), safe=""), url)


def check_url(url: str, *, with_relation: bool = True) -> str:
    """The address, when it is https and asks only what it may, behind the name of the site.

    Raises RuleBroken ADM07, ADM23, G03.
    """
    url = url.strip()
    parts = _parts(url)
    if parts is None or parts.scheme != "https" or not parts.hostname or parts.username or re.search(r"[\s<>\"\\]", url):
        raise RuleBroken("Deze link begint niet met https. Pas het adres aan.", code="ADM07", field="url")
    if len(url) > LONGEST:
        raise RuleBroken(too_long("Adres", LONGEST, len(url)), code="G03", field="url")
    asked = PLACE.findall(url)
    unknown = [name for name in asked if name not in PARAMETERS]
    stray = set(PLACE.sub("", url)) & set("{}")
    if unknown or stray:
        allowed = " en ".join(f"{{{name}}}" for name in PARAMETERS)
        raise RuleBroken(f"Dit adres vraagt iets dat niet mag of niet bestaat. Gebruik alleen {allowed}.", code="ADM23", field="url")
    if asked and ("{" in parts.netloc or not with_relation):
        text = "Gebruik gegevens van een relatie alleen achter de naam van de website, en alleen bij links op een relatie."
        raise RuleBroken(text, code="ADM23", field="url")
    return url


def _parts(url: str):
    try:
        return urlsplit(url)
    except ValueError:
        return None


def save_link(link: AppLink | None, *, name, url, audience, by, icon="external-link", description="", group="", order=0, shown_for=None, active=True):
    """Make or change a link. Raises RuleBroken ADM07, ADM23, ADM20, CRM42, G01, G03."""
    with transaction.atomic():
        row = AppLink.objects.select_for_update(of=("self",)).get(pk=link.pk) if link else AppLink(created_by=by if isinstance(by, TeamMember) else None)
        before = row.url
        row.name, row.url = clean_name(name, most=40), check_url(url, with_relation=audience != LinkAudience.OFFICE)
        row.audience, row.icon, row.active = LinkAudience(audience), icon if icon in ICONS else "external-link", active
        row.description, row.group, row.order = description.strip()[:200], group.strip()[:40], order
        row.shown_for = {} if audience == LinkAudience.OFFICE else clean(shown_for, field="shown_for")
        row.version += 1 if link else 0
        save_named(row, f"Er is al een link {row.name} voor deze doelgroep. Kies een andere naam.")
        data = {"naam": row.name, "adres": row.url, "voorheen": before if link and before != row.url else ""}
        record(by, "app_link.changed" if link else "app_link.created", row, data=data)
    return row


def delete_link(link: AppLink, *, by) -> None:
    """Take a link away, with the addresses relations had of their own for it."""
    with transaction.atomic():
        row = AppLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        record(by, "app_link.deleted", row, data={"naam": row.name, "adres": row.url})
        row.delete()


def deviate(link: AppLink, relation, *, url: str, by) -> AppLinkOverride | None:
    """Give one relation another address for a link; an empty one goes back to the usual. Raises ADM07, ADM23."""
    with transaction.atomic():
        AppLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        row = AppLinkOverride.objects.filter(link=link, relation=relation).first()
        if not url.strip():
            if row is not None:
                row.delete()
        else:
            row = row or AppLinkOverride(link=link, relation=relation, created_by=by if isinstance(by, TeamMember) else None)
            row.url = check_url(url)
            row.save()
        record(by, "app_link.changed", link, data={"naam": link.name, "adres": url.strip()}, relation=relation)
    return row if url.strip() else None
