"""The tables of Beheer > SBR: what a new office finds, what it may change, and the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from crm.enums import FilingKind
from offices.errors import RuleBroken, StaleForm
from offices.models import AuditEvent, Office
from offices.settings_registry import change_setting, setting
from offices.urls_helpers import desk_url
from sbr_inbox.delivery import CannotSend
from sbr_inbox.delivery_enums import Environment, Service, StatusPhase
from sbr_inbox.digipoort.fetching import fetch_messages
from sbr_inbox.digipoort.simulator.incoming import put_message
from sbr_inbox.models import Certificate, DigipoortAddress, KindSetting, ServiceCertificate, StatusCode
from sbr_inbox.row_history import changes_of
from sbr_inbox.rules.certificates import add_certificate
from sbr_inbox.rules.lines import line_for
from sbr_inbox.rules.self_test import self_test
from sbr_inbox.rules.settings import ALGORITHM, save_address, save_kind, save_status_code
from tests.sbr_inbox.digipoort.test_certificates import (
    PASSWORD,
    issued,
    office_certificate,
    p12,
    simulated_p12,
)


def test_new_office_finds_what_was_seen_and_nothing_else(in_alfa):
    rows = {row.kind: row for row in KindSetting.objects.all()}
    assert set(rows) == set(FilingKind.values)
    assert (rows["OB"].berichtsoort, rows["OB"].identity_type, rows["OB"].role) == ("Omzetbelasting", "BTW", "Intermediair")
    assert {kind for kind, row in rows.items() if row.berichtsoort} == {"OB", "OB_SUPPLETIE", "ICP", "LH", "LH_CORRECTIE", "KVK"}
    assert all(bool(row.berichtsoort) == bool(row.source and row.checked_on) for row in rows.values())


def test_new_office_knows_the_end_codes(in_alfa):
    phases = dict(StatusCode.objects.values_list("code", "phase"))
    assert [code for code, phase in phases.items() if phase == StatusPhase.ACCEPTED] == ["500"]
    assert {code for code, phase in phases.items() if phase == StatusPhase.REJECTED_DIGIPOORT} == {"210", "230", "311", "410"}
    assert all(row.meaning and row.source and row.checked_on for row in StatusCode.objects.all())


def test_new_office_knows_the_new_hosts_and_leaves_the_unknown_one_empty(in_alfa):
    rows = {(row.environment, row.service): row.url for row in DigipoortAddress.objects.all()}
    assert rows[("PRODUCTION", "DELIVER")] == "https://wus.digipoort.logius.nl/wus/2.0/aanleverservice/1.2"
    assert rows[("PRODUCTION", "FETCH")] == ""
    assert not any("procesinfrastructuur" in url for url in rows.values())


def test_changing_a_kind_is_kept_in_log_and_history(in_alfa, alfa):
    row = KindSetting.objects.get(kind="IB")
    saved = save_kind(row, by=alfa.admin, version=row.version, berichtsoort="IB_nieuw", source="Logius, pagina 3")
    assert AuditEvent.objects.get(event="kind_setting.changed").data["berichtsoort"] == "IB_nieuw"
    (change,) = changes_of(saved, ("berichtsoort", "source", "role"))
    assert change["lines"] == [("Berichtsoort", "leeg", "IB_nieuw"), ("Bron", "leeg", "Logius, pagina 3")]
    assert change["who"] == str(alfa.admin)
    with pytest.raises(StaleForm):
        save_kind(row, by=alfa.admin, version=row.version, berichtsoort="ander")


def test_code_on_both_sides_is_refused(in_alfa, alfa):
    row = KindSetting.objects.get(kind="OB")
    with pytest.raises(RuleBroken, match="500"):
        save_kind(row, by=alfa.admin, version=row.version, accepted_codes=["500"], rejected_codes=["510", "500"])


def test_status_code_is_added_once(in_alfa, alfa):
    made = save_status_code(None, by=alfa.admin, code="600", phase=StatusPhase.PROGRESS)
    assert made.code == "600"
    with pytest.raises(RuleBroken, match="staat al"):
        save_status_code(None, by=alfa.admin, code="600", phase=StatusPhase.PROGRESS)


@pytest.mark.parametrize("url", ["http://example.nl/x", "https://127.0.0.1/x", "https://10.1.2.3/", "ftp://example.nl/", "geen adres"])
def test_address_that_may_not_be_called_is_refused(in_alfa, alfa, settings, url):
    settings.DIGIPOORT_SIMULATOR_URL, settings.KANTOOR_OUTBOUND_PRIVATE = "", []
    row = DigipoortAddress.objects.get(environment="PRODUCTION", service="FETCH")
    with pytest.raises(RuleBroken) as caught:
        save_address(row, by=alfa.admin, version=row.version, url=url)
    assert caught.value.field == "url"
    row.refresh_from_db()
    assert row.url == ""


def test_line_says_what_is_missing_first(in_alfa, alfa):
    with pytest.raises(CannotSend, match="nog niet gekozen"):
        line_for(Service.STATUS)
    change_setting("sbr.environment", Environment.PRODUCTION.value, by=alfa.admin)
    with pytest.raises(CannotSend, match="ophaalservice"):
        line_for(Service.FETCH)
    with pytest.raises(CannotSend, match="servicecertificaat"):
        line_for(Service.STATUS)


def test_self_test_signs_with_both_methods_and_names_what_is_missing(in_alfa, alfa):
    tones = {one.label: one.tone for one in self_test()}
    assert tones["Koppelvlak van Digipoort"] == "ok"
    assert [tone for label, tone in tones.items() if label.startswith("Ondertekenen op deze server")] == ["ok", "ok"]
    assert tones["Omgeving"] == "warn"
    change_setting("sbr.environment", Environment.PRODUCTION.value, by=alfa.admin)
    tones = {one.label: one.tone for one in self_test()}
    assert (tones["Certificaat van uw kantoor"], tones["Servicecertificaten van Digipoort"], tones["Adressen van Digipoort"]) == ("bad", "bad", "ok")
    add_certificate(p12(office_certificate()), PASSWORD, by=alfa.admin, environment="PRODUCTION")
    tones = {one.label: one.tone for one in self_test()}
    assert (tones["Certificaat van uw kantoor"], tones["Ondertekenen met dat certificaat"]) == ("ok", "ok")


# Pages.


@pytest.fixture
def desk(alfa, desk_client):
    return desk_client(alfa.admin)


def url(alfa, name, *args):
    return desk_url(f"sbr_inbox:{name}", *args, office=alfa.office)


def test_certificate_is_added_and_never_shown(desk, alfa):
    upload = SimpleUploadedFile("k.p12", p12(office_certificate()))
    answer = desk.post(url(alfa, "certificate_new"), {"environment": "PRODUCTION", "file": upload, "password": PASSWORD}, follow=True)
    text = answer.content.decode()
    assert "kantoor.example is toegevoegd en in gebruik voor productie" in text
    with alfa.scope:
        row = Certificate.objects.get()
    key_lines = row.key.splitlines()[1:3]
    for name in ("certificate_list", "certificate_new", "self_test"):
        page = desk.get(url(alfa, name)).content.decode()
        assert "PRIVATE KEY" not in page and PASSWORD not in page and not any(line in page for line in key_lines)


def test_wrong_password_comes_back_on_its_field(desk, alfa):
    upload = SimpleUploadedFile("k.p12", p12(office_certificate()))
    answer = desk.post(url(alfa, "certificate_new"), {"environment": "PRODUCTION", "file": upload, "password": "mis"})
    assert answer.status_code == 422
    assert "Het wachtwoord hoort niet bij dit bestand" in answer.content.decode()
    assert "mis" not in [value for value in answer.context["form"]["password"].as_widget().split('"') if value == "mis"]


def test_certificate_of_another_office_is_not_found(desk, alfa, beta):
    with beta.scope:
        row = add_certificate(p12(issued()), PASSWORD, by=beta.admin, environment="PRODUCTION")
    assert desk.post(url(alfa, "certificate_remove", row.pk), {"version": row.version}).status_code == 404
    with beta.scope:
        assert Certificate.objects.get().removed_at is None


def test_kind_is_changed_on_its_page(desk, alfa):
    page = desk.get(url(alfa, "kind_edit", "IB")).content.decode()
    assert "Deze regel is nog niet gewijzigd" in page
    with alfa.scope:
        row = KindSetting.objects.get(kind="IB")
    values = {"berichtsoort": "IHZ", "identity_type": "BSN", "role": "Intermediair", "route": "DIGIPOORT", "send_after_approval": "BY_HAND",
              "accepted_codes": "500, 600", "rejected_codes": "", "folder": row.folder, "source": "Logius", "checked_on": "2026-11-20", "version": row.version}  # fmt: skip
    assert desk.post(url(alfa, "kind_edit", "IB"), values).status_code == 302
    with alfa.scope:
        row.refresh_from_db()
    assert (row.berichtsoort, row.accepted_codes, row.send_after_approval) == ("IHZ", ["500", "600"], "BY_HAND")
    assert "leeg → IHZ" in desk.get(url(alfa, "kind_edit", "IB")).content.decode()
    stale = desk.post(url(alfa, "kind_edit", "IB"), {**values, "berichtsoort": "ander"})
    assert stale.status_code == 409


def test_address_and_code_are_changed_on_their_pages(desk, alfa):
    with alfa.scope:
        address, code = DigipoortAddress.objects.get(environment="PRODUCTION", service="FETCH"), StatusCode.objects.get(code="510")
    bad = desk.post(url(alfa, "address_edit", address.pk), {"url": "https://192.168.0.1/", "version": address.version})
    assert (bad.status_code, "binnen het netwerk" in bad.content.decode()) == (422, True)
    good = desk.post(url(alfa, "address_edit", address.pk), {"url": "https://wus.digipoort.logius.nl/x", "version": address.version})
    assert good.status_code == 302
    changed = {"text": "t", "meaning": "m", "phase": "PROGRESS", "version": code.version}
    assert desk.post(url(alfa, "status_code_edit", code.pk), changed).status_code == 302
    with alfa.scope:
        code.refresh_from_db()
    assert (code.meaning, code.phase) == ("m", "PROGRESS")
    assert desk.post(url(alfa, "status_code_new"), {"code": "6 0", "phase": "PROGRESS"}).status_code == 422


def test_service_certificates_come_and_go(desk, alfa):
    upload = SimpleUploadedFile("wus.pem", office_certificate().pem)
    assert desk.post(url(alfa, "service_certificate_new"), {"environment": "PRODUCTION", "file": upload}).status_code == 302
    with alfa.scope:
        row = ServiceCertificate.objects.get()
    assert row.fingerprint[:32] in desk.get(url(alfa, "service_certificate_list")).content.decode()
    assert desk.post(url(alfa, "service_certificate_remove", row.pk)).status_code == 302
    with alfa.scope:
        assert ServiceCertificate.objects.count() == 0


def test_algorithm_is_a_setting(desk, alfa):
    assert desk.post(url(alfa, "signature_algorithm"), {"algorithm": "rsa-sha256"}).status_code == 302
    with alfa.scope:
        assert setting(ALGORITHM) == "rsa-sha256"
    assert desk.post(url(alfa, "signature_algorithm"), {"algorithm": "md5"}).status_code == 422


def test_asking_for_kinds_says_what_is_missing(desk, alfa):
    page = desk.post(url(alfa, "ask_kinds"), follow=True).content.decode()
    assert "Vul eerst het omzetbelastingnummer" in page or "nog niet gekozen" in page


# With the simulator.


@pytest.fixture
def in_simulation(alfa, simulator):
    """An office that sends to the simulator."""
    with alfa.scope:
        change_setting("sbr.environment", Environment.SIMULATION.value, by=alfa.admin)
        add_certificate(simulated_p12(simulator[1]), PASSWORD, by=alfa.admin, environment="SIMULATION")
        Office.objects.filter(pk=alfa.office.pk).update(ob_nummer="001234560B01")
    return alfa


def test_self_test_calls_the_other_side(desk, in_simulation):
    page = desk.post(url(in_simulation, "self_test")).content.decode()
    assert "Digipoort antwoordt, de handtekening klopt" in page


def test_kinds_of_the_other_side_are_shown_beside_ours(desk, in_simulation):
    page = desk.post(url(in_simulation, "ask_kinds")).content.decode()
    assert "Omzetbelasting" in page and "Btw-aangifte" in page
    with in_simulation.scope:
        assert KindSetting.objects.get(kind="IB").berichtsoort == ""


def test_messages_of_the_other_side_are_fetched(in_simulation, simulator):
    kenmerk = put_message(simulator[1], b"<sba/>", number="001234567", berichtsoort="SBA", name="sba.xbrl")
    with in_simulation.scope:
        line = line_for(Service.FETCH)
    (message,) = fetch_messages(line)
    assert (message.kenmerk, message.name, message.body, message.number) == (kenmerk, "sba.xbrl", b"<sba/>", "001234567")
    assert fetch_messages(line, known=frozenset({kenmerk})) == ()
