"""The parts of the card as of a date that the crm itself tells."""

from django.utils import timezone

from crm.as_of.blocks import Block, address, day_of, holds, kind_of_address, shown, span, tax_number
from crm.custom import readable_value
from crm.forms.mandate import SCOPE_LABELS
from crm.history import grouped_fields
from offices.templatetags.dutch import iban_nl, ob_nl, percent, phone_nl

IN_FORCE = "Gold op die dag"


def _by(rows, *names):
    """Rows in a fixed order: empty values first, their id last."""
    return sorted(rows, key=lambda row: (*[(getattr(row, name) is not None, getattr(row, name) or "") for name in names], row.pk))


def fields(stand):
    """Every field of the relation, in the groups of *Alle gegevens*."""
    relation = stand.relation
    kind = stand.office_names.get(relation.kind_id, "")
    blocks = []
    for title, group in grouped_fields(relation, kind=kind):
        pairs = [(each["label"], each["value"]) for each in group if each["value"]]
        blocks.append(Block(title, pairs))
    named = [stand.office_names.get(row.label_id, "") for row in stand.sets["labels"]]
    grouped = [stand.office_names.get(row.group_id, "") for row in stand.sets["groups"]]
    pairs = [("Labels", ", ".join(sorted(filter(None, named)))), ("Groepen", ", ".join(sorted(filter(None, grouped))))]
    return shown(*blocks, Block("Labels en groepen", [pair for pair in pairs if pair[1]]))


def addresses(stand):
    """Addresses and bank accounts."""
    places = [(kind_of_address(row), address(row)) for row in _by(stand.sets["addresses"], "kind")]
    accounts = [
        (iban_nl(row.iban), row.holder_name or "–", "hoofdrekening" if row.is_main else "")
        for row in sorted(stand.sets["accounts"], key=lambda row: (not row.is_main, row.iban))
    ]
    return shown(Block("Adressen", places), Block("Bankrekeningen", accounts, ("IBAN", "Ten name van", "")))


def fiscal(stand):
    """Tax numbers, rhythms, the small-business scheme, fiscal years and unities."""
    relation, day, sets = stand.relation, stand.day, stand.sets
    numbers = [
        (row.get_kind_display(), tax_number(row, relation), "ja" if row.is_main else "", *span(row), holds(row, day), row.note)
        for row in _by(sets["tax_numbers"], "kind", "valid_from", "value_hmac")
    ]
    rhythms = [
        (row.get_kind_display(), row.get_frequency_display(), row.get_quarter_start_display(), day_of(row.valid_from))
        for row in _by(sets["frequencies"], "kind", "valid_from")
    ]
    kor = [(*span(row), holds(row, day)) for row in _by(sets["kor_marks"], "valid_from")]
    years = [span(row, "start", "end") for row in _by(sets["fiscal_years"], "start")]
    return shown(
        Block("Fiscale nummers", numbers, ("Soort", "Nummer", "Hoofdnummer", "Vanaf", "Tot en met", IN_FORCE, "Notitie")),
        Block("Aangiftetijdvakken", rhythms, ("Belasting", "Tijdvak", "Kwartalen", "Vanaf")),
        Block("Kleineondernemersregeling", kor, ("Vanaf", "Tot en met", IN_FORCE)),
        Block("Boekjaren", years, ("Begin", "Einde")),
        _unities(stand),
    )


def _unities(stand) -> Block:
    rows = []
    for row in _by(stand.sets["memberships"], "kind", "valid_from"):
        unity = stand.unities.get(row.unity_id)
        if unity:
            rows.append((str(unity), ob_nl(unity.number), stand.relation_name(unity.head_id), *span(row), holds(row, stand.day)))
    return Block("Fiscale eenheden", rows, ("Naam", "Nummer", "Hoofd", "Vanaf", "Tot en met", IN_FORCE))


def contacts(stand):
    """Linked contacts with their function and access."""
    rows = []
    for row in stand.sets["links"]:
        contact = stand.contacts.get(row.contact_id)
        mail = row.email_override or (contact.email if contact else "")
        phone = row.phone_override or ((contact.mobile or contact.phone) if contact else "")
        name = stand.contact_name(row.contact_id) + (" (voorkeurscontact)" if row.is_preferred else "")
        access = row.get_portal_access_display()
        rows.append((name, row.job_title.capitalize(), mail, phone_nl(phone), access, *span(row), holds(row, stand.day)))
    heads = ("Naam", "Functie", "E-mail", "Telefoon", "Portaal", "Vanaf", "Tot en met", IN_FORCE)
    return shown(Block("Contacten", sorted(rows), heads))


