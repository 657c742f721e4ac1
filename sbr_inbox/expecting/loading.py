"""The facts behind the expectation, for any number of relations in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import BooleanField, Func

from crm.enums import RelationStatus, RelationType
from crm.models import FiscalUnity, FiscalUnityMember, FiscalYear, KorMark, Relation, TaxFrequency, TaxNumber
from sbr_inbox import states
from sbr_inbox.enums import State
from sbr_inbox.expecting.facts import Facts, FilingRow, Held, Muted, Subject
from sbr_inbox.expecting.rhythm import EXPECTED
from sbr_inbox.indexes import key_index
from sbr_inbox.issues import CODES, blocks
from sbr_inbox.models import ExpectationMute, Filing, FilingIssue, FilingReading
from workflows.deadlines import DeadlineBook
from workflows.models import Deadline, Product, RelationProduct, RelationProductFrequency

_CLIENTS = (RelationStatus.CLIENT, RelationStatus.BLOCKED, RelationStatus.ENDED)
_NOBODY = (RelationType.INTERNAL, RelationType.SUPPLIER)
# Above this many relations a list of ids costs more than reading the office whole.
FEW = 300
_BLOCKING = [code for code in CODES if blocks(code)]


def load(relations, year: int, *, member, today: date) -> tuple[list[Subject], Facts]:
    """The relations of a query set that may have to file, by name, with everything `expect` needs for a year.

    `member` may see the filings that are loaded; one without a relation only when he may link filings.
    """
    rows = relations.exclude(type__in=_NOBODY).filter(status__in=_CLIENTS).order_by("sort_name", "id")
    subjects = {row[0]: _subject(*row) for row in rows.values_list(*_FIELDS)}
    narrow = {"relation__in": list(subjects)} if len(subjects) <= FEW else {}
    products = list(Product.objects.order_by("code").values_list("id", "name", "filing_kinds", "frequency_source", "frequencies"))
    _products(subjects, {row[0]: row for row in products}, narrow)
    _numbers(subjects, narrow)
    _rhythms(subjects, narrow)
    _filings(subjects, year, member, narrow)
    for pk, relation, product, start, end, until, reason in ExpectationMute.objects.filter(**narrow).values_list(
        "id", "relation_id", "product_id", "period__start", "period__end", "until", "reason"
    ):
        if relation in subjects:
            subjects[relation].mutes.append(Muted(pk, product, start, end, until, reason))
    for relation, product, start, end, internal, count in Deadline.objects.filter(**narrow).values_list(
        "relation_id", "product_id", "period__start", "period__end", "internal", "shift_count"
    ):
        if relation in subjects:
            subjects[relation].moved[product, start, end] = (internal, count)
    book = DeadlineBook.load(relations=_with_income_tax(subjects.values()))
    by_kind = {kind: row[0] for row in reversed(products) for kind in row[2]}
    return list(subjects.values()), Facts(year, today, book, by_kind)


_FIELDS = (
    "id", "name", "sort_name", "status", "type", "client_since", "founded_on", "birth_date", "ended_on", "deceased_on", "bsn_hmac",
    "rsin", "kvk_nummer",
)  # fmt: skip


def _subject(pk, name, sort_name, status, type_, since, founded, born, ended, died, bsn, rsin, kvk) -> Subject:
    return Subject(
        pk, name, sort_name, status, type_, client_since=since, born_on=founded or born,
        ended_on=ended if status == RelationStatus.ENDED else None, died_on=died,
        has_bsn=bool(bsn), has_rsin=bool(rsin), has_kvk=bool(kvk),
    )  # fmt: skip


def _products(subjects: dict[UUID, Subject], products: dict, narrow: dict) -> None:
    rhythms = defaultdict(list)
    own = {f"relation_product__{key}": value for key, value in narrow.items()}
    for held, day, rhythm in RelationProductFrequency.objects.filter(**own).order_by("valid_from").values_list(
        "relation_product_id", "valid_from", "frequency"
    ):
        rhythms[held].append((day, rhythm))
    rows = RelationProduct.objects.filter(**narrow).order_by("starts_on", "id")
    for pk, relation, product, starts, ends in rows.values_list("id", "relation_id", "product_id", "starts_on", "ends_on"):
        _, name, kinds, source, allowed = products[product]
        if relation in subjects and set(kinds) & set(EXPECTED):
            held = Held(product, name, tuple(kinds), source, tuple(allowed), starts, ends, tuple(rhythms[pk]))
            subjects[relation].held.append(held)


def _numbers(subjects: dict[UUID, Subject], narrow: dict) -> None:
    rows = list(TaxNumber.objects.filter(**narrow).order_by("id").values_list("id", "relation_id", "kind", "valid_from", "valid_to"))
    several = defaultdict(list)
    for pk, relation, kind, *_ in rows:
        if kind == "LH":
            several[relation].append(pk)
    # Only where a relation has more than one payroll number it matters which of them a filing is about.
    wanted = [pk for pks in several.values() if len(pks) > 1 for pk in pks]
    index = {pk: key_index(value) for pk, value in TaxNumber.objects.filter(pk__in=wanted).values_list("id", "value")} if wanted else {}
    for pk, relation, kind, first, last in rows:
        if relation in subjects:
            subjects[relation].numbers.setdefault(kind, []).append((index.get(pk, ""), first, last))


def _rhythms(subjects: dict[UUID, Subject], narrow: dict) -> None:
    for relation, kind, day, rhythm, quarter in TaxFrequency.objects.filter(**narrow).order_by("valid_from").values_list(
        "relation_id", "kind", "valid_from", "frequency", "quarter_start"
    ):
        if relation in subjects:
            subjects[relation].rhythms.setdefault(kind, []).append((day, rhythm, quarter))
    for relation, first, last in KorMark.objects.filter(**narrow).values_list("relation_id", "valid_from", "valid_to"):
        if relation in subjects:
            subjects[relation].kor.append((first, last))
    for relation, first, last in FiscalYear.objects.filter(**narrow).order_by("end").values_list("relation_id", "start", "end"):
        if relation in subjects:
            subjects[relation].years.append((first, last))
    heads = {(kind, head) for kind, head in FiscalUnity.objects.values_list("kind", "head_id")}
    for kind, head in heads:
        if head in subjects:
            subjects[head].heads.add(kind)
    rows = FiscalUnityMember.objects.filter(**narrow).values_list("relation_id", "kind", "valid_from", "valid_to")
    for relation, kind, first, last in rows:
        if relation in subjects and (kind, relation) not in heads:
            subjects[relation].inside.append((kind, first, last))


class _NoSupplies(Func):
    """Whether an OB return states that nothing was supplied within the EU (rubriek 3b is zero)."""

    template = """jsonb_path_exists(%(expressions)s, '$.sections[*].lines[*] ? (@.code == "3b" && @.values[0] == "0")')"""
    output_field = BooleanField()


def _filings(subjects: dict[UUID, Subject], year: int, member, narrow: dict) -> None:
    """Filings of the year and the one before: by the last one a gap knows which package used to deliver."""
    gone = [*states.GONE]
    rows = Filing.objects.visible_to(member).filter(kind__in=EXPECTED, period_start__isnull=False)
    rows = rows.filter(period_end__gte=date(year - 1, 1, 1), period_end__lte=date(year, 12, 31)).exclude(state__in=gone).order_by()
    known = rows.filter(**narrow) if narrow else rows.filter(relation__isnull=False)
    issues = defaultdict(list)
    open_ones = FilingIssue.objects.filter(filing__in=known.filter(state=State.MATCHED), code__in=_BLOCKING, closed_at=None)
    for filing, code in open_ones.filter(ignored_by=None).order_by("code").values_list("filing_id", "code"):
        issues[filing].append(code)
    readings = FilingReading.objects.filter(filing__in=known.filter(kind="OB")).filter(_NoSupplies("summary"))
    nil = set(readings.values_list("filing_id", flat=True))
    fields = ("id", "relation_id", "kind", "period_start", "period_end", "state", "key_hmac", "sequence", "source")
    for pk, relation, *about in known.values_list(*fields):
        if relation in subjects:
            subjects[relation].filings.append(FilingRow(pk, *about, issues=tuple(issues[pk]), nil_icp=pk in nil))
    without = rows.filter(relation=None, state__in=(State.UNMATCHED, State.AMBIGUOUS))
    for pk, suggestions, kind, start, end, state in without.values_list(
        "id", "suggestions", "kind", "period_start", "period_end", "state"
    ):
        for relation in map(UUID, suggestions):
            if relation in subjects:
                subjects[relation].unmatched.append(FilingRow(pk, kind, start, end, state))


def _with_income_tax(subjects: Iterable[Subject]) -> list[UUID]:
    return [subject.id for subject in subjects if any(set(held.kinds) & {"IB", "VPB"} for held in subject.held)]


def expected_relations(member):
    """The relations whose filings this member may see."""
    return Relation.objects.visible_to(member, "filing.view")
