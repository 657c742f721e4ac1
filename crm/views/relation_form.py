"""Making and changing relations on one page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from crm.card import RelationMixin
from crm.company_register import working_register
from crm.enums import RelationStatus, RelationType
from crm.forms.parts import SETS, RowSet
from crm.forms.relation import RelationSheet, initial_of
from crm.models import Relation
from crm.rules.avatar import keep_avatar
from crm.rules.duplicates import find_duplicates
from crm.rules.filling import lost_by_type
from crm.rules.register import create_filled, unsealed
from crm.rules.relations import change_relation, create_relation, label_of
from crm.rules.sequence import propose_number
from offices.errors import RuleBroken, StaleForm
from offices.permissions import may
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskView


class RelationSheetView(DeskForm):
    """What create and edit share: the sheet, its faults, and warnings after saving."""

    template_name = "crm/relation_form.html"
    nav = "crm"

    def build(self, data=None, files=None):
        """The sheet, bound when data is given."""
        return RelationSheet(data, files, **self.form_arguments())

    def form_arguments(self):
        """Whether the box «Afgeschermd» is there."""
        return {"may_private": self.may("crm.relation.private")}

    def post(self, request, *args, **kwargs):
        """Judge the whole sheet, call the rule, or show it again with everything still there."""
        sheet = self.build(request.POST, request.FILES)
        if not sheet.is_valid():
            return self.show(sheet, status=422)
        try:
            return self.saved(self.save(sheet))
        except StaleForm as fault:
            return self.stale(sheet, fault)
        except RuleBroken as fault:
            sheet.add_error(sheet.place_of(fault.field), fault.text)
            may_repeat = fault.code == "CRM07" and may(self.member, "crm.relation.number_override")
            return self.show(sheet, status=422, problem=fault, ask_reason=may_repeat)

    def values(self, sheet):
        """What the rules take; a new picture is stored first."""
        picture = sheet.form.cleaned_data.get("avatar")
        return sheet.values() | ({"avatar": keep_avatar(picture)} if picture else {})

    def stale(self, sheet, fault):
        """Only an edit can be stale."""
        raise fault

    def saved(self, result):
        """To the card, with what deserves a look."""
        for warning in result.warnings:
            messages.warning(self.request, warning.text)
        if "contact" in self.request.POST:
            return redirect(desk_url("crm:link_create", result.row.pk))
        return super().saved(result)

    def success_url(self, result):
        """The card."""
        return desk_url("crm:relation", result.row.pk)


class RelationCreate(RelationSheetView):
    """A new relation."""

    permission = "crm.relation.create"
    title = "Nieuwe relatie"

    def form_arguments(self):
        """A proposed number, and the type the address asks for."""
        start = {"number": propose_number()}
        if self.request.GET.get("type") in RelationType.values:
            start["type"] = self.request.GET["type"]
        return super().form_arguments() | {"initial": {"fields": start}}

    def save(self, sheet):
        """Make the relation; with what the trade register said beside it when the form was filled from there."""
        cleaned = sheet.form.cleaned_data
        values = {
            "values": self.values(sheet),
            "status": cleaned.get("status") or RelationStatus.PROSPECT,
            "reason": cleaned["reason"],
        }
        fetched = unsealed(self.request.POST.get("register", ""))
        return create_filled(fetched, by=self.member, **values) if fetched else create_relation(by=self.member, **values)

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.row.name} aangemaakt"

    def context(self):
        """Where «Annuleren» goes, and whether the trade register can fill the form; its answer stays with the form."""
        token = {"register_token": self.request.POST["register"]} if self.request.POST.get("register") else {}
        return {"cancel_url": desk_url("crm:relation_list"), "register": working_register()} | token


class RelationEdit(RelationMixin, RelationSheetView):
    """Changing a relation; a stale form shows both values per field."""

    permission = "crm.relation.edit"

    @property
    def title(self):
        """The name stands in the head."""
        return f"{self.relation.name} wijzigen"

    def form_arguments(self):
        """The relation as it is now."""
        start = {"relation": self.relation, "initial": initial_of(self.relation)}
        return super().form_arguments() | start

    def save(self, sheet):
        """Change the relation; what another type has no place for goes only when that was confirmed."""
        cleaned = sheet.form.cleaned_data
        lost = lost_by_type(self.relation, cleaned["type"])
        if lost and not cleaned["drop"]:
            names = ", ".join(label_of(name) for name in lost)
            raise RuleBroken(f"Met dit type verdwijnt: {names}. Bevestig dat onder Type als het klopt.", code="CRM51", field="type")
        return change_relation(
            self.relation,
            by=self.member,
            version=cleaned["version"] or 0,
            values=self.values(sheet),
            reason=cleaned["reason"],
        )

    def stale(self, sheet, fault):
        """The sheet as typed, beside what a colleague saved; saving again keeps what stands in the fields."""
        data = self.request.POST.copy()
        data["version"] = str(Relation.objects.values_list("version", flat=True).get(pk=self.relation.pk))
        mine = sheet.form
        sheet = self.build(data, self.request.FILES)
        sheet.is_valid()
        sheet.add_error(None, fault.text)
        return self.show(sheet, status=409, problem=fault, conflicts=conflicts(mine, self.relation))

    def saved_text(self, result):
        """Past tense with the object."""
        return f"{result.row.name} gewijzigd"

    def context(self):
        """Where «Annuleren» goes."""
        return {"relation": self.relation, "cancel_url": desk_url("crm:relation", self.relation.pk)}


def conflicts(form, relation):
    """(label, value now, value typed) of every single field that differs."""
    now = initial_of(relation)["fields"]
    found = []
    for name, typed in form.cleaned_data.items():
        if name not in now or name in {"version", "groups", "labels", "kind", "rsin_bsn"}:
            continue
        if typed != now[name] and (typed or now[name]):
            found.append(
                {"label": label_of(name) if name != "type" else "Type", "now": now[name], "mine": typed}
            )
    return found


class FormRow(DeskView):
    """One more empty row of a set on the form, for htmx."""

    permission = "crm.relation.view"

    def get(self, request, name):
        """The row, and the new number of rows."""
        if name not in SETS:
            return HttpResponse(status=404)
        rows = RowSet(name)
        place = request.GET.get(rows.count_name, "")
        rows = RowSet(name, {rows.count_name: str(int(place) + 1 if place.isdigit() else 1)})
        row = rows.row_class(prefix=f"{name}-{rows.total - 1}", **rows.extra)
        return render(request, "crm/parts/more_row.html", {"set": rows, "row": row})


class Duplicates(DeskView):
    """Relations that look like what is being typed. Asked by POST, so that no number stands in an address or log."""

    permission = "crm.relation.create"

    def post(self, request):
        """A warning, or nothing."""
        found, hidden = find_duplicates(request.POST, member=self.member)
        return render(request, "crm/parts/duplicates.html", {"found": found, "hidden": hidden})
