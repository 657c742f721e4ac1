"""One relation at the end of one day: its rows, and the names of whom they point to. Rights are those of today."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Min
from django.utils import timezone

from crm.as_of.sources import Now, Past, history_of
from crm.models import (
    Address,
    BankAccount,
    Contact,
    CustomField,
    CustomValue,
    FiscalUnity,
    FiscalUnityMember,
    FiscalYear,
    KorMark,
    Mandate,
    MandatePartner,
    Note,
    PartnerLink,
    Relation,
    RelationContact,
    RelationGroup,
    RelationGroupMember,
    RelationKind,
    RelationLabel,
    SbrMasterData,
    SharedEntity,
    Stake,
    TaxFrequency,
    TaxNumber,
    TeamAssignment,
    ThirdPartyLink,
)
from offices.models import Label, TeamMember, TeamRole

# Name -> (model, key to the relation, the right it asks).
SETS = {
    "addresses": (Address, "relation", "crm.relation.view"),
    "tax_numbers": (TaxNumber, "relation", "crm.relation.view"),
    "frequencies": (TaxFrequency, "relation", "crm.relation.view"),
    "kor_marks": (KorMark, "relation", "crm.relation.view"),
    "fiscal_years": (FiscalYear, "relation", "crm.relation.view"),
    "memberships": (FiscalUnityMember, "relation", "crm.relation.view"),
    "accounts": (BankAccount, "relation", "crm.relation.view"),
    "links": (RelationContact, "relation", "crm.contact.view"),
    "mandates": (Mandate, "relation", "crm.contact.view"),
    "partners": (PartnerLink, "person_a", "crm.contact.view"),
    "partner_of": (PartnerLink, "person_b", "crm.contact.view"),
    "assignments": (TeamAssignment, "relation", "crm.relation.view"),
    "stakes": (Stake, "relation", "crm.relation.view"),
    "stakes_held": (Stake, "owner_relation", "crm.relation.view"),
    "third_parties": (ThirdPartyLink, "relation", "crm.relation.view"),
    "custom_values": (CustomValue, "relation", "crm.relation.view"),
    "notes": (Note, "relation", "timeline.view"),
    "sbr": (SbrMasterData, "relation", "crm.relation.view"),
    "labels": (RelationLabel, "relation", "crm.relation.view"),
    "groups": (RelationGroupMember, "relation", "crm.relation.view"),
}
HIDDEN_RELATION, HIDDEN_CONTACT = "een relatie buiten uw rechten", "een contact buiten uw rechten"


def end_of(day: date) -> datetime:
    """The first moment after a day, in the time of the office (Europe/Amsterdam)."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def begin_of_history(relation_id) -> date | None:
    """The first day of which the database knows this relation; what was imported then has no past."""
    rows = history_of(Relation).objects.filter(pgh_obj_id=relation_id)
    first = rows.aggregate(first=Min("pgh_created_at"))["first"]
    return timezone.localdate(first) if first else None


