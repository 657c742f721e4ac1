"""Third parties and structure: `/third-parties/`, `/shared-entities/`, `/stakes/`."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from crm.api.around import KEPT, OfRelation
from crm.models import Contact, Relation, SharedEntity, Stake, ThirdPartyLink
from crm.rules import shared_entities, stakes, third_parties
from offices.api.resources import Changes, Makes, Removes, Resource
from offices.errors import RuleBroken


class ThirdShape(serializers.ModelSerializer):
    class Meta:
        model = ThirdPartyLink
        fields = [*KEPT, "relation", "third", "name", "role", "contact", "reference", "phone", "email", "valid_from", "valid_to"]


class ThirdInput(serializers.Serializer):
    relation = serializers.UUIDField(required=False)
    third = serializers.UUIDField(required=False, allow_null=True)
    name = serializers.CharField(required=False, allow_blank=True)
    role = serializers.CharField(required=False)
    reference = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)


class ThirdPartyViewSet(Makes, Changes, Removes, OfRelation):
    """Notary, bank and other third parties of a relation."""

    serializer_class, input_class = ThirdShape, ThirdInput
    permissions = {
        "list": "crm.relation.view", "retrieve": "crm.relation.view", "create": "crm.relation.edit",
        "partial_update": "crm.relation.edit", "destroy": "crm.relation.edit",
    }  # fmt: skip

    def rows(self):
        return ThirdPartyLink.objects.filter(relation__in=self.seen()).select_related("relation")

    def shape(self, row):
        return self.hidden(super().shape(row), "third")

    def values(self, given: dict) -> dict:
        """The values for the rule, a third party that is a relation looked up."""
        values = {name: value for name, value in given.items() if name not in ("relation", "third")}
        if "third" in given:
            seen = Relation.objects.visible_to(self.member)
            values["third"] = get_object_or_404(seen, pk=given["third"]) if given["third"] else None
        return values

    def make(self, given):
        return third_parties.add_third_party(self.relation(given.get("relation")), by=self.member, values=self.values(given))

    def change(self, row, version, given):
        return third_parties.change_third_party(row, by=self.member, version=version, values=self.values(given))

    def remove(self, row):
        third_parties.remove_third_party(row, by=self.member)


class EntityShape(serializers.ModelSerializer):
    class Meta:
        model = SharedEntity
        fields = [*KEPT, "kind", "name", "initials", "infix", "last_name", "birth_date", "country", "number", "note"]


class EntityInput(serializers.Serializer):
    kind = serializers.CharField()
    name = serializers.CharField(required=False, allow_blank=True)
    initials = serializers.CharField(required=False, allow_blank=True)
    infix = serializers.CharField(required=False, allow_blank=True)
    last_name = serializers.CharField(required=False, allow_blank=True)
    birth_date = serializers.DateField(required=False, allow_null=True)
    country = serializers.CharField(required=False, max_length=2)
    number = serializers.CharField(required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True)


class SharedEntityViewSet(Makes, Changes, Removes, Resource):
    """Persons and organisations outside the clients that stand in their structures."""

    serializer_class, input_class = EntityShape, EntityInput
    permissions = {
        "list": "crm.shared_entity.view", "retrieve": "crm.shared_entity.view", "create": "crm.shared_entity.manage",
        "partial_update": "crm.shared_entity.manage", "destroy": "crm.shared_entity.manage",
    }  # fmt: skip

    def rows(self):
        return shared_entities.visible_entities(self.member, self.permission)

    def make(self, given):
        return shared_entities.create_entity(by=self.member, values=given)

    def change(self, row, version, given):
        return shared_entities.change_entity(row, by=self.member, version=version, values=given)

    def remove(self, row):
        shared_entities.delete_entity(row, by=self.member)


class StakeShape(serializers.ModelSerializer):
    class Meta:
        model = Stake
        fields = [*KEPT, "relation", "target_entity", "owner_contact", "owner_entity", "owner_relation", "kind", "percentage", "valid_from",
                  "valid_to", "source"]  # fmt: skip


class StakeInput(serializers.Serializer):
    relation = serializers.UUIDField(required=False)
    owner_contact = serializers.UUIDField(required=False)
    owner_entity = serializers.UUIDField(required=False)
    owner_relation = serializers.UUIDField(required=False)
    kind = serializers.CharField(required=False)
    percentage = serializers.DecimalField(max_digits=7, decimal_places=4, required=False, allow_null=True)
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False, allow_null=True)
    source = serializers.CharField(required=False)


class StakeViewSet(Makes, Changes, Removes, OfRelation):
    """Who holds what in a relation."""

    serializer_class, input_class = StakeShape, StakeInput
    permissions = {
        "list": "crm.relation.view", "retrieve": "crm.relation.view", "create": "crm.relation.edit",
        "partial_update": "crm.relation.edit", "destroy": "crm.relation.edit",
    }  # fmt: skip

    def rows(self):
        rows = Stake.objects.filter(relation__in=self.seen())
        return rows.select_related("relation", "target_entity", "owner_contact", "owner_entity", "owner_relation")

    def shape(self, row):
        return self.hidden(super().shape(row), "owner_relation")

    def owner(self, given: dict):
        """The one owner of a new stake. Raises Http404, and G01 for none or several."""
        kinds = {
            "owner_contact": Contact.objects.visible_to(self.member, "crm.contact.view"),
            "owner_entity": shared_entities.visible_entities(self.member),
            "owner_relation": Relation.objects.visible_to(self.member),
        }
        named = [(rows, given[name]) for name, rows in kinds.items() if given.get(name)]
        if len(named) != 1:
            raise RuleBroken("Geef één houder mee: owner_contact, owner_entity of owner_relation.", code="G01", field="owner_contact")
        return get_object_or_404(named[0][0], pk=named[0][1])

    def values(self, given: dict) -> dict:
        """The values for the rule."""
        return {name: given[name] for name in ("kind", "percentage", "valid_from", "valid_to", "source") if name in given}

    def make(self, given):
        target = self.relation(given.get("relation"))
        return stakes.record_stake(target, by=self.member, owner=self.owner(given), values=self.values(given))

    def change(self, row, version, given):
        return stakes.change_stake(row, by=self.member, version=version, values=self.values(given))

    def remove(self, row):
        stakes.remove_stake(row, by=self.member)
