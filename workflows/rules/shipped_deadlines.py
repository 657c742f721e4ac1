"""The dates every new office starts with: what was found, where, and whether it was settled on the day we looked.

A row that is not settled is delivered as *te controleren* until an admin confirms it with a date and a source.
"""

from datetime import date

from django.utils import timezone

from crm.enums import FilingKind
from workflows.enums import Checked, DeadlineFor, Formula, Frequency, Shift
from workflows.models import BeconRow, DeadlineRule
from workflows.periods import last_day

K, F, P, M = FilingKind, Frequency, DeadlineFor, Formula
LOOKED = date(2026, 11, 21)
_OB = "https://www.belastingdienst.nl/wps/wcm/connect/nl/btw/content/uiterste-aangifte-en-betaaldatums"
_OB_NOTE = "https://download.belastingdienst.nl/belastingdienst/docs/toelichting_bij_btw_aangifte_ob0731t62fd.pdf"
_ICP = "https://download.belastingdienst.nl/belastingdienst/docs/toelichting-digitale-opgaaf-intracomm-pres-ob1291t62fd.pdf"
_LH = (
    "https://www.belastingdienst.nl/wps/wcm/connect/bldcontentnl/themaoverstijgend/brochures_en_publicaties/"
    "aangifte-loonheffingen-tijdvakcodes-aangifte-en-betaaldatums"
)
_AWR = "https://wetten.overheid.nl/BWBR0002320 (AWR)"
_IB = "https://www.belastingdienst.nl/wps/wcm/connect/nl/belastingaangifte/content/wanneer-moet-ik-aangifte-doen"
_IB_OWN = "https://www.consumentenbond.nl/belastingaangifte/zelf-aangifte-doen/uitstel-belasting-aanvragen"
_VPB = (
    "https://www.belastingdienst.nl/wps/wcm/connect/bldcontentnl/belastingdienst/zakelijk/winst/vennootschapsbelasting/"
    "aangifte-vennootschapsbelasting-doen/aangifte-vennootschapsbelasting-doen"
)
_BECON = "https://www.taxence.nl/?p=54280"
_KVK = "https://www.kvk.nl/inschrijven-en-wijzigen/deponeren/jaarrekening-deponeren/wat-is-de-uiterste-termijn/"
_SUP = "https://nextens.nl/?p=63023"
_ATW = "https://wetten.overheid.nl/BWBR0002448 art. 1 (Algemene termijnenwet)"
_PAYS = {"has_payment": True, "payment_shift": Shift.PREVIOUS_WORKDAY}
_OPEN = {"status": Checked.UNCHECKED, "checked_on": None}
_NEXT_MONTH_END = {"formula": M.MONTH_END, "months": 1}
_FEBRUARY = "Valt het tijdvak op de laatste dag van februari, dan geldt de vroegste van de twee mogelijke dagen."
_STANDS = "Dat de dag in een weekend blijft staan, is onze lezing."
_KVK_NOTE = f"De wet noemt ook 8 dagen na vaststelling; dit is de uiterste grens. {_STANDS}"

