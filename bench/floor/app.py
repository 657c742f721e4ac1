"""The yardstick: the same 50 rows served by Django with nothing else on it."""

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.urls import ResolverMatch

from offices.scope import office_scope

TABLE = """<!doctype html><title>Relaties</title><table>{% for row in rows %}<tr><td>{{ row.1 }}</td><td>{{ row.2 }}</td>
<td>{{ row.3 }}</td><td>{{ row.4 }}</td><td>{{ row.5 }}</td></tr>{% endfor %}</table>"""
LIST = "SELECT id, number, name, type, status, rsin FROM crm_relation WHERE office_id = %s ORDER BY sort_name, id LIMIT 50"
ONE = "SELECT id, number, name, type, status, rsin FROM crm_relation WHERE id = %s"


class Floor(WSGIHandler):
    """A handler without middleware that answers one view, whatever the address."""

    def __init__(self, view):
        self.view = view
        super().__init__()

    def load_middleware(self, is_async=False):
        self._middleware_chain = self.answer
        self._view_middleware = self._template_response_middleware = self._exception_middleware = []

    def answer(self, request):
        request.resolver_match = ResolverMatch(self.view, (), {})
        return self.view(request)


def table(office_pk: int):
    """A view that shows the first 50 relations of an office."""
    template = engines["django"].from_string(TABLE)

    def view(request):
        with office_scope(office_pk), connection.cursor() as cursor:
            cursor.execute(LIST, [office_pk])
            rows = cursor.fetchall()
            if len(rows) != 50:
                raise RuntimeError("The floor shows no 50 rows, so its time says nothing.")
            return HttpResponse(template.render({"rows": rows}))

    return view


def one(office_pk: int, relation_pk):
    """A view that shows one relation by primary key."""

    def view(request):
        with office_scope(office_pk), connection.cursor() as cursor:
            cursor.execute(ONE, [relation_pk])
            return HttpResponse(str(cursor.fetchone()))

    return view
