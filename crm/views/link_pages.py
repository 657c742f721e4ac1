"""Tab Contacten of the card: linking, access, preferred contact, unlinking."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import render

from crm.card import CardView, RelationMixin
from crm.forms.contact import LinkChoiceForm, LinkForm
from crm.models import Contact, RelationContact
from crm.rules.contacts import create_contact
from crm.rules.links import change_link, link_contact, prefer, unlink_contact
from crm.search import find_contacts
from crm.views.comparing import Comparing
from crm.views.contact_pages import portal_states
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm


class Contacts(CardView):
    """Linked contacts with function, access and portal state."""

    permission = "crm.contact.view"
    tab = "contacts"

    def get(self, request, relation_id):
        """Links of today, and former ones below."""
        relation = self.relation
        order = ("-is_preferred", "contact__sort_name")
        links = list(relation.contact_links.valid().select_related("contact").order_by(*order))
        states = portal_states([link.contact for link in links], self.office)
        for link in links:
            link.portal = states[link.contact_id]
        former = relation.contact_links.exclude(pk__in=[link.pk for link in links])
        context = {
            "contact_links": links,
            "former": former.select_related("contact").order_by("-valid_to")[:50],
            "may_link": self.reach.may("crm.contact.link"),
            "may_invite": self.reach.may("portal.invite"),
        }
        return self.render("crm/card_contacts.html", context)


class LinkCreate(RelationMixin, DeskForm):
    """Link a contact: one that exists, or a new one with mail and phone of the relation."""

    permission = "crm.contact.link"
    nav = "crm"
    template_name = "crm/link_form.html"
    form_class = LinkChoiceForm
    title = "Contact koppelen"
    submit_label = "Contact koppelen"

    def form_arguments(self):
        """A new contact inherits mail and phone of the relation."""
        relation = self.relation
        start = {"email": relation.email, "mobile": relation.mobile or relation.phone}
        if relation.is_person:
            names = ("initials", "call_name", "infix", "last_name")
            start |= {name: getattr(relation, name) for name in names}
        return {
            "contacts": Contact.objects.visible_to(self.member),
            "initial": start | {"contact": self._chosen},
        }

    @property
    def _chosen(self):
        return self.request.GET.get("contact") or None

    @cached_property
    def chosen(self):
        """The contact the address or the form names, when this member may see it."""
        pk = self.request.POST.get("contact") or self._chosen
        try:
            return Contact.objects.visible_to(self.member).filter(pk=pk).first() if pk else None
        except (ValueError, ValidationError):
            return None

    def save(self, form):
        """Link the contact, made first when there is none."""
        with transaction.atomic():
            contact = form.cleaned_data["contact"]
            if contact is None:
                contact = create_contact(by=self.member, values=form.person(), near=self.relation).row
            return link_contact(self.relation, contact, by=self.member, values=form.link())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.contact.name} gekoppeld aan {self.relation.name}"

    def success_url(self, result):
        """The tab."""
        return desk_url("crm:relation_contacts", self.relation.pk)

    def context(self):
        """The relation, the chosen contact, and where «Annuleren» goes."""
        back = desk_url("crm:relation_contacts", self.relation.pk)
        return {"relation": self.relation, "chosen": self.chosen, "cancel_url": back}


class LinkSearch(CardView):
    """Contacts that exist, while their name is typed."""

    permission = "crm.contact.link"

    def get(self, request, relation_id):
        """At most eight contacts this member may see."""
        text = request.GET.get("wie", "")
        linked = self.relation.contact_links.valid().values("contact_id")
        rows = Contact.objects.visible_to(self.member).exclude(pk__in=linked)
        found = (
            list(find_contacts(rows, text).order_by("sort_name", "pk")[:8]) if len(text.strip()) > 1 else []
        )
        context = {"found": found, "text": text, "relation": self.relation}
        return render(request, "crm/parts/contact_choices.html", context)


class LinkMixin(RelationMixin):
    """The link of the address, of this relation only."""

    @cached_property
    def link(self):
        """The link with its contact."""
        rows = RelationContact.objects.filter(relation=self.relation).select_related("contact", "relation")
        row = rows.filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such link.")
        return row


class LinkEdit(Comparing, LinkMixin, DeskForm):
    """Change function, access and dates of a link."""

    permission = "crm.contact.link"
    nav = "crm"
    template_name = "crm/link_form.html"
    form_class = LinkForm

    @property
    def title(self):
        """Who it is about."""
        return f"{self.link.contact.name} bij {self.relation.name}"

    def form_arguments(self):
        """The link as it is now."""
        return {"initial": {name: getattr(self.link, name) for name in LinkForm.base_fields}}

    def now(self):
        """The link as it is stored by now."""
        row = RelationContact.objects.get(pk=self.link.pk)
        return {name: getattr(row, name) for name in LinkForm.base_fields}

    def save(self, form):
        """Change the link."""
        return change_link(
            self.link, by=self.member, version=form.cleaned_data["version"] or 0, values=form.values()
        )

    def saved_text(self, result):
        """Past tense with the object."""
        return f"Koppeling met {result.contact.name} gewijzigd"

    def success_url(self, result):
        """The tab."""
        return desk_url("crm:relation_contacts", self.relation.pk)

    def context(self):
        """The relation, and where «Annuleren» goes."""
        return {"relation": self.relation, "link": self.link, "cancel_url": self.success_url(None)}


class Unlink(LinkMixin, CardView):
    """End a link; the toast restores it."""

    permission = "crm.contact.link"

    def post(self, request, relation_id, pk):
        """One link of this relation."""
        link = self.link
        kept = {"job_title": link.job_title, "portal_access": link.portal_access}
        relation, contact = unlink_contact(link, by=self.member)
        request.session[f"relink:{relation.pk}:{contact.pk}"] = kept
        undo = desk_url("crm:link_restore", relation.pk, contact.pk)
        return self.done(f"{contact.name} ontkoppeld", self.url("crm:relation_contacts"), undo=undo)


class Relink(CardView):
    """Undo of unlinking: the same function and access, from today on."""

    permission = "crm.contact.link"

    def post(self, request, relation_id, contact_id):
        """Link them again."""
        relation = self.relation
        contact = Contact.objects.filter(pk=contact_id).first()
        kept = request.session.pop(f"relink:{relation.pk}:{contact_id}", None)
        if contact is None or kept is None:
            raise Http404("Nothing to restore.")
        try:
            link_contact(relation, contact, by=self.member, values=kept)
        except RuleBroken as fault:
            return self.failed(fault, self.url("crm:relation_contacts"))
        return self.done(f"{contact.name} weer gekoppeld", self.url("crm:relation_contacts"))


class Prefer(LinkMixin, CardView):
    """Make this the preferred contact."""

    permission = "crm.contact.link"

    def post(self, request, relation_id, pk):
        """One link of this relation."""
        link = prefer(self.link, by=self.member)
        return self.done(f"{link.contact.name} is nu het voorkeurscontact", self.url("crm:relation_contacts"))
