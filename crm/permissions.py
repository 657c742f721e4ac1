"""Rights of the crm and which shipped role holds them (V E M A)."""

from offices.permissions import Permission, declare


def _permission(key, label, roles, **kwargs):
    """A right from four signs, one per shipped role: L linked, A all, - none."""
    viewer, editor, manager, admin = (None if sign == "-" else sign for sign in roles)
    return Permission(key, label, viewer=viewer, editor=editor, manager=manager, admin=admin, **kwargs)


declare(
    [
        _permission("crm.relation.view", "Relaties inzien", "LLAA"),
        _permission("crm.relation.create", "Relaties aanmaken", "-AAA"),
        _permission("crm.relation.edit", "Relaties wijzigen", "-LAA"),
        _permission("crm.relation.end", "Uitschrijven", "--AA"),
        _permission("crm.relation.delete", "Lege relaties verwijderen", "---A"),
        _permission("crm.relation.merge", "Relaties en contacten samenvoegen", "--AA"),
        _permission("crm.relation.private", "Afgeschermde relaties inzien", "---A"),
        _permission("crm.relation.number_override", "Dubbele nummers toestaan", "--AA"),
        _permission("crm.bsn.reveal", "BSN tonen (gelogd)", "-LAA", step_up=True),
        _permission("crm.relation.export", "Relatiegegevens exporteren", "--AA"),
        _permission("crm.contact.view", "Contacten inzien", "LLAA"),
        _permission("crm.contact.edit", "Contacten wijzigen", "-LAA"),
        _permission("crm.contact.link", "Contacten (ont)koppelen van een relatie", "-LAA"),
        _permission("crm.shared_entity.view", "Gedeelde entiteiten inzien", "LLAA"),
        _permission("crm.shared_entity.manage", "Gedeelde entiteiten beheren", "-LAA"),
        _permission("crm.custom_field.manage", "Vrije velden beheren", "---A"),
        _permission("crm.insight.view", "Inzichten bekijken", "LLAA"),
        _permission("crm.insight.manage", "Weergaven en inzichten delen", "--AA"),
        _permission("app_link.manage", "Apps & links beheren", "---A"),
        _permission("import.run", "Importeren", "--AA"),
        _permission("crm.team.assign", "Teamleden toewijzen", "--AA"),
        _permission("timeline.view", "Tijdlijn inzien", "LLAA"),
        _permission("timeline.publish", "Tijdlijn publiceren", "-LAA"),
        _permission("note.edit_own", "Eigen notities schrijven", "-LAA"),
        _permission("note.edit_all", "Notities van collega's wijzigen", "--AA"),
        _permission("portal.mandate.manage", "Bevoegdheden vastleggen", "--AA"),
        _permission("portal.invite", "Uitnodigen voor het portaal", "-LAA"),
    ]
)
