"""What one field or one set of rows was before, in place or on a page of its own, and putting a value back."""

from functools import cached_property

from django.http import Http404
from django.shortcuts import render

from crm.card import CardView
from crm.history import field_history, has_field
from crm.models import Contact
from crm.row_history import RIGHTS, has_set, row_history
from crm.rules.fields import restore_field
from crm.views.contact_pages import ContactMixin
from offices.errors import RuleBroken
from offices.urls_helpers import desk_url
from offices.views import DeskView

PART = "crm/parts/history.html"


class History:
    """What relation and contact share: the values of one field, and where a button to put one back goes."""

    def values(self, row, name: str, *, may_edit: bool, url_name: str) -> dict:
        """The context of the part: values with who set them, newest first."""
        label, values = field_history(row, name, self.member)
        for_back = values[1:] if may_edit else []
        urls = {
            value.event: desk_url(url_name, row.pk, name, value.event, query=f"versie={row.version}")
            for value in for_back
            if value.event
        }
        return {"label": label, "values": [(value, urls.get(value.event, "")) for value in values], "name": name}

    @property
    def in_place(self) -> bool:
        """Whether htmx asks only the list, to show under the field."""
        return self.request.headers.get("HX-Target", "").startswith("historie-")

    def put_back(self, row, name: str, event: int, url_name: str, back: str):
        """Put one value back; the toast offers the value that was there."""
        try:
            version = int(self.request.GET.get("versie", ""))
            values = field_history(row, name, self.member)[1] if has_field(row, name) else []
            saved = restore_field(row, name, event, by=self.member, version=version)
        except ValueError:
            return self.failed(RuleBroken("Deze knop is verouderd. Open de historie opnieuw."), back)
        except RuleBroken as fault:
            return self.failed(fault, back)
        undo = None
        if values and values[0].event and values[0].event != event:
            undo = desk_url(url_name, row.pk, name, values[0].event, query=f"versie={saved.row.version}")
        return self.done("Eerdere waarde teruggezet", back, undo=undo)


class FieldHistory(History, CardView):
    """One field of a relation, or one set of its rows."""

    permission = "crm.relation.view"
    tab = "fields"

    def get(self, request, relation_id, name):
        """Every value the field had, or every change of the rows, newest first."""
        relation = self.relation
        if has_set(name):
            if name in RIGHTS:
                self.reach.require(RIGHTS[name])
            label, changes = row_history(relation, name, self.member)
            context = {"label": label, "changes": changes, "name": name}
        elif has_field(relation, name):
            may_edit = self.reach.may("crm.relation.edit")
            context = self.values(relation, name, may_edit=may_edit, url_name="crm:field_restore")
        else:
            raise Http404("No such field.")
        if self.in_place:
            return render(request, PART, context)
        return self.render("crm/card_history.html", context)


class FieldRestore(History, CardView):
    """Puts an earlier value of a field of a relation back."""

    permission = "crm.relation.edit"
    tab = "fields"
    http_method_names = ["post"]

    def post(self, request, relation_id, name, event):
        """One value, as a change like any other."""
        back = self.back_url(self.url("crm:relation_fields"))
        return self.put_back(self.relation, name, event, "crm:field_restore", back)


class ContactHistory(History, ContactMixin, DeskView):
    """One field of a contact."""

    permission = "crm.contact.view"
    nav = "contacts"

    @cached_property
    def may_edit(self) -> bool:
        """Whether this member may change the contact."""
        return Contact.objects.visible_to(self.member, "crm.contact.edit").filter(pk=self.contact.pk).exists()

    def get(self, request, contact_id, name):
        """Every value the field had, newest first."""
        contact = self.contact
        if not has_field(contact, name):
            raise Http404("No such field.")
        context = self.values(contact, name, may_edit=self.may_edit, url_name="crm:contact_restore")
        if self.in_place:
            return render(request, PART, context)
        return self.render("crm/contact_history.html", {"contact": contact} | context)


class ContactRestore(History, ContactMixin, DeskView):
    """Puts an earlier value of a field of a contact back."""

    permission = "crm.contact.edit"
    nav = "contacts"
    http_method_names = ["post"]

    def post(self, request, contact_id, name, event):
        """One value, as a change like any other."""
        back = self.back_url(desk_url("crm:contact", self.contact.pk))
        return self.put_back(self.contact, name, event, "crm:contact_restore", back)
