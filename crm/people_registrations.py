"""What the crm adds to Beheer: roles, stand-ins, kinds, groups and links; and what a new relation gets by default."""

from django.db.models import Count

from crm.access_reasons import explain_on_relation
from crm.bulk_registry import InBulk, relations_created
from crm.models import TeamAssignment
from crm.registry import relation_created
from crm.rules.default_roles import give_default_roles, give_default_roles_to_all
from crm.views.people import hand_over  # noqa: F401  (its kind of long work)
from offices.registry import (
    BeheerTab,
    Later,
    MemberButton,
    MemberFact,
    NavEntry,
    SettingsPage,
    access_explainers,
    beheer_tabs,
    member_buttons,
    member_facts,
    nav_entries,
    practice_data,
    settings_pages,
)
from offices.rules.labels import LabelUse, label_uses

relation_created.register(give_default_roles)
relations_created.register(InBulk(give_default_roles, give_default_roles_to_all))
# After every app made its relations: a standard team would change them.
practice_data.register(Later("crm.practice_people.fill", order=90))
label_uses.register(LabelUse("crm.RelationLabel", "relation"))
label_uses.register(LabelUse("crm.ContactLabel", "contact"))

beheer_tabs.register(BeheerTab("roles", "Rollen", "crm:team_role_list", "team.view", "team", 20))
beheer_tabs.register(BeheerTab("defaults", "Standaardteam", "crm:default_role_list", "team.view", "team", 30))
beheer_tabs.register(BeheerTab("stand_ins", "Waarnemers", "crm:stand_in_list", "team.view", "team", 50))
beheer_tabs.register(BeheerTab("kinds", "Relatiesoorten", "crm:kind_list", "settings.general", "crm", 10))
beheer_tabs.register(BeheerTab("groups", "Relatiegroepen", "crm:group_list", "settings.general", "crm", 20))

beheer_tabs.register(BeheerTab("numbers", "Nummers", "crm:number_format", "settings.general", "crm", 30))


def relations_held(members) -> dict:
    """On how many relations each of these colleagues holds a role himself today."""
    rows = TeamAssignment.objects.valid().filter(member__in=[member.pk for member in members]).order_by()
    return dict(rows.values_list("member_id").annotate(Count("relation_id", distinct=True)))


access_explainers.register(explain_on_relation)
member_facts.register(MemberFact("Relaties", relations_held))
member_buttons.register(MemberButton("Werk overdragen", "crm:hand_over", "repeat"))
settings_pages.register(
    SettingsPage("crm", "CRM", "Relatiesoorten en relatiegroepen", "users", "crm:kind_list", "settings.general", 30)
)
settings_pages.register(
    SettingsPage("app_links", "Apps & links", "Links naar andere pakketten, voor kantoor, relatie en cliënt", "external-link", "crm:app_link_list", "app_link.manage", 46)
)
nav_entries.register(NavEntry("apps", "Apps & links", "external-link", "crm:apps", "crm.relation.view", group="inrichting", order=70))
