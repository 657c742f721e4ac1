"""Tab WWFT & Structuur of the card: the drawing, stakes, third parties and fixed SBR data."""

import datetime
from functools import cached_property

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from crm.card import CardView, RelationMixin
from crm.forms.structure import NewStakeForm, SbrForm, StakeForm, ThirdPartyForm
from crm.models import Contact, Relation, SbrMasterData, Stake, ThirdPartyLink
from crm.rules.sbr_data import FIELDS as SBR_FIELDS
from crm.rules.sbr_data import save_sbr_data
from crm.rules.shared_entities import visible_entities
from crm.rules.stakes import change_stake, record_stake, remove_stake, unknown_share
from crm.rules.third_parties import add_third_party, change_third_party, remove_third_party
from crm.structure import drawing, dutch
from crm.views.comparing import Comparing
from offices.errors import RuleBroken
from offices.ids import is_key
from offices.urls_helpers import desk_url
from offices.views import DeskForm

STAKE_FIELDS = ("kind", "percentage", "valid_from", "valid_to", "source", "version")
THIRD_FIELDS = ("role", "name", "reference", "phone", "email", "valid_from", "valid_to", "version")


class Structure(CardView):
    """Who stands behind and below the relation on a day, and who stands around it."""

    permission = "crm.relation.view"
    tab = "structure"

    def get(self, request, relation_id):
        """The drawing of the day in the address, today without one."""
        relation, today = self.relation, timezone.localdate()
        day = asked_day(request.GET.get("datum", "")) or today
        graph = drawing(relation, self.member, day)
        owners = [one for one, _, target in graph.stakes if target.key == relation.pk]
        thirds = list(relation.third_parties.select_related("third", "contact").order_by("role", "name", "pk"))
        seen = visible_ids(self.member, [link.third_id for link in thirds if link.third_id])
        context = {
            "graph": graph,
            "day": day,
            "today": today,
            "rows": [(one, owner, target, target.key == relation.pk) for one, owner, target in graph.stakes],
            "unknown": dutch(unknown_share(owners)) if owners and unknown_share(owners) else "",
            "earlier": relation.stakes.filter(valid_to__lt=day).count(),
            "thirds": [(link, link.third_id is None or link.third_id in seen) for link in thirds],
            "sbr": None if relation.is_person else relation.sbr_master_data.first(),
            "may_see_entities": self.may("crm.shared_entity.view"),
        }
        return self.render("crm/card_structure.html", context)


def asked_day(text):
    """A day of an address, jjjj-mm-dd or dd-mm-jjjj; None when it is none."""
    for shape in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None


