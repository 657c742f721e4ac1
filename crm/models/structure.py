"""Who stands behind a relation, and who stands around it."""

from django.db import models
from django.db.models import F, Q

from crm.enums import EntitySize, SharedEntityKind, StakeKind, StakeSource, StatementKind, ThirdPartyRole
from crm.validity import in_order, no_overlap
from offices.history import history
from offices.models import Edited, OfficeOwned, belongs_to
from offices.walls import SameOffice


@history()
class SharedEntity(Edited):
    """A person or organisation outside the clients that stands in several structures: edited once, used everywhere."""

    kind = models.CharField("Soort", max_length=12, choices=SharedEntityKind)
    name = models.CharField("Naam", max_length=200)
    sort_name = models.CharField(max_length=260, editable=False)
    initials = models.CharField("Voorletters", max_length=20, blank=True)
    infix = models.CharField("Tussenvoegsel", max_length=20, blank=True)
    last_name = models.CharField("Achternaam", max_length=120, blank=True)
    birth_date = models.DateField("Geboortedatum", null=True, blank=True)
    country = models.CharField("Land", max_length=2, default="NL")
    number = models.CharField("Registratienummer", max_length=40, blank=True)
    note = models.TextField("Notitie", blank=True, max_length=2_000)

    class Meta(Edited.Meta):
        verbose_name = "gedeelde entiteit"
        verbose_name_plural = "gedeelde entiteiten"
        constraints = [*Edited.Meta.constraints]
        indexes = [models.Index(fields=["office", "sort_name", "id"], name="crm_sharedentity_by_name")]

    def __str__(self):
        return self.name


@history("relation", "target_entity", "owner_relation")
class Stake(Edited):
    """Belang: what an owner holds in an organisation, in percent where the kind asks it, from a day to a day."""

    owner_contact = belongs_to("crm.Contact", models.CASCADE, null=True, related_name="stakes")
    owner_entity = belongs_to("crm.SharedEntity", models.CASCADE, null=True, related_name="stakes")
    owner_relation = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="stakes_held")
    relation = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="stakes", verbose_name="Belang in")
    target_entity = belongs_to("crm.SharedEntity", models.CASCADE, null=True, related_name="stakes_in")
    kind = models.CharField("Soort belang", max_length=11, choices=StakeKind)
    percentage = models.DecimalField("Percentage", max_digits=7, decimal_places=4, null=True, blank=True)
    valid_from = models.DateField("Vanaf")
    valid_to = models.DateField("Tot en met", null=True, blank=True)
    source = models.CharField("Bron", max_length=8, choices=StakeSource)

    class Meta(Edited.Meta):
        verbose_name = "belang"
        verbose_name_plural = "belangen"
        constraints = [
            *Edited.Meta.constraints,
            *(SameOffice(name) for name in ("owner_contact", "owner_entity", "owner_relation", "relation", "target_entity")),
            models.CheckConstraint(
                condition=Q(owner_contact__isnull=False, owner_entity=None, owner_relation=None)
                | Q(owner_contact=None, owner_entity__isnull=False, owner_relation=None)
                | Q(owner_contact=None, owner_entity=None, owner_relation__isnull=False),
                name="crm_stake_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(relation__isnull=False, target_entity=None) | Q(relation=None, target_entity__isnull=False),
                name="crm_stake_one_target",
            ),
            models.CheckConstraint(
                condition=(Q(owner_relation=None) | Q(relation=None) | ~Q(owner_relation=F("relation")))
                & (Q(owner_entity=None) | Q(target_entity=None) | ~Q(owner_entity=F("target_entity"))),
                name="crm_stake_not_itself",
            ),
            models.CheckConstraint(
                condition=Q(percentage=None) | Q(percentage__gte=0, percentage__lte=100), name="crm_stake_percentage"
            ),
            models.CheckConstraint(condition=in_order(), name="crm_stake_dates"),
            *(
                no_overlap(f"owner_{owner}", target, "kind", name=f"crm_stake_once_{owner}_{target}"[:40])
                for owner in ("contact", "entity", "relation")
                for target in ("relation", "target_entity")
            ),
        ]
        indexes = [
            models.Index(fields=["office", name], name=f"crm_stake_{name}"[:30])
            for name in ("owner_contact", "owner_entity", "owner_relation", "relation", "target_entity")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.percentage or ''}".strip()

    @property
    def owner(self):
        """Who holds it: a contact, a shared entity or a relation."""
        return self.owner_contact or self.owner_entity or self.owner_relation

    @property
    def owner_key(self):
        """The key of who holds it, without asking for him."""
        return self.owner_contact_id or self.owner_entity_id or self.owner_relation_id

    @property
    def target(self):
        """What it is held in: a relation or a shared entity."""
        return self.relation or self.target_entity

    @property
    def target_key(self):
        """The key of what it is held in."""
        return self.relation_id or self.target_entity_id


@history("relation")
class ThirdPartyLink(Edited):
    """The notary, bank or lawyer of a client (trade criterion C9): another relation, or just a name."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="third_parties")
    third = belongs_to("crm.Relation", models.CASCADE, null=True, related_name="third_party_of", verbose_name="Relatie")
    name = models.CharField("Naam", max_length=200, blank=True)
    role = models.CharField("Rol", max_length=17, choices=ThirdPartyRole)
    contact = belongs_to("crm.Contact", models.SET_NULL, null=True, related_name="+", verbose_name="Contact")
    reference = models.CharField("Kenmerk", max_length=60, blank=True)
    phone = models.CharField("Telefoon", max_length=20, blank=True)
    email = models.EmailField("E-mail", blank=True)
    valid_from = models.DateField("Vanaf", null=True, blank=True)
    valid_to = models.DateField("Tot en met", null=True, blank=True)

    class Meta(Edited.Meta):
        verbose_name = "derde"
        verbose_name_plural = "derden"
        constraints = [
            *Edited.Meta.constraints,
            SameOffice("relation"),
            SameOffice("third"),
            SameOffice("contact"),
            models.CheckConstraint(condition=in_order(), name="crm_thirdparty_dates"),
            models.CheckConstraint(condition=Q(third__isnull=False) | ~Q(name=""), name="crm_thirdparty_named"),
            models.CheckConstraint(condition=Q(third=None) | ~Q(third=F("relation")), name="crm_thirdparty_not_itself"),
        ]
        indexes = [
            models.Index(fields=["office", "relation"], name="crm_thirdparty_relation"),
            models.Index(fields=["office", "third"], name="crm_thirdparty_third"),
            models.Index(fields=["office", "contact"], name="crm_thirdparty_contact"),
        ]

    def __str__(self):
        return self.name or str(self.third)


@history("relation")
class SbrMasterData(OfficeOwned):
    """What the annual accounts of a relation say every year (trade criterion C12)."""

    relation = belongs_to("crm.Relation", models.CASCADE, related_name="sbr_master_data")
    entity_size = models.CharField("Grootte", max_length=6, choices=EntitySize, blank=True)
    seat = models.CharField("Statutaire zetel", max_length=60, blank=True)
    currency = models.CharField("Valuta", max_length=3, default="EUR")
    adoption_note = models.CharField("Vaststelling", max_length=200, blank=True)
    sbi_main = models.CharField("Hoofdactiviteit (SBI)", max_length=6, blank=True)
    statement_kind = models.CharField("Verklaring", max_length=11, choices=StatementKind, blank=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "vaste SBR-gegevens"
        verbose_name_plural = "vaste SBR-gegevens"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "relation"], name="crm_sbrmasterdata_once"),
        ]

    def __str__(self):
        return f"SBR-gegevens van {self.relation_id}"
