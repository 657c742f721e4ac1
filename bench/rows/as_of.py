"""Row 26: the card of a relation as of a date, against the live card of the same relation."""

from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from bench.browser import Caller, signed_in
from bench.measure import alternate, row
from crm.models import Relation
from offices.models import Office, TeamMember
from offices.scope import office_scope


def run(*, rounds: int) -> list[dict]:
    """Today, because the history of the seeded office begins today; a day of the past asks the same questions."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        relation = Relation.objects.filter(rsin__startswith="8").order_by("number")[50]
    member = TeamMember.objects.select_related("user").get(office=office, user__email="admin@groot.example")
    caller = Caller(get_wsgi_application(), HTTP_COOKIE=signed_in(member))
    card = f"/k/{office.slug}/relaties/{relation.pk}/"
    past = f"{card}op-datum/{timezone.localdate():%Y-%m-%d}/"
    if relation.name.encode() not in caller.get(past):
        raise RuntimeError("The card as of a date does not know the relation, so its time says nothing.")
    return [row(26, "card as of a date / live card", alternate(lambda: caller.get(card), lambda: caller.get(past), rounds=rounds, times=25), most=2)]