class Stand:
    """A relation at the end of `day`; without a past it tells how things are now, as the live card would."""

    def __init__(self, reach, *, day: date, past: bool = True):
        self.reach, self.member, self.day = reach, reach.member, day
        self.relation_id = reach.relation.pk
        self.moment = end_of(day) if past else None
        self.source = Past(self.moment) if past else Now()

    def may(self, right: str) -> bool:
        """Whether a right of today reaches the relation."""
        return self.reach.may(right)

    @cached_property
    def relation(self) -> Relation | None:
        """The relation as it was; None before its history begins."""
        return next(iter(self.source.among(Relation, "id", [self.relation_id])), None)

    @cached_property
    def sets(self) -> dict[str, list]:
        """Every set of rows this member may see, one question each."""
        return {
            name: self.source.of(model, parent, self.relation_id) if self.may(right) else []
            for name, (model, parent, right) in SETS.items()
        }

    @cached_property
    def unities(self) -> dict:
        """The fiscal unities it was in."""
        keys = {row.unity_id for row in self.sets["memberships"]}
        return {row.pk: row for row in self.source.among(FiscalUnity, "id", keys)}

    @cached_property
    def joint_with(self) -> dict:
        """Mandate -> ids of those with whom it is exercised."""
        found: dict = {}
        for row in self.source.among(MandatePartner, "mandate_id", {row.pk for row in self.sets["mandates"]}):
            found.setdefault(row.mandate_id, []).append(row.contact_id)
        return found

    def _named(self, *columns: tuple[str, str]) -> set:
        keys = {getattr(row, f"{column}_id") for name, column in columns for row in self.sets[name]}
        return keys - {None, self.relation_id}

    @cached_property
    def contacts(self) -> dict:
        """Contacts that any row points to, as they were, when this member may see them today."""
        keys = self._named(
            ("links", "contact"), ("mandates", "contact"), ("partners", "contact_b"), ("stakes", "owner_contact"),
            ("third_parties", "contact"),
        )  # fmt: skip
        keys |= {key for many in self.joint_with.values() for key in many}
        # What is linked here stands on this card; of others the right on the contact itself counts.
        here = self._named(("links", "contact"), ("mandates", "contact"))
        seen = here | self._visible(Contact, keys - here)
        return {row.pk: row for row in self.source.among(Contact, "id", keys) if row.pk in seen}

    @cached_property
    def relations(self) -> dict:
        """Other relations that any row points to, as they were, when this member may see them today."""
        keys = self._named(
            ("partners", "person_b"), ("partner_of", "person_a"), ("stakes", "owner_relation"), ("stakes_held", "relation"),
            ("third_parties", "third"),
        )  # fmt: skip
        keys |= {row.head_id for row in self.unities.values()} - {self.relation_id}
        keys |= self._custom_relations
        seen = self._visible(Relation, keys)
        return {row.pk: row for row in self.source.among(Relation, "id", keys) if row.pk in seen}

    def _visible(self, model, keys) -> set:
        return set(model.objects.visible_to(self.member).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()

    @cached_property
    def entities(self) -> dict:
        """Shared entities that a stake points to."""
        keys = self._named(("stakes", "owner_entity"), ("stakes_held", "target_entity"))
        return {row.pk: row for row in self.source.among(SharedEntity, "id", keys)}

    @cached_property
    def custom_fields(self) -> dict:
        """The custom fields of the values; what they are called is told as it is today."""
        keys = self._named(("custom_values", "field"))
        return {row.pk: row for row in CustomField.objects.filter(pk__in=keys)} if keys else {}

    @cached_property
    def _custom_relations(self) -> set:
        fields = {key for key, field in self.custom_fields.items() if field.type == "RELATION"}
        return {UUID(row.value) for row in self.sets["custom_values"] if row.field_id in fields and row.value}

    @cached_property
    def office_names(self) -> dict:
        """Names of roles, kinds, labels and groups, as they are called today; one question."""
        asked = (
            (TeamRole, self._named(("assignments", "role"))),
            (RelationKind, {self.relation.kind_id} - {None} if self.relation else set()),
            (Label, self._named(("labels", "label"))),
            (RelationGroup, self._named(("groups", "group"))),
        )
        # A table that is asked for nothing is left out: its part of the union would only cost time.
        parts = [model.objects.filter(pk__in=keys).order_by().values_list("id", "name") for model, keys in asked if keys]
        return dict(parts[0].union(*parts[1:], all=True)) if parts else {}

    @cached_property
    def members(self) -> dict:
        """Team members with a role, or who wrote a note."""
        keys = self._named(("assignments", "member"), ("notes", "created_by"))
        return {row.pk: row for row in TeamMember.objects.filter(pk__in=keys).select_related("user")} if keys else {}

    def contact_name(self, key) -> str:
        """The name a contact had."""
        return self.contacts[key].name if key in self.contacts else HIDDEN_CONTACT

    def relation_name(self, key) -> str:
        """The name a relation had."""
        if key == self.relation_id:
            return self.relation.name
        return self.relations[key].name if key in self.relations else HIDDEN_RELATION

    def entity_name(self, key) -> str:
        """The name a shared entity had."""
        return self.entities[key].name if key in self.entities else "onbekend"
