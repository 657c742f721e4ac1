"""The same click on many items: each on its own, with one answer that counts."""

from secrets import token_urlsafe

from django.core.cache import cache

from dossier.forms import PlaceForm
from dossier.models import DossierItem
from dossier.rules import items as rules
from dossier.rules.bin import restore, trash
from dossier.views.base import DossierAct
from offices.errors import RuleBroken
from offices.texts import bulk_too_large, undo_expired

MOST = 200
UNDO_SECONDS = 3600
# verb -> (right, rule, what was done, the verb that turns it back)
VERBS = {
    "publish": ("dossier.item.publish", rules.publish, "zichtbaar voor de cliënt", "hide"),
    "hide": ("dossier.item.publish", rules.hide, "alleen voor kantoor", "publish"),
    "trash": ("dossier.item.delete", trash, "naar de prullenbak", "restore"),
    "restore": ("dossier.item.restore", restore, "teruggezet", ""),
}


class Selection(DossierAct):
    """The items a form names, as far as this member sees them."""

    http_method_names = ["post"]

    def picked(self) -> list[DossierItem]:
        """Items of this relation.

        Raises G09 above 200 and G01 without any.
        """
        pks = list(dict.fromkeys(self.request.POST.getlist("pk")))
        if len(pks) > MOST:
            raise bulk_too_large(len(pks), MOST)
        try:
            found = list(self.items.filter(pk__in=pks))
        except (ValueError, TypeError) as fault:
            raise RuleBroken("Deze selectie klopt niet. Kies de stukken opnieuw.", code="G01") from fault
        if not found:
            raise RuleBroken("Kies eerst een of meer stukken.", code="G01")
        return found

    def each(self, items, act) -> tuple[list[DossierItem], list[str]]:
        """Call a rule on each; gives what was done and why the rest was not."""
        done, faults = [], []
        for item in items:
            try:
                act(item)
                done.append(item)
            except RuleBroken as fault:
                faults.append(f"{item.name}: {fault.text}")
        return done, faults

    def told(self, done, faults, words: str, back: str, undo: str = ""):
        """One sentence with exact counts, and every reason once."""
        for text in dict.fromkeys(faults):
            self.failed(RuleBroken(text), back)
        if not done:
            return self.failed(RuleBroken("Er is niets gewijzigd."), back)
        name = done[0].name if len(done) == 1 else f"{len(done)} stukken"
        undo_url = None
        if undo:
            key = token_urlsafe(12)
            cache.set(
                f"dossier-undo:{self.member.pk}:{key}", (undo, [str(item.pk) for item in done]), UNDO_SECONDS
            )
            undo_url = self.url("dossier:bulk_undo", key)
        return self.done(f"{name} {words}", back, undo=undo_url)


class Bulk(Selection):
    """Publish, hide, throw away or restore a selection; moving asks where first."""

    def post(self, request, relation_id):
        """Do it to each item."""
        back = self.back_url(self.url("dossier:tab"))
        try:
            items = self.picked()
        except RuleBroken as fault:
            return self.failed(fault, back)
        verb = request.POST.get("verb", "")
        if verb == "move":
            self.reach.require("dossier.item.move")
            start = {"folder": str(items[0].folder_id), "year": items[0].year, "period": items[0].period}
            return self.ask(PlaceForm(tree=self.tree, initial=start), items, back)
        if verb not in VERBS:
            return self.failed(RuleBroken("Deze actie bestaat niet. Kies een actie onder de lijst."), back)
        right, rule, words, undo = VERBS[verb]
        self.reach.require(right)
        done, faults = self.each(items, lambda item: rule(item, by=self.member))
        return self.told(done, faults, words, back, undo)

    def ask(self, form, items, back: str, status: int = 200):
        """The page that asks where a selection goes."""
        context = {"form": form, "items": items, "back": back, "relation": self.relation}
        return self.render("dossier/place.html", context, status=status)


class Place(Bulk):
    """Move a selection to a folder, year and period."""

    permission = "dossier.item.move"

    def post(self, request, relation_id):
        """Move each item; a place that asks more comes back as a form with the reason."""
        back = self.back_url(self.url("dossier:tab"))
        try:
            items = self.picked()
        except RuleBroken as fault:
            return self.failed(fault, back)
        form = PlaceForm(request.POST, tree=self.tree)
        if not form.is_valid():
            return self.ask(form, items, back, status=422)
        place = form.place()
        done, faults = self.each(items, lambda item: rules.move(item, by=self.member, **place))
        if not done:
            form.add_error(None, faults[0].partition(": ")[2])
            return self.ask(form, items, back, status=422)
        return self.told(done, faults, f"verplaatst naar {place['folder'].name}", back)


class Undo(Selection):
    """Turn back what was done to a selection."""

    def post(self, request, relation_id, key):
        """Only for who did it, and only for an hour."""
        back = self.back_url(self.url("dossier:tab"))
        verb, pks = cache.get(f"dossier-undo:{self.member.pk}:{key}") or ("", [])
        if verb not in VERBS:
            return self.failed(undo_expired(), back)
        right, rule, words, _ = VERBS[verb]
        self.reach.require(right)
        done, faults = self.each(list(self.items.filter(pk__in=pks)), lambda item: rule(item, by=self.member))
        return self.told(done, faults, words, back)
