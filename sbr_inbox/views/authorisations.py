"""*Machtigingen*: for which clients the office may fetch messages, who is missing next year, and the letter to the client."""

from uuid import UUID

import django_filters as filters
from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from crm.models import Relation
from crm.search import find_relations
from offices.urls_helpers import desk_url
from offices.views import DeskForm, DeskList, DeskView
from sbr_inbox import pdf
from sbr_inbox.authorisations import TAX_LABELS, begins_on, missing, needs_code, next_states
from sbr_inbox.delivery_enums import AuthorisationState, AuthorisedService
from sbr_inbox.models import ServiceAuthorisation
from sbr_inbox.rules.authorisations import RIGHT, move_authorisation, request_authorisation, request_many

TAX_CHOICES = list(TAX_LABELS.items())
SHOWN = 200


def visible_rows(member):
    """Authorisations of relations on which this member may manage them."""
    return ServiceAuthorisation.objects.filter(relation__in=Relation.objects.visible_to(member, RIGHT))


class AuthorisationFilter(filters.FilterSet):
    """Filters of the register."""

    q = filters.CharFilter(method="search", label="Relatie")
    status = filters.MultipleChoiceFilter(choices=AuthorisationState.choices, field_name="state", label="Status")
    dienst = filters.ChoiceFilter(choices=AuthorisedService.choices, field_name="service", label="Dienst")
    belasting = filters.ChoiceFilter(choices=TAX_CHOICES, field_name="tax", label="Belasting")
    jaar = filters.NumberFilter(method="in_year", label="Jaar")

    class Meta:
        model = ServiceAuthorisation
        fields: list[str] = []

    def search(self, queryset, name, value):
        """By name or number of the relation."""
        return queryset.filter(relation__in=find_relations(Relation.objects.visible_to(self.request.member, RIGHT), value, member=self.request.member))

    def in_year(self, queryset, name, value):
        """For this year, or going on."""
        return queryset.filter(Q(year=int(value)) | Q(year=None))


class AuthorisationList(DeskList):
    """The register, newest first."""

    permission = RIGHT
    nav = "settings"
    tab = "authorisations"
    template_name = "sbr_inbox/authorisation_list.html"
    sorts = {"nieuw": ("id",)}
    default_sort = "-nieuw"
    filter_class = AuthorisationFilter
    things = "machtigingen"

    def rows(self):
        """What this member may manage."""
        return visible_rows(self.member).select_related("relation")

    def dress(self, rows):
        """From when a machtiging may be counted on."""
        for row in rows:
            row.begins = begins_on(row)
        return rows

    def context(self):
        """The list, and the year to look forward to."""
        return super().context() | {"today": timezone.localdate(), "next_year": timezone.localdate().year + 1}


class MissingForm(forms.Form):
    """For what and which year."""

    dienst = forms.ChoiceField(label="Dienst", choices=AuthorisedService.choices[:2], initial=AuthorisedService.SBA)
    belasting = forms.ChoiceField(label="Belasting", choices=TAX_CHOICES, initial="IB")
    jaar = forms.IntegerField(label="Jaar", min_value=2010, max_value=2100)


class MissingList(DeskView):
    """*Wie mist nog*: clients without a machtiging for a year, and asking for all of them at once."""

    permission = RIGHT
    nav = "settings"
    tab = "authorisations"

    def get(self, request):
        """Who is missing; the choice stands in the address."""
        initial = {"dienst": AuthorisedService.SBA, "belasting": "IB", "jaar": timezone.localdate().year + 1}
        form = MissingForm({**initial, **request.GET.dict()})
        if not form.is_valid():
            return self.render("sbr_inbox/authorisation_missing.html", {"form": form, "rows": []}, status=422)
        return self.page(form)

    def post(self, request):
        """Ask for every ticked client; each gets its own answer."""
        form = MissingForm(request.POST)
        if not form.is_valid():
            return self.render("sbr_inbox/authorisation_missing.html", {"form": form, "rows": []}, status=422)
        found = form.cleaned_data
        ids = [pk for pk in request.POST.getlist("pk") if _is_uuid(pk)]
        wanted = missing(self.member, service=found["dienst"], tax=found["belasting"], year=found["jaar"]).filter(pk__in=ids)
        results = request_many(list(wanted), by=self.member, service=found["dienst"], tax=found["belasting"], year=found["jaar"])
        return self.page(form, results=results)

    def page(self, form, **more):
        """The page with who is still missing."""
        found = form.cleaned_data
        rows = missing(self.member, service=found["dienst"], tax=found["belasting"], year=found["jaar"])
        rows = list(rows.order_by("sort_name", "id")[: SHOWN + 1])
        return self.render("sbr_inbox/authorisation_missing.html", {"form": form, "rows": rows[:SHOWN], "more": len(rows) > SHOWN} | more)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class RequestForm(forms.Form):
    """One request."""

    relation = forms.CharField(label="Relatienummer", max_length=20)
    service = forms.ChoiceField(label="Dienst", choices=AuthorisedService.choices)
    tax = forms.ChoiceField(label="Belasting", choices=TAX_CHOICES)
    year = forms.IntegerField(label="Jaar", required=False, help_text="Leeg: doorlopend.")
    note = forms.CharField(label="Notitie", max_length=300, required=False)

    def __init__(self, *args, relations, **kwargs):
        super().__init__(*args, **kwargs)
        self.relations = relations

    def clean_relation(self):
        """The relation with this number that the member may manage."""
        found = self.relations.filter(number=self.cleaned_data["relation"].strip()).first()
        if found is None:
            raise forms.ValidationError("Geen relatie heeft dit nummer. Zoek het nummer op in de lijst met relaties.")
        return found


