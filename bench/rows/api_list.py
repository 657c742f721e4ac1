"""Row 2: the list of relations as JSON, 50 rows."""

from django.core.wsgi import get_wsgi_application

from bench.browser import Caller
from bench.floor.app import Floor
from bench.floor.rest import rest_list
from bench.measure import alternate, row
from offices.models import Office, TeamMember
from offices.rules.tokens import make_token
from offices.scope import office_scope


def run(*, rounds: int) -> list[dict]:
    """First page, with a token of an admin."""
    office = Office.objects.get(slug="groot")
    member = TeamMember.objects.select_related("user", "office").get(office=office, user__email="admin@groot.example")
    with office_scope(office.pk):
        _, token = make_token(member, name="Bench", by=member)
    ours = Caller(get_wsgi_application(), HTTP_AUTHORIZATION=f"Bearer {token}")
    floor = Caller(Floor(rest_list(office.pk)))
    measured = alternate(lambda: floor.get("/"), lambda: ours.get("/api/v1/relations/"), rounds=rounds, times=15)
    return [row(2, "relations list, 50 rows, JSON", measured, most=2)]
