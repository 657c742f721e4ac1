"""Dutch numbers: how they are spelled, checked and told apart.

A passing check digit proves nothing (9 % of random digits pass the elfproef), a failing one proves a typing
error. BSN and RSIN cannot be told apart by their digits, a btw-id and an OB-nummer only sometimes; the callers
decide by context. Nothing here looks at the database.
"""

import re
from typing import NamedTuple

from stdnum import iban as stdnum_iban
from stdnum.exceptions import ValidationError

from crm.enums import NumberKind
from offices.errors import RuleBroken

_NOISE = re.compile(r"[\s.\-\u00a0\u2010-\u2015/]+")
_SUFFIXED = re.compile(r"(\d{1,9})([BL])(\d{2})")
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class NumberFault(RuleBroken):
    """A number that cannot be right; carries the Dutch sentence and its code."""


class Normal(NamedTuple):
    """The comparable form of a fiscal number: nine digits, B or L or nothing, two digits or nothing."""

    base: str
    letter: str = ""
    suffix: str = ""

    def __str__(self):
        return f"{self.base}{self.letter}{self.suffix}"


def strip(value):
    """Upper case without blanks, dots, hyphens and slashes: «nl 0012.34.560 b01» gives NL001234560B01."""
    return _NOISE.sub("", str(value or "")).upper()


def digits(value):
    """Only the figures of a value."""
    return re.sub(r"\D", "", str(value or ""))


def normalise(value, *, padded=False):
    """The comparable form of a fiscal number, or None when it has another shape.

    A value with a B or L suffix is padded to nine digits in front. Bare digits are padded only when the caller
    knows them to be a BSN or RSIN (`padded`): a padded beconnummer would otherwise pass for one.
    """
    bare = strip(value)
    bare = bare.removeprefix("NL")
    if match := _SUFFIXED.fullmatch(bare):
        return Normal(match[1].zfill(9), match[2], match[3])
    if not bare.isascii() or not bare.isdigit() or len(bare) > 9:
        return None
    if len(bare) == 9:
        return Normal(bare)
    return Normal(bare.zfill(9)) if padded else None


def passes_elfproef(base):
    """The 11-test of BSN, RSIN and the base of OB and LH numbers: nine digits, not starting 000."""
    if len(base) != 9 or not base.isascii() or not base.isdigit() or base.startswith("000"):
        return False
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, base, strict=True)) % 11 == 0


def passes_mod97(btw_id):
    """ISO 7064 modulo 97-10 over a whole btw-id, letters counted as 10 to 35."""
    bare = strip(btw_id)
    if not re.fullmatch(r"NL\d{9}B\d{2}", bare):
        return False
    return int("".join(str(int(sign, 36)) for sign in bare)) % 97 == 1


def is_btw_id_not_ob(value):
    """Whether this is the btw-id of an eenmanszaak: no OB-nummer, though it looks like one."""
    normal = normalise(value)
    if normal is None or normal.letter != "B":
        return False
    return not passes_elfproef(normal.base) and passes_mod97(f"NL{normal}")


def classify(value):
    """The kinds of number a value may be, surest first; empty when it is none of them."""
    bare = strip(value)
    normal = normalise(bare)
    if normal is not None and normal.letter == "B":
        return _classify_b(bare, normal)
    if normal is not None and normal.letter == "L":
        fits = passes_elfproef(normal.base) and normal.suffix != "00"
        return (NumberKind.LOONHEFFINGENNUMMER,) if fits else ()
    if normal is not None:
        return (NumberKind.RSIN, NumberKind.BSN) if passes_elfproef(normal.base) else ()
    if re.fullmatch(r"(?!00)\d{8}", bare):
        return (NumberKind.KVK_NUMMER,)
    if re.fullmatch(r"\d{12}", bare):
        return (NumberKind.VESTIGINGSNUMMER,)
    if re.fullmatch(r"\d{6}", bare):
        return (NumberKind.BECONNUMMER,)
    return (NumberKind.IBAN,) if stdnum_iban.is_valid(bare) else ()


def _classify_b(bare, normal):
    if normal.suffix == "00":
        return ()
    if passes_elfproef(normal.base):
        kinds = (NumberKind.OB_NUMMER, NumberKind.BTW_ID)
        return kinds[::-1] if bare.startswith("NL") else kinds
    return (NumberKind.BTW_ID,) if passes_mod97(f"NL{normal}") else ()


def check_bsn(value):
    """The nine digits of a BSN; CRM02 when they cannot be one."""
    return _check_base(value, field="bsn")


def check_rsin(value):
    """The nine digits of an RSIN; CRM02 when they cannot be one."""
    return _check_base(value, field="rsin")


def _check_base(value, *, field):
    bare = strip(value)
    base = bare.zfill(9) if len(bare) == 8 else bare
    if not passes_elfproef(base):
        raise not_elfproef(value, field=field)
    return base


