"""Small forms: a note, a reason, the end of a relation, a colleague in a role, an invitation."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from crm.enums import EndReason, FiscalUnityKind
from crm.forms.fields import DutchDate
from crm.forms.parts import DutchForm
from offices.models import TeamMember, TeamRole
from offices.scope import require_office_id


class NoteForm(DutchForm):
    """A note or decision; sharing it with the client only for who may publish."""

    text = forms.CharField(label="Notitie", max_length=20_000, widget=forms.Textarea(attrs={"rows": 2}))
    is_decision = forms.BooleanField(label="Dit is een besluit", required=False)
    shared = forms.BooleanField(label="Zichtbaar voor de cliënt", required=False)

    def __init__(self, *args, may_share=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]


class ReasonForm(DutchForm):
    """Why something is done."""

    reason = forms.CharField(
        label="Reden", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndForm(DutchForm):
    """When and why a relation ends."""

    ended_on = DutchDate(label="Einddatum")
    end_reason = forms.ChoiceField(label="Reden einde", choices=[("", "Kies een reden"), *EndReason.choices])
    reason = forms.CharField(
        label="Toelichting", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AssignForm(DutchForm):
    """A colleague in a role, from a day on."""

    role = forms.ModelChoiceField(label="Rol", queryset=None, empty_label="Kies een rol")
    member = forms.ModelChoiceField(label="Teamlid", queryset=None, empty_label="Kies een teamlid")
    valid_from = DutchDate(label="Vanaf", required=False)
    valid_to = DutchDate(label="Tot en met", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = TeamRole.objects.filter(active=True).order_by("order", "name")
        working = Q(ends_on=None) | Q(ends_on__gte=timezone.localdate())
        members = TeamMember.objects.filter(working, office_id=require_office_id()).exclude(state="ENDED")
        self.fields["member"].queryset = members.select_related("user").order_by("number")


class InviteForm(DutchForm):
    """A personal line in the invitation."""

    text = forms.CharField(
        label="Persoonlijke tekst",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Komt in de mail boven de link. U mag dit leeg laten.",
    )


class UnityForm(DutchForm):
    """A fiscal unity of which this relation is the head."""

    kind = forms.ChoiceField(label="Soort", choices=FiscalUnityKind.choices, widget=forms.RadioSelect)
    number = forms.CharField(
        label="Nummer",
        max_length=20,
        help_text="Bij omzetbelasting het OB-nummer van de eenheid, bij vennootschapsbelasting het RSIN",
    )
    name = forms.CharField(label="Naam", max_length=200, required=False)
    valid_from = DutchDate(label="Vanaf", required=False)
    members = forms.CharField(
        label="Andere onderdelen",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Een relatienummer per regel; het hoofd hoort er vanzelf bij",
    )

    def __init__(self, *args, relations=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.relations = relations

    def clean_members(self):
        """The relations of these numbers, as far as they may be changed."""
        wanted = [line.strip() for line in self.cleaned_data["members"].splitlines() if line.strip()]
        found = {row.number: row for row in self.relations.filter(number__in=wanted)}
        unknown = [number for number in wanted if number not in found]
        if unknown:
            raise forms.ValidationError(
                f"Geen relatie met nummer {', '.join(unknown)}. Controleer het nummer."
            )
        return list(found.values())
