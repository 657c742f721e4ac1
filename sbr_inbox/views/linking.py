"""Choosing the relation of a filing, or of one row of an UITSTEL."""

from uuid import UUID

from django.http import Http404

from crm.models import Relation
from crm.search import find_relations
from offices.errors import Forbidden, NotHere, RuleBroken
from offices.urls_helpers import desk_url
from sbr_inbox.rules.linking import link, link_row
from sbr_inbox.views.filing import FilingView

MOST = 20


class LinkPage(FilingView):
    """Suggestions first, search below; choosing is one POST."""

    permission = "filing.link"

    def get(self, request, pk, position=None):
        """Relations this member may link to; the rest of the suggestions is only counted."""
        filing = self.filing
        row = self._row(position)
        may_see = Relation.objects.visible_to(self.member, "filing.link")
        wanted = [pk for pk in filing.suggestions if not row]
        suggested = {str(relation.pk): relation for relation in may_see.filter(pk__in=wanted)}
        text = request.GET.get("q", "").strip()
        found = find_relations(may_see, text, member=self.member).order_by("sort_name", "id")[:MOST] if text else []
        context = {
            "filing": filing,
            "row": row,
            "suggested": [suggested[pk] for pk in wanted if pk in suggested],
            "hidden": len(wanted) - len(suggested),
            "q": text,
            "found": list(found),
            "voids": filing.offered_at is not None and not filing.is_final,
            "action": request.path,
        }
        return self.render("sbr_inbox/link.html", context)

    def post(self, request, pk, position=None):
        """Link, and go back to the filing."""
        row = self._row(position)
        relation = self._chosen(request.POST.get("relation", ""))
        try:
            if row:
                link_row(row, relation, by=self.member)
            else:
                link(self.filing, relation, by=self.member)
        except Forbidden:
            raise
        except RuleBroken as fault:
            return self.failed(fault, request.path)
        return self.done(f"Gekoppeld aan {relation.name}.", self.here)

    def _row(self, position):
        if position is None:
            return None
        row = self.filing.subjects.filter(position=position).first()
        if row is None:
            raise Http404("No such row.")
        return row

    def _chosen(self, text: str) -> Relation:
        try:
            pk = UUID(text)
        except ValueError:
            raise NotHere("Kies eerst een relatie.") from None
        relation = Relation.objects.visible_to(self.member, "filing.link").filter(pk=pk).first()
        if relation is None:
            raise NotHere("Deze relatie is er niet of valt buiten uw rechten. Kies een andere relatie.", link=desk_url("crm:relation_list"))
        return relation