def not_elfproef(value, *, field=None):
    """CRM02: the number fails the 11-test."""
    text = (
        f"{str(value).strip()} voldoet niet aan de elfproef. "
        "Controleer het RSIN/BSN op de brief van de Belastingdienst."
    )
    return NumberFault(text, code="CRM02", field=field)


def check_ob_nummer(value):
    """An OB-nummer as 001234560B01; CRM03 for a btw-id in its place, CRM04 for the shape, CRM02 otherwise."""
    normal = normalise(value)
    if normal is None or normal.letter != "B" or normal.suffix == "00":
        raise NumberFault(
            "Een OB-nummer is negen cijfers, de letter B en twee cijfers, bijvoorbeeld 001234560B01.",
            code="CRM04",
            field="ob_nummers",
        )
    if is_btw_id_not_ob(value):
        raise NumberFault(
            "Dit is een btw-id, geen OB-nummer. Neem het OB-nummer over uit de brief van de Belastingdienst of "
            "uit de aangifte; het btw-id hoort in het veld Btw-id.",
            code="CRM03",
            field="ob_nummers",
        )
    if not passes_elfproef(normal.base):
        raise not_elfproef(value, field="ob_nummers")
    return str(normal)


def check_loonheffingennummer(value):
    """A loonheffingennummer as 001234560L01; CRM05 for the shape, CRM02 for the 11-test."""
    normal = normalise(value)
    if normal is None or normal.letter != "L" or normal.suffix == "00":
        raise NumberFault(
            "Een loonheffingennummer is negen cijfers, de letter L en twee cijfers, bijvoorbeeld 001234560L01.",
            code="CRM05",
            field="loonheffingennummers",
        )
    if not passes_elfproef(normal.base):
        raise not_elfproef(value, field="loonheffingennummers")
    return str(normal)


def check_btw_id(value):
    """A btw-id as NL001234560B01: the 11-test (legal person) or modulo 97 (eenmanszaak) must pass."""
    normal = normalise(value)
    fits = normal is not None and normal.letter == "B" and normal.suffix != "00"
    if not fits or not (passes_elfproef(normal.base) or passes_mod97(f"NL{normal}")):
        raise NumberFault(
            "Dit btw-id klopt niet. Een btw-id is NL, negen cijfers, de letter B en twee cijfers, bijvoorbeeld "
            "NL001234560B01; neem het over van een factuur.",
            code="CRM17",
            field="btw_id",
        )
    return f"NL{normal}"


def check_kvk_nummer(value):
    """Eight digits, not starting 00; CRM08."""
    bare = strip(value)
    if not re.fullmatch(r"(?!00)[0-9]{8}", bare):
        raise NumberFault(
            "Een KvK-nummer heeft 8 cijfers en begint niet met 00.", code="CRM08", field="kvk_nummer"
        )
    return bare


def check_vestigingsnummer(value):
    """Twelve digits."""
    return _check_shape(
        value,
        r"[0-9]{12}",
        "Een vestigingsnummer heeft 12 cijfers. Neem het over van het KvK-uittreksel.",
        "vestigingsnummer",
    )


def check_beconnummer(value):
    """Six digits."""
    return _check_shape(
        value,
        r"[0-9]{6}",
        "Een beconnummer heeft 6 cijfers. Neem het over van uw beconregistratie.",
        "beconnummer",
    )


def check_sbi_code(value):
    """Four to six digits."""
    return _check_shape(
        value, r"[0-9]{4,6}", "Een SBI-code heeft 4 tot 6 cijfers, bijvoorbeeld 6920.", "sbi_codes"
    )


def _check_shape(value, pattern, text, field):
    bare = strip(value)
    if not re.fullmatch(pattern, bare):
        raise NumberFault(text, code="CRM17", field=field)
    return bare


def check_iban(value):
    """An IBAN in one piece; G07 when its check digits or its length are wrong."""
    try:
        return stdnum_iban.validate(strip(value))
    except ValidationError:
        raise NumberFault(
            "Dit IBAN klopt niet (controlegetal). Typ het over van een bankafschrift.",
            code="G07",
            field="iban",
        ) from None


def check_postcode(value, *, country="NL"):
    """A Dutch postcode as «1234 AB»; elsewhere as typed."""
    if country != "NL":
        return str(value).strip()
    bare = strip(value)
    if not re.fullmatch(r"[1-9][0-9]{3}[A-Z]{2}", bare):
        raise NumberFault(
            f"{str(value).strip()} is geen Nederlandse postcode. Gebruik vier cijfers en twee letters, "
            "bijvoorbeeld 1234 AB.",
            code="CRM18",
            field="postal_code",
        )
    return f"{bare[:4]} {bare[4:]}"


def looks_like_rsin(rsin):
    """Whether an RSIN starts as nearly all do (8 or 00); only good for a warning."""
    return rsin.startswith(("8", "00"))


def mask(value):
    """A BSN, or a tax number that holds one, with only the end readable: •••••0032B01."""
    bare = strip(value)
    return f"{'•' * 5}{bare[5:]}" if len(bare) >= 9 else ""
