"""Closing and opening a folder of one relation."""

from django.http import Http404

from dossier.models import FolderFreeze
from dossier.rules.freezing import freeze, thaw
from dossier.views.base import DossierAct
from offices.errors import RuleBroken


class Freeze(DossierAct):
    """Freeze a folder of this relation, for the year in the address or for all."""

    http_method_names = ["post"]
    permission = "dossier.freeze"

    def post(self, request, relation_id, folder_id):
        """Ask a reason, close it."""
        node, year = self.node(folder_id), request.GET.get("jaar", "")
        back = self.back_url(self.url("dossier:tab", query=f"map={folder_id}&jaar={year}"))
        reason = request.POST.get("reason", "")
        try:
            frozen = freeze(
                node.folder,
                by=self.member,
                reason=reason,
                relation=self.relation,
                year=int(year) if year.isdigit() else None,
            )
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done(f"{node.folder.name} {frozen.year or 'alle jaren'} is bevroren", back)


class Thaw(DossierAct):
    """Open a folder that was frozen for this relation."""

    http_method_names = ["post"]
    permission = "dossier.freeze"

    def post(self, request, relation_id, pk):
        """Ask a reason, open it."""
        frozen = FolderFreeze.objects.filter(pk=pk, relation=self.relation).first()
        if frozen is None:
            raise Http404("No such freeze.")
        back = self.back_url(self.url("dossier:tab", query=f"map={frozen.folder_id}"))
        try:
            frozen = thaw(frozen, by=self.member, reason=request.POST.get("reason", ""))
        except RuleBroken as fault:
            return self.failed(fault, back)
        return self.done(f"{frozen.folder.name} is weer open", back)
