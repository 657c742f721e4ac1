"""Row 4: find a relation by a number, against a bare view by primary key."""

from django.core.wsgi import get_wsgi_application

from bench.browser import Caller, signed_in
from bench.floor.app import Floor, one
from bench.measure import alternate, row
from crm.models import Relation
from offices.models import Office, TeamMember
from offices.scope import office_scope


def run(*, rounds: int) -> list[dict]:
    """The suggestions of the command bar for a whole RSIN."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        relation = Relation.objects.filter(rsin__startswith="8").order_by("number")[50]
    member = TeamMember.objects.select_related("user").get(office=office, user__email="admin@groot.example")
    ours = Caller(get_wsgi_application(), HTTP_COOKIE=signed_in(member), HTTP_HX_REQUEST="true")
    floor = Caller(Floor(one(office.pk, relation.pk)))
    path = f"/k/{office.slug}/zoeken/suggesties/?q={relation.rsin}"
    if relation.name.encode() not in ours.get(path):
        raise RuntimeError("The search does not find the relation, so its time says nothing.")
    return [row(4, "find by number", alternate(lambda: floor.get("/"), lambda: ours.get(path), rounds=rounds, times=25), most=6)]
