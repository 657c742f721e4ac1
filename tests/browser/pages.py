"""Every page a person can open, per audience: the name of the address and the ids in it."""

GATE = [
    ("signin:start",),
]

DESK = [
    ("desk:dashboard",),
    ("crm:relation_list",),
    ("crm:relation_create",),
    ("crm:relation", "relation"),
    ("crm:relation_edit", "relation"),
    ("crm:relation_fields", "relation"),
    ("crm:relation_timeline", "relation"),
    ("crm:relation_team", "relation"),
    ("crm:relation_contacts", "relation"),
    ("crm:contact_list",),
    ("crm:contact_create",),
    ("crm:contact", "contact"),
    ("offices:settings",),
    ("offices:settings_general",),
    ("offices:account",),
    ("offices:mailbox",),
    ("offices:mail", "mail"),
    ("offices:team_list",),
    ("offices:team_invite",),
    ("offices:team_member", "member"),
    ("offices:access_table",),
    ("offices:access_explain",),
    ("offices:token_list",),
    ("offices:token_create",),
    ("offices:activity_list",),
    ("integrations:overview",),
    ("integrations:connection", "connection"),
]

PORTAL = [
    ("portal:home",),
    ("portal:filings",),
    ("portal:dossier",),
    ("portal:person",),
]

# Addresses without a page of their own: files, parts of a page, answers for scripts, and doors that only send on.
NO_PAGE: set[str] = set()


def ids(pages) -> list[str]:
    """Names for test ids."""
    return [page[0] for page in pages]
