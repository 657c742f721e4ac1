"""Numbers of the tax office: official samples, the traps, and properties that hold for all digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import numbers
from crm.enums import NumberKind
from crm.numbers import Normal, NumberFault

NINE = st.from_regex(r"[0-9]{9}", fullmatch=True)


def fault(check, value):
    with pytest.raises(NumberFault) as caught:
        check(value)
    return caught.value.code, caught.value.text


@pytest.mark.parametrize("base", ["001000044", "001234560", "123456782"])
def test_elfproef_passes_official_samples(base):
    assert numbers.passes_elfproef(base) is True


@pytest.mark.parametrize(
    "base", ["000000000", "000000012", "987654321", "12345678", "1234567890", "12345678a", "١٢٣٤٥٦٧٨٢"]
)
def test_elfproef_refuses(base):
    assert numbers.passes_elfproef(base) is False


def test_mod97_passes_the_btw_id_of_an_eenmanszaak():
    assert numbers.passes_mod97("NL000099998B57") is True
    assert numbers.passes_mod97("000099998B57") is False
    assert numbers.passes_mod97("NL000099998B58") is False


@pytest.mark.parametrize(
    "typed", ["001234560B01", "0012.34.560.B.01", "nl 001234560 b01", "1234560b01", "0012-34-560/B01"]
)
def test_ob_nummer_is_stored_in_one_spelling(typed):
    assert numbers.check_ob_nummer(typed) == "001234560B01"


def test_ob_nummer_that_is_a_btw_id_has_its_own_text():
    assert fault(numbers.check_ob_nummer, "000099998B57") == (
        "CRM03",
        "Dit is een btw-id, geen OB-nummer. Neem het OB-nummer over uit de brief van de Belastingdienst of uit de "
        "aangifte; het btw-id hoort in het veld Btw-id.",
    )


@pytest.mark.parametrize(
    "typed", ["001234560", "001234560B", "001234560B00", "001234560L01", "", "B01", "0012345601B01"]
)
def test_ob_nummer_of_another_shape_is_refused(typed):
    assert fault(numbers.check_ob_nummer, typed) == (
        "CRM04",
        "Een OB-nummer is negen cijfers, de letter B en twee cijfers, bijvoorbeeld 001234560B01.",
    )


def test_ob_nummer_with_a_typing_error_fails_the_elfproef():
    assert fault(numbers.check_ob_nummer, "987654321B09") == (
        "CRM02",
        "987654321B09 voldoet niet aan de elfproef. Controleer het RSIN/BSN op de brief van de Belastingdienst.",
    )


def test_loonheffingennummer():
    assert numbers.check_loonheffingennummer("0012.34.560.L01") == "001234560L01"
    assert fault(numbers.check_loonheffingennummer, "001234560L00")[0] == "CRM05"
    assert fault(numbers.check_loonheffingennummer, "001234560B01") == (
        "CRM05",
        "Een loonheffingennummer is negen cijfers, de letter L en twee cijfers, bijvoorbeeld 001234560L01.",
    )
    assert fault(numbers.check_loonheffingennummer, "000000000L01")[0] == "CRM02"


def test_eight_digits_of_a_bsn_are_padded_and_six_are_not():
    assert numbers.check_rsin("01234560" + "") == "001234560"
    assert fault(numbers.check_bsn, "234564")[0] == "CRM02"
    assert numbers.passes_elfproef("000234564") is False
    assert numbers.normalise("234564") is None
    assert numbers.normalise("1234560", padded=True) == Normal("001234560")


def test_btw_id_takes_both_checks_and_gets_its_prefix():
    assert numbers.check_btw_id("000099998B57") == "NL000099998B57"
    assert numbers.check_btw_id("nl001234560b01") == "NL001234560B01"
    assert fault(numbers.check_btw_id, "NL987654321B09")[0] == "CRM17"


def test_kvk_nummer():
    assert numbers.check_kvk_nummer("9000 1042") == "90001042"
    for typed in ("00123456", "1234567", "123456789", "1234567x"):
        assert fault(numbers.check_kvk_nummer, typed) == (
            "CRM08",
            "Een KvK-nummer heeft 8 cijfers en begint niet met 00.",
        )


def test_iban_and_postcode():
    assert numbers.check_iban("nl91 abna 0417 1643 00") == "NL91ABNA0417164300"
    assert fault(numbers.check_iban, "NL91ABNA0417164301") == (
        "G07",
        "Dit IBAN klopt niet (controlegetal). Typ het over van een bankafschrift.",
    )
    assert numbers.check_postcode("9743ab") == "9743 AB"
    assert numbers.check_postcode("B-1000 ", country="BE") == "B-1000"
    assert fault(numbers.check_postcode, "0743 AB")[0] == "CRM18"


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("001234560B01", (NumberKind.OB_NUMMER, NumberKind.BTW_ID)),
        ("NL001234560B01", (NumberKind.BTW_ID, NumberKind.OB_NUMMER)),
        ("000099998B57", (NumberKind.BTW_ID,)),
        ("001234560L01", (NumberKind.LOONHEFFINGENNUMMER,)),
        ("001.234.560", (NumberKind.RSIN, NumberKind.BSN)),
        ("90001042", (NumberKind.KVK_NUMMER,)),
        ("000012345678", (NumberKind.VESTIGINGSNUMMER,)),
        ("234564", (NumberKind.BECONNUMMER,)),
        ("NL91ABNA0417164300", (NumberKind.IBAN,)),
        ("987654321B09", ()),
        ("bakker", ()),
    ],
)
def test_classify_names_every_kind_a_value_may_be(typed, kinds):
    assert numbers.classify(typed) == kinds


def test_mask_shows_only_the_end():
    assert numbers.mask("123456782") == "•••••6782"
    assert numbers.mask("123456782B01") == "•••••6782B01"
    assert numbers.mask("") == ""


@given(NINE)
def test_one_changed_digit_always_fails_the_elfproef(base):
    if not numbers.passes_elfproef(base):
        return
    for place in range(9):
        for step in range(1, 10):
            changed = base[:place] + str((int(base[place]) + step) % 10) + base[place + 1 :]
            assert numbers.passes_elfproef(changed) is False


@given(NINE, st.sampled_from("BL"), st.integers(0, 99))
def test_normalise_gives_back_what_it_was_given(base, letter, suffix):
    value = f"{base}{letter}{suffix:02}"
    dotted = f" nl {base[:4]}.{base[4:6]}-{base[6:]} {letter.lower()}.{suffix:02} "
    assert numbers.normalise(dotted) == numbers.normalise(value) == Normal(base, letter, f"{suffix:02}")


@given(st.text(max_size=40))
def test_any_text_is_judged_without_an_error(text):
    assert isinstance(numbers.classify(text), tuple)
    for check in (numbers.check_bsn, numbers.check_ob_nummer, numbers.check_btw_id, numbers.check_kvk_nummer):
        try:
            check(text)
        except NumberFault as caught:
            assert caught.text
