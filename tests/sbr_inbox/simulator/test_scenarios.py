"""One test per line of the menu: the first call, what the receiver holds then, and the last status that is told."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from sbr_inbox.delivery_enums import DeliveryOutcome
from sbr_inbox.digipoort.driver import DigipoortDriver
from sbr_inbox.digipoort.simulator.scenarios import SCENARIOS
from tests.sbr_inbox.simulator.orders import order

SENT, REFUSED = DeliveryOutcome.SENT, DeliveryOutcome.REFUSED
TROUBLE, UNKNOWN = DeliveryOutcome.TROUBLE, DeliveryOutcome.UNKNOWN
HAPPY = ("105", "100", "110", "200", "301", "301", "405", "400", "500")
BEGUN = HAPPY[:4]
# scenario → outcome of the first call, whether the receiver took it in, and every status code in order.
EXPECTED = {
    "Happyflow": (SENT, True, HAPPY),
    "AanleverFault": (REFUSED, False, ()),
    "StatusInformatieFault": (SENT, True, HAPPY),
    "Afleverfout": (SENT, True, (*HAPPY[:7], "410")),
    "Foutuitvragendepartij": (SENT, True, (*HAPPY[:8], "510")),
    "TechnischProbleemAfleveren": (SENT, True, (*HAPPY[:7], "420", "420", "400", "500")),
    "MaximaalAantalAfleverpogingen": (SENT, True, (*HAPPY[:7], "420", "420", "410")),
    "ZwaarbelastAanleveren": (SENT, True, HAPPY),
    "OverbelastAanleveren": (TROUBLE, False, ()),
    "ZwaarbelastStatusInformatie": (SENT, True, HAPPY),
    "OverbelastStatusInformatie": (SENT, True, HAPPY),
    "CertificaatGeweigerd": (REFUSED, False, ()),
    "AuthenticatieMislukt": (SENT, True, ("105", "100", "110", "210")),
    "MachtigingStoring": (SENT, True, ("105", "100", "110", "230")),
    "ValidatieFout": (SENT, True, (*BEGUN, "311")),
    "TechnischProbleemValidatie": (SENT, True, (*BEGUN, "321", "301", "405", "400", "500")),
    "OnjuisteIdentiteit": (REFUSED, False, ()),
    "DubbelKenmerk": (REFUSED, False, ()),
    "LaatAntwoord": (SENT, True, HAPPY),
    "GeenAntwoord": (UNKNOWN, True, HAPPY),
    "NooitOntvangen": (UNKNOWN, False, ()),
    "Storing500": (UNKNOWN, False, ()),
    "GeknoeidAntwoord": (UNKNOWN, True, HAPPY),
    "OngetekendAntwoord": (UNKNOWN, True, HAPPY),
    "VreemdGetekend": (UNKNOWN, True, HAPPY),
    "GeknoeideStatus": (SENT, True, HAPPY),
    "OngetekendeStatus": (SENT, True, HAPPY),
    "GeenStatusAntwoord": (SENT, True, HAPPY),
    "OnbekendeCode": (SENT, True, (*HAPPY[:6], "399", "405", "400", "500")),
    "TweedeValidatie": (SENT, True, (*HAPPY[:8], "301", "500", "301")),
    "StatusTerug": (SENT, True, (*HAPPY[:8], "105", "500", "405")),
    "TrageStatussen": (SENT, True, (*BEGUN, "301", "405", "400", "500")),
    "GeenEindstatus": (SENT, True, HAPPY[:8]),
}
# How many questions about the status go unanswered before one is believed.
SILENT = {
    "StatusInformatieFault": 3, "OverbelastStatusInformatie": 2, "GeknoeideStatus": 1,
    "OngetekendeStatus": 1, "GeenStatusAntwoord": 1,
}  # fmt: skip


def test_every_scenario_is_expected_to_do_something():
    assert set(EXPECTED) == set(SCENARIOS)


@pytest.mark.parametrize("name", EXPECTED)
def test_scenario_ends_as_its_name_says(simulator, name):
    outcome, taken, codes = EXPECTED[name]
    simulator.show(name, times=1)
    asked, driver, begun = order(simulator), DigipoortDriver(), datetime.now(UTC)

    sent = driver.send(asked)

    assert sent.outcome == outcome, sent.text
    held = [row for row in simulator.received() if row["aanleverkenmerk"] == asked.aanleverkenmerk]
    assert [row["sha256"] for row in held] == ([asked.sha256] if taken else [])
    if not taken:
        if outcome != REFUSED:
            assert driver.statuses(asked, kenmerk="", since=begun).known is False
        return
    silent = [driver.statuses(asked, kenmerk=sent.kenmerk, since=begun).known for _ in range(SILENT.get(name, 0))]
    assert set(silent) <= {None}
    known = driver.statuses(asked, kenmerk=sent.kenmerk, since=begun)
    assert known.known is True, known.text
    assert tuple(row.code for row in known.rows) == codes
    assert known.kenmerk == held[0]["kenmerk"]


@pytest.mark.parametrize("name", ["OverbelastAanleveren", "NooitOntvangen", "Storing500"])
def test_trouble_passes_and_the_same_reference_is_taken_once(simulator, name):
    simulator.show(name, times=1)
    asked, driver = order(simulator), DigipoortDriver()
    outcomes = [driver.send(asked).outcome for _ in range(4)]
    assert outcomes.index(SENT) == SCENARIOS[name].times
    assert outcomes[outcomes.index(SENT) + 1 :].count(SENT) == 0
    assert len([row for row in simulator.received() if row["aanleverkenmerk"] == asked.aanleverkenmerk]) == 1


def test_fault_carries_code_and_text(simulator):
    simulator.show("AanleverFault", times=1)
    sent = DigipoortDriver().send(order(simulator))
    assert (sent.foutcode, sent.text.startswith("Het verzoek voldoet niet")) == ("ALS100", True)


def test_rejection_carries_code_text_and_details(simulator):
    driver = DigipoortDriver()
    for name, foutcode, piece in (("Afleverfout", "AFS400", ""), ("ValidatieFout", "VAS500", ""), ("Foutuitvragendepartij", "", "<Code>0002</Code>")):
        simulator.show(name, times=1)
        asked = order(simulator)
        last = driver.statuses(asked, kenmerk=driver.send(asked).kenmerk).rows[-1]
        assert last.foutcode == foutcode
        assert piece in last.details


def test_statuses_since_a_moment_are_those_after_it(simulator):
    driver, asked = DigipoortDriver(), order(simulator)
    kenmerk = driver.send(asked).kenmerk
    rows = driver.statuses(asked, kenmerk=kenmerk).rows
    spread = {(later.at - former.at) for former, later in pairwise(rows)}
    assert spread == {timedelta(milliseconds=10)}


def test_statuses_come_one_step_after_another(tmp_path):
    from sbr_inbox.digipoort.simulator.state import Delivered, State

    state = State(tmp_path)
    given = Delivered("a", NUMBER, "Fi", "Bedrijf", "Omzetbelasting", "c", "0" * 64)
    kenmerk, _ = state.accept(given, SCENARIOS["Happyflow"], pace=0.5)
    seen = []
    for _ in range(4):
        seen.append(len(state.statuses(kenmerk, pace=0.5)))
        time.sleep(0.5)
    assert seen == sorted(seen)
    assert seen[0] < 4 < seen[-1] + 1
    assert len(set(seen)) >= 3


NUMBER = "001000044B37"
