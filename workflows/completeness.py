"""What the products of a relation need of its data, as checks of completeness."""

from django.db.models import Exists, OuterRef, Q

from crm.checks import served
from crm.enums import FilingKind, TaxKind, TaxNumberKind
from crm.models import KorMark, TaxFrequency, TaxNumber
from crm.registry import CompletenessCheck, completeness_checks
from crm.validity import on_day
from workflows.models import RelationProduct


def _runs(day, *kinds):
    """The relation has a product that makes one of these filings on the day."""
    running = RelationProduct.objects.filter(on_day(day, "starts_on", "ends_on"), relation_id=OuterRef("pk"))
    return Exists(running.filter(product__filing_kinds__overlap=list(kinds)) if kinds else running)


def _turnover(day):
    small = KorMark.objects.filter(on_day(day), relation_id=OuterRef("pk"))
    return Q(_runs(day, FilingKind.OB, FilingKind.ICP)) & ~Q(Exists(small))


def _number(day, kind):
    return Exists(TaxNumber.objects.filter(on_day(day), relation_id=OuterRef("pk"), kind=kind))


def _rhythm(day, kind):
    return Exists(TaxFrequency.objects.filter(relation_id=OuterRef("pk"), kind=kind, valid_from__lte=day))


CHECKS = (
    CompletenessCheck(
        "products", "Producten", "Geen automatische workflow", _runs, served, where="workflows:relation_products", order=40
    ),
    CompletenessCheck(
        "ob_number", "OB-nummer", "Btw-aangifte niet koppelbaar", lambda day: _number(day, TaxNumberKind.OB), _turnover,
        anchor="set-ob_nummers", tone="bad", order=50,
    ),
    CompletenessCheck(
        "ob_frequency", "Aangiftetijdvak BTW", "Werkproces start niet op tijd", lambda day: _rhythm(day, TaxKind.OB), _turnover,
        anchor="set-ob_frequency", order=51,
    ),
    CompletenessCheck(
        "lh_number", "Loonbelastingnummer", "Loonaangifte niet koppelbaar", lambda day: _number(day, TaxNumberKind.LH),
        lambda day: Q(_runs(day, FilingKind.LH)), anchor="set-loonheffingennummers", tone="bad", order=52,
    ),
    CompletenessCheck(
        "lh_frequency", "Aangiftetijdvak LH", "Werkproces start niet op tijd", lambda day: _rhythm(day, TaxKind.LH),
        lambda day: Q(_runs(day, FilingKind.LH)), anchor="set-lh_frequency", order=53,
    ),
)  # fmt: skip

for check in CHECKS:
    completeness_checks.register(check)
