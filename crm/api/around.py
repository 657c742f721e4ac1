"""Who stands around a relation and what is noted: `/contact-links/`, `/team-assignments/`, `/notes/`."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from crm.enums import NoteVisibility
from crm.models import (
    Contact,
    Note,
    Relation,
    RelationContact,
    TeamAssignment,
)
from crm.rules import links, notes, team
from offices.api.resources import Changes, Makes, Removes, Resource
from offices.errors import RuleBroken
from offices.models import TeamMember, TeamRole

KEPT = ["id", "version", "created_at", "updated_at"]


class OfRelation(Resource):
    """Rows of relations on which the right of this action works."""

    filters = {"relation": "relation_id"}

    def seen(self):
        """Relations for this action."""
        return Relation.objects.visible_to(self.member, self.permission)

    def relation(self, pk) -> Relation:
        """A relation by its id, for this action. Raises G01 without one, Http404."""
        if pk is None:
            raise RuleBroken("Geef de relatie mee waar dit bij hoort.", code="G01", field="relation")
        return get_object_or_404(self.seen(), pk=pk)

    def hidden(self, told: dict, name: str) -> dict:
        """The same, without the id of a relation this member may not see."""
        pk = told[name]
        if pk and not Relation.objects.visible_to(self.member).filter(pk=pk).exists():
            told[name] = None
        return told


class LinkShape(serializers.ModelSerializer):
    class Meta:
        model = RelationContact
        fields = [*KEPT, "relation", "contact", "job_title", "department", "email_override", "phone_override", "is_preferred", "portal_access",
                  "sees", "valid_from", "valid_to", "note"]  # fmt: skip


class LinkInput(serializers.Serializer):
    relation = serializers.UUIDField(required=False)
    contact = serializers.UUIDField(required=False)
    job_title = serializers.CharField(required=False, allow_blank=True)
    department = serializers.CharField(required=False, allow_blank=True)
    email_override = serializers.CharField(required=False, allow_blank=True)
    phone_override = serializers.CharField(required=False, allow_blank=True)
    is_preferred = serializers.BooleanField(required=False)
    sees = serializers.ListField(child=serializers.CharField(), required=False)
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False, allow_null=True)
    note = serializers.CharField(required=False, allow_blank=True)


class ContactLinkViewSet(Makes, Changes, Removes, OfRelation):
    """Links of contacts with relations. Access to the portal is given by a person, not by a program."""

    serializer_class, input_class = LinkShape, LinkInput
    filters = {"relation": "relation_id", "contact": "contact_id"}
    permissions = {
        "list": "crm.contact.view", "retrieve": "crm.contact.view", "create": "crm.contact.link",
        "partial_update": "crm.contact.link", "destroy": "crm.contact.link",
    }  # fmt: skip

    def rows(self):
        return RelationContact.objects.filter(relation__in=self.seen(), contact__deleted_at=None)

    def make(self, given):
        relation = self.relation(given.pop("relation", None))
        contact = get_object_or_404(Contact.objects.visible_to(self.member, "crm.contact.view"), pk=given.pop("contact", None))
        return links.link_contact(relation, contact, by=self.member, values=given)

    def change(self, row, version, given):
        values = {name: value for name, value in given.items() if name not in ("relation", "contact")}
        return links.change_link(row, by=self.member, version=version, values=values)

    def remove(self, row):
        links.unlink_contact(row, by=self.member)


class AssignmentShape(serializers.ModelSerializer):
    class Meta:
        model = TeamAssignment
        fields = [*KEPT, "relation", "role", "member", "valid_from", "valid_to"]


class AssignmentInput(serializers.Serializer):
    relation = serializers.UUIDField()
    role = serializers.UUIDField()
    member = serializers.UUIDField()
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False, allow_null=True)


class TeamAssignmentViewSet(Makes, Removes, OfRelation):
    """Who has which role on a relation."""

    serializer_class, input_class = AssignmentShape, AssignmentInput
    filters = {"relation": "relation_id", "member": "member_id", "role": "role_id"}
    permissions = {
        "list": "crm.relation.view", "retrieve": "crm.relation.view", "create": "crm.team.assign", "destroy": "crm.team.assign",
    }  # fmt: skip

    def rows(self):
        return TeamAssignment.objects.filter(relation__in=self.seen())

    def make(self, given):
        relation = self.relation(given.pop("relation"))
        role = get_object_or_404(TeamRole, pk=given.pop("role"))
        member = get_object_or_404(TeamMember.objects.select_related("user", "office"), pk=given.pop("member"), office=self.member.office_id)
        return team.assign(relation, role=role, member=member, by=self.member, **given)

    def remove(self, row):
        team.unassign(row, by=self.member)


class NoteShape(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = [*KEPT, "relation", "text", "visibility", "is_decision", "pinned"]


class NoteInput(serializers.Serializer):
    relation = serializers.UUIDField(required=False)
    text = serializers.CharField(max_length=20_000)
    visibility = serializers.ChoiceField(choices=NoteVisibility.choices, required=False)
    is_decision = serializers.BooleanField(required=False)
    pinned = serializers.BooleanField(required=False)


class NoteViewSet(Makes, Changes, OfRelation):
    """Notes and decisions on a relation."""

    serializer_class, input_class = NoteShape, NoteInput
    permissions = {
        "list": "timeline.view", "retrieve": "timeline.view", "create": "note.edit_own", "partial_update": "note.edit_own",
    }  # fmt: skip

    def rows(self):
        return Note.objects.filter(relation__in=self.seen())

    def make(self, given):
        return notes.write_note(self.relation(given.pop("relation", None)), by=self.member, **given)

    def change(self, row, version, given):
        values = {name: given[name] for name in ("text", "visibility", "pinned") if name in given}
        return notes.change_note(row, by=self.member, version=version, **values)
