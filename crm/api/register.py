"""`/api/v1/register/`: organisations in the trade register, through the link of the office."""

from dataclasses import asdict

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from crm.models import RegisterSnapshot, Relation
from crm.rules.register import fetch, search_register, take_snapshot
from offices.api.idempotency import idempotent
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken


class CompanyHitShape(serializers.Serializer):
    """One organisation that was found, and the relation this office has under that number."""

    kvk_nummer = serializers.CharField()
    name = serializers.CharField()
    branches = serializers.IntegerField()
    relation = serializers.UUIDField(allow_null=True)


class SnapshotShape(serializers.ModelSerializer):
    """What the register said of a relation on a moment."""

    data = serializers.JSONField()

    class Meta:
        model = RegisterSnapshot
        fields = ["id", "relation", "source", "taken_at", "data"]


class SnapshotInput(serializers.Serializer):
    relation = serializers.UUIDField()


class RegisterViewSet(OfficeViewSet):
    """Search, profile, and what was kept of a relation."""

    serializer_class = CompanyHitShape
    permissions = {"list": "crm.relation.create", "profile": "crm.relation.create", "snapshots": "crm.relation.view", "take": "crm.relation.edit"}

    @extend_schema(parameters=[OpenApiParameter("q", required=True), OpenApiParameter("city")], responses=CompanyHitShape(many=True))
    def list(self, request):
        """Organisations by name or number; a question to the register."""
        found = search_register(request.query_params.get("q", ""), member=self.member, city=request.query_params.get("city", ""))
        rows = [{"kvk_nummer": one.hit.kvk_nummer, "name": one.hit.name, "branches": one.branches, "relation": one.relation.pk if one.relation else None} for one in found]
        return Response({"next": None, "results": rows})

    @extend_schema(responses={200: {"type": "object"}})
    @action(detail=False, url_path="profile/<str:kvk_nummer>")
    def profile(self, request, kvk_nummer):
        """What the register says of one organisation; the question is logged."""
        if not (kvk_nummer.isdigit() and len(kvk_nummer) == 8):
            raise RuleBroken("Een KvK-nummer heeft acht cijfers.", code="CRM08", field="kvk_nummer")
        fetched = fetch(kvk_nummer, by=self.member)
        said = asdict(fetched.profile)
        said.pop("raw")
        return Response({"source": fetched.source, "taken_at": fetched.taken_at, "profile": said})

    @extend_schema(parameters=[OpenApiParameter("relation", required=True)], responses=SnapshotShape(many=True))
    @action(detail=False)
    def snapshots(self, request):
        """What was kept of a relation, oldest first."""
        rows = RegisterSnapshot.objects.filter(relation__in=Relation.objects.visible_to(self.member))
        page = self.paginate_queryset(rows.filter(relation=self.relation(request.query_params.get("relation"))))
        return self.get_paginated_response(SnapshotShape(page, many=True).data)

    @extend_schema(request=SnapshotInput, responses={201: SnapshotShape})
    @action(detail=False, methods=["post"])
    @idempotent
    def take(self, request):
        """Ask the register about a relation now and keep the answer."""
        relation = self.relation(request.data.get("relation"))
        if not relation.kvk_nummer:
            raise RuleBroken("Deze relatie heeft geen KvK-nummer. Vul het eerst in.", code="CRM08", field="relation")
        return Response(SnapshotShape(take_snapshot(relation, relation.kvk_nummer, by=self.member)).data, status=201)

    def relation(self, pk) -> Relation:
        """A relation on which the right of this action works. Raises Http404, and VELD for what is no id."""
        shape = SnapshotInput(data={"relation": pk})
        shape.is_valid(raise_exception=True)
        return get_object_or_404(Relation.objects.visible_to(self.member, self.permission), pk=shape.validated_data["relation"])
