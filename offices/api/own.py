"""`/api/v1/saved-views/` and `/api/v1/activity/`."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from offices.activity import readable_by
from offices.api.resources import Changes, Listed, Makes, Removes, Resource
from offices.audit import record
from offices.models import AuditEvent, SavedView
from offices.rules import saved_views


class ViewShape(serializers.ModelSerializer):
    class Meta:
        model = SavedView
        fields = ["id", "screen", "name", "query", "columns", "sort", "shared_with", "default_for", "order", "version"]


class ViewInput(serializers.Serializer):
    screen = serializers.CharField(max_length=40, required=False)
    name = serializers.CharField(max_length=60)
    query = serializers.CharField(allow_blank=True, required=False)


class SavedViewViewSet(Makes, Changes, Removes, Resource):
    """One's own views of lists. Sharing them is done by a person."""

    serializer_class, input_class = ViewShape, ViewInput
    filters = {"screen": "screen"}
    permissions = dict.fromkeys(("list", "retrieve", "create", "partial_update", "destroy"), "team.view")

    def rows(self):
        return SavedView.objects.filter(owner=self.member)

    def make(self, given):
        return saved_views.save_view(None, by=self.member, screen=given.get("screen", ""), name=given["name"], query=given.get("query", ""))

    def change(self, row, version, given):
        kept = {"shared_with": row.shared_with, "team": row.team, "default_for": row.default_for, "order": row.order}
        name, query = given.get("name", row.name), given.get("query", row.query)
        return saved_views.save_view(row, by=self.member, screen=row.screen, name=name, query=query, version=version, **kept)

    def remove(self, row):
        saved_views.delete_view(row, by=self.member)


class EventShape(serializers.ModelSerializer):
    class Meta:
        model = AuditEvent
        fields = ["id", "event", "at", "actor_kind", "actor_label", "on_behalf_of", "subject_kind", "subject_id", "relation_id", "number", "hash"]


class ActivityViewSet(Listed):
    """The activity log; reading it stands in it."""

    serializer_class = EventShape
    by_version = False
    permissions = {"list": "audit.view", "retrieve": "audit.view"}
    filters = {"event": "event", "subject": "subject_id", "relation": "relation_id"}

    def rows(self):
        return readable_by(self.member)

    @extend_schema(parameters=[OpenApiParameter(name) for name in ("event", "subject", "relation")], responses=EventShape(many=True))
    def list(self, request):
        """A page, oldest first."""
        record(self.member, "audit.read", None, data={"filter": {name: value for name, value in request.query_params.items() if name in self.filters}})
        return super().list(request)
