"""The page and form of one contact."""

from functools import cached_property

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect

from crm.card import MovedAway
from crm.forms.contact import ContactForm, contact_initial
from crm.forms.small import InviteForm
from crm.models import Contact, Invitation
from crm.numbers import mask
from crm.portal_states import portal_states
from crm.queries import links_now
from crm.recent import opened
from crm.rules.contacts import change_contact, create_contact, propose_contact_number
from crm.rules.invitations import invite, revoke_invitation
from crm.rules.merging import followed
from crm.rules.persons import person_of
from crm.views.comparing import Comparing
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView


class ContactMixin:
    """The contact of the address, as far as this member may see it; 404 otherwise."""

    @cached_property
    def contact(self):
        """The contact, judged by the right of the page."""
        rows = Contact.objects.visible_to(self.member)
        row = rows.filter(pk=self.kwargs["contact_id"]).first()
        if row is None:
            raise self.not_here()
        if not Contact.objects.visible_to(self.member, self.permission).filter(pk=row.pk).exists():
            raise Http404("This right does not reach the contact.")
        return row

    def dispatch(self, request, *args, **kwargs):
        """Lead the way from a merged contact to the one it went into."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except MovedAway as gone:
            return redirect(desk_url("crm:contact", gone.row.pk))

    def not_here(self):
        """Where a merged contact is now, when this member may see that one; else 404."""
        row = followed(Contact, self.kwargs["contact_id"])
        if row is not None and Contact.objects.visible_to(self.member).filter(pk=row.pk).exists():
            return MovedAway(row)
        return Http404("No such contact for this member.")


class ContactPage(ContactMixin, DeskView):
    """One contact: data, relations and the portal."""

    permission = "crm.contact.view"
    nav = "contacts"

    def get(self, request, contact_id):
        """The page."""
        contact = self.contact
        opened(self.member, "contacts", contact.pk)
        prefetch_related_objects([contact], links_now(self.member))
        context = {
            "contact": contact,
            "address": contact.addresses.first(),
            "masked": mask(contact.bsn),
            "portal": portal_states([contact], self.office)[contact.pk],
            "invitations": contact.invitations.select_related("invited_by__user").order_by("-created_at")[:5],
            "may_edit": self._reaches("crm.contact.edit"),
            "may_invite": self._reaches("portal.invite"),
            "may_create": self.may("crm.relation.create"),
            "may_merge": self._reaches("crm.relation.merge"),
            "may_delete": self._reaches("crm.relation.delete"),
            "person": person_of(contact, self.member),
        }
        return self.render("crm/contact.html", context)

    def _reaches(self, right):
        return Contact.objects.visible_to(self.member, right).filter(pk=self.contact.pk).exists()


class ContactEdit(Comparing, ContactMixin, DeskForm):
    """Changing a contact, everywhere it is linked."""

    permission = "crm.contact.edit"
    nav = "contacts"
    template_name = "crm/contact_form.html"
    form_class = ContactForm

    @property
    def title(self):
        """The name stands in the head."""
        return f"{self.contact.name} wijzigen"

    def form_arguments(self):
        """The contact as it is now."""
        return {"contact": self.contact, "initial": contact_initial(self.contact)}

    def now(self):
        """The contact as it is stored by now."""
        return contact_initial(Contact.objects.get(pk=self.contact.pk))

    def save(self, form):
        """Change the contact."""
        version = form.cleaned_data["version"] or 0
        return change_contact(self.contact, by=self.member, version=version, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.row.name} gewijzigd"

    def success_url(self, result):
        """The page of the contact."""
        return desk_url("crm:contact", result.row.pk)

    def context(self):
        """Where «Annuleren» goes."""
        return {"contact": self.contact, "cancel_url": desk_url("crm:contact", self.contact.pk)}


class ContactCreate(DeskForm):
    """A contact without a relation; asks reach over all, because nobody else could see it."""

    permission = "crm.contact.edit"
    nav = "contacts"
    template_name = "crm/contact_form.html"
    form_class = ContactForm
    title = "Nieuw contact"

    def form_arguments(self):
        """A proposed number."""
        return {"initial": {"number": propose_contact_number()}}

    def save(self, form):
        """Make the contact."""
        return create_contact(by=self.member, values=form.values())

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.row.name} aangemaakt"

    def success_url(self, result):
        """The page of the contact, or the list when the member cannot see a contact without a relation."""
        seen = Contact.objects.visible_to(self.member).filter(pk=result.row.pk).exists()
        return desk_url("crm:contact", result.row.pk) if seen else desk_url("crm:contact_list")

    def context(self):
        """Where «Annuleren» goes."""
        return {"cancel_url": desk_url("crm:contact_list")}


class Invite(ContactMixin, DeskForm):
    """Invite the contact to the portal."""

    permission = "portal.invite"
    nav = "contacts"
    template_name = "crm/invite.html"
    form_class = InviteForm
    submit_label = "Uitnodiging versturen"

    @property
    def title(self):
        """Who is invited."""
        return f"{self.contact.name} uitnodigen"

    def save(self, form):
        """Send the invitation."""
        return invite(self.contact, by=self.member, text=form.cleaned_data["text"])

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{self.contact.name} uitgenodigd op {result.email}"

    def success_url(self, result):
        """The page of the contact."""
        return desk_url("crm:contact", self.contact.pk)

    def context(self):
        """Who, and where «Annuleren» goes."""
        return {"contact": self.contact, "cancel_url": desk_url("crm:contact", self.contact.pk)}


class RevokeInvite(ContactMixin, DeskView):
    """Withdraw an invitation."""

    permission = "portal.invite"
    nav = "contacts"

    def post(self, request, contact_id, pk):
        """One invitation of this contact."""
        row = Invitation.objects.filter(contact=self.contact, pk=pk).first()
        if row is None:
            raise Http404("No such invitation.")
        url = desk_url("crm:contact", self.contact.pk)
        try:
            revoke_invitation(row, by=self.member)
        except RuleBroken as fault:
            return self.failed(fault, url)
        return self.done(f"Uitnodiging van {self.contact.name} ingetrokken", url)
