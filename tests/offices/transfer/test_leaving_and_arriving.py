"""An office that leaves, arrives and leaves again is the same office."""

import zipfile
from pathlib import Path

import pytest

from crm.indexes import bsn_index, tax_number_index
from crm.models import Contact, NumberOverride, Relation, TaxNumber
from dossier.models import ItemVersion
from integrations.models import Webhook
from offices.audit import SYSTEM, seal, verify_chain
from offices.errors import RuleBroken
from offices.files import read_bytes
from offices.models import (
    ApiToken,
    AuditEvent,
    AuthorisationRole,
    Office,
    OfficeSecret,
    OutgoingMail,
    PortalAccount,
    RoleGrant,
    StoredFile,
    TeamMember,
    User,
)
from offices.rules.transfer import let_in, read_office
from offices.scope import office_scope
from sbr_inbox.models import Delivery, Filing
from tests.offices.transfer.conftest import pack_of

pytest_plugins = ["tests.guards.fixtures"]


def arrive(packed, slug="verhuisd"):
    """The office of a pack, under a new address."""
    row = read_office(packed[0], slug=slug, by=SYSTEM)
    return Office.objects.get(pk=row.office_id), row


def parts(manifest):
    return {part["path"]: (part["sha256"], part.get("rows")) for part in manifest["parts"]}


def test_office_that_leaves_arrives_and_leaves_again_is_equal(packed):
    office, _ = arrive(packed)
    _, again = pack_of(office)
    before, after = parts(packed[1]), parts(again)
    assert {path for path in before if before[path] != after.get(path)} == set()
    assert before == after
    assert {name: packed[1]["office"][name] for name in packed[1]["office"] if name not in ("number", "slug")} == {
        name: again["office"][name] for name in again["office"] if name not in ("number", "slug")
    }
    assert (packed[1]["ids"]["mask"], again["ids"]["mask"] != "0" * 16) == ("0" * 16, True)


def test_office_arrives_twice_beside_itself_without_sharing_a_row(full, packed):
    first, _ = arrive(packed)
    packed[0].seek(0)
    second, _ = arrive(packed, slug="nog-eens")
    found = []
    for office in (full.office, first, second):
        with office_scope(office.pk):
            found.append(set(Relation.objects.values_list("pk", flat=True)) | set(StoredFile.objects.values_list("pk", flat=True)))
    with zipfile.ZipFile(packed[0]) as archive:
        # A file to which only work of this installation points, such as an export, stays behind.
        left = sum(len(archive.read(f"data/{name}.jsonl").splitlines()) for name in ("crm.relation", "offices.storedfile"))
    assert (len(found[0]) >= left, [len(keys) for keys in found[1:]]) == (True, [left, left])
    assert found[0] & found[1] | found[1] & found[2] | found[0] & found[2] == set()


def test_numbers_are_found_with_the_keys_of_the_new_office(full, packed):
    with office_scope(full.office.pk):
        old = {row.number: (row.bsn, row.bsn_hmac) for row in Relation.objects.exclude(bsn_hmac="")}
        tax = sorted(row.value for row in TaxNumber.objects.all())
        filed = sorted((row.sha256, row.key_value, row.key_hmac) for row in Filing.objects.all())
        allowed = NumberOverride.objects.count()
    office, _ = arrive(packed)
    with office_scope(office.pk):
        new = {row.number: (row.bsn, row.bsn_hmac) for row in Relation.objects.exclude(bsn_hmac="")}
        assert {number: bsn for number, (bsn, _) in new.items()} == {number: bsn for number, (bsn, _) in old.items()}
        assert {number for number in old if old[number][1] == new[number][1]} == set()
        assert sorted(row.value for row in TaxNumber.objects.all()) == tax
        assert [row.value_hmac == tax_number_index(row.value) for row in TaxNumber.objects.all()] == [True] * len(tax)
        assert sorted((row.sha256, row.key_value) for row in Filing.objects.all()) == [row[:2] for row in filed]
        assert NumberOverride.objects.count() == allowed
        assert [row.bsn_hmac == bsn_index(row.bsn) for row in Contact.objects.exclude(bsn="")] == [True] * Contact.objects.exclude(bsn_hmac="").count()


def test_files_are_there_byte_for_byte(full, packed):
    with office_scope(full.office.pk):
        before = sorted((row.sha256, read_bytes(row.stored_file)) for row in ItemVersion.objects.select_related("stored_file"))
    office, _ = arrive(packed)
    with office_scope(office.pk):
        after = sorted((row.sha256, read_bytes(row.stored_file)) for row in ItemVersion.objects.select_related("stored_file"))
        keys = set(StoredFile.objects.values_list("key", flat=True))
    assert (after, {key.split("/")[1] for key in keys}) == (before, {str(office.pk)})


