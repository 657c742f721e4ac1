"""*Beheer > Overdracht*: leaving with everything, and what left and arrived before."""

from django.shortcuts import redirect

from offices.enums import PackState
from offices.models import TransferPack
from offices.rules.transfer import ask_export
from offices.urls_helpers import desk_url
from offices.views.base import DeskView


class TransferList(DeskView):
    """Every pack that was made or brought, newest first."""

    permission = "office.export"
    nav = "settings"

    def get(self, request, *args, **kwargs):
        """The last hundred."""
        rows = TransferPack.objects.select_related("created_by__user", "job").order_by("-id")[:100]
        return self.render("offices/transfer.html", {"packs": rows, "states": PackState})


class ExportOffice(DeskView):
    """Starts making a pack of the whole office."""

    permission = "office.export"
    step_up = True
    http_method_names = ["post"]

    def post(self, request, *args, **kwargs):
        """Start it and show how far it is."""
        return redirect(desk_url("offices:job", ask_export(by=self.member).pk))

    def ask_step_up(self, request, *args, **kwargs):
        from offices.signin import levels

        return levels.require_step_up(request, desk_url("offices:transfer"))
