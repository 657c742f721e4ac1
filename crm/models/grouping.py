"""Kinds, groups and labels: how an office sorts its relations and contacts."""

from django.db import models
from django.db.models.functions import Lower

from crm.enums import KindAudience
from offices.history import history
from offices.models import OfficeOwned, belongs_to
from offices.walls import SameOffice


class RelationKind(OfficeOwned):
    """Relatiesoort: an entry of the office's own list."""

    name = models.CharField("Relatiesoort", max_length=60)
    audience = models.CharField("Voor", max_length=8, choices=KindAudience, default=KindAudience.CLIENT)
    active = models.BooleanField("Actief", default=True)

    class Meta(OfficeOwned.Meta):
        verbose_name = "relatiesoort"
        verbose_name_plural = "relatiesoorten"
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint("office", Lower("name"), name="crm_relationkind_name"),
        ]

    def __str__(self):
        return self.name


class RelationGroup(OfficeOwned):
    """Relatiegroep: a family or client group."""

    name = models.CharField("Relatiegroep", max_length=60)
    color = models.CharField("Kleur", max_length=7, default="#64748b")
    note = models.TextField("Notitie", blank=True, max_length=20_000)
    relations = models.ManyToManyField(
        "crm.Relation", through="crm.RelationGroupMember", related_name="groups"
    )

    class Meta(OfficeOwned.Meta):
        verbose_name = "relatiegroep"
        verbose_name_plural = "relatiegroepen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            models.UniqueConstraint("office", Lower("name"), name="crm_relationgroup_name"),
        ]

    def __str__(self):
        return self.name


@history("relation")
class RelationGroupMember(OfficeOwned):
    """A relation in a group."""

    group = belongs_to("crm.RelationGroup", models.CASCADE, related_name="memberships")
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="group_memberships")

    class Meta(OfficeOwned.Meta):
        verbose_name = "lid van relatiegroep"
        verbose_name_plural = "leden van relatiegroepen"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("group"),
            SameOffice("relation"),
            models.UniqueConstraint(
                fields=["office", "group", "relation"], name="crm_relationgroupmember_once"
            ),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_groupmember_relation")]

    def __str__(self):
        return f"{self.relation_id} in {self.group_id}"


@history("relation")
class RelationLabel(OfficeOwned):
    """A label on a relation."""

    label = belongs_to("offices.Label", models.CASCADE, related_name="relation_labels")
    relation = belongs_to("crm.Relation", models.CASCADE, related_name="relation_labels")

    class Meta(OfficeOwned.Meta):
        verbose_name = "label van relatie"
        verbose_name_plural = "labels van relaties"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("label"),
            SameOffice("relation"),
            models.UniqueConstraint(fields=["office", "label", "relation"], name="crm_relationlabel_once"),
        ]
        indexes = [models.Index(fields=["office", "relation"], name="crm_relationlabel_relation")]

    def __str__(self):
        return f"{self.label_id} op {self.relation_id}"


class ContactLabel(OfficeOwned):
    """A label on a contact."""

    label = belongs_to("offices.Label", models.CASCADE, related_name="contact_labels")
    contact = belongs_to("crm.Contact", models.CASCADE, related_name="contact_labels")

    class Meta(OfficeOwned.Meta):
        verbose_name = "label van contact"
        verbose_name_plural = "labels van contacten"
        constraints = [
            *OfficeOwned.Meta.constraints,
            SameOffice("label"),
            SameOffice("contact"),
            models.UniqueConstraint(fields=["office", "label", "contact"], name="crm_contactlabel_once"),
        ]
        indexes = [models.Index(fields=["office", "contact"], name="crm_contactlabel_contact")]

    def __str__(self):
        return f"{self.label_id} op {self.contact_id}"
