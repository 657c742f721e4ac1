"""`/api/v1/relations/`"""

from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action

from crm.api.shapes import RelationInput, RelationShape, relation_json
from crm.models import Relation, RelationKind
from crm.rules.relations import change_relation, create_relation
from crm.search import find_relations
from offices.api.bulk import BulkInput, BulkResult, body_version, bulk, key_of
from offices.api.idempotency import idempotent
from offices.api.problems import problem
from offices.api.versions import about_version, seen_version, tagged
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken
from offices.permissions import require

FILTERS = [
    OpenApiParameter("q", description="Naam of een nummer"),
    OpenApiParameter("number", description="Relatienummer"),
    OpenApiParameter("kvk_nummer"),
    OpenApiParameter("rsin"),
    OpenApiParameter("status"),
    OpenApiParameter("type"),
    OpenApiParameter("modified_since", description="ISO 8601, met tijdzone"),
]
NOT_VALUES = frozenset({"status", "version", "number_override_reason"})


class RelationViewSet(OfficeViewSet):
    """Relations the owner of the token may see."""

    serializer_class = RelationShape
    keys = ("sort_name", "id")
    permissions = {
        "list": "crm.relation.view",
        "retrieve": "crm.relation.view",
        "create": "crm.relation.create",
        "partial_update": "crm.relation.edit",
        "bulk": "crm.relation.edit",
    }

    def get_queryset(self):
        """Rows on which the right of this action works."""
        right = "crm.relation.view" if self.action == "create" else self.permission
        rows = Relation.objects.visible_to(self.member, right)
        return rows.with_main_numbers().prefetch_related("addresses")

    @extend_schema(parameters=FILTERS, responses=RelationShape(many=True))
    def list(self, request):
        """A page of relations in the order of their names."""
        rows = self.paginate_queryset(narrowed(self.get_queryset(), request.query_params, self.member))
        return self.get_paginated_response([relation_json(row) for row in rows])

    @extend_schema(responses=RelationShape)
    def retrieve(self, request, pk):
        """One relation."""
        return tagged(request, relation_json(get_object_or_404(self.get_queryset(), pk=pk)))

    @extend_schema(request=RelationInput, responses={201: RelationShape})
    @idempotent
    def create(self, request):
        """Make a relation; a missing rechtsvorm or KvK-nummer of a prospect is a warning here."""
        return tagged(request, self.made(shaped(request.data)), status=201)

    def made(self, given: dict) -> dict:
        """A new relation as it is kept."""
        saved = create_relation(
            by=self.member,
            values=values_of(given),
            status=given.get("status", "PROSPECT"),
            reason=given.get("number_override_reason", ""),
            strict=False,
        )
        return self.told(saved)

    @extend_schema(request=RelationInput, responses=RelationShape)
    def partial_update(self, request, pk):
        """Change what is given; `If-Match` or `version` says which version was read."""
        relation = get_object_or_404(self.get_queryset(), pk=pk)
        given = shaped(request.data)
        version = seen_version(request, given, relation)
        return tagged(request, about_version(request, lambda: self.changed(relation, given, version)))

    def changed(self, relation, given: dict, version: int) -> dict:
        """A changed relation as it is kept."""
        saved = change_relation(
            relation,
            by=self.member,
            version=version,
            values=values_of(given),
            reason=given.get("number_override_reason", ""),
            strict=False,
        )
        return self.told(saved)

    @extend_schema(request=BulkInput, responses=BulkResult)
    @action(detail=False, methods=["post"])
    @idempotent
    def bulk(self, request):
        """Make or change up to 500 relations; each stands or falls alone."""

        def act(item: dict) -> tuple[dict, int]:
            given = dict(item)
            pk = given.pop("id", None)
            if pk is None:
                require(self.member, "crm.relation.create")
                return self.made(shaped(given)), 201
            relation = get_object_or_404(self.get_queryset(), pk=key_of(pk))
            checked = shaped(given)
            return self.changed(relation, checked, body_version(checked)), 200

        return bulk(request, act)

    def told(self, saved) -> dict:
        """The relation as it is now, with what deserves a look."""
        rows = Relation.objects.with_main_numbers().prefetch_related("addresses")
        warnings = [problem(warn.code, warn.text, field=warn.field) for warn in saved.warnings]
        return relation_json(rows.get(pk=saved.row.pk)) | {"warnings": warnings}


def narrowed(rows, query, member):
    """The rows behind the filters of an address."""
    for name in ("number", "kvk_nummer", "rsin", "status", "type"):
        if query.get(name):
            rows = rows.filter(**{name: query[name]})
    if query.get("q"):
        rows = find_relations(rows, query["q"], member=member)
    if query.get("modified_since"):
        rows = rows.filter(updated_at__gte=moment(query["modified_since"]))
    return rows


def moment(text: str):
    """A moment with its time zone. Raises RuleBroken G04."""
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        raise RuleBroken(
            f"{text} is geen tijdstip met tijdzone. Gebruik bijvoorbeeld 2026-03-31T12:00:00Z.",
            code="G04",
            field="modified_since",
        )
    return value


def shaped(data) -> dict:
    """What was sent, in its wide shape. Raises RuleBroken for a field that does not exist."""
    unknown = set(data) - set(RelationInput().fields)
    if unknown:
        name = sorted(unknown)[0]
        raise RuleBroken(
            f"Het veld {name} bestaat niet of kan niet worden gewijzigd. Zie /api/v1/schema/.",
            code="VELD",
            field=name,
        )
    shape = RelationInput(data=data)
    shape.is_valid(raise_exception=True)
    return shape.validated_data


def values_of(given: dict) -> dict:
    """The values for the rule; a kind is looked up in this office."""
    values = {name: value for name, value in given.items() if name not in NOT_VALUES}
    if values.get("kind"):
        values["kind"] = RelationKind.objects.filter(pk=values["kind"]).first()
        if values["kind"] is None:
            raise RuleBroken(
                "Deze relatiesoort bestaat niet. Kies er een uit Beheer > CRM.", code="VELD", field="kind"
            )
    return values
