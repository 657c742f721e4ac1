"""A POST that a program repeats with the same Idempotency-Key is done once and answered twice.

Key, work and answer are one transaction: a repeat that comes meanwhile waits on the unique key, and nothing of a
killed request is left.
"""

import hashlib
import json
from datetime import timedelta
from functools import wraps

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from offices.errors import RuleBroken
from offices.models import IdempotencyKey

KEPT = timedelta(hours=24)


def idempotent(action):
    """Decorates a POST action of a viewset; without the header it does nothing."""

    @wraps(action)
    def once(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return action(view, request, *args, **kwargs)
        if len(key) > 100:
            raise RuleBroken("De Idempotency-Key mag hoogstens 100 tekens hebben.", code="SLEUTEL")
        return _once(view, request, key, lambda: action(view, request, *args, **kwargs))

    return once


def _once(view, request, key: str, work) -> Response:
    owner, body = str(request.auth.pk), fingerprint(request, getattr(view, "arrivals", ()))
    with transaction.atomic():
        row, earlier = _claim(owner, key, body)
        if earlier is not None:
            return _again(earlier, body)
        response = work()
        # Faults of our side are worth another try; everything else is the answer for this key.
        if response.status_code < 500:
            IdempotencyKey.objects.filter(pk=row.pk).update(status=response.status_code, answer=_plain(response.data))
        return response


def _claim(owner: str, key: str, body: str):
    now = timezone.now()
    IdempotencyKey.objects.filter(owner=owner, key=key, expires_at__lt=now).delete()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(owner=owner, key=key, body_hash=body, expires_at=now + KEPT), None
    except IntegrityError:
        return None, IdempotencyKey.objects.get(owner=owner, key=key)


def _again(earlier: IdempotencyKey, body: str) -> Response:
    if earlier.body_hash != body:
        text = "Deze Idempotency-Key hoort bij een ander verzoek. Gebruik voor een nieuw verzoek een nieuwe sleutel."
        fault = RuleBroken(text, code="SLEUTEL")
        fault.status = 409
        raise fault
    return Response(earlier.answer, status=earlier.status, headers={"Idempotent-Replay": "true"})


def _plain(data):
    return json.loads(json.dumps(data, cls=JSONEncoder))


def fingerprint(request, arrivals=()) -> str:
    """SHA-256 over path, fields and the bytes of files of a request."""
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(request.data):
        values = request.data.getlist(name) if hasattr(request.data, "getlist") else [request.data[name]]
        digest.update(repr((name, values)).encode())
    for arrival in arrivals:
        said = arrival.incoming.sha256 if arrival.incoming else arrival.refused.code
        digest.update(repr((arrival.field, arrival.name, said)).encode())
    return digest.hexdigest()
