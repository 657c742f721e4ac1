"""What answers and the details in them say."""

from copy import deepcopy
from pathlib import Path

import pytest
from lxml.builder import ElementMaker

from sbr_inbox.digipoort import answers, names, requests, soap
from sbr_inbox.digipoort.details import Specification, read_details
from sbr_inbox.digipoort.parsing import BadMessage
from sbr_inbox.digipoort.schema import NotValid, validate
from tests.sbr_inbox.digipoort.keys import NOW

SAMPLES = Path(__file__).parents[2] / "samples" / "digipoort"
kv = ElementMaker(namespace=names.KV, nsmap={None: names.KV})


def payload(name: str):
    return soap.read((SAMPLES / name).read_bytes()).payload


def test_real_delivery_is_read():
    found = answers.delivered(payload("aanleverResponse-valid.xml"))
    assert (found.kenmerk, found.berichtsoort, found.aanleverkenmerk, found.number) == (
        "700627b6-383e-4d8d-809f-b066845b36e0", "Omzetbelasting", "Happyflow", "001000044B37",
    )  # fmt: skip
    assert found.at.isoformat() == "2021-03-07T11:37:39.702000+00:00"


def test_real_statuses_keep_their_order_and_the_second_301():
    rows = answers.statuses(payload("getNieuweStatussenProcesResponse-valid.xml"))
    assert [row.code for row in rows] == ["105", "100", "110", "200", "301", "301", "405", "400", "500"]
    assert len({(row.code, row.at) for row in rows}) == 9
    assert rows[-1].text == "Validatie bij de uitvragende partij gelukt."
    details = read_details(rows[-1].details)
    assert details.specifications == (Specification("A", "0001", "Status: Verwerkbaar"),)
    assert (details.response_type, details.message_id) == ("acknowledgement", "BERICHTKENMERK-VAN-AANLEVERING")


@pytest.mark.parametrize("text", [
    "", "gewone tekst", "<open", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "<a>" * 100 + "</a>" * 100,
    "<a>" + "x" * 2_000_000 + "</a>",
])  # fmt: skip
def test_details_that_are_no_plain_xml_say_nothing(text):
    assert read_details(text).specifications == ()


def test_several_specifications_with_a_namespace_are_read():
    text = '<r:M xmlns:r="urn:x"><r:Specification><r:Class>E</r:Class><r:Code>7</r:Code></r:Specification><r:Specification/></r:M>'
    assert read_details(text).specifications == (Specification("E", "7", ""), Specification("", "", ""))


def test_status_with_a_fault_keeps_both_words():
    row = kv.StatusResultaat(
        kv.kenmerk("k"), kv.identiteitBelanghebbende(kv.nummer("1"), kv.type("BTW")), kv.statuscode("311"),
        kv.tijdstempelStatus("2026-11-21T10:00:00+01:00"), kv.statusomschrijving("Validatie niet gelukt"),
        kv.statusFoutcode(kv.foutcode("VAS500"), kv.foutbeschrijving("Regel 3")),
    )  # fmt: skip
    answer = kv.getStatussenProcesResponse(kv.getStatussenProcesReturn(row))
    validate(answer)
    (found,) = answers.statuses(answer)
    assert (found.code, found.foutcode, found.foutbeschrijving, found.at.isoformat()) == ("311", "VAS500", "Regel 3", "2026-11-21T10:00:00+01:00")


def test_time_that_is_no_time_is_refused():
    with pytest.raises(BadMessage, match="tijdstempel"):
        answers.moment("gisteren")


SUBJECT = requests.Subject("001000044B37", "BTW")


@pytest.mark.parametrize("body", [
    requests.for_process(names.PROCESS_STATUSES, "k", since=NOW, until=NOW),
    requests.for_process(names.NEW_PROCESS_STATUSES, "k"),
    requests.for_process(names.MESSAGES_OF, "k"),
    requests.for_process(names.NEW_MESSAGES_OF, "k"),
    requests.for_subject(names.PROCESSES, SUBJECT, berichtsoort="ICP"),
    requests.for_subject(names.NEW_STATUSES, SUBJECT, berichtsoort="ICP", since=NOW),
    requests.for_subject(names.MESSAGES, SUBJECT),
    requests.for_subject(names.NEW_MESSAGES, SUBJECT, berichtsoort="SBA", until=NOW),
    requests.message_list(names.MESSAGE_LIST, since=NOW),
    requests.message_list(names.NEW_MESSAGE_LIST, berichtsoort="SBA"),
    requests.message_kinds(SUBJECT),
], ids=lambda body: body.tag.partition("}")[2])  # fmt: skip
def test_every_request_follows_the_schema(body):
    validate(body)
    stranger = deepcopy(body)
    stranger.append(kv.vreemd("x"))
    with pytest.raises(NotValid):
        validate(stranger)


def test_messages_come_with_their_files():
    row = kv.BerichtResultaat(
        kv.kenmerk("k"), kv.berichtsoort("SBA"), kv.berichtkenmerk("b"), kv.tijdstempelAangeleverd("2026-11-21T10:00:00Z"),
        kv.identiteitBelanghebbende(kv.nummer("1"), kv.type("RSIN")), kv.rolBelanghebbende("Bedrijf"),
        kv.berichtInhoud(kv.mimeType("text/xml"), kv.bestandsnaam("sba.xbrl"), kv.inhoud("PGEvPg==")),
    )  # fmt: skip
    answer = kv.getBerichtenKenmerkResponse(kv.getBerichtenKenmerkReturn(row))
    validate(answer)
    (found,) = answers.messages(answer)
    assert (found.kenmerk, found.name, found.body) == ("k", "sba.xbrl", b"<a/>")
