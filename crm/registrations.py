"""What the crm adds to the registries of the ground floor and of its own."""

from crm import activity as _activity  # noqa: F401  (what it adds to the activity log)
from crm import bin_registrations as _bin  # noqa: F401  (relations and contacts in the bin)
from crm import condition_fields  # noqa: F401  (what conditions can be about)
from crm.as_of import registrations as _as_of  # noqa: F401  (the parts of the card as of a date)
from crm.found import recall_contacts, recall_relations, show_contacts, show_relations
from crm.models import Invitation
from crm.registry import CardTab, SearchSource, SubjectOpener, card_tabs, search_sources, subject_openers
from crm.rules.internal import create_internal_relation
from crm.rules.invitations import accept_invitation, expire_invitations
from crm.search import about_contacts, about_relations
from crm.standing_in import name_stood_in_for
from offices.audit import stands_in_on
from offices.enums import LinkPurpose
from offices.registry import (
    Later,
    NavEntry,
    link_openers,
    nav_entries,
    office_created,
    practice_data,
    sweeps,
)
from offices.signin.links import Invitee, LinkOpener
from offices.views import COUNT_CAP

office_created.register(create_internal_relation)
stands_in_on.register(name_stood_in_for)
sweeps.register(expire_invitations)
practice_data.register(Later("crm.practice.fill"))
practice_data.register(Later("crm.practice_places.fill"))

nav_entries.register(
    NavEntry(
        key="crm",
        label="Relaties",
        icon="users",
        url_name="crm:relation_list",
        permission="crm.relation.view",
        order=20,
    )
)
nav_entries.register(
    NavEntry(
        key="contacts",
        label="Contacten",
        icon="contact",
        url_name="crm:contact_list",
        permission="crm.contact.view",
        order=21,
    )
)

nav_entries.register(
    NavEntry(
        key="new_relation",
        label="Relatie",
        icon="building-2",
        url_name="crm:relation_create",
        permission="crm.relation.create",
        group="nieuw",
        order=1,
    )
)
nav_entries.register(
    NavEntry(
        key="new_contact",
        label="Contact",
        icon="user-plus",
        url_name="crm:contact_create",
        permission="crm.contact.edit",
        group="nieuw",
        order=2,
    )
)

card_tabs.register(CardTab("overview", "Overzicht", 10, "crm.relation.view", "crm:relation"))
card_tabs.register(CardTab("timeline", "Tijdlijn", 20, "timeline.view", "crm:relation_timeline"))
card_tabs.register(
    CardTab(
        "contacts",
        "Contacten",
        30,
        "crm.contact.view",
        "crm:relation_contacts",
        count=lambda relation, member: relation.contact_links.valid()[: COUNT_CAP + 1].count(),
    )
)
card_tabs.register(
    CardTab(
        "team",
        "Teamleden",
        40,
        "crm.relation.view",
        "crm:relation_team",
        count=lambda relation, member: len(relation.team),
    )
)
card_tabs.register(CardTab("mandates", "Bevoegdheden", 45, "crm.contact.view", "crm:relation_mandates"))
card_tabs.register(CardTab("log", "Geschiedenis", 95, "audit.view", "crm:relation_log"))
card_tabs.register(CardTab("fields", "Alle gegevens", 90, "crm.relation.view", "crm:relation_fields"))

search_sources.register(
    SearchSource(
        "relations", "Relaties", "crm.relation.view", about_relations, show_relations, recall_relations, order=10
    )
)
search_sources.register(
    SearchSource("contacts", "Contacten", "crm.contact.view", about_contacts, show_contacts, recall_contacts, order=20)
)

subject_openers.register(SubjectOpener("crm.contact", "crm:contact", "user-round"))


def _invitee(link):
    """Who an invitation is for, while it stands and the contact still has that address."""
    row = Invitation.objects.select_related("contact").filter(pk=link.target_id).first()
    if row is None or row.state not in {"QUEUED", "SENT", "OPENED"} or row.contact.deceased_on:
        return None
    if row.contact.email.casefold() != row.email.casefold():
        return None
    return Invitee(email=row.email, name=row.contact.name, contact_id=row.contact_id)


def _accepted(link, account):
    accept_invitation(Invitation.objects.get(pk=link.target_id), account)


link_openers.register(LinkOpener(LinkPurpose.CLIENT_INVITE, _invitee, _accepted))
