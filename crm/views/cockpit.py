"""Volledigheid of one relation: every check with its verdict, and where to mend it."""

from crm.card import CardView
from crm.completeness import percent, verdicts


class Completeness(CardView):
    """What is there, what is missing, and which work stops because of it."""

    permission = "crm.relation.view"
    tab = "overview"

    def get(self, request, relation_id):
        """The list, what is missing on top."""
        found = verdicts(self.relation)
        return self.render("crm/card_completeness.html", {"verdicts": found, "percent": percent(found)})
