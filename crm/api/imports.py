"""`/api/v1/imports/`: upload a file, compare it, decide, and carry out exactly the plan that was shown."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from crm.enums import ImportGroup
from crm.importing import applying, batches, deciding
from crm.models import ImportBatch, ImportRow
from offices.api.idempotency import idempotent
from offices.api.paging import KeysetPaging
from offices.api.uploads import TakesFiles
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken

RIGHT = batches.RIGHT


class ImportShape(serializers.ModelSerializer):
    """An import and where it stands; `mapping` tells which tab and column is what."""

    plan_hash = serializers.CharField(source="plan.hash", default=None, allow_null=True)
    progress = serializers.IntegerField(source="job.percent", default=None, allow_null=True)

    class Meta:
        model = ImportBatch
        fields = ["id", "name", "sha256", "state", "counts", "mapping", "defaults", "scope", "fault", "plan_hash", "progress", "created_at"]


class ImportRowShape(serializers.ModelSerializer):
    """A row of the file as it was judged; numbers of a client stay in the product."""

    errors = serializers.ListField(child=serializers.DictField(), allow_null=True)
    fields_that_differ = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ImportRow
        fields = ["id", "sheet", "number", "label", "group", "match", "target_id", "fields_that_differ", "decisions", "errors", "chosen", "result"]


class TabInput(serializers.Serializer):
    place = serializers.IntegerField(required=False)
    sheet = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField(allow_blank=True))


class MatchInput(serializers.Serializer):
    """What the tabs and columns mean; without it the guess that was made on arrival."""

    tabs = TabInput(many=True, required=False)
    values = serializers.DictField(required=False)
    defaults = serializers.DictField(required=False)
    scope = serializers.DictField(required=False)


class DecideInput(serializers.Serializer):
    """One of: a choice for all fields, for one column, per row and field, or which rows go along."""

    whole = serializers.CharField(required=False)
    field = serializers.CharField(required=False)
    choice = serializers.ChoiceField(choices=["KEEP", "OVERWRITE"], required=False)
    rows = serializers.DictField(child=serializers.DictField(child=serializers.CharField()), required=False)
    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    group = serializers.ChoiceField(choices=ImportGroup.choices, required=False)
    chosen = serializers.BooleanField(required=False)


class ApplyInput(serializers.Serializer):
    plan_hash = serializers.CharField()


class ImportViewSet(TakesFiles, OfficeViewSet):
    """Imports of clients and contacts. Nothing changes before `apply`, and an import never sends an invitation."""

    purpose = "import"
    serializer_class = ImportShape
    permissions = dict.fromkeys(
        ("list", "retrieve", "create", "rows", "match", "decide", "plan", "apply", "undo", "cancel"), RIGHT
    )

    def get_queryset(self):
        """Imports of this office, in their true state."""
        return ImportBatch.objects.select_related("plan", "job")

    def found(self, pk) -> ImportBatch:
        """One import. Raises Http404."""
        return batches.settle(get_object_or_404(self.get_queryset(), pk=pk), by=self.member)

    def told(self, batch, *, status: int = 200) -> Response:
        """An import as it is now."""
        return Response(ImportShape(self.get_queryset().get(pk=batch.pk)).data, status=status)

    @extend_schema(responses=ImportShape(many=True))
    def list(self, request):
        """A page of imports, oldest first."""
        return self.get_paginated_response(ImportShape(self.paginate_queryset(self.get_queryset()), many=True).data)

    @extend_schema(responses=ImportShape)
    def retrieve(self, request, pk):
        """One import."""
        return self.told(self.found(pk))

    @extend_schema(request={"multipart/form-data": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}, responses={201: ImportShape})
    @idempotent
    def create(self, request):
        """Upload a file (XLSX, ODS or CSV); its tabs and columns are guessed."""
        incoming = self.incoming("file")
        return self.told(batches.receive(incoming.keep(), by=self.member, name=incoming.name), status=201)

    @extend_schema(parameters=[OpenApiParameter("group"), OpenApiParameter("sheet")], responses=ImportRowShape(many=True))
    @action(detail=True, pagination_class=KeysetPaging)
    def rows(self, request, pk):
        """The rows of an import, by group (NEW, BOTH, INVALID)."""
        rows = ImportRow.objects.filter(batch=self.found(pk))
        for name in ("group", "sheet"):
            if request.query_params.get(name):
                rows = rows.filter(**{name: request.query_params[name]})
        page = self.paginate_queryset(rows)
        for row in page:
            row.fields_that_differ = sorted(row.differences or {})
        return self.get_paginated_response(ImportRowShape(page, many=True).data)

    @extend_schema(request=MatchInput, responses=ImportShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def match(self, request, pk):
        """Compare the whole file with what is here, in the background."""
        batch, given = self.found(pk), checked(MatchInput, request.data)
        tabs = given.get("tabs") or [{"sheet": tab["sheet"], "columns": tab["columns"]} for tab in batch.mapping["tabs"]]
        if len(tabs) != len(batch.mapping["tabs"]):
            raise RuleBroken("Geef evenveel tabbladen mee als het bestand heeft, in dezelfde volgorde.", code="VELD", field="tabs")
        values, defaults, scope = given.get("values") or batch.mapping.get("values") or {}, given.get("defaults") or {}, given.get("scope") or {}
        return self.told(batches.start_matching(batch, by=self.member, tabs=tabs, values=values, defaults=defaults, scope=scope))

    @extend_schema(request=DecideInput, responses=ImportShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def decide(self, request, pk):
        """Choose what is taken over."""
        batch, given = self.found(pk), checked(DecideInput, request.data)
        if given.get("rows"):
            deciding.choose_fields(batch, given["rows"], by=self.member)
        elif "chosen" in given:
            if not given.get("ids") and not given.get("group"):
                raise RuleBroken("Geef mee welke regels (ids) of welke groep (group) het betreft.", code="G01", field="ids")
            deciding.choose_rows(batch, given.get("ids"), given["chosen"], by=self.member, group=given.get("group", ""))
        else:
            whole, field, choice = (given.get(name, "") for name in ("whole", "field", "choice"))
            deciding.choose_whole(batch, by=self.member, whole=whole, field=field, choice=choice)
        return self.told(batch)

    @extend_schema(request=None, responses=ImportShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def plan(self, request, pk):
        """Write down what will change; `plan_hash` follows when it is ready."""
        return self.told(applying.start_planning(self.found(pk), by=self.member))

    @extend_schema(request=ApplyInput, responses=ImportShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def apply(self, request, pk):
        """Carry out the plan with this hash."""
        batch = self.found(pk)
        given = checked(ApplyInput, request.data)
        return self.told(applying.start_applying(batch, by=self.member, plan_hash=given["plan_hash"]))

    @extend_schema(request=None, responses=ImportShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def undo(self, request, pk):
        """Take back what nobody changed since."""
        return self.told(applying.start_undo(self.found(pk), by=self.member))

    @extend_schema(request=None, responses=ImportShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request, pk):
        """Stop an import that is not carried out."""
        return self.told(batches.cancel(self.found(pk), by=self.member))


def checked(shape, data) -> dict:
    """What was sent, in its shape. Raises ValidationError."""
    given = shape(data=data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)
