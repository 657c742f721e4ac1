"""`/api/v1/contacts/`"""

from django.db import transaction
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action

from crm.access import require_on
from crm.api.relations import moment
from crm.api.shapes import ContactInput, ContactShape, contact_json
from crm.models import Contact, Relation
from crm.rules.contacts import change_contact, create_contact
from crm.rules.links import link_contact
from offices.api.bulk import BulkInput, BulkResult, body_version, bulk, key_of
from offices.api.idempotency import idempotent
from offices.api.problems import problem
from offices.api.versions import about_version, seen_version, tagged
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken

NOT_VALUES = frozenset({"version", "relation"})


class ContactViewSet(OfficeViewSet):
    """Contacts of relations the owner of the token may see."""

    serializer_class = ContactShape
    keys = ("sort_name", "id")
    permissions = {
        "list": "crm.contact.view",
        "retrieve": "crm.contact.view",
        "create": "crm.contact.edit",
        "partial_update": "crm.contact.edit",
        "bulk": "crm.contact.edit",
    }

    def get_queryset(self):
        """Rows on which the right of this action works."""
        return Contact.objects.visible_to(self.member, self.permission).prefetch_related("addresses")

    @extend_schema(
        parameters=[
            OpenApiParameter("email"),
            OpenApiParameter("number"),
            OpenApiParameter("relation"),
            OpenApiParameter("modified_since"),
        ],
        responses=ContactShape(many=True),
    )
    def list(self, request):
        """A page of contacts in the order of their names."""
        rows, query = self.get_queryset(), request.query_params
        if query.get("email"):
            rows = rows.filter(email__iexact=query["email"])
        if query.get("number"):
            rows = rows.filter(number=query["number"])
        if query.get("relation"):
            relation = get_object_or_404(Relation.objects.visible_to(self.member), pk=query["relation"])
            rows = rows.filter(links__relation=relation).distinct()
        if query.get("modified_since"):
            rows = rows.filter(updated_at__gte=moment(query["modified_since"]))
        return self.get_paginated_response([contact_json(row) for row in self.paginate_queryset(rows)])

    @extend_schema(responses=ContactShape)
    def retrieve(self, request, pk):
        """One contact."""
        return tagged(request, contact_json(get_object_or_404(self.get_queryset(), pk=pk)))

    @extend_schema(request=ContactInput, responses={201: ContactShape})
    @idempotent
    def create(self, request):
        """Make a contact of a relation; without a relation only a token that reaches all may."""
        return tagged(request, self.made(shaped(request.data)), status=201)

    def made(self, given: dict) -> dict:
        """A new contact as it is kept."""
        near = None
        if given.get("relation"):
            near = get_object_or_404(Relation.objects.visible_to(self.member), pk=given["relation"])
            require_on(self.member, "crm.contact.link", near)
        elif self.member.grants.get(self.permission) != "A":
            raise RuleBroken("Geef de relatie mee waar dit contact bij hoort.", code="G01", field="relation")
        with transaction.atomic():
            saved = create_contact(by=self.member, values=values_of(given), near=near)
            if near is not None:
                link_contact(near, saved.row, by=self.member)
        return self.told(saved)

    @extend_schema(request=ContactInput, responses=ContactShape)
    def partial_update(self, request, pk):
        """Change what is given, everywhere the contact is linked; `If-Match` or `version` says which version was read."""
        contact = get_object_or_404(self.get_queryset(), pk=pk)
        given = shaped(request.data)
        version = seen_version(request, given, contact)
        return tagged(request, about_version(request, lambda: self.changed(contact, given, version)))

    def changed(self, contact, given: dict, version: int) -> dict:
        """A changed contact as it is kept."""
        return self.told(change_contact(contact, by=self.member, version=version, values=values_of(given)))

    @extend_schema(request=BulkInput, responses=BulkResult)
    @action(detail=False, methods=["post"])
    @idempotent
    def bulk(self, request):
        """Make or change up to 500 contacts; each stands or falls alone."""

        def act(item: dict) -> tuple[dict, int]:
            given = dict(item)
            pk = given.pop("id", None)
            if pk is None:
                return self.made(shaped(given)), 201
            contact = get_object_or_404(self.get_queryset(), pk=key_of(pk))
            checked = shaped(given)
            return self.changed(contact, checked, body_version(checked)), 200

        return bulk(request, act)

    def told(self, saved) -> dict:
        """The contact as it is now, with what deserves a look."""
        row = Contact.objects.prefetch_related("addresses").get(pk=saved.row.pk)
        return contact_json(row) | {
            "warnings": [problem(w.code, w.text, field=w.field) for w in saved.warnings]
        }


def shaped(data) -> dict:
    """What was sent, in its wide shape. Raises RuleBroken for a field that does not exist."""
    unknown = set(data) - set(ContactInput().fields)
    if unknown:
        name = sorted(unknown)[0]
        raise RuleBroken(
            f"Het veld {name} bestaat niet of kan niet worden gewijzigd. Zie /api/v1/schema/.",
            code="VELD",
            field=name,
        )
    shape = ContactInput(data=data)
    shape.is_valid(raise_exception=True)
    return shape.validated_data


def values_of(given: dict) -> dict:
    """The values for the rule."""
    return {name: value for name, value in given.items() if name not in NOT_VALUES}
