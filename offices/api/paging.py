"""Paging by position: equally fast on the first and the last page, with no exact count."""

from urllib.parse import urlencode

from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from offices.paging import keyset_page

MOST = 200


class KeysetPaging(BasePagination):
    """`?cursor=` from the `next` of the page before; `?per=` at most 200."""

    page_size = 50

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of the asked page."""
        asked = request.query_params.get("per", "")
        size = min(int(asked), MOST) if asked.isdigit() and int(asked) else self.page_size
        cursor = request.query_params.get("cursor", "")
        keys, descending = getattr(view, "keys", ("id",)), getattr(view, "descending", False)
        rows, _, last, _, behind = keyset_page(queryset, keys=keys, size=size, position=cursor, descending=descending)
        self.next = self._address(request, last) if behind else None
        return rows

    @staticmethod
    def _address(request, cursor: str) -> str:
        query = request.query_params.copy()
        query["cursor"] = cursor
        return request.build_absolute_uri(f"{request.path}?{urlencode(query, doseq=True)}")

    def get_paginated_response(self, data):
        return Response({"next": self.next, "results": data})

    def get_paginated_response_schema(self, schema):
        """What drf-spectacular tells of a page."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {"next": {"type": "string", "format": "uri", "nullable": True}, "results": schema},
        }

    def get_schema_operation_parameters(self, view):
        """The parameters of paging."""
        text = {"type": "string"}
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": text, "description": "Positie uit `next`."},
            {"name": "per", "in": "query", "required": False, "schema": {"type": "integer", "maximum": MOST}},
        ]
