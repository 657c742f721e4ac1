"""Row 1: the list of relations as HTML, 50 rows, by an editor with restricted rights and by an admin."""

from django.core.wsgi import get_wsgi_application

from bench.browser import Caller, signed_in
from bench.floor.app import Floor, table
from bench.measure import alternate, row
from offices.models import Office, TeamMember


def run(*, rounds: int) -> list[dict]:
    """First page against the bare table view, and the deepest page against the first."""
    office = Office.objects.get(slug="groot")
    application = get_wsgi_application()
    floor = Caller(Floor(table(office.pk)))
    path = f"/k/{office.slug}/relaties/"
    lines = []
    for code in ("ADMIN", "EDITOR"):
        member = TeamMember.objects.select_related("user").get(office=office, user__email=f"{code.lower()}@groot.example")
        ours = Caller(application, HTTP_COOKIE=signed_in(member))
        measured = alternate(lambda: floor.get("/"), lambda ours=ours: ours.get(path), rounds=rounds, times=15)
        lines.append(row(1, f"relations list, 50 rows, HTML, {code}", measured, most=2.5))
        if code == "ADMIN":
            deepest = path + "?sort=-naam"
            deep = alternate(lambda c=ours: c.get(path), lambda c=ours, p=deepest: c.get(p), rounds=rounds, times=15)
            lines.append(row(1, "deepest page against the first", deep, most=1.2))
    return lines
