"""What the lists of the crm add to registries: screens with saved views, bulk actions, and their long work."""

from crm import exporting, selections  # noqa: F401  (their kinds of long work)
from crm.columns import others  # noqa: F401  (the column of completeness)
from crm.forms.bulk import ContactFieldsForm, ContactLabelForm, FieldsForm, GroupForm, LabelForm, RoleForm
from crm.registry import BulkAction, bulk_actions
from crm.rules.bulk_changes import field_items, role_items
from offices.registry import Later, ListScreen, list_screens, practice_data

_SHARE = "crm.insight.manage"

practice_data.register(Later("crm.practice_lists.fill", order=96))

list_screens.register(ListScreen("relations", "Relaties", "crm:relation_list", "crm.relation.view", _SHARE))
list_screens.register(ListScreen("contacts", "Contacten", "crm:contact_list", "crm.contact.view", _SHARE))
list_screens.register(
    ListScreen("relation_insights", "Relatie Insights", "crm:relation_insights", "crm.insight.view", _SHARE, keep=_SHARE)
)
list_screens.register(
    ListScreen("contact_insights", "Contacten Insights", "crm:contact_insights", "crm.insight.view", _SHARE, keep=_SHARE)
)


def _pack(form):
    return form.pack()


for key, label, icon, right, form, items, screen in (
    ("wijzigen", "Wijzigen", "pencil", "crm.relation.edit", FieldsForm, field_items, "relations"),
    ("label", "Label", "tag", "crm.relation.edit", LabelForm, field_items, "relations"),
    ("groep", "Groep", "users", "crm.relation.edit", GroupForm, field_items, "relations"),
    ("rol", "Teamlid", "user-plus", "crm.team.assign", RoleForm, role_items, "relations"),
    ("wijzigen", "Wijzigen", "pencil", "crm.contact.edit", ContactFieldsForm, field_items, "contacts"),
    ("label", "Label", "tag", "crm.contact.edit", ContactLabelForm, field_items, "contacts"),
):
    bulk_actions.register(BulkAction(key, label, icon, right, form, _pack, items, screen=screen))