def test_rights_arrive_as_they_were(full, packed):
    def grants(office):
        with office_scope(office.pk):
            rows = RoleGrant.objects.select_related("role")
            return sorted((row.role.name, row.permission, row.scope) for row in rows), AuthorisationRole.objects.count()

    assert grants(arrive(packed)[0]) == grants(full.office)


def test_known_people_join_and_unknown_ones_are_put_aside(full, packed):
    gone = TeamMember.objects.filter(office=full.office).select_related("user").first().user
    User.objects.filter(pk=gone.pk).update(email="iemand-anders@voorbeeld.example")
    office, row = arrive(packed)
    with office_scope(office.pk):
        aside = TeamMember.objects.select_related("user").get(office=office, user__email=gone.email)
        others = [member for member in TeamMember.objects.filter(office=office).select_related("user", "office") if member.pk != aside.pk]
    assert (aside.user.is_active, aside.user.has_usable_password(), row.findings["opzij"]) == (False, False, [gone.email])
    assert [member.works_now for member in others] == [True] * len(others)
    with office_scope(office.pk):
        let_in(office, gone.email, by=SYSTEM)
    aside.user.refresh_from_db()
    assert aside.user.is_active is True


def test_nothing_leaves_by_arriving(packed, mailoutbox):
    office, _ = arrive(packed)
    with office_scope(office.pk):
        assert OutgoingMail.objects.filter(due_at__isnull=False).count() == 0
        assert Delivery.objects.filter(settled_at=None, held=False).count() == 0
        assert Delivery.objects.exclude(due_at=None).count() == 0
        assert Filing.objects.exclude(due_at=None).exclude(state__in=("RECEIVED", "PARSED")).count() == 0
    assert mailoutbox == []


def test_log_arrives_and_is_sealed_by_the_new_office(full, packed):
    with office_scope(full.office.pk):
        before = AuditEvent.objects.count()
    office, _ = arrive(packed)
    with office_scope(office.pk):
        while seal():
            pass
        assert AuditEvent.objects.filter(event="office.imported").count() == 1
        assert AuditEvent.objects.count() == before + 1
        assert verify_chain(office).faults == ()


def test_pack_arrives_only_at_a_free_address(packed, world):
    taken = world.beta.office.slug
    with pytest.raises(RuleBroken) as refused:
        read_office(packed[0], slug=taken, by=SYSTEM)
    assert (refused.value.code, Office.objects.filter(slug=taken).count()) == ("ADM06", 1)


def test_bytes_of_a_refused_pack_do_not_stay(packed, settings, monkeypatch):
    monkeypatch.setattr("offices.transfer.arriving.travels", lambda pack, ids: 1 / 0)
    offices = set(Office.objects.values_list("pk", flat=True))
    kept = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    with pytest.raises(ZeroDivisionError):
        read_office(packed[0], slug="verhuisd", by=SYSTEM)
    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == kept
    assert set(Office.objects.values_list("pk", flat=True)) == offices


def test_pack_holds_nothing_of_another_office(packed, world):
    with zipfile.ZipFile(packed[0]) as archive:
        held = [name for name in archive.namelist() if world.beta.canary.encode() in archive.read(name)]
        own = [name for name in archive.namelist() if world.alfa.canary.encode() in archive.read(name)]
    assert (held, len(own) > 20) == ([], True)


def test_pack_holds_nobody_of_another_office(packed, world):
    def people(model, office):
        return set(model.objects.filter(office=office).values_list("user__email", flat=True))

    with zipfile.ZipFile(packed[0]) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist() if not name.startswith("files/"))
    for model in (TeamMember, PortalAccount):
        own, theirs = people(model, world.alfa.office), people(model, world.beta.office)
        strangers = theirs - people(TeamMember, world.alfa.office) - people(PortalAccount, world.alfa.office)
        assert len(strangers) > 0
        assert [email for email in sorted(strangers) if email.encode() in text] == []
        assert [email for email in sorted(own) if email.encode() not in text] == []


def test_no_secret_leaves(packed, world):
    with world.alfa.scope:
        tokens = list(ApiToken.objects.filter(office=world.alfa.office).values_list("token_hash", flat=True))
        secrets = [*OfficeSecret.objects.values_list("secret", flat=True), *tokens, *(hook.secret for hook in Webhook.objects.all())]
    with zipfile.ZipFile(packed[0]) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist() if not name.startswith("files/"))
    assert (len(secrets) > 5, [secret for secret in secrets if secret.encode() in text]) == (True, [])