RULES: tuple[dict, ...] = (
    {"kind": K.OB, **_NEXT_MONTH_END, **_PAYS, "source": _OB},
    {"kind": K.OB, "frequency": F.YEAR, "formula": M.FIXED_DAY, "years": 1, "fixed_month": 3, "fixed_day": 31, **_PAYS,
     "source": _OB, "note": "Alleen met toestemming van de Belastingdienst."},
    {"kind": K.OB, "purpose": P.EARLIEST, "formula": M.FIXED_DAY, "fixed_day": 24, "source": _OB_NOTE},
    {"kind": K.OB_SUPPLETIE, "purpose": P.DISCOVERY, "formula": M.DAYS, "days": 56, "valid_from": date(2025, 1, 1), "source": _SUP,
     "note": "Tot en met € 1.000 gaat een correctie in de volgende btw-aangifte."},
    {"kind": K.ICP, **_NEXT_MONTH_END, "source": _ICP},
    {"kind": K.LH, **_NEXT_MONTH_END, **_PAYS, "source": _LH},
    {"kind": K.LH, "frequency": F.HALF_YEAR, **_NEXT_MONTH_END, **_PAYS, "source": f"{_AWR} art. 10 en 19"},
    {"kind": K.LH, "frequency": F.YEAR, **_NEXT_MONTH_END, **_PAYS, "source": f"{_AWR} art. 10 en 19"},
    {"kind": K.LH, "frequency": F.FOUR_WEEKS, "formula": M.SAME_DAY, "months": 1, **_PAYS, "source": _LH, "note": _FEBRUARY, **_OPEN},
    {"kind": K.LH_CORRECTIE, **_NEXT_MONTH_END, "source": _LH, **_OPEN},
    {"kind": K.LH_CORRECTIE, "frequency": F.FOUR_WEEKS, "formula": M.SAME_DAY, "months": 1, "source": _LH, **_OPEN},
    {"kind": K.IB, "formula": M.FIXED_DAY, "years": 1, "fixed_month": 4, "fixed_day": 30, "source": _IB,
     "note": f"De datum in de aangiftebrief gaat voor. {_STANDS}"},
    {"kind": K.IB, "purpose": P.OWN, "formula": M.FIXED_DAY, "years": 1, "fixed_month": 9, "fixed_day": 1, "source": _IB_OWN},
    {"kind": K.IB, "purpose": P.BECON, "formula": M.FIXED_DAY, "years": 2, "fixed_month": 4, "fixed_day": 30, "source": _BECON},
    {"kind": K.VPB, "formula": M.MONTH_END, "months": 5, "source": _VPB, "note": _STANDS},
    {"kind": K.VPB, "purpose": P.OWN, "formula": M.MONTH_END, "months": 10, "days": 1, "source": _VPB},
    {"kind": K.VPB, "purpose": P.BECON, "formula": M.FIXED_DAY, "years": 2, "fixed_month": 4, "fixed_day": 30, "source": _BECON,
     "note": "Alleen voor boekjaren die op 31 december eindigen."},
    {"kind": K.KVK, "formula": M.MONTH_END, "months": 12, "source": _KVK, "note": _KVK_NOTE},
    {"kind": K.KVK, "purpose": P.DIRECTORS, "formula": M.MONTH_END, "months": 10, "days": 8, "source": _KVK},
    {"kind": K.KVK, "purpose": P.ADOPTION, "formula": M.DAYS, "days": 8, "filing_shift": Shift.NEXT_WORKDAY, "source": _KVK, **_OPEN},
    {"kind": K.SBA, "purpose": P.OBJECTION, "formula": M.DAYS, "days": 42, "filing_shift": Shift.NEXT_WORKDAY,
     "source": f"{_AWR} art. 22j; {_ATW}"},
)  # fmt: skip

# Month, and percentage of the registered returns that must be in by its end; from August after the return year on.
PERCENTAGES = ((8, "30"), (9, "38.75"), (10, "47.5"), (11, "56.25"), (12, "65"), (1, "73.75"), (2, "82.5"), (3, "91.25"), (4, "100"))
RETURN_YEARS = (2024, 2025, 2026)


def seed_deadlines(office, *, by) -> None:
    """Give a new office the shipped dates; running it again adds kinds that have none."""
    seed_rules()
    for year in RETURN_YEARS:
        seed_becon(year)


def seed_rules() -> None:
    """The rows of `RULES` whose kind, rhythm and purpose the office does not have yet."""
    have = set(DeadlineRule.objects.values_list("kind", "frequency", "purpose"))
    now, made = timezone.now(), []
    for values in RULES:
        row = {"status": Checked.CHECKED, "checked_on": LOOKED} | values
        rule = DeadlineRule(**row, spread_at=now)
        if (rule.kind, rule.frequency, rule.purpose) not in have:
            made.append(rule)
    DeadlineRule.objects.bulk_create(made)


def seed_becon(year: int) -> None:
    """The percentages of a return year as last published; *te controleren* until an admin confirms that year."""
    rows = [
        BeconRow(return_year=year, month_end=last_day(year + (1 if month > 4 else 2), month), percentage=share, source=_BECON)
        for month, share in PERCENTAGES
    ]
    BeconRow.objects.bulk_create(rows, ignore_conflicts=True)
