"""Apps & links: https only, never a BSN, quoted, for whom they are meant."""

import pytest

from crm.enums import LinkAudience
from crm.models import AppLink, AppLinkOverride, RelationGroup, RelationKind
from crm.rules.app_links import (
    check_url,
    delete_link,
    deviate,
    fill,
    links_for,
    links_for_client,
    office_links,
    save_link,
)
from crm.rules.number_format import change_number_format, check_format, coming_numbers
from crm.rules.sorting import delete_kind, save_group, save_kind
from offices.errors import RuleBroken
from offices.models import AuditEvent, Office
from tests.conftest import desk_client_for
from tests.factories.crm import make_person, make_relation

URL = "https://pakket.example/klant/{relatie.nummer}?kvk={relatie.kvk_nummer}"


def make_link(kantoor, **values):
    return save_link(None, by=kantoor.admin, **{"name": "Pakket", "url": URL, "audience": LinkAudience.TEAM} | values)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://pakket.example/", "ADM07"),
        ("javascript:alert(1)", "ADM07"),
        ("https:///pad", "ADM07"),
        ("https://naam@kwaad.example/", "ADM07"),
        ("https://pakket.example/ x", "ADM07"),
        ('https://pakket.example/"x', "ADM07"),
        ("https://[::1/", "ADM07"),
        ("https://pakket.example/{relatie.bsn}", "ADM23"),
        ("https://pakket.example/{relatie.rsin}", "ADM23"),
        ("https://pakket.example/{relatie.nummer", "ADM23"),
        ("https://pakket.example/{{relatie.nummer}}", "ADM23"),
        ("https://{relatie.nummer}.kwaad.example/", "ADM23"),
        ("https://pakket.example/" + "x" * 500, "G03"),
    ],
)
def test_link_that_may_not_be_is_refused(url, code):
    with pytest.raises(RuleBroken) as fault:
        check_url(url)
    assert (fault.value.code, fault.value.field) == (code, "url")


def test_link_for_the_office_asks_nothing_of_a_relation(in_alfa):
    with pytest.raises(RuleBroken) as fault:
        make_link(in_alfa, audience=LinkAudience.OFFICE)
    make_link(in_alfa, audience=LinkAudience.OFFICE, url="https://pakket.example/")
    assert (fault.value.code, [one.url for one in office_links()]) == ("ADM23", ["https://pakket.example/"])


def test_link_is_filled_and_quoted_per_relation(in_alfa):
    make_link(in_alfa)
    relation = make_relation(number="A.1-b", kvk_nummer="90111111")
    person = make_person(number="P1")
    assert [one.url for one in links_for(relation, in_alfa.viewer)] == ["https://pakket.example/klant/A.1-b?kvk=90111111"]
    relation.number = "A/1 &b?"
    assert fill(URL, relation) == "https://pakket.example/klant/A%2F1%20%26b%3F?kvk=90111111"
    assert links_for(person, in_alfa.viewer) == []


def test_link_is_shown_for_whom_it_is_meant(in_alfa, django_assert_num_queries):
    kind = RelationKind.objects.create(name="Horeca")
    only = {"all": [{"field": "kind", "op": "is", "value": [str(kind.pk)]}]}
    make_link(in_alfa, name="Kassa", url="https://kassa.example/", shown_for=only)
    make_link(in_alfa, name="Altijd", url="https://altijd.example/")
    make_link(in_alfa, name="Uit", url="https://uit.example/", active=False)
    make_link(in_alfa, name="Cliënt", url="https://client.example/", audience=LinkAudience.CLIENT)
    horeca, other = make_relation(kind=kind), make_relation()
    with django_assert_num_queries(3):
        assert [one.name for one in links_for(horeca, in_alfa.viewer)] == ["Altijd", "Kassa"]
    assert [one.name for one in links_for(other, in_alfa.viewer)] == ["Altijd"]
    assert [one.name for one in links_for_client(other)] == ["Cliënt"]


