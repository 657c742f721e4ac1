"""The trade register on the create form and on the card: search, fill, compare, take over."""

from django.http import Http404

from crm.card import CardView
from crm.company_register import working_register
from crm.forms.relation import RelationSheet
from crm.forms.typed import filled, typed
from crm.models import RegisterSnapshot
from crm.register_values import compare, form_values, shielded, words
from crm.rules.duplicates import find_duplicates
from crm.rules.register import fetch, fetched_of, sealed, search_register, take_over, take_snapshot
from crm.views.relation_form import RelationCreate
from offices.errors import RuleBroken
from offices.permissions import may, require


class RegisterFill(RelationCreate):
    """The create form again: with what the register found, or filled with what it said. Nothing typed is lost."""

    http_method_names = ("post",)

    def post(self, request, *args, **kwargs):
        """«kies» names a KvK-nummer to fill in; without it the text in «kvk_zoek» is searched."""
        start = typed(request.POST, may_private=may(self.member, "crm.relation.private"))
        number = request.POST.get("kies", "")
        try:
            return self.fill(start, number) if number else self.search(start)
        except RuleBroken as fault:
            return self.again(start, status=422, register_fault=fault)

    def search(self, start):
        """The lines the register found, above the form."""
        asked = {"text": self.request.POST.get("kvk_zoek", ""), "city": self.request.POST.get("kvk_plaats", "")}
        found = search_register(asked["text"], city=asked["city"], member=self.member)
        return self.again(start, register_found=found)

    def fill(self, start, number):
        """The fields of the form from the register, with relations that look like it."""
        fetched = fetch(number, by=self.member)
        start = filled(start, form_values(fetched.profile))
        looks = {name: value or "" for name, value in start["fields"].items()}
        looks["VISIT-postal_code"] = start["addresses"].get("VISIT", {}).get("postal_code") or ""
        found, hidden = find_duplicates(looks, member=self.member)
        return self.again(
            start,
            register_token=sealed(fetched),
            register_taken=fetched,
            register_shielded=shielded(fetched.profile),
            duplicates_found=found,
            duplicates_hidden=hidden,
        )

    def again(self, start, *, status=200, **context):
        """The form with these values, unjudged."""
        sheet = RelationSheet(initial=start, may_private=may(self.member, "crm.relation.private"))
        asked = {"register_text": self.request.POST.get("kvk_zoek", ""), "register_city": self.request.POST.get("kvk_plaats", "")}
        kept = {"register_token": self.request.POST.get("register", "")} if "register_token" not in context else {}
        return self.show(sheet, status=status, **asked | kept | context)


class RegisterCard(CardView):
    """What the pages of the register on the card share: everybody reads, who may change the relation acts."""

    permission = "crm.relation.view"
    tab = "fields"

    def require_edit(self):
        """Refuse who lacks the right, before and after looking for the relation."""
        require(self.member, "crm.relation.edit")
        if self.relation:
            self.reach.require("crm.relation.edit")


class RegisterCompare(RegisterCard):
    """*Vergelijk met KvK*: what was fetched before, and the question to the register now."""

    def get(self, request, relation_id):
        """The kept answers, newest first, and the button."""
        return self.page({})

    def post(self, request, relation_id):
        """Ask the register under this number, or search it; the answer is kept and shown beside the relation."""
        self.require_edit()
        number, text = request.POST.get("kies", ""), request.POST.get("kvk_zoek", "")
        try:
            if not number:
                found = search_register(text, city=request.POST.get("kvk_plaats", ""), member=self.member)
                return self.page({"register_found": found})
            made = take_snapshot(self.relation, number, by=self.member)
        except RuleBroken as fault:
            return self.page({"register_fault": fault}, status=fault.status)
        return self.done("Opgehaald bij het handelsregister.", self.url("crm:register_snapshot", made.pk))

    def page(self, context, *, status=200):
        """Head, button and former answers."""
        rows = RegisterSnapshot.objects.filter(relation=self.relation).order_by("-taken_at")[:50]
        asked = {"register_text": self.request.POST.get("kvk_zoek", ""), "register_city": self.request.POST.get("kvk_plaats", "")}
        register = working_register()
        shown = {"snapshots": rows, "register": register, "comparing": True}
        return self.render("crm/register.html", shown | asked | context, status=status)


class RegisterSnapshotPage(RegisterCard):
    """One dated answer of the register beside the relation of now; chosen fields can be taken over."""

    @property
    def snapshot(self):
        """The answer of the address, of this relation."""
        row = RegisterSnapshot.objects.filter(relation=self.relation, pk=self.kwargs["pk"]).first()
        if row is None:
            raise Http404("No such answer.")
        return row

    def get(self, request, relation_id, pk):
        """Field by field."""
        return self.page(self.snapshot)

    def post(self, request, relation_id, pk):
        """Take over what was ticked."""
        self.require_edit()
        snapshot, version = self.snapshot, request.POST.get("version", "")
        try:
            saved = take_over(
                self.relation,
                snapshot,
                keys=request.POST.getlist("veld"),
                by=self.member,
                version=int(version) if version.isdigit() else 0,
            )
        except RuleBroken as fault:
            return self.page(snapshot, status=409 if fault.status == 409 else 422, register_fault=fault, ticked=request.POST.getlist("veld"))
        warned = " ".join(warning.text for warning in saved.warnings)
        return self.done(f"De gekozen gegevens zijn overgenomen uit KvK. {warned}".strip(), request.path)

    def page(self, snapshot, *, status=200, **context):
        """The comparison, and what else the register told."""
        profile = fetched_of(snapshot).profile
        differences = compare(self.relation, profile)
        shown = {
            "snapshot": snapshot,
            "profile": profile,
            "differences": differences,
            "differing": sum(1 for one in differences if not one.same),
            "shielded": shielded(profile),
            "legal_form": words("rechtsvorm", profile.rechtsvorm) or profile.rechtsvorm_text,
        }
        return self.render("crm/register_snapshot.html", shown | context, status=status)
