"""One click on one item. What can be turned back offers that; the rest asks first."""

from urllib.parse import urlencode

from dossier.forms import ReasonForm, RenameForm
from dossier.rules import items as rules
from dossier.rules.bin import destroy, restore, trash
from dossier.views.base import DossierAct
from offices.errors import RuleBroken


class ItemAct(DossierAct):
    """Calls one rule on an item and says what was done."""

    http_method_names = ["post"]
    said = ""
    undo_name = ""

    def post(self, request, relation_id, pk):
        """Do it, or say why not."""
        item = self.item(pk)
        back = self.back_url(self.list_url(item))
        try:
            item = self.act(item)
        except RuleBroken as fault:
            if fault.status == 403:
                raise
            return self.failed(fault, back)
        return self.done(f"{item.name} {self.said}", back, undo=self.undo_url(item))

    def undo_url(self, item) -> str | None:
        """Where the same thing is turned back; None when it cannot be."""
        return self.url(self.undo_name, item.pk) if self.undo_name else None

    def act(self, item):
        """Call the rule."""
        raise NotImplementedError(f"{type(self).__name__} must call a rule.")


class Publish(ItemAct):
    """Show an item to the client."""

    permission, said, undo_name = "dossier.item.publish", "is zichtbaar voor de cliënt", "dossier:hide"

    def act(self, item):
        return rules.publish(item, by=self.member)


class Hide(ItemAct):
    """Show an item to the office alone."""

    permission, said, undo_name = "dossier.item.publish", "is alleen voor kantoor", "dossier:publish"

    def act(self, item):
        return rules.hide(item, by=self.member)


class Trash(ItemAct):
    """Put an item in the bin."""

    permission, said, undo_name = "dossier.item.delete", "ligt in de prullenbak", "dossier:restore"

    def act(self, item):
        return trash(item, by=self.member)


class Restore(ItemAct):
    """Take an item out of the bin."""

    permission, said = "dossier.item.restore", "is teruggezet"

    def act(self, item):
        return restore(item, by=self.member)


class Seal(ItemAct):
    """Close an item for good."""

    permission, said = "dossier.item.seal", "is verzegeld"

    def act(self, item):
        return rules.seal(item, by=self.member)


class Rename(ItemAct):
    """Give an item another name; undoing gives the old one back."""

    permission = "dossier.item.edit"

    def act(self, item):
        form = RenameForm(self.request.POST if "name" in self.request.POST else self.request.GET)
        if not form.is_valid():
            field, faults = next(iter(form.errors.items()))
            raise RuleBroken(faults[0], code="G01", field=field)
        renamed = rules.rename(
            item, by=self.member, name=form.cleaned_data["name"], seen_version=form.cleaned_data["version"]
        )
        self.said, self.before = "is de nieuwe naam", item.name
        return renamed

    def undo_url(self, item):
        return self.url("dossier:rename", item.pk, query=urlencode({"name": self.before}))


class Destroy(ItemAct):
    """Destroy an item of the bin, for good: a fresh factor, a reason, and not by who threw it away."""

    permission, said = "dossier.destroy", "is vernietigd"
    step_up = True

    def act(self, item):
        form = ReasonForm(self.request.POST)
        return destroy(item, by=self.member, reason=form.cleaned_data["reason"] if form.is_valid() else "")
