"""Ending and deleting: the checklist of Uitschrijven, the bin, and the person relation of a contact."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from crm.card import CardView
from crm.enums import PortalAccess, RelationStatus
from crm.forms.fields import Checked, DutchDate
from crm.forms.parts import DutchForm
from crm.forms.small import EndForm
from crm.models import Contact, Relation
from crm.registry import person_offers
from crm.rules.bin import restore, throw_away
from crm.rules.cleaning import check_number
from crm.rules.offboarding import STOP, checklist, off_board
from crm.rules.persons import create_person, namesake, person_of, propose_person_number
from crm.rules.status import MOVES
from crm.views.contact_pages import ContactMixin
from offices.errors import Forbidden, RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView
from offices.views.forms import blame


class OffBoardForm(EndForm):
    """When and why a relation ends, and how long its contacts may still look in the portal."""

    field_order = ("ended_on", "portal_until", "end_reason", "reason")
    portal_until = DutchDate(label="Portaal open tot en met", required=False, help_text="Leeg: tot en met de einddatum")


class OffBoard(CardView):
    """Uitschrijven: what must be done first, what ends by itself, and the end."""

    permission = "crm.relation.end"
    tab = "overview"

    def get(self, request, relation_id):
        """The checklist with the question."""
        return self.show(OffBoardForm(initial={"ended_on": timezone.localdate()}))

    def show(self, form, *, status=200):
        """The page with this form."""
        relation = self.relation
        lines = checklist(relation, self.member)
        context = {
            "form": form,
            "lines": lines,
            "blocked": any(line.state == STOP for line in lines),
            "possible": (RelationStatus(relation.status), RelationStatus.ENDED) in MOVES and relation.type != "INTERNAL",
        }
        return self.render("crm/card_offboard.html", context, status=status)

    def post(self, request, relation_id):
        """End it; a broken rule comes back on the page."""
        relation, form = self.relation, OffBoardForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            off_board(relation, by=self.member, **form.cleaned_data)
        except Forbidden:
            raise
        except RuleBroken as fault:
            return self.show(blame(form, fault), status=422)
        return self.done(f"{relation.name} is uitgeschreven", self.url("crm:relation"))


class RelationDelete(CardView):
    """Put an empty relation in the bin; the toast takes it out."""

    permission = "crm.relation.delete"

    def post(self, request, relation_id):
        """One relation."""
        relation = self.relation
        try:
            throw_away(relation, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, self.url("crm:relation"))
        undo = self.url("crm:relation_undelete")
        return self.done(f"{relation.name} ligt in de prullenbak", desk_url("crm:relation_list"), undo=undo)


class RelationUndelete(DeskView):
    """Undo of deleting."""

    permission = "crm.relation.delete"

    def post(self, request, relation_id):
        """One relation out of the bin of this member."""
        row = Relation.objects.in_bin_of(self.member).filter(pk=relation_id).first()
        return taken_out(self, row, desk_url("crm:relation", relation_id), desk_url("crm:relation_list"))


def taken_out(view, row, url, otherwise):
    """Restore a row that lies in the bin."""
    if row is None:
        raise Http404("Nothing of this member's in the bin.")
    try:
        restore(row, by=view.member)
    except RuleBroken as fault:
        return view.failed(fault, otherwise)
    return view.done(f"{row.name} teruggezet", url)


class ContactDelete(ContactMixin, DeskView):
    """Put a contact that is linked nowhere in the bin."""

    permission = "crm.relation.delete"
    nav = "contacts"

    def post(self, request, contact_id):
        """One contact."""
        contact = self.contact
        try:
            throw_away(contact, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, desk_url("crm:contact", contact.pk))
        undo = desk_url("crm:contact_undelete", contact.pk)
        return self.done(f"{contact.name} ligt in de prullenbak", desk_url("crm:contact_list"), undo=undo)


class ContactUndelete(DeskView):
    """Undo of deleting a contact."""

    permission = "crm.relation.delete"

    def post(self, request, contact_id):
        """One contact out of the bin of this member."""
        row = Contact.objects.in_bin_of(self.member).filter(pk=contact_id).first()
        return taken_out(self, row, desk_url("crm:contact", contact_id), desk_url("crm:contact_list"))


class PersonForm(DutchForm):
    """What the office decides when a contact becomes a relation himself."""

    number = Checked(label="Nummer", max_length=20, check=check_number)
    access = forms.ChoiceField(label="Toegang tot het eigen dossier", choices=PortalAccess.choices, initial=PortalAccess.NONE)
    with_address = forms.BooleanField(label="Privéadres overnemen als bezoekadres", required=False)
    offers = forms.MultipleChoiceField(label="Meteen doen", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(offer.key, offer.label) for offer in person_offers]
        self.fields["offers"].choices = [*choices, ("partner", "Fiscaal partner vastleggen")]


class PersonCreate(ContactMixin, DeskForm):
    """Make a person relation from this contact."""

    permission = "crm.relation.create"
    nav = "contacts"
    form_class = PersonForm
    submit_label = "Relatie aanmaken"

    @property
    def title(self):
        """Of whom."""
        return f"Relatie aanmaken van {self.contact.name}"

    def form_arguments(self):
        """The number of the contact when it is free."""
        return {"initial": {"number": propose_person_number(self.contact), "offers": [offer.key for offer in person_offers]}}

    def save(self, form):
        """Make the relation; the partner is asked on the next page."""
        given = form.cleaned_data
        self.to_partner = "partner" in given["offers"]
        return create_person(
            self.contact, by=self.member, number=given["number"], with_address=given["with_address"], access=given["access"],
            offers=given["offers"],
        )  # fmt: skip

    def saved(self, result):
        """To the card or to the partner, with what deserves a look."""
        for warning in result.warnings:
            messages.warning(self.request, warning.text)
        messages.success(self.request, f"{result.row.name} aangemaakt als relatie")
        return redirect(desk_url("crm:partner_create" if self.to_partner else "crm:relation", result.row.pk))

    def context(self):
        """What is copied, what is not, and where «Annuleren» goes."""
        existing = person_of(self.contact, self.member) or namesake(self.contact, self.member)
        lead = "Naam, geboortegegevens, telefoon en e-mail gaan mee. Het BSN is dat van dit contact, nooit het nummer van een organisatie."
        if not self.contact.bsn:
            lead = f"{lead} Van dit contact is geen BSN bekend; vul het later in bij de relatie."
        if existing is not None:
            lead = f"Let op: relatie {existing.name} ({existing.number}) lijkt al van dit contact te zijn. {lead}"
        return {"lead": lead, "cancel_url": desk_url("crm:contact", self.contact.pk)}
