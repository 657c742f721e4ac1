"""Relations, contacts and their numbers for a practice office. Every person and number is made up."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from crm.enums import (
    FiscalUnityKind,
    InvitationState,
    MandateBasis,
    MandateMode,
    MaritalStatus,
    NoteVisibility,
    PortalAccess,
    RelationStatus,
    Sees,
)
from crm.models import Invitation, NumberOverride, Relation, RelationGroup, RelationGroupMember, RelationKind
from crm.practice_past import give_past
from crm.practice_structure import give_structure
from crm.rules.contacts import create_contact
from crm.rules.invitations import accept_invitation, invite
from crm.rules.links import link_contact
from crm.rules.mandates import record_mandate
from crm.rules.notes import write_note
from crm.rules.partners import record_partner
from crm.rules.relations import create_relation
from crm.rules.status import move_status
from crm.rules.team import assign
from crm.rules.unities import record_unity
from offices.files import store
from offices.models import Label, PortalAccount, TeamRole
from offices.practice import DOMAIN, Plan, login, person

TRADES = ("Bakkerij", "Bouwbedrijf", "Garage", "Hoveniersbedrijf", "Kapsalon", "Restaurant", "Schildersbedrijf", "Drukkerij",
          "Fysiotherapie", "Installatietechniek", "Metaalbewerking", "Transport", "Camping", "Adviesbureau")  # fmt: skip
FAMILIES = ("de Vries", "Wiersma", "Haan", "Rijpma", "van den Berg", "Dijkstra", "El Amrani", "Postma", "Hofstra", "Oosterhof",
            "Jansen", "Krul", "van Es", "Özdemir", "Bakker", "Visser", "de Boer", "Mulder", "Bos", "Vos")  # fmt: skip
FIRST = (
    "Johan",
    "Marije",
    "Anna",
    "Pieter",
    "Fleur",
    "Samir",
    "Ingrid",
    "Wouter",
    "Esra",
    "Koen",
    "Lotte",
    "Bram",
)
STREETS = ("Dorpsstraat", "Stationsweg", "Kerklaan", "Havenkade", "Molenweg", "Lindelaan", "Industrieweg")
CITIES = (("Groningen", "9712 AB"), ("Leeuwarden", "8911 CD"), ("Zwolle", "8011 EF"), ("Assen", "9401 GH"))
FORMS = ("BV", "BV", "BV", "EENMANSZAAK", "VOF", "STICHTING")
LONG_NAME = (
    "Maatschappelijke Arbeidsongeschiktheidsverzekeringsmaatschappij voor Zelfstandig Ondernemende Veehouders"
)
EVERYTHING = [
    Sees.DOSSIER,
    Sees.MESSAGES,
    Sees.PAYROLL,
    "OB",
    "OB_SUPPLETIE",
    "ICP",
    "LH",
    "LH_CORRECTIE",
    "IB",
    "VPB",
    "KVK",
    "VA_VPB",
]


def number_with_check(first_eight: int) -> str:
    """Nine digits that pass the elfproef; the next free number when no ninth digit fits."""
    while True:
        digits = f"{first_eight:08d}"
        check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
        if check < 10:
            return f"{digits}{check}"
        first_eight += 1_000_000


@dataclass
class Numbers:
    """Numbers of one practice office. Both offices count from the same start, so that a leak would show."""

    rsin: int = 100_100
    bsn: int = 90_000_100
    kvk: int = 90_000_100

    def next_rsin(self) -> str:
        """An RSIN that starts with 00."""
        self.rsin += 1
        return number_with_check(self.rsin)

    def next_bsn(self) -> str:
        """A number that no person has: real ones do not start with a nine."""
        self.bsn += 1
        return number_with_check(self.bsn)

    def next_kvk(self) -> str:
        """Eight digits."""
        self.kvk += 1
        return f"{self.kvk}"


def fill(plan: Plan) -> None:
    """Fill a practice office: first the relations with a story, then as many as asked."""
    numbers = Numbers()
    kinds = [RelationKind.objects.create(name=name) for name in ("Cliënt (IB)", "Notaris", "Bank")]
    labels = [
        Label.objects.create(name=name, color=place)
        for place, name in enumerate(("horeca", "agrarisch", "starter", "spoed"), 1)
    ]
    plan.made["relations"] = story(plan, numbers)
    for position in range(max(plan.relations - len(plan.made["relations"]), 0)):
        ordinary(plan, numbers, position, kinds, labels)
    group(plan)
    numbers_twice(plan)
    assign_team(plan)
    people_at_the_gate(plan)
    give_structure(plan)
    give_past(plan)
    for key in ("bakkerij", "anna"):
        write_note(
            plan.made["relations"][key],
            by=plan.members["MANAGER"],
            text=plan.mark("Belt graag na vier uur."),
            visibility=NoteVisibility.INTERN,
        )


def story(plan: Plan, numbers: Numbers) -> dict[str, Relation]:
    """The relations that practice filings are about, by a short name."""
    made = {}
    made["holding"] = organisation(plan, "De Vries Holding B.V.", "BV", numbers, frequency="QUARTER")
    made["bakkerij"] = organisation(
        plan, "Bakkerij De Vries B.V.", "BV", numbers, frequency="MONTH", payroll=True
    )
    made["anna"] = organisation(plan, "Bloemsierkunst Anna", "EENMANSZAAK", numbers, frequency="QUARTER")
    made["camping"] = organisation(plan, "Camping De Wadden V.O.F.", "VOF", numbers, frequency="QUARTER")
    made["long"] = organisation(plan, LONG_NAME, "OWM", numbers, frequency="YEAR")
    made["johan"] = natural_person(plan, "Johan", "de Vries", numbers.next_bsn())
    made["private"] = organisation(
        plan, "Stille Vennoot B.V.", "BV", numbers, frequency="QUARTER", is_private=True
    )
    made["samples"] = organisation(
        plan,
        "Voorbeeld Handel B.V.",
        "BV",
        numbers,
        frequency="QUARTER",
        payroll=True,
        rsin="001234560",
        kvk="90000001",
    )
    made["sample_person"] = natural_person(plan, "Vera", "Voorbeeld", "123456782")
    made["bank"] = create_relation(
        by=plan.members["ADMIN"], values={"type": "SUPPLIER", "name": plan.mark("Coöperatieve Streekbank"), "rechtsvorm": "COOPERATIE",
        "kvk_nummer": numbers.next_kvk()},
    ).row  # fmt: skip
    unity_number = f"{number_with_check(100_050)}B01"
    record_unity(
        kind=FiscalUnityKind.OB, number=unity_number, head=made["holding"], name="FE De Vries", by=plan.members["ADMIN"],
        members=[(made["holding"], date(2024, 1, 1), None), (made["bakkerij"], date(2024, 1, 1), None)],
    )  # fmt: skip
    plan.made["unity_number"] = unity_number
    client = contact(plan, made["bakkerij"], "Johan", "de Vries", f"johan.devries@{DOMAIN}", sees=EVERYTHING)
    for key in ("holding", "johan", "samples", "sample_person"):
        link_contact(made[key], client, by=plan.members["ADMIN"], values=access(preferred=True) | since(made[key]))
    contact(plan, made["anna"], "Anna", "Bakker", f"anna.bakker@{DOMAIN}", sees=EVERYTHING)
    contact(plan, made["camping"], "Wietske", "Hofstra", "", sees=[])
    plan.made["client"] = client
    let_in(plan, client)
    authority(plan, made, client)
    return made


def authority(plan: Plan, made: dict[str, Relation], client) -> None:
    """Who may bind the bakery: Johan alone, and until last year two people together; and a couple."""
    by, bakkerij = plan.members["ADMIN"], made["bakkerij"]
    names = {"first_name": "Marije", "call_name": "Marije", "infix": "de", "last_name": plan.mark("Vries")[:120]}
    wife = create_contact(by=by, values=names | {"email": f"marije.devries@{DOMAIN}"}, near=bakkerij).row
    link_contact(bakkerij, wife, by=by, values=access(sees=["DOSSIER"]) | since(bakkerij) | {"portal_access": PortalAccess.READ})
    past = {"valid_from": date(2020, 1, 1), "valid_to": date(2025, 12, 31)}
    for one, other in ((client, wife), (wife, client)):
        record_mandate(
            bakkerij, one, by=by, scope=["ALL"], mode=MandateMode.JOINT, joint_with=[other], basis=MandateBasis.STATUTEN,
            note=plan.mark("Tot de statutenwijziging."), **past,
        )  # fmt: skip
    paper = store(plan.mark("Volmacht").encode(), name=plan.mark("volmacht.txt"), purpose="evidence")
    record_mandate(
        bakkerij, client, by=by, scope=["ALL"], basis=MandateBasis.VOLMACHT, valid_from=date(2026, 1, 1), evidence_file=paper
    )
    record_mandate(made["holding"], client, by=by, scope=["ALL"], basis=MandateBasis.KVK, valid_from=date(2022, 1, 1))
    record_partner(made["johan"], by=by, contact=wife, valid_from=date(2015, 6, 1))


def access(*, preferred: bool = False, sees=EVERYTHING) -> dict:
    """Values of a link with full access."""
    return {"portal_access": PortalAccess.FULL if sees else PortalAccess.NONE, "sees": [str(s) for s in sees], "is_preferred": preferred,
            "job_title": "Directeur"}  # fmt: skip


def organisation(
    plan: Plan,
    name: str,
    form: str,
    numbers: Numbers,
    *,
    frequency: str,
    payroll=False,
    rsin="",
    kvk="",
    **more,
) -> Relation:
    """A client organisation with its numbers and rhythm."""
    own = form == "EENMANSZAAK"
    fiscal = rsin or (numbers.next_bsn() if own else numbers.next_rsin())
    rng = plan.rng
    city, postal_code = rng.choice(CITIES)
    values = {
        "type": "ORGANISATION", "name": plan.mark(name)[:200], "rechtsvorm": form, "rsin_bsn": fiscal, "kvk_nummer": kvk or numbers.next_kvk(),
        "client_since": date(2022, 1, 1) + timedelta(days=rng.randrange(900)),
        "ob_nummers": [f"{fiscal}B01"],
        "ob_frequency": [{"frequency": frequency, "valid_from": date(2020, 1, 1)}],
        "addresses": {"VISIT": {"street": rng.choice(STREETS), "house_number": rng.randrange(1, 200), "postal_code": postal_code,
                                "city": city, "country": "NL"}},
        "phone": f"050{rng.randrange(10**6, 10**7)}", "email": f"info{numbers.kvk}@{DOMAIN}", "sector": "Detailhandel",
        "bank_accounts": [{"iban": "NL91ABNA0417164300", "holder_name": name[:70], "is_main": True}] if name.startswith("Bakkerij De") else [],
        "memo": plan.mark("Oefengegevens."),
    }  # fmt: skip
    if payroll:
        values["loonheffingennummers"] = [f"{fiscal}L01"]
        values["lh_frequency"] = [{"frequency": "MONTH", "valid_from": date(2020, 1, 1)}]
    if form in ("BV", "OWM"):
        values["fiscal_years"] = [{"start": date(2026, 1, 1), "end": date(2026, 12, 31)}]
    if name == "Bloemsierkunst Anna":
        values["kor_marks"] = [{"valid_from": date(2021, 1, 1), "valid_to": date(2021, 12, 31)}]
    return create_relation(by=plan.members["ADMIN"], values=values | more, status=RelationStatus.CLIENT).row


def natural_person(plan: Plan, first: str, last: str, bsn: str) -> Relation:
    """A client who is a person."""
    infix, _, surname = last.rpartition(" ")
    values = {
        "type": "PERSON", "first_names": first, "call_name": first, "initials": f"{first[0]}.", "infix": infix, "last_name": plan.mark(surname)[:120],
        "rsin_bsn": bsn, "birth_date": date(1975, 3, 14), "marital_status": MaritalStatus.MARRIED, "client_since": date(2023, 1, 1),
    }  # fmt: skip
    return create_relation(by=plan.members["ADMIN"], values=values, status=RelationStatus.CLIENT).row


def contact(plan: Plan, relation: Relation, first: str, last: str, email: str, *, sees):
    """A contact of a relation, preferred there."""
    infix, _, surname = last.rpartition(" ")
    values = {"first_name": first, "call_name": first, "infix": infix, "last_name": plan.mark(surname)[:120], "email": email,
              "labels": [Label.objects.filter(audience="CONTACTS").first() or Label.objects.create(name="tekent", audience="CONTACTS")]}  # fmt: skip
    made = create_contact(by=plan.members["ADMIN"], values=values, near=relation).row
    link_contact(relation, made, by=plan.members["ADMIN"], values=access(preferred=True, sees=sees) | since(relation))
    return made


def since(relation: Relation) -> dict:
    """From when people belong to a relation: the day it became a client, so that its past has them too."""
    return {"valid_from": relation.client_since or timezone.localdate()}


def let_in(plan: Plan, client) -> None:
    """The client accepted his invitation and has an authenticator app; the same person in every practice office."""
    invitation = invite(client, by=plan.members["MANAGER"], text="Welkom in het portaal.")
    user = person(client.email, "Johan de Vries", plan.password)
    account = PortalAccount.objects.create(office=plan.office, user=user, contact_id=client.pk)
    accept_invitation(invitation, account)
    plan.made["account"] = account
    plan.logins.append(login(user, plan.office, "cliënt (code per mail)"))


def ordinary(plan: Plan, numbers: Numbers, position: int, kinds: list, labels: list) -> None:
    """A relation without a story."""
    rng = plan.rng
    family, first = FAMILIES[position % len(FAMILIES)], FIRST[position % len(FIRST)]
    if position % 6 == 5:
        relation = natural_person(plan, first, family, numbers.next_bsn())
    else:
        form = FORMS[position % len(FORMS)]
        trade = TRADES[rng.randrange(len(TRADES))]
        ending = {"BV": " B.V.", "VOF": " V.O.F."}.get(form, "")
        name = f"{trade} {family[0].upper()}{family[1:]}{' ' + str(position // 20 + 1) if position >= 20 else ''}{ending}"
        relation = organisation(
            plan, name, form, numbers, frequency=("MONTH", "QUARTER", "YEAR")[position % 3], payroll=position % 4 == 0,
            kind=kinds[0], labels=[labels[position % len(labels)]],
        )  # fmt: skip
    if position % 9 == 8:
        move_status(relation, RelationStatus.BLOCKED, by=plan.members["ADMIN"], reason="Rekening staat open.")
    elif position % 2 == 0:
        contact(plan, relation, first, family, f"{first.lower()}{position}@{DOMAIN}", sees=EVERYTHING)


def group(plan: Plan) -> None:
    """A family of relations."""
    made = RelationGroup.objects.create(name=plan.mark("Familie De Vries")[:60])
    for key in ("holding", "bakkerij", "johan"):
        RelationGroupMember.objects.create(group=made, relation=plan.made["relations"][key])


def numbers_twice(plan: Plan) -> None:
    """A repeated RSIN that a manager allowed: its filings wait for a choice (E05)."""
    bakkerij = plan.made["relations"]["bakkerij"]
    values = {"type": "ORGANISATION", "name": plan.mark("Bakkerij De Vries Filiaal B.V."), "rechtsvorm": "BV", "rsin_bsn": bakkerij.rsin,
              "kvk_nummer": bakkerij.kvk_nummer, "vestigingsnummer": "000012345678"}  # fmt: skip
    create_relation(
        by=plan.members["MANAGER"], values=values, reason="Zelfde rechtspersoon, aparte administratie."
    )
    if not NumberOverride.objects.exists():
        raise RuntimeError("The repeated number left no trace.")


def assign_team(plan: Plan) -> None:
    """Roles on relations: the editor on most, the viewer on some, so that linked rights show something and not all."""
    roles = list(TeamRole.objects.order_by("order"))
    for position, relation in enumerate(Relation.objects.exclude(type="INTERNAL").order_by("number")):
        if position % 5 != 4:
            assign(relation, role=roles[0], member=plan.members["EDITOR"], by=plan.members["ADMIN"], **since(relation))
        if position % 3 == 0:
            assign(relation, role=roles[5], member=plan.members["VIEWER"], by=plan.members["ADMIN"], **since(relation))
        if position % 4 == 0:
            assign(relation, role=roles[1], member=plan.members["MANAGER"], by=plan.members["ADMIN"], **since(relation))


def people_at_the_gate(plan: Plan) -> None:
    """Invitations in every state that a person can leave them in."""
    from crm.models import Contact

    waiting = list(Contact.objects.filter(email__startswith="pieter").order_by("number")[:2])
    for someone in waiting:
        invite(someone, by=plan.members["EDITOR"])
    if waiting:
        Invitation.objects.filter(contact=waiting[0]).update(
            state=InvitationState.EXPIRED, expires_at=timezone.now() - timedelta(days=1)
        )