def authority(stand):
    """Who could bind the relation, and who was whose partner."""
    rows = []
    for row in _by(stand.sets["mandates"], "valid_from"):
        scope = ", ".join(SCOPE_LABELS.get(one, one) for one in row.scope)
        others = ", ".join(sorted(stand.contact_name(key) for key in stand.joint_with.get(row.pk, [])))
        how = row.get_mode_display() + (f" met {others}" if others else "")
        state = "ingetrokken" if row.revoked_at else holds(row, stand.day)
        rows.append((stand.contact_name(row.contact_id), scope, how, row.get_basis_display(), *span(row), state))
    heads = ("Naam", "Waarvoor", "Hoe", "Grond", "Vanaf", "Tot en met", IN_FORCE)
    pairs = [(row, row.person_b_id, row.contact_b_id) for row in stand.sets["partners"]]
    pairs += [(row, row.person_a_id, None) for row in stand.sets["partner_of"]]
    partners = [
        (stand.contact_name(contact) if contact else stand.relation_name(other), row.get_kind_display(), *span(row), holds(row, stand.day))
        for row, other, contact in pairs
    ]
    return shown(
        Block("Bevoegdheden", rows, heads),
        Block("Partners", sorted(partners), ("Naam", "Soort", "Vanaf", "Tot en met", IN_FORCE)),
    )


def team(stand):
    """Who held which role."""
    rows = [
        (stand.office_names.get(row.role_id, ""), str(stand.members.get(row.member_id, "")), *span(row), holds(row, stand.day))
        for row in stand.sets["assignments"]
    ]
    return shown(Block("Team", sorted(rows), ("Rol", "Teamlid", "Vanaf", "Tot en met", IN_FORCE)))


def structure(stand):
    """Who stood behind the relation, and in what it held a stake."""
    above = [_stake(stand, row, _owner(stand, row)) for row in stand.sets["stakes"]]
    below = [_stake(stand, row, _target(stand, row)) for row in stand.sets["stakes_held"]]
    heads = ("Naam", "Belang", "Percentage", "Vanaf", "Tot en met", IN_FORCE)
    return shown(Block("Belangen in deze relatie", sorted(above), heads), Block("Belangen van deze relatie", sorted(below), heads))


def _stake(stand, row, name) -> tuple:
    share = percent(row.percentage) if row.percentage is not None else "–"
    return (name, row.get_kind_display(), str(share), *span(row), holds(row, stand.day))


def _owner(stand, row) -> str:
    if row.owner_contact_id:
        return stand.contact_name(row.owner_contact_id)
    return stand.entity_name(row.owner_entity_id) if row.owner_entity_id else stand.relation_name(row.owner_relation_id)


def _target(stand, row) -> str:
    return stand.relation_name(row.relation_id) if row.relation_id else stand.entity_name(row.target_entity_id)


def third_parties(stand):
    """Notary, bank, lawyer and others around the relation."""
    rows = []
    for row in stand.sets["third_parties"]:
        name = stand.relation_name(row.third_id) if row.third_id else row.name
        person = stand.contact_name(row.contact_id) if row.contact_id else "–"
        rows.append((row.get_role_display(), name, person, row.reference, row.email, phone_nl(row.phone), *span(row)))
    return shown(Block("Derden", sorted(rows), ("Rol", "Naam", "Contact", "Kenmerk", "E-mail", "Telefoon", "Vanaf", "Tot en met")))


def own_fields(stand):
    """Custom fields and the fixed data of annual accounts."""
    names = {str(key): row.name for key, row in stand.relations.items()}
    pairs = []
    for row in stand.sets["custom_values"]:
        kept = stand.custom_fields.get(row.field_id)
        pairs.append((kept.label, readable_value(kept, row.value, names)) if kept else ("Verwijderd vrij veld", str(row.value)))
    sbr = [
        (str(field.verbose_name), row._get_FIELD_display(field))
        for row in stand.sets["sbr"]
        for field in row._meta.concrete_fields
        if field.name not in {"id", "office", "relation"} and getattr(row, field.attname)
    ]
    return shown(Block("Vrije velden", sorted(pairs)), Block("Vaste SBR-gegevens", sbr))


def notes(stand):
    """Notes and decisions that were written by then."""
    rows = [
        (
            row.created_at.isoformat(),
            day_of(timezone.localdate(row.created_at)),
            str(stand.members.get(row.created_by_id, "")),
            "Besluit" if row.is_decision else "Notitie",
            row.text,
        )
        for row in stand.sets["notes"]
    ]
    rows.sort(reverse=True)
    return shown(Block("Notities", [row[1:] for row in rows], ("Geschreven", "Door", "Soort", "Tekst")))
