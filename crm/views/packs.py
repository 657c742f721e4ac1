"""Giving a client a pack of everything, and taking over a client who brings one."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from crm.models import Relation
from crm.rules import packs
from offices.enums import PackDirection, PackReach
from offices.errors import RuleBroken
from offices.files import StraightToStore
from offices.models import TransferPack
from offices.transfer.declaring import exported
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView


class PackForm(forms.Form):
    """What goes along."""

    internal = forms.BooleanField(
        label="Interne notities en het team gaan mee",
        required=False,
        help_text="Alleen voor een ander kantoor dat het werk overneemt. Laat dit uit als u het pakket aan de cliënt geeft.",
    )


class MakePack(DeskForm):
    """Make a pack of one relation."""

    permission = packs.RIGHT
    step_up = True
    nav = "crm"
    form_class = PackForm
    template_name = "crm/pack_make.html"
    submit_label = "Pakket maken"

    @property
    def relation(self) -> Relation:
        """The relation of the address. Raises Http404."""
        found = Relation.objects.visible_to(self.member, self.permission).filter(pk=self.kwargs["relation_id"]).first()
        if found is None:
            raise Http404("No such relation.")
        return found

    def context(self):
        relation = self.relation
        return {"relation": relation, "title": f"Pakket van {relation.name}"}

    def save(self, form):
        return packs.ask_pack(self.relation, by=self.member, internal=form.cleaned_data["internal"])

    def success_url(self, result):
        return desk_url("offices:job", result.pk)


@method_decorator(csrf_exempt, name="dispatch")
class ReceivePack(DeskView):
    """Bring a pack of one relation."""

    permission = packs.IMPORT_RIGHT
    nav = "crm"

    def get(self, request, *args, **kwargs):
        """The place for the file, and what was brought before."""
        return self.show()

    def show(self, fault: RuleBroken | None = None):
        """The page, with what was wrong with the file."""
        rows = TransferPack.objects.filter(direction=PackDirection.IN, reach=PackReach.RELATION).order_by("-id")[:50]
        return self.render("crm/pack_receive.html", {"packs": rows, "fault": fault}, status=fault.status if fault else 200)

    def post(self, request, *args, **kwargs):
        """A form with the file, which goes straight to the store."""
        handler = StraightToStore(request, purpose="transfer", max_bytes=packs.MOST_BYTES)
        request.upload_handlers = [handler]
        try:
            return self.received(request, handler)
        finally:
            handler.drop_rest()

    @method_decorator(csrf_protect)
    def received(self, request, handler):
        """Look into it and go on to what it holds."""
        _ = request.POST
        arrival = handler.arrivals[0] if handler.arrivals else None
        if arrival is None:
            return self.show(RuleBroken("Kies eerst een pakket (zip-bestand).", code="G01"))
        if arrival.refused:
            return self.show(arrival.refused)
        try:
            row = packs.receive_pack(arrival.incoming, by=self.member, name=arrival.name)
        except RuleBroken as fault:
            arrival.incoming.rolled_back()
            return self.show(fault)
        return redirect(desk_url("crm:pack", row.pk))


class LookAtPack(DeskView):
    """What a pack holds, what of it is here already, and the decision."""

    permission = packs.IMPORT_RIGHT
    nav = "crm"

    def row(self, pk) -> TransferPack:
        """A pack that was brought. Raises Http404."""
        rows = TransferPack.objects.filter(direction=PackDirection.IN, reach=PackReach.RELATION)
        found = rows.select_related("created_by__user").filter(pk=pk).first()
        if found is None:
            raise Http404("No such pack.")
        return found

    def get(self, request, pk, *args, **kwargs):
        """The page."""
        row = self.row(pk)
        counts = row.counts.get("out", {}) if row.counts else {}
        shown = {"rows": named(row.findings["rows"]), "out": named(counts)}
        return self.render("crm/pack.html", {"pack": row, "found": row.findings} | shown)

    def post(self, request, pk, *args, **kwargs):
        """Take it over, or leave it."""
        row, here = self.row(pk), desk_url("crm:pack", pk)
        try:
            if request.POST.get("besluit") == "overnemen":
                relation = packs.take_over(row, by=self.member)
                return self.done(f"{relation.name} is overgenomen.", desk_url("crm:relation", relation.pk))
            packs.refuse_pack(row, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, here)
        return self.done("Het pakket is niet overgenomen.", desk_url("crm:pack_receive"))


def named(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Kinds of rows in words of the screens, with how many."""
    known = {entry.model.lower(): entry.get_model()._meta.verbose_name_plural for entry in exported()}
    return sorted((str(known[label.lower()]).capitalize(), count) for label, count in counts.items() if count and label.lower() in known)
