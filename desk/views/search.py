"""Search over everything a person may see: suggestions while typing, and one page with all results."""

from django.shortcuts import render

from crm.asked import SHORTEST, Asked
from crm.recent import recent
from crm.registry import search_sources
from crm.search import ask
from offices.nav import links
from offices.permissions import may
from offices.views import DeskView

SUGGESTED = 5
SHOWN = 50
LATELY = 6


def groups(member, text, most, only=""):
    """[{key, label, hits}] of every source this member may use; empty groups are left out.

    One statement finds the ids for all sources, and each source with ids reads its rows once.
    """
    asked = Asked(text, member)
    if not asked.long_enough:
        return []
    sources = [source for source in allowed(member) if only in ("", source.key)]
    found = ask({source.key: source.ask(asked) for source in sources})
    shown = [(source, source.show(found[source.key], asked, most)) for source in sources]
    return [{"key": source.key, "label": source.label, "hits": hits} for source, hits in shown if hits]


def allowed(member):
    """The sources this member may use."""
    return [source for source in search_sources if may(member, source.permission)]


def lately(member):
    """Hits of what this member opened lately and may still see, the latest first."""
    known, hits = recent(member), []
    for source in allowed(member):
        keys = known.get(source.key)
        if keys and source.recall:
            shown = source.recall(keys, member)
            hits += [shown[key] for key in keys if key in shown][:LATELY]
    return hits


class Suggest(DeskView):
    """The list under the command bar, renewed while somebody types."""

    permission = "crm.relation.view"

    def get(self, request):
        """Groups of options; with nothing typed what was opened lately and the pages one can go to."""
        text = request.GET.get("q", "").strip()
        context = {"groups": groups(self.member, text, SUGGESTED), "q": text}
        if not text:
            context |= {"lately": lately(self.member), "pages": links(request, "werk")}
        return render(request, "desk/suggest.html", context)


class Search(DeskView):
    """All results, by kind, each with the reason it was found."""

    permission = "crm.relation.view"

    def get(self, request):
        """The page."""
        text = request.GET.get("q", "")[:200].strip()
        kind = request.GET.get("soort", "")
        context = {
            "q": text,
            "too_short": 0 < len(text) < SHORTEST,
            "groups": groups(self.member, text, SHOWN, kind),
            "sources": allowed(self.member),
            "kind": kind,
            "most": SHOWN,
            "lately": [] if text else lately(self.member),
        }
        return self.render("desk/search.html", context)