def visible_ids(member, ids):
    """Those of these relations that the member may see."""
    return set(Relation.objects.visible_to(member).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


class OnStructure(RelationMixin, DeskForm):
    """A form that comes back to the tab."""

    permission = "crm.relation.edit"
    nav = "crm"

    def success_url(self, result):
        """The tab."""
        return desk_url("crm:relation_structure", self.relation.pk)

    def context(self):
        """Where «Annuleren» goes."""
        return {"relation": self.relation, "cancel_url": self.success_url(None)}


class StakeCreate(OnStructure):
    """Record who holds something in this relation."""

    form_class = NewStakeForm
    submit_label = "Belang vastleggen"

    @property
    def title(self):
        """In whom."""
        return f"Belang in {self.relation.name}"

    def form_arguments(self):
        """Owners this member may see; contacts of this relation first of all."""
        asked = self.request.GET.get("contact", "")
        linked = Q(links__relation=self.relation) | Q(pk=asked if is_key(asked) else None)
        contacts = Contact.objects.visible_to(self.member).filter(linked).distinct().order_by("sort_name")
        return {
            "contacts": contacts,
            "entities": visible_entities(self.member).order_by("sort_name"),
            "relations": Relation.objects.visible_to(self.member).exclude(pk=self.relation.pk),
            "initial": {"kind": "SHARES", "valid_from": timezone.localdate(), "source": "KVK"},
        }

    def save(self, form):
        """Record it."""
        return record_stake(self.relation, by=self.member, owner=form.cleaned_data["owner"], values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Belang van {result.owner} vastgelegd"


class StakeMixin(RelationMixin):
    """The stake of the address, in this relation only."""

    @cached_property
    def stake(self):
        """The stake with its owner; 404 when it is not in this relation."""
        rows = Stake.objects.filter(relation=self.relation)
        rows = rows.select_related("relation", "target_entity", "owner_contact", "owner_entity", "owner_relation")
        row = rows.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such stake.")
        return row


class StakeEdit(Comparing, StakeMixin, OnStructure):
    """Correct a stake, or end it with a day."""

    form_class = StakeForm
    template_name = "crm/stake_form.html"

    @property
    def title(self):
        """Whose stake."""
        return f"Belang van {self.owner_name} in {self.relation.name}"

    @cached_property
    def owner_name(self):
        """The name of the owner, when this member may see him."""
        owner = self.stake.owner
        hidden = isinstance(owner, Relation | Contact) and not type(owner).objects.visible_to(self.member).filter(pk=owner.pk).exists()
        return "een houder buiten uw rechten" if hidden else owner.name

    def form_arguments(self):
        """The stake as it is now."""
        return {"initial": {name: getattr(self.stake, name) for name in STAKE_FIELDS}}

    def now(self):
        """The stake as it is stored by now."""
        return Stake.objects.values(*STAKE_FIELDS).get(pk=self.stake.pk)

    def save(self, form):
        """Change it."""
        return change_stake(self.stake, by=self.member, version=form.cleaned_data["version"] or 0, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Belang van {self.owner_name} gewijzigd"

    def context(self):
        """The stake, for the button that removes it."""
        return super().context() | {"stake": self.stake}


class StakeRemove(StakeMixin, CardView):
    """Take away a stake that was never there."""

    permission = "crm.relation.edit"

    def post(self, request, relation_id, pk):
        """One stake in this relation."""
        remove_stake(self.stake, by=self.member)
        return self.done("Belang verwijderd", self.url("crm:relation_structure"))


class ThirdPartyCreate(OnStructure):
    """Record a notary, bank or other third party."""

    form_class = ThirdPartyForm
    title = "Derde vastleggen"
    submit_label = "Derde vastleggen"

    def form_arguments(self):
        """Relations this member may see."""
        return {"relations": Relation.objects.visible_to(self.member)}

    def save(self, form):
        """Record it."""
        return add_third_party(self.relation, by=self.member, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.get_role_display()} vastgelegd"


class ThirdPartyMixin(RelationMixin):
    """The third party of the address, of this relation only."""

    @cached_property
    def third(self):
        """The link; 404 when it is not of this relation."""
        row = ThirdPartyLink.objects.filter(relation=self.relation, pk=self.kwargs["pk"]).select_related("third", "relation").first()
        if row is None:
            raise Http404("No such third party.")
        return row


class ThirdPartyEdit(Comparing, ThirdPartyMixin, OnStructure):
    """Change a third party."""

    form_class = ThirdPartyForm
    title = "Derde wijzigen"

    def form_arguments(self):
        """The third party as it is now; a relation outside one's rights keeps its place unnamed."""
        start = {name: getattr(self.third, name) for name in THIRD_FIELDS}
        shown = self.third.third_id and visible_ids(self.member, [self.third.third_id])
        start["third"] = self.third.third.number if shown else ""
        return {"relations": Relation.objects.visible_to(self.member), "initial": start}

    def now(self):
        """The third party as it is stored by now."""
        return ThirdPartyLink.objects.values(*THIRD_FIELDS).get(pk=self.third.pk)

    def save(self, form):
        """Change it; what this member could not see stays."""
        values = form.values()
        if self.third.third_id and not visible_ids(self.member, [self.third.third_id]) and values["third"] is None:
            values.pop("third")
        return change_third_party(self.third, by=self.member, version=form.cleaned_data["version"] or 0, values=values)

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.get_role_display()} gewijzigd"


class ThirdPartyRemove(ThirdPartyMixin, CardView):
    """Take a third party away."""

    permission = "crm.relation.edit"

    def post(self, request, relation_id, pk):
        """One third party of this relation."""
        remove_third_party(self.third, by=self.member)
        return self.done("Derde verwijderd", self.url("crm:relation_structure"))


class SbrData(OnStructure):
    """The fixed SBR data of an organisation."""

    form_class = SbrForm

    @property
    def title(self):
        """Whose data."""
        return f"Vaste SBR-gegevens van {self.relation.name}"

    def form_arguments(self):
        """What is known now, with the version of the relation."""
        if self.relation.is_person:
            raise RuleBroken("Een persoon heeft geen jaarrekening. Leg dit vast bij de organisatie.", code="CRM45")
        row = self.relation.sbr_master_data.first() or SbrMasterData()
        return {"initial": {name: getattr(row, name) for name in SBR_FIELDS} | {"version": self.relation.version}}

    def save(self, form):
        """Save it."""
        return save_sbr_data(self.relation, by=self.member, version=form.cleaned_data["version"] or 0, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Vaste SBR-gegevens van {self.relation.name} bewaard"
