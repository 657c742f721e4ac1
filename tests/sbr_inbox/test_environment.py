"""Where an office sends to: who may switch, when, and what the simulator is told."""

import pytest
from django.utils import timezone

from offices.models import AuditEvent, Setting
from offices.rules.office import create_office
from offices.scope import office_scope
from offices.settings_registry import change_setting, setting
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.enums import State
from sbr_inbox.models import Certificate, Delivery, Filing, KindSetting
from sbr_inbox.rules.environment import (
    KEY,
    WrongEnvironment,
    change_environment,
    environment,
    is_simulated,
)
from sbr_inbox.rules.simulation import (
    NoScenario,
    choose_scenario,
    chosen_scenarios,
    clear_scenarios,
    received,
)
from tests.conftest import desk_client_for
from tests.factories.sbr import ready_filing

pytestmark = pytest.mark.django_db
PAGE = "/k/alfa/beheer/sbr/omgeving/"
BANNER = "er gaat niets naar de Belastingdienst"


@pytest.fixture
def simulated(in_alfa, simulator):
    """Alfa sends to the simulator."""
    change_environment(Environment.SIMULATION, by=in_alfa.admin, typed_name=in_alfa.office.name)
    return in_alfa


def test_office_sends_nowhere_until_it_chooses(in_alfa):
    assert (environment(), is_simulated(in_alfa.office)) == (Environment.NONE, False)


def test_practice_office_begins_in_the_simulation_and_stays_there(db, simulator):
    office = create_office("Oefen", slug="oefen-een", is_practice=True)
    with office_scope(office.pk):
        assert environment() == Environment.SIMULATION
        assert Certificate.objects.get().environment == Environment.SIMULATION
        assert KindSetting.objects.filter(route="DIGIPOORT", berichtsoort="").count() == 0
        for wanted in (Environment.PRODUCTION, Environment.PREPRODUCTION, Environment.NONE):
            with pytest.raises(WrongEnvironment, match="oefenkantoor"):
                change_environment(wanted, by=None, typed_name="Oefen")
        assert environment() == Environment.SIMULATION


def test_real_office_begins_without_environment_and_certificate(db, simulator):
    office = create_office("Echt", slug="echt-een")
    with office_scope(office.pk):
        assert (environment(), Certificate.objects.count()) == (Environment.NONE, 0)


def test_switch_into_the_simulation_asks_the_name_of_the_office(in_alfa, simulator):
    for typed in ("", "beta", in_alfa.office.name[:-1]):
        with pytest.raises(WrongEnvironment) as refused:
            change_environment(Environment.SIMULATION, by=in_alfa.admin, typed_name=typed)
        assert refused.value.field == "typed_name"
    assert (environment(), Certificate.objects.count()) == (Environment.NONE, 0)
    assert change_environment(Environment.SIMULATION, by=in_alfa.admin, typed_name=f" {in_alfa.office.name.upper()} ") == "SIMULATION"
    assert environment() == Environment.SIMULATION


def test_switch_out_of_the_simulation_asks_the_name_too(simulated):
    with pytest.raises(WrongEnvironment):
        change_environment(Environment.PRODUCTION, by=simulated.admin)
    assert environment() == Environment.SIMULATION
    assert change_environment(Environment.PRODUCTION, by=simulated.admin, typed_name=simulated.office.name) == "PRODUCTION"


def test_switch_is_one_line_in_the_log(simulated):
    lines = AuditEvent.objects.filter(event="environment.changed")
    assert [line.data for line in lines] == [{"van": "Nog niet ingesteld", "naar": "Simulatie"}]


def test_switch_is_refused_while_a_delivery_is_under_way(simulated):
    filing = ready_filing()
    row = Delivery.objects.create(
        filing=filing, route="DIGIPOORT", environment="SIMULATION", aanleverkenmerk="a1", sha256=filing.sha256
    )
    with pytest.raises(WrongEnvironment, match="1 verzending is nog onderweg"):
        change_environment(Environment.PRODUCTION, by=simulated.admin, typed_name=simulated.office.name)
    assert environment() == Environment.SIMULATION
    row.settled_at = timezone.now()
    row.save()
    change_environment(Environment.PRODUCTION, by=simulated.admin, typed_name=simulated.office.name)


def test_switch_of_one_office_leaves_the_other(simulated, beta):
    with beta.scope:
        assert environment() == Environment.NONE
        assert Certificate.objects.count() == 0


