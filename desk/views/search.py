"""Search over everything a person may see: suggestions while typing, and one page with all results."""

from django.shortcuts import render

from crm.registry import search_sources
from crm.search import SHORTEST
from offices.nav import links
from offices.permissions import may
from offices.views import DeskView

SUGGESTED = 5
SHOWN = 50


def groups(member, text, most, only=""):
    """[{key, label, hits}] of every source this member may use; empty groups are left out."""
    text = text.strip()
    if len(text) < SHORTEST:
        return []
    found = []
    for source in search_sources:
        if (only and source.key != only) or not may(member, source.permission):
            continue
        hits = source.find(text, member, most)
        if hits:
            found.append({"key": source.key, "label": source.label, "hits": hits})
    return found


class Suggest(DeskView):
    """The list under the command bar, renewed while somebody types."""

    permission = "crm.relation.view"

    def get(self, request):
        """Groups of options; with nothing typed the pages one can go to."""
        text = request.GET.get("q", "")
        pages = [] if text.strip() else links(request, "werk")
        context = {"groups": groups(self.member, text, SUGGESTED), "q": text.strip(), "pages": pages}
        return render(request, "desk/suggest.html", context)


class Search(DeskView):
    """All results, by kind, each with the reason it was found."""

    permission = "crm.relation.view"

    def get(self, request):
        """The page."""
        text = request.GET.get("q", "")[:200]
        sources = [source for source in search_sources if may(self.member, source.permission)]
        context = {
            "q": text.strip(),
            "too_short": 0 < len(text.strip()) < SHORTEST,
            "groups": groups(self.member, text, SHOWN, request.GET.get("soort", "")),
            "sources": sources,
            "kind": request.GET.get("soort", ""),
            "most": SHOWN,
        }
        return self.render("desk/search.html", context)
