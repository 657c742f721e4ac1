"""Tab Bevoegdheden: who may bind this relation, on what ground, and who is whose partner."""

from functools import cached_property
from mimetypes import guess_extension

from django.http import Http404
from django.utils import timezone

from crm.card import CardView, RelationMixin
from crm.forms.mandate import SCOPE_LABELS, MandateEndForm, MandateForm, PartnerEndForm, PartnerForm
from crm.models import Contact, Mandate, PartnerLink, Relation
from crm.rules.mandates import end_mandate, record_mandate
from crm.rules.partners import end_partner, partners_of, record_partner
from offices.files import file_response, store
from offices.urls_helpers import desk_url
from offices.views import DeskForm

RIGHT = "portal.mandate.manage"


def evidence_name(mandate) -> str:
    """What the evidence is called when it is downloaded."""
    ending = guess_extension(mandate.evidence_file.mime or "") or ""
    return f"Bevoegdheid {mandate.contact.name}{ending}"


def shown(mandate, day) -> dict:
    """A mandate as the page tells it: how it stands today, and for what."""
    over = mandate.revoked_at or (mandate.valid_to and mandate.valid_to < day)
    if mandate.revoked_at:
        state = ("mute", "ban", "Ingetrokken")
    elif over:
        state = ("mute", "clock", "Geëindigd")
    elif mandate.valid_from > day:
        state = ("info", "calendar", "Nog niet ingegaan")
    else:
        state = ("ok", "check", "Geldig")
    partners = [one.contact.name for one in mandate.joint_with.all()]
    scope = ", ".join(SCOPE_LABELS.get(one, one) for one in mandate.scope)
    return {"row": mandate, "state": state, "over": bool(over), "scope": scope, "partners": ", ".join(partners)}


class Mandates(CardView):
    """Mandates of now and before, and the partners of a person."""

    permission = "crm.contact.view"
    tab = "mandates"

    def get(self, request, relation_id):
        """The lists."""
        day = timezone.localdate()
        rows = Mandate.objects.filter(relation=self.relation).select_related("contact", "evidence_file")
        told = [shown(row, day) for row in rows.prefetch_related("joint_with__contact")[:200]]
        seen = set(Relation.objects.visible_to(self.member).filter(pk__in=self._others).values_list("pk", flat=True))
        context = {
            "mandates": [one for one in told if not one["over"]],
            "former": [one for one in told if one["over"]],
            "partners": [(one, one.relation is None or one.relation.pk in seen) for one in self._partners],
            "is_person": self.relation.is_person,
            "may_manage": self.reach.may(RIGHT),
            "today": day,
        }
        return self.render("crm/card_mandates.html", context)

    @cached_property
    def _partners(self):
        return partners_of(self.relation) if self.relation.is_person else []

    @property
    def _others(self):
        return [one.relation.pk for one in self._partners if one.relation]


class MandateMixin(RelationMixin):
    """A form about a mandate or partner of the relation of the address."""

    permission = RIGHT
    nav = "crm"
    template_name = "crm/mandate_form.html"

    def success_url(self, result):
        """The tab."""
        return desk_url("crm:relation_mandates", self.relation.pk)

    def context(self):
        """The relation, and where «Annuleren» goes."""
        return {"relation": self.relation, "cancel_url": self.success_url(None), "lead": getattr(self, "lead", "")}

    @property
    def contacts(self):
        """Contacts linked to this relation today."""
        return Contact.objects.filter(links__in=self.relation.contact_links.valid()).order_by("sort_name")

    @cached_property
    def mandate(self) -> Mandate:
        """The mandate of the address, of this relation only."""
        rows = Mandate.objects.filter(relation=self.relation).select_related("contact", "relation", "evidence_file")
        row = rows.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such mandate.")
        return row


class MandateCreate(MandateMixin, DeskForm):
    """Record a mandate."""

    form_class = MandateForm
    title = "Bevoegdheid vastleggen"
    submit_label = "Vastleggen"
    lead = "Wie mag namens de relatie akkoord geven, waarop berust dat, en vanaf wanneer?"

    def form_arguments(self):
        """Only people linked to the relation can be chosen."""
        return {"contacts": self.contacts}

    def save(self, form):
        """Keep the evidence, then the rule."""
        values = dict(form.cleaned_data)
        proof = values.pop("evidence")
        kept = store(proof, name=proof.name, purpose="evidence") if proof else None
        return record_mandate(self.relation, values.pop("contact"), by=self.member, evidence_file=kept, **values)

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Bevoegdheid van {result.contact.name} vastgelegd"


class MandateEnd(MandateMixin, DeskForm):
    """End or revoke a mandate."""

    form_class = MandateEndForm
    submit_label = "Beëindigen"
    lead = "Een akkoord dat al is gegeven, blijft gelden. Wie daarna akkoord wil geven, hoort dat hij niet meer bevoegd is."

    @property
    def title(self):
        """Whose mandate."""
        return f"Bevoegdheid van {self.mandate.contact.name} beëindigen"

    def form_arguments(self):
        """The version guards against a stale form."""
        return {"initial": {"version": self.mandate.version, "valid_to": self.mandate.valid_to}}

    def save(self, form):
        """One rule."""
        return end_mandate(self.mandate, by=self.member, last_day=form.cleaned_data["valid_to"], version=form.cleaned_data["version"])

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Bevoegdheid van {result.contact.name} beëindigd"


class MandateEvidence(MandateMixin, CardView):
    """The evidence of a mandate."""

    permission = "crm.contact.view"

    def get(self, request, relation_id, pk):
        """Download it."""
        if self.mandate.evidence_file is None:
            raise Http404("No evidence.")
        return file_response(self.mandate.evidence_file, filename=evidence_name(self.mandate))


class PartnerCreate(MandateMixin, DeskForm):
    """Record a partner."""

    permission = "crm.relation.edit"
    form_class = PartnerForm
    title = "Partner vastleggen"
    submit_label = "Vastleggen"
    lead = "Een aangifte inkomstenbelasting wordt aan beide fiscale partners voorgelegd."

    def form_arguments(self):
        """Only what this member may see can be chosen; the same for a relation and a contact."""
        others = Relation.objects.visible_to(self.member, "crm.relation.edit").exclude(pk=self.relation.pk)
        return {"contacts": self.contacts, "relations": others}

    def save(self, form):
        """One rule."""
        given = dict(form.cleaned_data)
        return record_partner(self.relation, by=self.member, partner=given.pop("number"), **given)

    def saved_text(self, result):
        """Past tense with the object."""
        return "Partner vastgelegd"


class PartnerEnd(MandateMixin, DeskForm):
    """End a partnership."""

    permission = "crm.relation.edit"
    form_class = PartnerEndForm
    title = "Partnerschap beëindigen"
    submit_label = "Beëindigen"

    @cached_property
    def link(self) -> PartnerLink:
        """The partnership of the address, seen from this relation."""
        found = next((one.link for one in partners_of(self.relation) if one.link.pk == self.kwargs["pk"]), None)
        if found is None:
            raise Http404("No such partner.")
        return found

    def form_arguments(self):
        """The last day as it is now."""
        return {"initial": {"valid_to": self.link.valid_to or timezone.localdate()}}

    def save(self, form):
        """One rule."""
        return end_partner(self.link, by=self.member, last_day=form.cleaned_data["valid_to"])

    def saved_text(self, result):
        """Past tense with the object."""
        return "Partnerschap beëindigd"
