"""Tabs and pages of *Beheer* about people and labels."""

from offices.registry import BeheerTab, SettingsPage, beheer_tabs, settings_pages

beheer_tabs.register(BeheerTab("members", "Teamleden", "offices:team_list", "team.view", "team", 10))
beheer_tabs.register(BeheerTab("teams", "Procesteams", "offices:process_team_list", "team.view", "team", 40))
beheer_tabs.register(BeheerTab("access", "Autorisatie", "offices:access_table", "team.view", "team", 60))
beheer_tabs.register(BeheerTab("by_name", "Rechten op naam", "offices:personal_grant_list", "access.grant", "team", 70))
settings_pages.register(
    SettingsPage("labels", "Labels", "Namen met een kleur voor relaties, contacten en collega's", "tag", "offices:label_list", "label.manage", 45)
)
settings_pages.register(
    SettingsPage("look", "Branding", "Kleur, logo, afzender en teksten voor uw cliënten", "sun-moon", "offices:look", "branding.manage", 15)
)
