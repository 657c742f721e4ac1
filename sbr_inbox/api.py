"""`/api/v1/filings/`"""

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response

from crm.models import Relation
from offices.api.idempotency import idempotent
from offices.api.problems import problem
from offices.api.uploads import TakesFiles
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken
from sbr_inbox.access import filing_or_404, shown_issues, shown_trace, visible_filings
from sbr_inbox.enums import Channel, Source
from sbr_inbox.models import DigipoortStatus, Filing
from sbr_inbox.rules import linking, offering
from sbr_inbox.rules.delivering import queueing
from sbr_inbox.rules.intake import refuse, take_in


class RelationBrief(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.CharField()
    name = serializers.CharField()


class IssueBrief(serializers.Serializer):
    code = serializers.CharField()
    text = serializers.CharField()


class FilingShape(serializers.ModelSerializer):
    """A filing as it is read; a number that holds a BSN shows its last digits only."""

    key_value = serializers.CharField()
    relation = RelationBrief(allow_null=True)
    match_trace = serializers.JSONField()
    issues = IssueBrief(many=True)

    class Meta:
        model = Filing
        fields = ["id", "kind", "state", "source", "entrypoint", "taxonomy", "period_start", "period_end", "key_type", "key_value", "amount",
                  "direction", "relation", "match_rule", "match_trace", "issues", "sha256"]  # fmt: skip


class FilingBrief(serializers.Serializer):
    id = serializers.UUIDField()
    state = serializers.CharField()
    sha256 = serializers.CharField()


class FilingFiles(serializers.Serializer):
    file = serializers.FileField()
    pdf = serializers.FileField(required=False)


class LinkInput(serializers.Serializer):
    relation = serializers.UUIDField()


class OfferInput(serializers.Serializer):
    message = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class WithdrawInput(serializers.Serializer):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class StatusShape(serializers.ModelSerializer):
    """One status: `phase` is what the office's table says of the code."""

    class Meta:
        model = DigipoortStatus
        fields = ["kenmerk", "code", "text", "at", "foutcode", "foutbeschrijving", "details", "phase"]


class FilingViewSet(TakesFiles, OfficeViewSet):
    """Filings the owner of the token may see."""

    purpose = "filing"
    serializer_class = FilingShape
    descending = True
    permissions = {
        "list": "filing.view",
        "retrieve": "filing.view",
        "create": "filing.upload",
        "link": "filing.link",
        "offer": "filing.offer",
        "withdraw": "filing.withdraw",
        "send": "filing.send",
        "statuses": "filing.view",
    }

    def get_queryset(self):
        """Filings this member may see."""
        return visible_filings(self.member).select_related("relation")

    @extend_schema(
        parameters=[OpenApiParameter("state"), OpenApiParameter("kind"), OpenApiParameter("relation", OpenApiTypes.UUID)],
        responses=FilingShape(many=True),
    )
    def list(self, request):
        """A page of filings, newest first."""
        rows = self.get_queryset()
        for name in ("state", "kind", "relation"):
            if request.query_params.get(name):
                rows = rows.filter(**{name: self.wanted(name, request.query_params[name])})
        found = self.paginate_queryset(rows.prefetch_related("issues"))
        return self.get_paginated_response([self.brief(filing) for filing in found])

    @staticmethod
    def wanted(name: str, value: str):
        """A filter value. Raises RuleBroken for an id that is none."""
        if name != "relation":
            return value
        try:
            return serializers.UUIDField().run_validation(value)
        except serializers.ValidationError:
            raise RuleBroken(f"{value} is geen id van een relatie.", code="VELD", field=name) from None

    @extend_schema(responses=FilingShape)
    def retrieve(self, request, pk):
        """One filing, with why it was linked and what stands in its way."""
        return Response(self.told(self.filing(pk)))

    def filing(self, pk) -> Filing:
        """A filing this member may see; Http404 otherwise."""
        try:
            return filing_or_404(self.member, serializers.UUIDField().run_validation(pk))
        except serializers.ValidationError:
            raise Http404("No such filing.") from None

    @extend_schema(request={"multipart/form-data": FilingFiles}, responses={200: FilingBrief, 201: FilingBrief})
    @idempotent
    def create(self, request):
        """Take in one file (201); the same bytes again give the filing that is there (200).

        What is refused answers 413 or 422, and stands with its reason among *Ontvangen bestanden*.
        """
        arrival, pdf = self.arrival("file"), self.arrival("pdf")
        if arrival is None:
            raise RuleBroken("Stuur een bestand mee in het veld file (multipart/form-data).", code="G01", field="file")
        if pdf is not None and pdf.refused:
            raise pdf.refused
        if arrival.refused:
            result = refuse(arrival.name, arrival.refused, channel=Channel.API, by=self.member)
        else:
            result = take_in(
                arrival.incoming,
                name=arrival.name,
                channel=Channel.API,
                by=self.member,
                pdf=pdf.incoming if pdf else None,
                source=request.auth.source if request.auth.source in Source.values else Source.API,
            )
        return self.answer(result)

    def answer(self, result) -> Response:
        """What became of the file, as far as this member may see it."""
        filings = [part.filing for part in (result, *result.more) if part.filing]
        if not filings:
            return Response(problem(result.code, result.text, field="file"), status=result.status)
        if not visible_filings(self.member).filter(pk=filings[0].pk).exists():
            text = "Deze aangifte is al ontvangen en hoort bij een relatie buiten uw rechten."
            return Response(problem("E06", text, field="file"), status=422)
        briefs = [{"id": str(f.pk), "state": f.state, "sha256": f.sha256} for f in filings]
        return Response(briefs[0] | ({"more": briefs[1:]} if briefs[1:] else {}), status=result.status)

    @extend_schema(request=LinkInput, responses=FilingShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def link(self, request, pk):
        """Link the filing to a relation by hand."""
        given = self.given(LinkInput)
        relation = get_object_or_404(Relation.objects.visible_to(self.member, "filing.link"), pk=given["relation"])
        return Response(self.told(linking.link(self.filing(pk), relation, by=self.member)))

    @extend_schema(request=OfferInput, responses=FilingShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def offer(self, request, pk):
        """Put the filing before the client."""
        message = self.given(OfferInput).get("message", "")
        return Response(self.told(offering.offer(self.filing(pk), by=self.member, message=message)))

    @extend_schema(request=WithdrawInput, responses=FilingShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def withdraw(self, request, pk):
        """Take an offer back."""
        reason = self.given(WithdrawInput).get("reason", "")
        return Response(self.told(offering.withdraw(self.filing(pk), by=self.member, reason=reason)))

    @extend_schema(request=None, responses=FilingShape)
    @action(detail=True, methods=["post"])
    @idempotent
    def send(self, request, pk):
        """Put an approved filing in the queue to be sent."""
        return Response(self.told(queueing.queue(self.filing(pk), by=self.member).filing))

    @extend_schema(responses=StatusShape(many=True))
    @action(detail=True, methods=["get"])
    def statuses(self, request, pk):
        """Every status the receiver gave about this filing, in its own words, oldest first."""
        rows = DigipoortStatus.objects.filter(delivery__filing=self.filing(pk)).order_by("at", "id")
        return Response(StatusShape(rows, many=True).data)

    def given(self, shape) -> dict:
        """What was sent, in its shape. Raises ValidationError."""
        data = shape(data=self.request.data)
        data.is_valid(raise_exception=True)
        return data.validated_data

    def told(self, filing: Filing) -> dict:
        """A filing with its trace and open issues, named as far as this member may see."""
        issues = [{"code": issue["code"], "text": issue["text"]} for issue in shown_issues(filing, self.member)]
        return self.core(filing) | {"match_trace": shown_trace(filing, self.member), "issues": issues}

    def brief(self, filing: Filing) -> dict:
        """A filing in a list: the codes of its issues without their sentences, and no trace."""
        issues = [{"code": row.code, "text": row.cause} for row in filing.issues.all() if row.closed_at is None]
        return self.core(filing) | {"match_trace": [], "issues": issues}

    def core(self, filing: Filing) -> dict:
        """What list and page share."""
        names = ("kind", "state", "source", "entrypoint", "taxonomy", "period_start", "period_end", "key_type", "amount", "direction",
                 "match_rule", "sha256")  # fmt: skip
        relation = filing.relation
        brief = {"id": str(relation.pk), "number": relation.number, "name": relation.name} if relation else None
        return {"id": str(filing.pk), **{name: getattr(filing, name) for name in names}, "key_value": key_for_programs(filing), "relation": brief}


def key_for_programs(filing: Filing) -> str:
    """The number as it stands in the file; masked when it is, or holds, a BSN."""
    relation = filing.relation
    holds_bsn = filing.key_type == "BSN" or (relation is not None and bool(relation.bsn_hmac))
    return filing.key_shown if holds_bsn else filing.key_value
