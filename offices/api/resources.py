"""A kind of thing for programs: listed, read, made, changed and taken away by the same rules as on the screens.

A subclass says which rows its member may see (`rows`), how one is told (`shape`), what may be sent (`input_class`) and
which rule does each act. A thing without versions is told without an ETag.
"""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.response import Response

from offices.api.idempotency import idempotent
from offices.api.versions import about_version, seen_version, tagged
from offices.api.views import OfficeViewSet
from offices.errors import RuleBroken


class Listed(OfficeViewSet):
    """A list and one of it."""

    filters: ClassVar[dict[str, str]] = {}
    by_version: ClassVar[bool] = True

    def rows(self):
        """Every row this member may see."""
        raise NotImplementedError

    def get_queryset(self):
        return self.rows()

    def list(self, request):
        """A page."""
        rows = self.rows()
        for name, lookup in self.filters.items():
            if value := request.query_params.get(name):
                try:
                    rows = rows.filter(**{lookup: value})
                except (ValueError, ValidationError):
                    raise RuleBroken(f"{value[:40]} past niet bij het filter {name}.", code="VELD", field=name) from None
        return self.get_paginated_response([self.shape(row) for row in self.paginate_queryset(rows)])

    def retrieve(self, request, pk):
        """One."""
        return self.answer(request, self.found(pk))

    def found(self, pk):
        """A row by its id. Raises Http404."""
        return get_object_or_404(self.rows(), pk=pk)

    def shape(self, row) -> dict:
        """A row as it is told: the fields of `serializer_class`."""
        return dict(self.serializer_class(row).data)

    def answer(self, request, row, *, status: int = 200) -> Response:
        """An answer about one row, read again."""
        told = self.shape(self.rows().get(pk=row.pk))
        return tagged(request, told, status=status) if self.by_version else Response(told, status=status)


class Resource(Listed):
    """A thing that programs write: mix in what can be done with it (`Makes`, `Changes`, `Removes`)."""

    input_class: ClassVar[type[serializers.Serializer]]

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "input_class" not in vars(cls):
            return
        shapes = {
            "create": extend_schema(request=cls.input_class, responses={201: cls.serializer_class}),
            "partial_update": extend_schema(request=cls.input_class, responses=cls.serializer_class),
        }
        extend_schema_view(**{name: shape for name, shape in shapes.items() if hasattr(cls, name)})(cls)

    def given(self, data, *, partial: bool = False) -> dict:
        """What was sent, in its shape. Raises ValidationError, and RuleBroken for a field that does not exist."""
        shape = self.input_class(data=data, partial=partial)
        if unknown := set(data) - set(shape.fields) - {"version"}:
            name = sorted(unknown)[0]
            raise RuleBroken(f"Het veld {name} bestaat niet of kan niet worden gewijzigd. Zie /api/v1/schema/.", code="VELD", field=name)
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)


class Makes:
    """Made by a POST; `make(given)` calls the rule."""

    @idempotent
    def create(self, request):
        """Make one."""
        return self.answer(request, self.make(self.given(request.data)), status=201)


class Changes:
    """Changed by a PATCH; `change(row, version, given)` calls the rule."""

    def partial_update(self, request, pk):
        """Change what is given; `If-Match` or `version` says which version was read."""
        row = self.found(pk)
        given = self.given(request.data, partial=True)
        version = seen_version(request, request.data, row) if self.by_version else None
        return self.answer(request, about_version(request, lambda: self.change(row, version, given)))


class Removes:
    """Taken away by a DELETE; `remove(row)` calls the rule."""

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        """Take it away."""
        row = self.found(pk)
        if self.by_version and request.headers.get("If-Match"):
            seen_version(request, {}, row)
        self.remove(row)
        return Response(status=204)
