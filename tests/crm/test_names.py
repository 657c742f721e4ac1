"""Names: how they sort, fold and are shown."""

import pytest

from crm import names


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("van den Berg", "berg van den"),
        ("De Vries Holding B.V.", "vries holding bv de"),
        ("'t Hooft & Zn.", "hooft zn t"),
        ("Müller", "muller"),
        ("Ægir Ørsted", "aegir orsted"),
        ("De", "de"),
        ("", ""),
        ("IJssel", "ijssel"),
        ("Çelik ısı", "celik isi"),
    ],
)
def test_sort_key(name, key):
    assert names.sort_key(name) == key


def test_sort_order_is_that_of_a_dutch_reader():
    order = ["Administratie Noord", "van den Berg", "Bloem", "Müller", "de Vries", "Zijlstra"]
    shuffled = [order[place] for place in (4, 0, 5, 2, 1, 3)]
    assert sorted(shuffled, key=names.sort_key) == order


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ab", "A.B."),
        ("A B", "A.B."),
        ("a.b", "A.B."),
        ("A.B.", "A.B."),
        ("Th.J.", "Th.J."),
        ("", ""),
        ("j", "J."),
    ],
)
def test_initials(typed, stored):
    assert names.format_initials(typed) == stored


def test_person_name_prefers_the_chosen_name():
    assert (
        names.person_name(last_name="Vries", infix="de", initials="J.", call_name="Johan") == "Johan de Vries"
    )
    assert names.person_name(last_name="Vries", infix="de", initials="J.") == "J. de Vries"
    assert names.person_name(last_name="Vries", display_name="Familie De Vries") == "Familie De Vries"
    assert names.person_sort_key(last_name="Vries", infix="de", initials="J.") == "vries j de"


def test_person_without_initials_is_called_by_his_first_names():
    finn = {"last_name": "Bakker", "first_names": "Finn"}
    assert (names.person_name(**finn), names.person_sort_key(**finn)) == ("Finn Bakker", "bakker finn")
    assert names.person_name(last_name="Berg", infix="van den", first_names="Johannes petrus") == "J.P. van den Berg"
    assert names.person_name(**finn, initials="F.A.") == "F.A. Bakker"
    assert names.person_name(last_name="Bakker") == "Bakker"


def test_monogram():
    assert names.monogram("Bakkerij De Vries B.V.") == "BV"
