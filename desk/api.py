"""`/api/v1/search/`: one question over everything the owner of the token may see."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from crm.asked import SHORTEST, Asked
from crm.registry import search_sources
from crm.search import ask
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken
from offices.permissions import may

MOST = 50


class HitShape(serializers.Serializer):
    """One thing that was found, and why; `url` is its page."""

    kind = serializers.CharField()
    label = serializers.CharField()
    sub = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    url = serializers.CharField()


class SearchViewSet(OfficeViewSet):
    """Search by name, word part or number."""

    serializer_class = HitShape
    permissions = {"list": "crm.relation.view"}

    @extend_schema(parameters=[OpenApiParameter("q", required=True), OpenApiParameter("kind")], responses=HitShape(many=True))
    def list(self, request):
        """At most 50 of each kind."""
        asked = Asked(request.query_params.get("q", "").strip(), self.member)
        if not asked.long_enough:
            raise RuleBroken(f"Zoek met minstens {SHORTEST} tekens.", code="G01", field="q")
        wanted = request.query_params.get("kind", "")
        sources = [one for one in search_sources if wanted in ("", one.key) and may(self.member, one.permission)]
        found = ask({source.key: source.ask(asked) for source in sources})
        rows = [
            {"kind": source.key, "label": hit.label, "sub": hit.sub, "reason": hit.reason, "url": hit.url}
            for source in sources
            for hit in source.show(found[source.key], asked, MOST)
        ]
        return Response({"next": None, "results": rows})
