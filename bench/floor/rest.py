"""The yardstick of the interface: the same 50 rows by Django REST framework with keyset paging and nothing else on it."""

from rest_framework import serializers
from rest_framework.pagination import CursorPagination
from rest_framework.views import APIView

from crm.models import Relation
from crm.rules.filling import SCALARS
from offices.scope import office_scope


class Shape(serializers.ModelSerializer):
    class Meta:
        model = Relation
        fields = ["id", "status", *SCALARS, "ended_on", "end_reason", "rsin", "version", "created_at", "updated_at"]


class Keyset(CursorPagination):
    page_size = 50
    ordering = ("sort_name", "id")


def rest_list(office_pk: int):
    """A view that gives the first 50 relations of an office as JSON."""

    class Relations(APIView):
        authentication_classes = ()
        permission_classes = ()

        def get(self, request):
            with office_scope(office_pk):
                paging = Keyset()
                rows = paging.paginate_queryset(Relation.objects.all(), request, self)
                return paging.get_paginated_response(Shape(rows, many=True).data)

    view = Relations.as_view()

    def rendered(request):
        return view(request).render()

    return rendered
