"""Many changes in one request: each stands or falls alone, and says so."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from offices.api.problems import told
from offices.errors import RuleBroken

MOST = 500


class BulkInput(serializers.Serializer):
    """What is sent: at most 500 things, each as for one request; with an `id` it is changed, without one made."""

    items = serializers.ListField(child=serializers.DictField(), max_length=MOST, min_length=1)


class BulkRow(serializers.Serializer):
    """What became of one of them, in the order in which they were sent."""

    index = serializers.IntegerField()
    status = serializers.IntegerField()
    id = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    problem = serializers.DictField(allow_null=True)


class BulkResult(serializers.Serializer):
    """All of them."""

    results = BulkRow(many=True)


def key_of(value) -> UUID:
    """An id that was sent. Raises RuleBroken."""
    try:
        return UUID(str(value))
    except ValueError:
        raise RuleBroken("Dit is geen id. Gebruik het id uit een eerder antwoord.", code="VELD", field="id") from None


def body_version(given: dict) -> int:
    """The version an item is about. Raises G01."""
    if given.get("version") is None:
        raise RuleBroken("Geef bij een wijziging het veld version mee dat u las.", code="G01", field="version")
    return given["version"]


def bulk(request, act: Callable[[dict], tuple[dict, int]]) -> Response:
    """Do `act` for each item, in a transaction of its own; `act` gives what it made and the status."""
    shape = BulkInput(data=request.data)
    shape.is_valid(raise_exception=True)
    return Response({"results": [one(index, item, act) for index, item in enumerate(shape.validated_data["items"])]})


def one(index: int, item: dict, act) -> dict:
    """What became of one item."""
    try:
        with transaction.atomic():
            made, status = act(item)
    except (RuleBroken, Http404, PermissionDenied, ValidationError, exceptions.APIException) as fault:
        problem, status, _ = told(fault)
        return {"index": index, "status": status, "id": item.get("id"), "version": None, "problem": problem}
    return {"index": index, "status": status, "id": made["id"], "version": made.get("version"), "problem": None}
