"""Tab *Aangiften* of the relation card: its filings per year, and what has to be in order for them."""

from crm.card import CardView
from sbr_inbox.models import Filing
from sbr_inbox.relation_conditions import relation_preconditions


class RelationFilings(CardView):
    """Filings of one relation, one year at a time."""

    permission = "filing.view"
    tab = "filings"
    template_name = "sbr_inbox/card_filings.html"

    def get(self, request, relation_id):
        """The newest year unless the address names another."""
        rows = Filing.objects.filter(relation=self.relation)
        years = list(rows.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()[:20])
        asked = request.GET.get("jaar", "")
        year = int(asked) if asked.isdigit() and int(asked) in years else years[0] if years else None
        shown = rows.filter(year=year) if year else rows
        filings = list(shown.defer("match_trace", "suggestions").order_by("-period_end", "kind", "-id")[:200])
        tabs = [{"key": str(each), "label": str(each), "url": f"?jaar={each}"} for each in years]
        return self.render(
            self.template_name,
            {"filings": filings, "years": tabs, "year": str(year or ""), "may_policies": self.reach.may("portal.policy.manage")},
        )


class RelationConditions(CardView):
    """Per kind of filing what is in order at a relation, before a filing comes in."""

    permission = "filing.view"
    tab = "filings"

    def get(self, request, relation_id):
        """One block per kind the relation has a product for."""
        return self.render("sbr_inbox/card_conditions.html", {"kinds": relation_preconditions(self.relation)})
