"""Practice data about people and settings: who stands in for whom, standard team, process team, links, look."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from crm.enums import LinkAudience
from crm.models import RelationKind
from crm.rules.app_links import deviate, save_link
from crm.rules.default_roles import save_default
from crm.rules.stand_ins import make_stand_in, relations_held
from offices.enums import LabelAudience, StandInScope
from offices.models import TeamRole
from offices.practice import Plan
from offices.rules.labels import save_label
from offices.rules.look import change_look
from offices.rules.personal_grants import give_by_name
from offices.rules.process_teams import save_process_team
from offices.rules.team import change_member

LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="{0}"/>'
    '<path d="M18 46V26l14-10 14 10v20h-9V34h-10v12z" fill="#ffffff"/></svg>'
)
COLOURS = {"lindeboom": (150, "0.07", "#2c6e49"), "duin-en-dijk": (250, "0.09", "#2b5ea7")}


def fill(plan: Plan) -> None:
    """Everything of Beheer > Teamleden, Branding and Apps & links that a practice office starts with."""
    people(plan)
    look(plan)
    links(plan)


def people(plan: Plan) -> None:
    """A standard team, a process team, labels on colleagues, stand-ins now and later, and a right by name."""
    admin, manager = plan.members["ADMIN"], plan.members["MANAGER"]
    roles = {role.code: role for role in TeamRole.objects.all()}
    kind = RelationKind.objects.order_by("name").first()
    when = {"all": [{"field": "kind", "op": "is", "value": [str(kind.pk)]}]}
    save_default(None, role=roles["TAX"], member=manager, condition=when, order=10, by=admin)
    save_process_team(
        None, name=plan.mark("Aangifteteam")[:60], members=[manager, plan.members["EDITOR"]], lead=manager,
        roles=[roles["TAX"], roles["BOOKKEEPING"]], by=admin,
    )  # fmt: skip
    label = save_label(None, name="Werkt thuis op vrijdag", color=5, audience=LabelAudience.MEMBERS, by=admin)
    change_member(plan.members["VIEWER"], by=admin, labels=[label])
    today = timezone.localdate()
    make_stand_in(
        plan.members["VIEWER"], acting=manager, valid_from=today, valid_to=today + timedelta(days=13), by=admin,
        scope=StandInScope.RELATIONS, relations=[held_by_viewer(plan)], note=plan.mark("Vakantie"),
    )  # fmt: skip
    make_stand_in(
        plan.members["EDITOR"], acting=manager, valid_from=today + timedelta(days=30), valid_to=today + timedelta(days=51),
        by=admin, scope=StandInScope.ROLES, roles=[roles["RELATION_MANAGER"]],
    )  # fmt: skip
    give_by_name(manager, "wwft.fiu", by=admin)


def held_by_viewer(plan: Plan):
    """A relation on which the viewer holds a role today."""
    return relations_held(plan.members["VIEWER"]).order_by("number").first()


def look(plan: Plan) -> None:
    """Colour, logo and words."""
    hue, chroma, colour = COLOURS.get(plan.office.slug, (205, "0.082", "#1f6f78"))
    logo = SimpleUploadedFile("logo.svg", LOGO.format(colour).encode())
    change_look(
        plan.office, by=plan.members["ADMIN"], hue=hue, chroma=Decimal(chroma), logo=logo, sender=plan.office.name[:120],
        reply_to=plan.office.email, mail_footer=plan.mark("Dit is een oefenkantoor."), letterhead="Stationsplein 1\n9726 AE Groningen",
        welcome_text=plan.mark("Hier keurt u aangiften goed en vindt u uw stukken."),
    )  # fmt: skip


def links(plan: Plan) -> None:
    """A link for the office, one on the card with its own address for one relation, and one for clients."""
    admin, bakkerij = plan.members["ADMIN"], plan.made["relations"]["bakkerij"]
    save_link(None, name="Belastingdienst", url="https://www.belastingdienst.nl/", audience=LinkAudience.OFFICE, group="Overheid", by=admin)
    card = save_link(
        None, name="Handelsregister", url="https://www.kvk.nl/zoeken/?source=all&q={relatie.kvk_nummer}", audience=LinkAudience.TEAM,
        icon="building-2", group="Overheid", description="Zoekt op het KvK-nummer", by=admin,
    )  # fmt: skip
    deviate(card, bakkerij, url="https://www.kvk.nl/bestellen/{relatie.kvk_nummer}", by=admin)
    save_link(None, name="DigiD", url="https://www.digid.nl/", audience=LinkAudience.CLIENT, icon="shield-check", by=admin)
