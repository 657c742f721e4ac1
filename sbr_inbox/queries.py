"""Which filings a person may see, and the named questions that pages and rules ask."""

from django.apps import apps
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery
from django.utils import timezone

from crm.queries import held_by
from offices.models import OfficeQuerySet
from offices.permissions import may, scope_of
from sbr_inbox import states
from sbr_inbox.issues import CODES, blocks

VIEW = "filing.view"
LINK = "filing.link"


class FilingQuerySet(OfficeQuerySet):
    """Filings of the open office."""

    def lock(self, pk):
        """The row, locked until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)

    def insert_new(self, filing) -> bool:
        """Write a new filing unless a unique key says somebody was first; the database decides, in one statement."""
        query = InsertQuery(self.model, on_conflict=OnConflict.IGNORE)
        query.insert_values(self.model._meta.concrete_fields, [filing])
        ((sql, params),) = query.get_compiler(using=self.db).as_sql()
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            made = cursor.rowcount == 1
        filing._state.adding = not made
        return made

    def rewrite(self, filings, fields) -> None:
        """Write these fields of filings that the caller has locked, in one statement for all of them."""
        if filings:
            self.bulk_create(filings, update_conflicts=True, unique_fields=["id"], update_fields=fields)

    def visible_to(self, member, permission=VIEW):
        """Filings of relations on which this member may use this right.

        A filing without a relation is shown only to who may link filings: nobody can say yet whose it is.
        """
        scope = scope_of(member, permission)
        if scope is None:
            return self.none()
        linked = may(member, LINK)
        if scope == "A":
            # Leaving out what is closed touches the rows of the page only; asking what is open reads every relation.
            found = self if may(member, "crm.relation.private") else self.filter(~Exists(self._closed_to(member)))
            return found if linked else found.filter(relation__isnull=False)
        seen = held_by(member, "relation_id")
        return self.filter(seen | Q(relation__isnull=True)) if linked else self.filter(seen)

    def _closed_to(self, member):
        relations = apps.get_model("crm", "Relation").objects
        return relations.closed_to(member).filter(pk=OuterRef("relation_id"))

    def not_gone(self):
        """Filings whose bytes count: a second file with the same bytes is not taken in."""
        return self.exclude(state__in=states.GONE)

    def live(self):
        """Filings that are the one for their number, kind, period and sequence."""
        return self.filter(state__in=states.LIVE)

    def in_work(self):
        """Filings that are not final and not archived."""
        return self.exclude(state__in=states.FINAL).filter(archived=False)

    def unsent_by(self, day):
        """Filings that were not sent, by anybody, and have their last day on or before a day."""
        return self.exclude(state__in=states.FINAL).filter(sent_at=None, deadline__lte=day)

    def due(self, now=None):
        """Filings on which the machine has work to do and nobody is at it."""
        now = now or timezone.now()
        return self.filter(due_at__lte=now).filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))

    def with_open_issue(self, *codes):
        """Filings with an open issue of these codes."""
        return self.filter(Exists(_open_issues().filter(filing_id=OuterRef("pk"), code__in=codes)))

    def blocked(self):
        """Filings with an open issue that keeps them from being offered."""
        return self.with_open_issue(*[code for code in CODES if blocks(code)])


def _open_issues():
    return apps.get_model("sbr_inbox", "FilingIssue").objects.filter(closed_at__isnull=True, ignored_by__isnull=True)
