"""Messages that wait at the stand-in: who may fetch them, and that each comes whole."""

import pytest

from sbr_inbox.delivery_enums import Service
from sbr_inbox.digipoort.driver import line_of
from sbr_inbox.digipoort.fetching import fetch_messages, list_messages
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.incoming import put_message
from tests.sbr_inbox.simulator.orders import order


def line(simulator, pair):
    return line_of(order(simulator, pair=pair), Service.FETCH)


def test_message_is_fetched_by_its_own_certificate_only(simulator):
    mine, other = simulator.issue(), simulator.issue()
    owner = pki.fingerprint(mine.chain[0])
    content = b"<xbrl>aanslag</xbrl>"
    kenmerk = put_message(
        simulator.folder, content, number="001000044", berichtsoort="SBA_VPB", name="aanslag.xbrl", certificate=owner
    )
    (message,) = fetch_messages(line(simulator, mine))
    assert (message.kenmerk, message.number, message.berichtsoort) == (kenmerk, "001000044", "SBA_VPB")
    assert (message.body, message.name) == (content, "aanslag.xbrl")
    assert fetch_messages(line(simulator, other)) == ()
    assert fetch_messages(line(simulator, mine), known=frozenset({kenmerk})) == ()


def test_message_is_listed_as_new_once(simulator):
    pair = simulator.issue()
    owner = pki.fingerprint(pair.chain[0])
    put_message(simulator.folder, b"<a/>", number="1", berichtsoort="VIA", name="a.xml", certificate=owner)
    assert [len(list_messages(line(simulator, pair), only_new=True)) for _ in range(2)] == [1, 0]
    assert [len(list_messages(line(simulator, pair))) for _ in range(2)] == [1, 1]


@pytest.mark.parametrize("name", ["../a.xml", "a/b.xml", ".verborgen", ""])
def test_message_cannot_be_put_outside_its_folder(simulator, name):
    with pytest.raises(ValueError, match="Een naam mag geen map bevatten"):
        put_message(simulator.folder, b"<a/>", number="1", berichtsoort="VIA", name=name)
