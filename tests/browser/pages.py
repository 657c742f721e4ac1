"""Every page a person can open, per audience: the name of its address, then the ids in it (``=word`` is literal)."""

# What comes after the first page of signing in is walked in test_signing_in.py, because it needs an answer first.
GATE = ["signin:start", "practice_mailbox"]

DESK = [
    "desk:dashboard",
    "desk:search",
    "desk:components",
    "crm:relation_list",
    "crm:relation_create",
    "crm:relation relation",
    "crm:relation_edit relation",
    "crm:relation_fields relation",
    "crm:field_history relation =name",
    "crm:relation_timeline relation",
    "crm:relation_team relation",
    "crm:relation_contacts relation",
    "crm:link_create relation",
    "crm:link_edit relation link",
    "crm:unity_create relation",
    "crm:contact_list",
    "crm:contact_create",
    "crm:contact contact",
    "crm:contact_edit contact",
    "crm:invite contact",
    "dossier:tab relation",
    "dossier:bin relation",
    "dossier:own_folder_create relation",
    "dossier:own_folder relation own_folder",
    "dossier:item relation item",
    "dossier:folders",
    "dossier:office_bin",
    "dossier:folder_create",
    "dossier:folder_edit tree_folder",
    "workflows:product_list",
    "workflows:product_create",
    "workflows:product_edit product",
    "workflows:relation_products relation",
    "workflows:product_add relation",
    "workflows:product_end relation held_product",
    "workflows:product_frequency relation held_product",
    "sbr_inbox:filing_list",
    "sbr_inbox:filing_upload",
    "sbr_inbox:intake_list",
    "sbr_inbox:filing filing",
    "sbr_inbox:filing unlinked",
    "sbr_inbox:filing_link unlinked",
    "sbr_inbox:row_link list position",
    "sbr_inbox:filing_retry unlinked",
    "sbr_inbox:filing_elsewhere ready",
    "sbr_inbox:filing_dossier ready",
    "sbr_inbox:relation_filings relation",
    "sbr_inbox:kind_list",
    "sbr_inbox:kind_edit =OB",
    "sbr_inbox:account_list",
    "sbr_inbox:account_new",
    "sbr_inbox:policy_list",
    "sbr_inbox:policy_edit =OB",
    "sbr_inbox:verify_receipt",
    "integrations:overview",
    "integrations:new =drop_folder",
    "integrations:connection connection",
    "offices:mailbox",
    "offices:mail mail",
    "offices:settings",
    "offices:settings_general",
    "offices:account",
    "offices:team_list",
    "offices:team_invite",
    "offices:team_member member",
    "offices:access_table",
    "offices:access_explain",
    "offices:token_list",
    "offices:token_create",
    "offices:activity_list",
    "signin:security",
    "signin:step_up",
    "signin:password",
]

# Staff with a password and nothing else yet.
NEW = ["signin:set_up", "signin:app"]

PORTAL = [
    "portal:home",
    "portal:filings",
    "portal:approval request",
    "portal:dossier",
    "portal:folder shown_folder",
    "portal:person",
    "signin:security",
]

# Walked step by step in test_signing_in.py.
STEPS = {"signin:ways", "signin:second", "signin:link"}

# Addresses that show no page of their own: parts of a page, files, answers for scripts, doors that only send on.
NO_PAGE = {
    "crm:bsn_masked",
    "crm:form_row",
    "crm:link_search",
    "crm:relation_avatar",
    "crm:status_form",
    "crm:team_assign",
    "desk:search_suggest",
    "dossier:download",
    "dossier:open",
    "dossier:page",
    "brand_css",
    "health",
    "sbr_inbox:filing_file",
    "sbr_inbox:filing_page",
    "sbr_inbox:filing_text",
    "sbr_inbox:receipt_keys",
    "sbr_inbox:receipt_page",
    "portal:download",
    "portal:pdf",
    "portal:pdf_page",
    "portal:preview",
    "portal:receipt",
    "signin:app_image",
    "signin:home",
}


def names() -> set[str]:
    """Names of every page that is walked."""
    return {visit.split()[0] for visit in GATE + DESK + NEW + PORTAL} | STEPS