class AuthorisationNew(DeskForm):
    """Ask for one machtiging."""

    permission = RIGHT
    nav = "settings"
    template_name = "sbr_inbox/act_form.html"
    form_class = RequestForm
    title = "Machtiging aanvragen"
    submit_label = "Aanvragen"

    def form_arguments(self):
        """Relations this member may ask for; the address may name one."""
        asked = self.request.GET.get("relatie", "")
        return {
            "relations": Relation.objects.visible_to(self.member, RIGHT),
            "initial": {"relation": asked[:20], "year": timezone.localdate().year},
        }

    def context(self):
        """Where to go back."""
        return {"cancel_url": desk_url("sbr_inbox:authorisation_list"), "lead": "Leg vast dat u de machtiging heeft aangevraagd bij Logius."}

    def save(self, form):
        """One rule."""
        found = form.cleaned_data
        return request_authorisation(found.pop("relation"), by=self.member, **found)

    def saved_text(self, result):
        """Said on its page."""
        return f"De machtiging voor {result.relation} is vastgelegd."

    def success_url(self, result):
        """Its own page."""
        return desk_url("sbr_inbox:authorisation", result.pk)


class StepForm(forms.Form):
    """The next step and its day."""

    state = forms.ChoiceField(label="Volgende stap")
    on = forms.DateField(label="Datum")
    code = forms.CharField(label="Activeringscode", max_length=40, required=False, help_text="Staat in de brief aan de cliënt. Wij bewaren de code versleuteld.")
    valid_to = forms.DateField(label="Geldig tot en met", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, steps=(), with_code=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = steps
        if not with_code:
            del self.fields["code"]


class AuthorisationPage(DeskForm):
    """One machtiging: its steps so far, and the next one."""

    permission = RIGHT
    nav = "settings"
    template_name = "sbr_inbox/authorisation.html"
    form_class = StepForm
    submit_label = "Vastleggen"

    @property
    def row(self) -> ServiceAuthorisation:
        """The row of the address."""
        return get_object_or_404(visible_rows(self.member).select_related("relation"), pk=self.kwargs["pk"])

    def form_arguments(self):
        """Only steps that can follow."""
        row = self.row
        steps = [(state, AuthorisationState(state).label) for state in next_states(row)]
        return {"steps": steps, "with_code": needs_code(row), "initial": {"on": timezone.localdate(), "version": row.version}}

    def context(self):
        """The row with its steps."""
        row = self.row
        return {"row": row, "steps": list(row.steps.select_related("by__user")), "begins": begins_on(row), "has_code": bool(row.code)}

    def save(self, form):
        """One rule."""
        found = form.cleaned_data
        return move_authorisation(self.row, found.pop("state"), by=self.member, **found)

    def saved_text(self, result):
        """Said on the page."""
        return f"Vastgelegd: {result.get_state_display().lower()}."

    def success_url(self, result):
        """The same page."""
        return desk_url("sbr_inbox:authorisation", result.pk)


class AuthorisationLetter(DeskView):
    """The letter that tells a client what the machtiging is for and what he must do."""

    permission = RIGHT
    nav = "settings"

    def get(self, request, pk):
        """A PDF, made on the spot."""
        row = get_object_or_404(visible_rows(self.member).select_related("relation"), pk=pk)
        paper = pdf.authorisation_letter(row, self.office, by=self.member, today=timezone.localdate())
        answer = HttpResponse(paper, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="Machtiging {row.pk}.pdf"'
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