def test_link_deviates_for_one_relation(in_alfa):
    link, relation, other = make_link(in_alfa, url="https://pakket.example/"), make_relation(number="R1"), make_relation()
    deviate(link, relation, url="https://pakket.example/eigen/{relatie.nummer}", by=in_alfa.editor)
    assert [(one.url, one.deviates) for one in links_for(relation, in_alfa.viewer)] == [("https://pakket.example/eigen/R1", True)]
    assert [one.deviates for one in links_for(other, in_alfa.viewer)] == [False]
    with pytest.raises(RuleBroken):
        deviate(link, relation, url="http://onveilig.example/", by=in_alfa.editor)
    deviate(link, relation, url=" ", by=in_alfa.editor)
    assert (AppLinkOverride.objects.count(), AuditEvent.objects.filter(event="app_link.changed", relation_id=relation.pk).count()) == (0, 2)
    delete_link(link, by=in_alfa.admin)
    assert AppLink.objects.count() == 0


def test_links_of_another_office_are_not_seen(offices):
    with offices.beta.scope:
        make_link(offices.beta, url="https://beta.example/", audience=LinkAudience.OFFICE)
        link = make_link(offices.beta, name="Beta", url="https://beta.example/")
    with offices.alfa.scope:
        assert (office_links(), links_for(make_relation(), offices.alfa.viewer)) == ([], [])
        client = desk_client_for(offices.alfa.admin)
    assert "beta.example" not in client.get("/k/alfa/apps/").content.decode()
    assert client.get(f"/k/alfa/beheer/links/{link.pk}/").status_code == 404


def test_link_on_the_card_of_who_may_not_change_it(in_alfa):
    link, relation = make_link(in_alfa, url="https://pakket.example/"), make_relation()
    page = f"/k/alfa/relaties/{relation.pk}/links/"
    assert desk_client_for(in_alfa.viewer).get(page).status_code == 404
    client = desk_client_for(in_alfa.manager)
    assert "https://pakket.example/" in client.get(page).content.decode()
    assert client.post(f"{page}{link.pk}/", {"url": "http://x"}).status_code == 422
    assert client.post(f"{page}{link.pk}/", {"url": "https://x.example/"}).status_code == 302


def test_kind_in_use_goes_only_after_replacement(in_alfa):
    old, new = save_kind(None, name="Oud", by=in_alfa.admin), save_kind(None, name="Nieuw", by=in_alfa.admin)
    relation = make_relation(kind=old)
    with pytest.raises(RuleBroken) as fault:
        delete_kind(old, by=in_alfa.admin)
    assert delete_kind(old, by=in_alfa.admin, replacement=new) == 1
    before = relation.version
    relation.refresh_from_db()
    assert (fault.value.code, relation.kind, relation.version) == ("ADM02", new, before + 1)


def test_group_keeps_a_colour_that_can_be_read(in_alfa):
    with pytest.raises(RuleBroken) as fault:
        save_group(None, name="Geel", color="#ffcc00", by=in_alfa.admin)
    assert (fault.value.code, fault.value.text) == ("ADM05", "Deze kleuren zijn slecht leesbaar (1,5:1). Kies bijvoorbeeld #8e7200.")
    assert save_group(None, name="Geel", color="#8e7200", by=in_alfa.admin) == RelationGroup.objects.get()


@pytest.mark.parametrize("pattern", ["", "ABC", "{seq}{seq}", "{seq:0}", "{naam}-{seq}", "{seq:5}" + "x" * 20, "{seq}<b>"])
def test_number_format_that_cannot_be_is_refused(pattern):
    with pytest.raises(RuleBroken) as fault:
        check_format(pattern)
    assert fault.value.code == "NUM01"


def test_number_format_previews_what_comes(in_alfa):
    make_relation(number="K-0001")
    assert coming_numbers("K-{seq:4}") == ["K-0002", "K-0003", "K-0004"]
    change_number_format(in_alfa.office, pattern="K-{seq:4}", by=in_alfa.admin)
    said = AuditEvent.objects.get(event="setting.changed").data["wijzigingen"]
    assert (Office.objects.get(pk=in_alfa.office.pk).relation_number_format, said) == ("K-{seq:4}", {"relation_number_format": ["{seq:5}", "K-{seq:4}"]})
    client = desk_client_for(in_alfa.admin)
    assert "K-0002" in client.get("/k/alfa/beheer/nummers/").content.decode()
    assert "precies één keer" in client.get("/k/alfa/beheer/nummers/voorbeeld/", {"pattern": "x"}).content.decode()
