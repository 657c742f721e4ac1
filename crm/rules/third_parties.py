"""The client's own relations: his notary, bank, tax office, insurer (trade criterion C9)."""

from django.db import transaction
from django.utils import timezone

from crm.access import require_on
from crm.enums import ThirdPartyRole
from crm.models import Relation, ThirdPartyLink
from crm.rules.cleaning import clean_field
from crm.timeline import write_entry
from offices.audit import record
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.texts import changed_meanwhile, required

RIGHT = "crm.relation.edit"
FIELDS = ("name", "role", "reference", "phone", "email", "valid_from", "valid_to")


def add_third_party(relation, *, by, values) -> ThirdPartyLink:
    """Record a third party of a relation: another relation (`third`) or a name. Raises G01, G05, G06, CRM47."""
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, relation)
    with transaction.atomic():
        relation = Relation.objects.lock(relation.pk)
        link = ThirdPartyLink(relation=relation, created_by=by if isinstance(by, TeamMember) else None)
        _fill(link, values, by=by)
        link.save(force_insert=True)
        _tell(link, "created", f"{link.get_role_display()} vastgelegd: {link}", by=by)
    return link


def change_third_party(link, *, by, version, values) -> ThirdPartyLink:
    """Change a third party. Raises StaleForm (G02) and as add_third_party."""
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, link.relation)
    with transaction.atomic():
        Relation.objects.lock(link.relation_id)
        fresh = ThirdPartyLink.objects.select_for_update(of=("self",)).select_related("relation").get(pk=link.pk)
        if int(version) != fresh.version:
            raise changed_meanwhile("Een collega", timezone.localtime(fresh.updated_at))
        _fill(fresh, values, by=by)
        fresh.version += 1
        fresh.save()
        _tell(fresh, "changed", f"{fresh.get_role_display()} gewijzigd: {fresh}", by=by)
    return fresh


def remove_third_party(link, *, by) -> None:
    """Take a third party away; the history keeps it."""
    if isinstance(by, TeamMember):
        require_on(by, RIGHT, link.relation)
    with transaction.atomic():
        Relation.objects.lock(link.relation_id)
        fresh = ThirdPartyLink.objects.select_for_update(of=("self",)).select_related("relation").get(pk=link.pk)
        _tell(fresh, "deleted", f"{fresh.get_role_display()} verwijderd: {fresh}", by=by)
        fresh.delete()


def _fill(link, values, *, by):
    for name in FIELDS:
        if name in values:
            setattr(link, name, clean_field(ThirdPartyLink, name, values[name]))
    if "third" in values:
        link.third = _seen(values["third"], by=by)
    if "contact" in values:
        link.contact = values["contact"]
    if link.role not in ThirdPartyRole.values:
        raise RuleBroken(required("Rol"), code="G01", field="role")
    if link.third_id is None and not link.name:
        raise RuleBroken("Vul een naam in of kies een relatie.", code="G01", field="name")
    if link.third_id == link.relation_id:
        raise RuleBroken("Een relatie is geen derde van zichzelf. Kies een andere relatie.", code="CRM47", field="third")
    if link.valid_from and link.valid_to and link.valid_to < link.valid_from:
        raise RuleBroken("De einddatum ligt vóór de begindatum.", code="CRM19", field="valid_to")


def _seen(third, *, by):
    if third is None or not isinstance(by, TeamMember):
        return third
    if not Relation.objects.visible_to(by).filter(pk=third.pk).exists():
        raise RuleBroken("Deze relatie bestaat niet of valt buiten uw rechten. Kies een andere.", code="CRM47", field="third")
    return third


def _tell(link, verb, title, *, by):
    record(by, f"third_party.{verb}", link, data={"role": link.role}, relation=link.relation)
    write_entry(link.relation, f"third_party.{verb}", by=by, title=title, object=link.relation)
