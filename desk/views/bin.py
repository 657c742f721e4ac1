"""*Prullenbak*: what was thrown away anywhere in the office, and taking it back."""

from urllib.parse import urlencode

from django.shortcuts import redirect

from desk import bin as thrown
from offices.errors import RuleBroken
from offices.texts import bulk_too_large
from offices.urls_helpers import desk_url
from offices.views import DeskView


class BinPage(DeskView):
    """Everything this member may take back, newest first."""

    permission = "trash.restore"
    nav = "settings"

    def get(self, request):
        """One page, of all kinds or of one."""
        only = request.GET.get("soort", "")
        lines, following = thrown.page(self.member, only=only, position=request.GET.get("na", ""))
        query = {"soort": only} if only else {}
        context = {
            "lines": lines,
            "kinds": thrown.kinds(),
            "only": only,
            "next_url": f"?{urlencode(query | {'na': following})}" if following else "",
            "first_url": f"?{urlencode(query)}" if request.GET.get("na") else "",
            "verbs": [{"value": "terug", "label": "Terugzetten", "icon": "undo-2"}],
        }
        return self.render("desk/bin.html", context)


class BinRestoreOne(DeskView):
    """Takes one thing back; also what *Ongedaan maken* asks after throwing something away."""

    permission = "trash.restore"
    http_method_names = ["post"]

    def post(self, request, kind, pk):
        """One thing; a fault comes back as a notice."""
        back = self.back_url(desk_url("desk:bin"))
        result = thrown.take_back(f"{kind}:{pk}", by=self.member)
        if result.fault:
            return self.failed(RuleBroken(result.fault), back)
        return self.done(f"{result.name} teruggezet", back)


class BinRestore(DeskView):
    """Takes a selection back, or everything; more than 200 is long work."""

    permission = "trash.restore"
    nav = "settings"
    http_method_names = ["post"]

    def post(self, request):
        """The result per row, or the page of the job."""
        back = desk_url("desk:bin")
        keys = list(dict.fromkeys(request.POST.getlist("key")))
        if request.POST.get("verb") == "alles":
            keys = thrown.every_key(self.member, only=request.POST.get("soort", ""))
        if not keys:
            return self.failed(RuleBroken("Kies eerst wat u wilt terugzetten."), back)
        if len(keys) > thrown.MOST:
            return self.failed(bulk_too_large(len(keys), thrown.MOST), back)
        if len(keys) > thrown.AT_ONCE:
            return redirect(desk_url("offices:job", thrown.ask_take_back(keys, by=self.member).pk))
        results = thrown.take_back_all(keys, by=self.member)
        context = {"results": results, "done": sum(not one.fault for one in results), "faults": sum(bool(one.fault) for one in results)}
        return self.render("desk/bin_result.html", context)
