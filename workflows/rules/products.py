"""The products of an office: the shipped set, and changing it."""

from django.db import IntegrityError, transaction

from crm.enums import FilingKind, Rechtsvorm, RelationType
from offices.audit import record
from offices.errors import RuleBroken, StaleForm
from offices.models import TeamMember
from workflows.enums import Frequency, FrequencySource
from workflows.models import Product, RelationProduct
from workflows.registry import products_changed

F, S, K = Frequency, FrequencySource, FilingKind
_NO_PROFIT_TAX = [RelationType.PERSON, Rechtsvorm.EENMANSZAAK, Rechtsvorm.VOF, Rechtsvorm.MAATSCHAP]
R = Rechtsvorm
# Legal persons pay profit tax and owe no income tax (BW 2:3; art. 2.1 Wet IB 2001 asks it of natural persons only).
_NO_INCOME_TAX = [R.BV, R.NV, R.COOPERATIE, R.OWM, R.STICHTING, R.VERENIGING, R.VVE, R.KERKGENOOTSCHAP, R.PUBLIEKRECHTELIJK]
# code, name, filing kinds, source of the rhythm, allowed rhythms, never for, fields needed
SHIPPED = (
    ("OB", "Aangifte OB", [K.OB], S.OB, [F.MONTH, F.QUARTER, F.YEAR], [], ["ob_nummers"]),
    ("ICP", "Opgaaf ICP", [K.ICP], S.FIXED, [F.MONTH, F.QUARTER, F.YEAR], [], ["ob_nummers"]),
    ("SUP", "Suppletie", [K.OB_SUPPLETIE], S.ONCE, [F.ONCE], [], ["ob_nummers"]),
    ("LH", "Loonadministratie", [K.LH, K.LH_CORRECTIE], S.LH, [F.MONTH, F.FOUR_WEEKS, F.HALF_YEAR, F.YEAR], [],
     ["loonheffingennummers"]),
    ("IB", "Aangifte IB", [K.IB, K.VIA], S.FIXED, [F.YEAR], _NO_INCOME_TAX, ["bsn"]),
    ("VPB", "Aangifte VPB", [K.VPB, K.VA_VPB], S.FISCAL_YEAR, [F.YEAR], _NO_PROFIT_TAX, ["rsin"]),
    ("JR", "Jaarrekening", [], S.FISCAL_YEAR, [F.YEAR], [], []),
    ("KVK", "KvK-deponering", [K.KVK], S.FISCAL_YEAR, [F.YEAR], [RelationType.PERSON], ["kvk_nummer"]),
    ("KRED", "Kredietrapportage", [K.KREDIET], S.FISCAL_YEAR, [F.YEAR], [], ["kvk_nummer"]),
    ("ADM", "Administratie", [], S.FIXED, [F.MONTH, F.QUARTER, F.YEAR], [], []),
    ("ADV", "Advies", [K.ERF, K.SCHENK, K.BZW], S.ONCE, [F.ONCE], [], []),
    ("ONB", "Onboarding", [], S.ONCE, [F.ONCE], [], []),
    ("WWFT", "WWFT-herbeoordeling", [], S.FIXED, [F.YEAR], [], []),
    ("UIT", "Uitschrijven", [], S.ONCE, [F.ONCE], [], []),
)  # fmt: skip


class ProductFault(RuleBroken):
    """A product that cannot be saved like this."""

    code = "PRD01"


def seed_products(office, *, by) -> None:
    """Give a new office the shipped products; running it again adds what is missing."""
    have = {code.lower() for code in Product.objects.values_list("code", flat=True)}
    Product.objects.bulk_create(
        Product(
            code=code,
            name=name,
            filing_kinds=kinds,
            frequency_source=source,
            frequencies=rhythms,
            never_for=never,
            required_fields=needed,
        )
        for code, name, kinds, source, rhythms, never, needed in SHIPPED
        if code.lower() not in have
    )


def save_product(product: Product | None, *, by, version: int | None = None, **values) -> Product:
    """Make or change a product. Raises PRD01 for a code that exists and G02 when someone else changed it."""
    with transaction.atomic():
        row = Product() if product is None else Product.objects.select_for_update().get(pk=product.pk)
        if version is not None and product is not None and row.version != version:
            raise StaleForm(f"{row.name} is intussen gewijzigd. Vergelijk de verschillen en sla opnieuw op.")
        for name, value in values.items():
            setattr(row, name, value)
        if product is None:
            row.created_by = by if isinstance(by, TeamMember) else None
        else:
            row.version += 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise ProductFault(f"Er is al een product met code {row.code}. Kies een andere code.", field="code") from None
        record(by, "product.changed" if product else "product.made", row, data={"code": row.code})
        _tell(row, by=by)
    return row


def _tell(product: Product, *, by) -> None:
    holders = RelationProduct.objects.filter(product=product).select_related("relation")
    for held in holders if product.version > 1 else ():
        for entry in products_changed:
            entry(held.relation, by=by)
