"""Taxonomy packages: what is refused, how they are read, stopped and used; own labels only."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.enums import FilingKind
from offices.errors import Forbidden
from sbr_inbox.catalogue import catalogue
from sbr_inbox.models import TaxonomyLabel, TaxonomyPackage, TaxonomyPlace
from sbr_inbox.practice_files import taxonomy_package
from sbr_inbox.presentation import facts_of_filing, latest_reading
from sbr_inbox.reading import Unreadable
from sbr_inbox.rules import taxonomy
from sbr_inbox.taxonomy.linkbases import Place, element_name, read_presentation
from sbr_inbox.taxonomy.package import Package
from tests.conftest import desk_client_for
from tests.factories.sbr import make_taxpayer, ob_file, ob_number, received

pytestmark = pytest.mark.django_db


def _zip(**files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def _added(kantoor, content=None, name="oefen.zip") -> TaxonomyPackage:
    return taxonomy.add_package(content or taxonomy_package(), name=name, by=kantoor.admin)


def _indexed(kantoor, content=None) -> TaxonomyPackage:
    package = _added(kantoor, content)
    assert taxonomy.index_package(package.pk) is True
    return TaxonomyPackage.objects.get(pk=package.pk)


def test_package_is_read_in_the_background(in_alfa):
    package = _added(in_alfa)
    assert (package.state, package.generation, TaxonomyLabel.objects.count()) == ("WAITING", "NT20", 0)
    assert list(taxonomy.packages_due()) == [package.pk]
    assert taxonomy.index_package(package.pk) is True
    package.refresh_from_db()
    assert (package.state, package.labels_count, package.done, package.total, package.due_at) == ("DONE", 9, 3, 3, None)
    places = TaxonomyPlace.objects.filter(entrypoint="bd-rpt-ob-aangifte-2026").values_list("element", "depth", "parent")
    assert list(places)[:3] == [
        ("OefenTitle", 0, ""),
        ("OefenTurnoverTitle", 1, "OefenTitle"),
        ("TaxedTurnoverSuppliesServicesGeneralTariff", 2, "OefenTurnoverTitle"),
    ]
    assert taxonomy.index_package(package.pk) is False


def test_filing_is_shown_with_the_names_and_order_of_the_package(in_alfa):
    filing = received(ob_file(ob_number(make_taxpayer(FilingKind.OB, ob=True))))
    before = facts_of_filing(filing, latest_reading(filing))
    _indexed(in_alfa)
    after = facts_of_filing(filing, latest_reading(filing))
    assert not any(row.heading for table in before for row in table.rows)
    labels = [row.label for table in after for row in table.rows]
    assert labels[:3] == ["Prestaties in Nederland", "Omzet tegen het hoge tarief", "Btw tegen het hoge tarief"]
    shown = [sum(1 for table in tables for row in table.rows if not row.heading) for tables in (before, after)]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("act", ["off", "removed"])
def test_package_out_of_use_changes_nothing_any_more(in_alfa, act):
    package = _indexed(in_alfa)
    filing = received(ob_file(ob_number(make_taxpayer(FilingKind.OB, ob=True))))
    if act == "off":
        taxonomy.switch_package(package, by=in_alfa.admin, active=False)
    else:
        taxonomy.remove_package(package, by=in_alfa.admin)
        assert (TaxonomyLabel.objects.count(), TaxonomyPlace.objects.count()) == (0, 0)
    known = catalogue(filing, {"ValueAddedTaxOwed"})
    assert (known.label("ValueAddedTaxOwed"), known.places) == ("5a Verschuldigde btw", {})


def test_labels_of_another_office_are_never_used(alfa, beta):
    with alfa.scope:
        _indexed(alfa)
    with beta.scope:
        filing = received(ob_file(ob_number(make_taxpayer(FilingKind.OB, ob=True))))
        assert catalogue(filing, {"ValueAddedTaxOwed"}).labels == {}


def test_own_generation_goes_before_a_newer_package(in_alfa):
    _indexed(in_alfa, taxonomy_package(labels={"ValueAddedTaxOwed": "Van NT20"}))
    _indexed(in_alfa, taxonomy_package(nt=21, year=2027, labels={"ValueAddedTaxOwed": "Van NT21"}))
    filing = received(ob_file(ob_number(make_taxpayer(FilingKind.OB, ob=True))))
    assert filing.taxonomy == "NT20"
    assert catalogue(filing, {"ValueAddedTaxOwed"}).label("ValueAddedTaxOwed") == "Van NT20"


def test_order_of_the_latest_form_serves_a_year_without_package(in_alfa):
    _indexed(in_alfa, taxonomy_package(nt=19, year=2025))
    filing = received(ob_file(ob_number(make_taxpayer(FilingKind.OB, ob=True))))
    assert filing.entrypoint == "bd-rpt-ob-aangifte-2026"
    assert catalogue(filing, {"ValueAddedTaxOwed"}).places["ValueAddedTaxOwed"].depth == 2


@pytest.mark.parametrize(
    "content",
    [
        b"geen zip",
        _zip(readme__txt="leeg"),
        _zip(**{"a__b.xsd": "<a/>", "in.zip": taxonomy_package()}),
        _zip(**{"..__buiten.xsd": "<a/>"}),
        _zip(**{"bom.xsd": b"0" * 50_000_000}),
    ],
    ids=["rubbish", "no taxonomy", "nested", "outside", "bomb"],
)
def test_unsafe_package_is_refused_and_leaves_nothing(in_alfa, content):
    with pytest.raises(taxonomy.PackageFault) as broken:
        _added(in_alfa, content)
    assert (broken.value.field, TaxonomyPackage.objects.count()) == ("file", 0)


def test_same_package_is_taken_once(in_alfa):
    _added(in_alfa)
    with pytest.raises(taxonomy.PackageFault, match="al eerder toegevoegd"):
        _added(in_alfa)


def test_doctype_in_a_linkbase_is_skipped_and_the_rest_is_read(in_alfa):
    evil = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><link:linkbase>&b; labelLink</link:linkbase>'
    package = _indexed(in_alfa, taxonomy_package(extra=(("oefenpakket/x/evil-lab-nl.xml", evil),)))
    assert (package.state, package.labels_count) == ("DONE", 9)


def test_reading_stops_when_somebody_says_so(in_alfa, monkeypatch):
    package = _added(in_alfa)
    monkeypatch.setattr(taxonomy, "STRIDE", 1)
    seen = Package.read

    def stopping(self):
        for number, found in enumerate(seen(self)):
            if number == 1:
                taxonomy.cancel_package(package, by=in_alfa.admin)
            yield found

    monkeypatch.setattr(Package, "read", stopping)
    assert taxonomy.index_package(package.pk) is False
    package.refresh_from_db()
    assert (package.state, TaxonomyLabel.objects.count()) == ("CANCELLED", 0)
    monkeypatch.undo()
    taxonomy.restart_package(package, by=in_alfa.admin)
    assert taxonomy.index_package(package.pk) is True


def test_package_that_keeps_killing_its_reader_is_given_up(in_alfa):
    package = _added(in_alfa)
    TaxonomyPackage.objects.filter(pk=package.pk).update(attempt=taxonomy.MAX_ATTEMPTS)
    assert taxonomy.index_package(package.pk) is False
    package.refresh_from_db()
    assert (package.state, package.fault) == ("FAILED", "Het lezen van dit pakket lukte niet.")


@pytest.mark.parametrize("role", ["viewer", "editor", "manager"])
def test_only_an_admin_adds_a_package(in_alfa, role):
    with pytest.raises(Forbidden):
        taxonomy.add_package(taxonomy_package(), name="x.zip", by=getattr(in_alfa, role))


def test_pages_upload_switch_and_remove(alfa, beta):
    client = desk_client_for(alfa.admin)
    url = "/k/alfa/beheer/sbr/taxonomie/"
    answer = client.post(f"{url}nieuw/", {"file": SimpleUploadedFile("nt20.zip", taxonomy_package())})
    assert (answer.status_code, answer.url) == (302, url)
    assert client.post(f"{url}nieuw/", {"file": SimpleUploadedFile("x.zip", b"PK rommel")}).status_code == 422
    with alfa.scope:
        package = TaxonomyPackage.objects.get()
        taxonomy.index_package(package.pk)
    assert "nt20.zip" in client.get(url).content.decode()
    assert desk_client_for(beta.admin).post(f"/k/beta/beheer/sbr/taxonomie/{package.pk}/uit/").status_code == 404
    client.post(f"{url}{package.pk}/uit/")
    with alfa.scope:
        assert TaxonomyPackage.objects.get().active is False
    client.post(f"{url}{package.pk}/verwijderen/")
    with alfa.scope:
        assert TaxonomyPackage.objects.count() == 0


def test_tree_with_a_circle_ends():
    arcs = "".join(f'<l:presentationArc x:from="{a}" x:to="{b}"/>' for a, b in (("r", "a"), ("a", "b"), ("b", "a")))
    locs = "".join(f'<l:loc x:label="{name}" x:href="s.xsd#p_{name.upper()}"/>' for name in "rab")
    data = (
        '<l:linkbase xmlns:l="http://www.xbrl.org/2003/linkbase" xmlns:x="http://www.w3.org/1999/xlink">'
        f"<l:presentationLink>{locs}{arcs}</l:presentationLink></l:linkbase>"
    )
    assert read_presentation(data.encode()) == [Place("R", "", 0), Place("A", "R", 1), Place("B", "A", 2)]


@pytest.mark.parametrize(
    ("href", "name"), [("bd-data.xsd#bd-i_TaxableProfit", "TaxableProfit"), ("#Loose", "Loose"), ("x.xsd", ""), ("a#p_A_B", "A_B")]
)
def test_element_name_is_the_local_name(href, name):
    assert element_name(href) == name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_or_read(data):
    for content in (data, taxonomy_package()[:200] + data):
        assert _told(content) == _told(content)


def _told(content: bytes):
    """What the package holds, or the sentence that refuses it. Anything else is a fault."""
    try:
        return list(Package(io.BytesIO(content)).read())
    except Unreadable as fault:
        return str(fault)
