"""What the inbox can be narrowed to; the address holds it all."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm.enums import FilingKind
from crm.models import Relation
from crm.numbers import normalise, strip
from crm.search import find_relations
from sbr_inbox import states
from sbr_inbox.approval_enums import RequestState
from sbr_inbox.enums import Source, State
from sbr_inbox.indexes import key_index
from sbr_inbox.issues import CODES
from sbr_inbox.models import ApprovalRequest, Filing, FilingIssue, Release

# The tabs above the list: name in the address, label, states.
TABS = (
    ("te-koppelen", "Te koppelen", (State.UNMATCHED, State.AMBIGUOUS)),
    ("oplossen", "Op te lossen", (State.MATCHED, State.UNREADABLE)),
    ("controle", "Controle", (State.IN_REVIEW,)),
    ("klaar", "Klaar om aan te bieden", (State.READY,)),
    ("wacht", "Wacht op cliënt", (State.OFFERED,)),
    ("terug", "Niet akkoord of verlopen", (State.DECLINED, State.EXPIRED)),
    ("akkoord", "Te verzenden", (State.APPROVED, State.QUEUED)),
    ("onderweg", "In behandeling", (State.SENT, State.IN_PROGRESS, State.DELIVERY_TROUBLE, State.DELIVERY_UNKNOWN)),
    ("fout", "Geweigerd", states.BROKEN_OFF),
    ("afgerond", "Afgerond", states.FINAL),
)
_STATES = {name: wanted for name, _, wanted in TABS}
_MISSING = [("product", "Product ontbreekt"), ("contact", "Contact of uitnodiging ontbreekt"), ("nummer", "Geen relatie")]
_CODES = {"product": ("E08",), "contact": ("E12", "E13"), "nummer": ("E04", "E05", "E07")}


class FilingFilter(filters.FilterSet):
    """Filters of the inbox."""

    q = filters.CharFilter(method="search", label="Zoeken")
    tab = filters.ChoiceFilter(
        choices=[(name, label) for name, label, _ in TABS], method="in_tab", label="Weergave", widget=forms.HiddenInput
    )
    soort = filters.MultipleChoiceFilter(choices=FilingKind.choices, field_name="kind", label="Soort")
    status = filters.MultipleChoiceFilter(choices=State.choices, field_name="state", label="Status")
    mist = filters.MultipleChoiceFilter(choices=_MISSING, method="lacking", label="Wat ontbreekt")
    code = filters.ChoiceFilter(
        choices=[(code, f"{code} {about.cause}") for code, about in CODES.items()], method="with_code", label="Foutcode"
    )
    akkoord = filters.ChoiceFilter(
        choices=[("stil", "Cliënt reageert niet"), ("vrijgave", "Vrijgave te bevestigen")], method="about_approval", label="Akkoord"
    )
    bron = filters.ChoiceFilter(choices=Source.choices, field_name="source", label="Bron")
    uiterlijk = filters.ChoiceFilter(
        choices=[("vandaag", "Vandaag of voorbij"), ("week", "Binnen zeven dagen")], method="due", label="Uiterste datum"
    )
    van = filters.DateFilter(field_name="period_end", lookup_expr="gte", label="Tijdvak eindigt vanaf")
    tot = filters.DateFilter(field_name="period_end", lookup_expr="lte", label="Tijdvak eindigt tot en met")
    uiterlijk = filters.DateFilter(field_name="deadline", lookup_expr="lte", label="Deadline tot en met")
    bedrag_van = filters.NumberFilter(field_name="amount", lookup_expr="gte", label="Bedrag vanaf")
    bedrag_tot = filters.NumberFilter(field_name="amount", lookup_expr="lte", label="Bedrag tot en met")

    class Meta:
        model = Filing
        fields: list[str] = []

    def search(self, queryset, name, value):
        """A relation by name or number, or a filing by its number, reference or file name."""
        relations = find_relations(Relation.objects.visible_to(self.request.member), value, member=self.request.member)
        found = Q(relation__in=relations) | Q(supplier_reference__iexact=value.strip()) | Q(name__iexact=value.strip())
        if index := number_index(value):
            found |= Q(key_hmac=index)
        return queryset.filter(found)

    def in_tab(self, queryset, name, value):
        """The states of one tab."""
        return queryset.filter(state__in=_STATES[value])

    def due(self, queryset, name, value):
        """Filings that are not sent and have their last day by then."""
        return queryset.unsent_by(timezone.localdate() + timedelta(days=0 if value == "vandaag" else 7))

    def lacking(self, queryset, name, value):
        """Filings with an open issue about this."""
        return queryset.filter(_open([code for each in value for code in _CODES[each]]))

    def about_approval(self, queryset, name, value):
        """Filings whose client is silent, or that wait for a second member."""
        silent = ApprovalRequest.objects.filter(filing_id=OuterRef("pk"), state=RequestState.OPEN, silent_at__isnull=False)
        asked = Release.objects.filter(filing_id=OuterRef("pk"), confirmed_by=None, refused_at=None)
        return queryset.filter(Exists(silent if value == "stil" else asked))

    def with_code(self, queryset, name, value):
        """Filings with this open issue."""
        return queryset.filter(_open([value]))


def number_index(text: str) -> str:
    """The blind index of a typed subject number, or nothing when it is no number."""
    bare = strip(text)
    normal = normalise(bare, padded=len(bare) == 9)
    if normal is not None and any(sign.isdigit() for sign in bare):
        return key_index(str(normal))
    return key_index(bare) if bare.isdigit() and len(bare) == 8 else ""


def _open(codes: list[str]):
    rows = FilingIssue.objects.filter(filing_id=OuterRef("pk"), code__in=codes, closed_at__isnull=True)
    return Exists(rows)
