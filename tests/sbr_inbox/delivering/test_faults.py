"""Each line of the simulator's menu over real TLS: in which state the filing ends, and how often it was received."""

import time

import pytest

from offices.audit import SYSTEM
from offices.models import AuditEvent
from offices.settings_registry import change_setting
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.digipoort.simulator.scenarios import SCENARIOS
from sbr_inbox.enums import State
from sbr_inbox.models import Delivery, KindSetting
from sbr_inbox.rules.simulation import give_certificate
from tests.factories.delivery import approved_filing, run

pytestmark = pytest.mark.django_db
S = State
# scenario -> where the filing ends when nobody helps it.
ENDS = {
    "Happyflow": S.ACCEPTED,
    "AanleverFault": S.REJECTED_DIGIPOORT,
    "StatusInformatieFault": S.ACCEPTED,
    "Afleverfout": S.REJECTED_DIGIPOORT,
    "Foutuitvragendepartij": S.REJECTED_RECEIVER,
    "TechnischProbleemAfleveren": S.ACCEPTED,
    "MaximaalAantalAfleverpogingen": S.REJECTED_DIGIPOORT,
    "ZwaarbelastAanleveren": S.ACCEPTED,
    "OverbelastAanleveren": S.ACCEPTED,
    "ZwaarbelastStatusInformatie": S.ACCEPTED,
    "OverbelastStatusInformatie": S.ACCEPTED,
    "CertificaatGeweigerd": S.REJECTED_DIGIPOORT,
    "AuthenticatieMislukt": S.REJECTED_DIGIPOORT,
    "MachtigingStoring": S.REJECTED_DIGIPOORT,
    "ValidatieFout": S.REJECTED_DIGIPOORT,
    "TechnischProbleemValidatie": S.ACCEPTED,
    "OnjuisteIdentiteit": S.REJECTED_DIGIPOORT,
    "DubbelKenmerk": S.REJECTED_DIGIPOORT,
    "LaatAntwoord": S.ACCEPTED,
    "GeenAntwoord": S.ACCEPTED,
    "NooitOntvangen": S.DELIVERY_UNKNOWN,
    "Storing500": S.DELIVERY_UNKNOWN,
    "GeknoeidAntwoord": S.ACCEPTED,
    "OngetekendAntwoord": S.ACCEPTED,
    "VreemdGetekend": S.ACCEPTED,
    "GeknoeideStatus": S.ACCEPTED,
    "OngetekendeStatus": S.ACCEPTED,
    "GeenStatusAntwoord": S.ACCEPTED,
    "OnbekendeCode": S.ACCEPTED,
    "TweedeValidatie": S.ACCEPTED,
    "StatusTerug": S.ACCEPTED,
    "TrageStatussen": S.ACCEPTED,
    "GeenEindstatus": S.IN_PROGRESS,
}
REFUSED_AT_THE_DOOR = ("AanleverFault", "CertificaatGeweigerd", "OnjuisteIdentiteit", "DubbelKenmerk", "NooitOntvangen", "Storing500")
DISTRUSTED = ("GeknoeidAntwoord", "OngetekendAntwoord", "VreemdGetekend", "GeknoeideStatus", "OngetekendeStatus")


@pytest.fixture
def simulated(in_alfa, simulator):
    """Office alfa sends to the simulator; the door of every kind is open."""
    change_setting("sbr.environment", Environment.SIMULATION.value, by=SYSTEM)
    KindSetting.objects.filter(kind="OB").update(berichtsoort="Omzetbelasting", identity_type="BTW", role="Intermediair")
    give_certificate(in_alfa.office, by=in_alfa.admin)
    return in_alfa


def test_every_line_of_the_menu_has_its_end():
    assert set(ENDS) == set(SCENARIOS)


@pytest.mark.parametrize("scenario", ENDS)
def test_filing_ends_where_the_product_says(simulated, simulator, settings, scenario):
    settings.DIGIPOORT_TIMEOUT = 2.0
    filing = approved_filing(simulated)
    simulator.show(scenario, number=filing.key.normal, times=1)
    until = time.monotonic() + 60
    for turn in range(14):
        run()
        filing.refresh_from_db()
        if filing.state == ENDS[scenario] and (filing.is_final or turn >= 4):
            break
        assert time.monotonic() < until, (filing.state, [row.text for row in Delivery.objects.get().attempts.all()])
        time.sleep(0.1 if scenario != "TrageStatussen" else 0.4)
    assert filing.state == ENDS[scenario], list(filing.events.values_list("event", "text"))
    arrived = [row for row in simulator.received() if row["aanleverkenmerk"] == f"{filing.pk.hex}-1"]
    assert [row["sha256"] for row in arrived] == ([] if scenario in REFUSED_AT_THE_DOOR else [filing.sha256])
    told = AuditEvent.objects.filter(event="delivery.answer_distrusted").exists()
    assert told == (scenario in DISTRUSTED)
