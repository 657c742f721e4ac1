"""How an office sorts: `/relation-kinds/`, `/relation-groups/`, `/labels/`, `/custom-fields/`, `/team-roles/`."""

from rest_framework import serializers

from crm.enums import FieldTarget
from crm.models import CustomField, RelationGroup, RelationKind
from crm.rules import custom_fields
from offices.api.resources import Changes, Listed, Makes, Removes, Resource
from offices.enums import LabelAudience
from offices.models import Label, TeamRole
from offices.rules import labels

VIEW = "crm.relation.view"


class KindShape(serializers.ModelSerializer):
    class Meta:
        model = RelationKind
        fields = ["id", "name", "audience", "active"]


class RelationKindViewSet(Listed):
    """Kinds of relations; changed in Beheer only."""

    serializer_class = KindShape
    by_version = False
    permissions = {"list": VIEW, "retrieve": VIEW}

    def rows(self):
        return RelationKind.objects.all()


class GroupShape(serializers.ModelSerializer):
    class Meta:
        model = RelationGroup
        fields = ["id", "name", "color", "note"]


class RelationGroupViewSet(Listed):
    """Groups of relations; changed in Beheer only."""

    serializer_class = GroupShape
    by_version = False
    permissions = {"list": VIEW, "retrieve": VIEW}

    def rows(self):
        return RelationGroup.objects.all()


class LabelShape(serializers.ModelSerializer):
    class Meta:
        model = Label
        fields = ["id", "name", "color", "audience"]


class LabelInput(serializers.Serializer):
    name = serializers.CharField(max_length=30)
    color = serializers.IntegerField()
    audience = serializers.ChoiceField(choices=LabelAudience.choices, required=False)


class LabelViewSet(Makes, Changes, Removes, Resource):
    """Labels of relations, contacts, members and more."""

    serializer_class, input_class = LabelShape, LabelInput
    by_version = False
    filters = {"audience": "audience"}
    permissions = {
        "list": VIEW, "retrieve": VIEW, "create": "label.manage", "partial_update": "label.manage", "destroy": "label.manage",
    }  # fmt: skip

    def rows(self):
        return Label.objects.all()

    def make(self, given):
        return labels.save_label(None, by=self.member, **given)

    def change(self, row, version, given):
        values = {"name": row.name, "color": row.color} | {name: given[name] for name in ("name", "color") if name in given}
        return labels.save_label(row, by=self.member, **values)

    def remove(self, row):
        labels.delete_label(row, by=self.member)


class FieldShape(serializers.ModelSerializer):
    class Meta:
        model = CustomField
        fields = ["id", "label", "key", "target", "type", "choices", "required", "group", "order", "searchable", "active", "version"]


class FieldInput(serializers.Serializer):
    target = serializers.ChoiceField(choices=FieldTarget.choices, required=False)
    label = serializers.CharField(max_length=60)
    type = serializers.CharField(max_length=12)
    choices = serializers.ListField(child=serializers.CharField(max_length=80), required=False)
    required = serializers.BooleanField(required=False)
    group = serializers.CharField(max_length=60, required=False, allow_blank=True)
    searchable = serializers.BooleanField(required=False)
    active = serializers.BooleanField(required=False)


class CustomFieldViewSet(Makes, Changes, Resource):
    """Custom fields of relations and contacts. A change that would lose values is refused here: do it in Beheer."""

    serializer_class, input_class = FieldShape, FieldInput
    filters = {"target": "target"}
    permissions = {
        "list": VIEW, "retrieve": VIEW, "create": "crm.custom_field.manage", "partial_update": "crm.custom_field.manage",
    }  # fmt: skip

    def rows(self):
        return CustomField.objects.order_by()

    def make(self, given):
        return custom_fields.create_field(by=self.member, target=given.pop("target", FieldTarget.RELATION), values=given)

    def change(self, row, version, given):
        given.pop("target", None)
        return custom_fields.change_field(row, by=self.member, version=version, values=given)


class TeamRoleShape(serializers.ModelSerializer):
    class Meta:
        model = TeamRole
        fields = ["id", "code", "name", "order", "active"]


class TeamRoleViewSet(Listed):
    """Roles a colleague can have on a relation; changed in Beheer only."""

    serializer_class = TeamRoleShape
    by_version = False
    permissions = {"list": VIEW, "retrieve": VIEW}

    def rows(self):
        return TeamRole.objects.order_by()

