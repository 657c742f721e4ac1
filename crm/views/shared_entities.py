"""Shared entities: the list, the page with where each is used, and its form."""

from functools import cached_property

from django.db.models import Count, Q
from django.http import Http404
from django.utils import timezone

from crm.forms.structure import EntityForm, NewStakeForm
from crm.models import Contact, Relation, SharedEntity, Stake
from crm.names import fold
from crm.rules.shared_entities import change_entity, create_entity, delete_entity, visible_entities
from crm.rules.stakes import record_stake
from crm.views.comparing import Comparing
from crm.views.structure import visible_ids
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView, keyset_page

FIELDS = ("kind", "name", "initials", "infix", "last_name", "birth_date", "country", "number", "note", "version")


class EntityList(DeskView):
    """Every shared entity this member may see, with how often it is used."""

    permission = "crm.shared_entity.view"
    nav = "crm"
    size = 50

    def get(self, request):
        """One page, found by the beginning of a word of the name."""
        rows = visible_entities(self.member)
        text = fold(request.GET.get("q", ""))
        if text:
            rows = rows.filter(sort_name__contains=text)
        page, _, last, _, more = keyset_page(
            rows, keys=("sort_name", "id"), size=self.size, position=request.GET.get("na", "")
        )
        held = Q(owner_entity__in=page) | Q(target_entity__in=page)
        used: dict = {}
        for owner, target in Stake.objects.filter(held).values_list("owner_entity_id", "target_entity_id"):
            for key in {owner, target} - {None}:
                used[key] = used.get(key, 0) + 1
        for row in page:
            row.used = used.get(row.pk, 0)
        query = request.GET.copy()
        query["na"] = last
        context = {
            "entities": page,
            "text": request.GET.get("q", ""),
            "next_url": f"?{query.urlencode()}" if more else None,
            "may_manage": self.may("crm.shared_entity.manage"),
        }
        return self.render("crm/shared_entity_list.html", context)


class EntityMixin:
    """The shared entity of the address, as far as this member may see it; 404 otherwise."""

    @cached_property
    def entity(self):
        """The row, judged by the right of the page."""
        row = visible_entities(self.member, self.permission).filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such shared entity for this member.")
        return row


class EntityPage(EntityMixin, DeskView):
    """One shared entity and every structure it stands in."""

    permission = "crm.shared_entity.view"
    nav = "crm"

    def get(self, request, pk):
        """Its data and where it is used."""
        entity = self.entity
        rows = Stake.objects.filter(Q(owner_entity=entity) | Q(target_entity=entity))
        rows = rows.select_related("relation", "target_entity", "owner_contact", "owner_entity", "owner_relation")
        stakes = list(rows.order_by("kind", "-valid_from", "pk")[:500])
        near = {one.relation_id for one in stakes} | {one.owner_relation_id for one in stakes}
        people = [one.owner_contact_id for one in stakes if one.owner_contact_id]
        seen = visible_ids(self.member, list(near - {None}))
        known = set(Contact.objects.visible_to(self.member).filter(pk__in=people).values_list("pk", flat=True)) if people else set()
        context = {
            "entity": entity,
            "held": [(one, _end(one.target, seen, known)) for one in stakes if one.owner_entity_id == entity.pk],
            "owners": [(one, _end(one.owner, seen, known)) for one in stakes if one.target_entity_id == entity.pk],
            "may_manage": self.may("crm.shared_entity.manage"),
        }
        return self.render("crm/shared_entity.html", context)


def _end(row, seen, known):
    """(name, address) of the other end of a stake; no name of what may not be seen."""
    if isinstance(row, SharedEntity):
        return row.name, desk_url("crm:shared_entity", row.pk)
    if isinstance(row, Relation):
        return (row.name, desk_url("crm:relation_structure", row.pk)) if row.pk in seen else ("1 relatie buiten uw rechten", "")
    return (row.name, desk_url("crm:contact", row.pk)) if row.pk in known else ("1 contact buiten uw rechten", "")


class EntityCreate(DeskForm):
    """A new shared entity."""

    permission = "crm.shared_entity.manage"
    nav = "crm"
    form_class = EntityForm
    title = "Nieuwe gedeelde entiteit"

    def form_arguments(self):
        """A person unless told otherwise."""
        return {"initial": {"kind": "PERSON"}}

    def save(self, form):
        """Make it."""
        return create_entity(by=self.member, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.name} aangemaakt"

    def success_url(self, result):
        """Its page."""
        return desk_url("crm:shared_entity", result.pk)

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": desk_url("crm:shared_entity_list")}


class EntityEdit(Comparing, EntityMixin, EntityCreate):
    """Change it everywhere at once."""

    @property
    def title(self):
        """The name stands in the head."""
        return f"{self.entity.name} wijzigen"

    def form_arguments(self):
        """The entity as it is now."""
        return {"initial": {name: getattr(self.entity, name) for name in FIELDS}}

    def now(self):
        """The entity as it is stored by now."""
        return SharedEntity.objects.values(*FIELDS).get(pk=self.entity.pk)

    def save(self, form):
        """Change it."""
        return change_entity(self.entity, by=self.member, version=form.cleaned_data["version"] or 0, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.name} gewijzigd in elke structuur"

    def context(self):
        """Where «Annuleren» goes, and how far the change reaches."""
        used = Stake.objects.filter(Q(owner_entity=self.entity) | Q(target_entity=self.entity)).aggregate(n=Count("pk"))["n"]
        lead = f"Deze wijziging geldt in alle {used} belangen waarin de entiteit staat." if used else ""
        return {"cancel_url": desk_url("crm:shared_entity", self.entity.pk), "lead": lead}


class EntityDelete(EntityMixin, DeskView):
    """Delete a shared entity that is used nowhere."""

    permission = "crm.shared_entity.manage"
    nav = "crm"

    def post(self, request, pk):
        """One entity."""
        name = self.entity.name
        try:
            delete_entity(self.entity, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, desk_url("crm:shared_entity", pk))
        return self.done(f"{name} verwijderd", desk_url("crm:shared_entity_list"))


class EntityStakeCreate(EntityMixin, DeskForm):
    """Record who holds something in this organisation outside the clients."""

    permission = "crm.shared_entity.manage"
    nav = "crm"
    form_class = NewStakeForm
    submit_label = "Belang vastleggen"

    @property
    def title(self):
        """In whom."""
        return f"Belang in {self.entity.name}"

    def form_arguments(self):
        """Owners this member may see."""
        return {
            "contacts": Contact.objects.visible_to(self.member).filter(stakes__isnull=False).distinct().order_by("sort_name"),
            "entities": visible_entities(self.member).exclude(pk=self.entity.pk).order_by("sort_name"),
            "relations": Relation.objects.visible_to(self.member),
            "initial": {"kind": "SHARES", "valid_from": timezone.localdate(), "source": "KVK"},
        }

    def save(self, form):
        """Record it."""
        return record_stake(self.entity, by=self.member, owner=form.cleaned_data["owner"], values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Belang van {result.owner} vastgelegd"

    def success_url(self, result):
        """Its page."""
        return desk_url("crm:shared_entity", self.entity.pk)

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": self.success_url(None)}
