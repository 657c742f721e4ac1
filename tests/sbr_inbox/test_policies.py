"""What an office may change about approval, and what it may not."""

import pytest

from offices.errors import RuleBroken
from offices.models import AuditEvent
from offices.settings_registry import setting
from sbr_inbox.approval_settings import CHECK, FUNCTIONS
from sbr_inbox.models import ApprovalPolicy
from sbr_inbox.rules.asking import policy_for
from sbr_inbox.rules.policies import change_policy, drop_policy, own_policy
from tests.conftest import desk_client_for
from tests.factories.portal import (
    make_client,
    make_client_contact,
    make_client_relation,
    make_filing,
    put_before,
)

pytestmark = pytest.mark.django_db
VALUES = {"quorum": "ANY_ONE", "n": 1, "order": "FREE", "factor": "STRONG", "reminders": 4, "expires_after": 21}


def _change(kantoor, kind, **changes):
    policy = ApprovalPolicy.objects.get(kind=kind, relation=None)
    return change_policy(policy, by=kantoor.admin, **({"version": policy.version} | VALUES | changes))


def test_btw_may_be_approved_with_a_mailed_code(in_alfa):
    row = _change(in_alfa, "OB", factor="NORMAL", expires_after=10)
    assert (row.factor, row.expires_after, row.version) == ("NORMAL", 10, 2)
    assert AuditEvent.objects.get(event="approval_policy.changed").data == {
        "kind": "OB",
        "before": {"quorum": "ANY_ONE", "n": 1, "order": "FREE", "factor": "STRONG", "reminders": 4, "expires_after": 21},
        "after": {"quorum": "ANY_ONE", "n": 1, "order": "FREE", "factor": "NORMAL", "reminders": 4, "expires_after": 10},
    }


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        ("VPB", {"factor": "NORMAL"}, "POR14"),
        ("IB", {"factor": "NORMAL"}, "POR14"),
        ("OB", {"expires_after": 0}, "POR15"),
        ("OB", {"expires_after": 91}, "POR15"),
        ("OB", {"n": 0}, "POR15"),
        ("OB", {"version": 7}, "G02"),
    ],
)
def test_what_may_not_be_is_refused_and_nothing_changes(in_alfa, kind, changes, code):
    with pytest.raises(RuleBroken) as broken:
        _change(in_alfa, kind, **changes)
    row = ApprovalPolicy.objects.get(kind=kind)
    assert (broken.value.code, row.version, row.factor) == (code, 1, "STRONG")


def test_page_changes_the_rule_of_its_own_office_only(alfa, beta):
    client = desk_client_for(alfa.admin)
    assert client.get("/k/alfa/beheer/akkoord/").status_code == 200
    assert client.get("/k/alfa/beheer/akkoord/OB/").status_code == 200
    answer = client.post("/k/alfa/beheer/akkoord/OB/", VALUES | {"factor": "NORMAL", "version": 1})
    assert (answer.status_code, answer.url) == (302, "/k/alfa/beheer/akkoord/")
    assert client.post("/k/alfa/beheer/akkoord/VPB/", VALUES | {"factor": "NORMAL", "version": 1}).status_code == 422
    for kantoor, factor in ((alfa, "NORMAL"), (beta, "STRONG")):
        with kantoor.scope:
            assert ApprovalPolicy.objects.get(kind="OB").factor == factor


@pytest.mark.parametrize("role", ["viewer", "editor", "manager"])
def test_page_asks_the_right(alfa, role):
    client = desk_client_for(getattr(alfa, role))
    assert client.post("/k/alfa/beheer/akkoord/OB/", VALUES | {"factor": "NORMAL", "version": 1}).status_code == 403
    with alfa.scope:
        assert ApprovalPolicy.objects.get(kind="OB").factor == "STRONG"


OWN = VALUES | {"reminders": 2}


def test_own_rule_of_a_relation_goes_before_that_of_the_office(in_alfa):
    relation, _, _ = make_client(in_alfa)
    own = own_policy(relation, by=in_alfa.admin, kind="OB", **OWN)
    other = make_client_relation(name="Andere B.V.", number="2000")
    assert policy_for(make_filing(relation)) == own
    assert policy_for(make_filing(other, key_hmac="b" * 64)).relation is None
    with pytest.raises(RuleBroken) as broken:
        own_policy(relation, by=in_alfa.admin, kind="OB", **OWN)
    assert broken.value.code == "SBR06"


def test_own_rule_asks_no_more_people_than_are_entitled(in_alfa):
    relation, _, _ = make_client(in_alfa)
    with pytest.raises(RuleBroken) as broken:
        own_policy(relation, by=in_alfa.admin, kind="OB", **OWN | {"quorum": "N_OF", "n": 2})
    assert (broken.value.code, ApprovalPolicy.objects.filter(relation=relation).count()) == ("POR15", 0)
    make_client_contact(relation, "anna@devries.example", name="Anna de Vries")
    assert own_policy(relation, by=in_alfa.admin, kind="OB", **OWN | {"quorum": "N_OF", "n": 2}).n == 2


def test_dropped_rule_gives_way_to_that_of_the_office(in_alfa):
    relation, _, _ = make_client(in_alfa)
    own = own_policy(relation, by=in_alfa.admin, kind="OB", **OWN)
    request = put_before(make_filing(relation), by=in_alfa.admin)
    drop_policy(own, by=in_alfa.admin)
    request.refresh_from_db()
    assert (request.policy.relation, request.reminders) == (None, 2)
    with pytest.raises(RuleBroken):
        drop_policy(request.policy, by=in_alfa.admin)


def test_pages_of_a_relation_give_and_drop_its_rule(alfa):
    with alfa.scope:
        relation, _, _ = make_client(alfa)
    client = desk_client_for(alfa.admin)
    url = f"/k/alfa/relaties/{relation.pk}/akkoord/"
    assert client.post(f"{url}OB/", OWN | {"version": 0}).status_code == 302
    assert "Deze relatie" in client.get(url).content.decode()
    assert client.post(f"{url}OB/weg/").status_code == 302
    with alfa.scope:
        assert ApprovalPolicy.objects.filter(relation=relation).count() == 0


def test_page_sets_how_strict_the_office_is(alfa, beta):
    given = {"mandate_check": "STRICT", "functions": " bestuurder , "}
    assert desk_client_for(alfa.admin).post("/k/alfa/beheer/akkoord/controle/", given).status_code == 302
    with alfa.scope:
        assert (setting(CHECK), setting(FUNCTIONS)) == ("STRICT", "bestuurder")
    with beta.scope:
        assert setting(CHECK) == "WARN"