def test_banner_stands_on_pages_of_the_simulated_office_only(simulated, beta):
    change_setting(KEY, "SIMULATION", by=simulated.admin)
    for member, there in ((simulated.viewer, True), (beta.viewer, False)):
        page = desk_client_for(member).get(f"/k/{member.office.slug}/").content.decode()
        assert (BANNER in page) is there


def test_banner_stands_on_pages_of_clients(simulated):
    from tests.conftest import portal_client_for
    from tests.factories.crm import make_contact
    from tests.factories.offices import make_account

    contact = make_contact(email="clientvan@proef.example")
    account = make_account(simulated.office, contact.pk, contact.email)
    page = portal_client_for(account).get("/p/alfa/").content.decode()
    assert BANNER in page


def test_page_shows_what_the_simulator_got_from_this_office_only(simulated, beta, simulator):
    from dataclasses import replace

    from sbr_inbox.digipoort.driver import DigipoortDriver
    from sbr_inbox.rules.certificates import key_pair, usable
    from tests.sbr_inbox.simulator.orders import order

    with beta.scope:
        change_environment(Environment.SIMULATION, by=beta.admin, typed_name=beta.office.name)
        DigipoortDriver().send(order(simulator, pair=key_pair(usable("SIMULATION")), aanleverkenmerk="vanbeta"))
    mine = order(simulator, pair=key_pair(usable("SIMULATION")), aanleverkenmerk="vanalfa")
    DigipoortDriver().send(mine)
    DigipoortDriver().send(replace(mine, berichtsoort="Vreemd", aanleverkenmerk="vanalfa2"))
    assert [(row.aanleverkenmerk, row.accepted) for row in received()] == [("vanalfa2", False), ("vanalfa", True)]
    page = desk_client_for(simulated.admin).get(PAGE).content.decode()
    assert ("vanalfa2" in page, "vanbeta" in page) == (True, False)


def test_scenario_is_for_the_next_filings_of_this_office_only(simulated, simulator):
    client = desk_client_for(simulated.admin)
    assert client.post(PAGE, {"scenario": "Afleverfout", "times": "2", "number": ""}).status_code == 302
    assert [(rule.label, rule.left) for rule in chosen_scenarios()] == [("Digipoort kan niet afleveren", 2)]
    own = Certificate.objects.get().fingerprint
    assert simulator.state.scenario_of(own, "een", "1").name == "Afleverfout"
    assert simulator.state.scenario_of("van een ander", "twee", "1").name == "Happyflow"
    assert client.post(f"{PAGE}wissen/").status_code == 302
    assert (chosen_scenarios(), simulator.state.scenario_of(own, "drie", "1").name) == ([], "Happyflow")


def test_scenario_outside_the_menu_is_refused(simulated):
    with pytest.raises(NoScenario):
        choose_scenario("Nergens", by=simulated.admin, times=1)
    with pytest.raises(NoScenario):
        choose_scenario("Happyflow", by=simulated.admin, times=101)
    assert chosen_scenarios() == []


def test_office_outside_the_simulation_chooses_no_scenario(in_alfa, simulator):
    with pytest.raises(NoScenario):
        choose_scenario("Happyflow", by=in_alfa.admin, times=1)
    with pytest.raises(NoScenario):
        clear_scenarios(by=in_alfa.admin)


def test_switch_page_asks_a_fresh_factor_and_changes(in_alfa, simulator):
    assert desk_client_for(in_alfa.manager).get(f"{PAGE}wijzigen/").status_code == 403
    client = desk_client_for(in_alfa.admin)
    typed = {"environment": "SIMULATION", "typed_name": in_alfa.office.name}
    assert client.post(f"{PAGE}wijzigen/", typed | {"typed_name": "anders"}).status_code == 422
    assert setting(KEY) == "NONE"
    assert client.post(f"{PAGE}wijzigen/", typed).status_code == 302
    assert Setting.objects.get(key=KEY).value == "SIMULATION"


def test_page_without_a_simulator_says_so(in_alfa):
    page = desk_client_for(in_alfa.admin).get(PAGE).content.decode()
    assert "Er wordt niets verzonden zolang u geen omgeving kiest" in page


def test_switch_out_of_the_simulation_waits_for_what_was_approved_in_it(simulated):
    filing = ready_filing()
    Filing.objects.filter(pk=filing.pk).update(state=State.APPROVED)
    with pytest.raises(WrongEnvironment, match="1 aangifte wacht op verzending"):
        change_environment(Environment.PRODUCTION, by=simulated.admin, typed_name=simulated.office.name)
    assert environment() == Environment.SIMULATION
