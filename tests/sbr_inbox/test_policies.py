"""What an office may change about approval, and what it may not."""

import pytest

from offices.errors import RuleBroken
from offices.models import AuditEvent
from sbr_inbox.models import ApprovalPolicy
from sbr_inbox.rules.policies import change_policy
from tests.conftest import desk_client_for

pytestmark = pytest.mark.django_db
VALUES = {"quorum": "ANY_ONE", "n": 1, "order": "FREE", "factor": "STRONG", "expires_after": 21}


def _change(kantoor, kind, **changes):
    policy = ApprovalPolicy.objects.get(kind=kind, relation=None)
    return change_policy(policy, by=kantoor.admin, **({"version": policy.version} | VALUES | changes))


def test_btw_may_be_approved_with_a_mailed_code(in_alfa):
    row = _change(in_alfa, "OB", factor="NORMAL", expires_after=10)
    assert (row.factor, row.expires_after, row.version) == ("NORMAL", 10, 2)
    assert AuditEvent.objects.get(event="approval_policy.changed").data == {
        "kind": "OB",
        "before": {"quorum": "ANY_ONE", "factor": "STRONG", "expires_after": 21},
        "after": {"quorum": "ANY_ONE", "factor": "NORMAL", "expires_after": 10},
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
