"""Every model and every field of an office leaves, is computed again, or stays for a reason."""

from django.db import models

from offices.checks import our_models
from offices.transfer.declaring import Exported, Waived, declared, exported, faults

OUT_OF_OFFICES = {"offices.Office", "offices.User", "offices.Heartbeat", "crm.PostcodePoint"}


def own_models():
    """Models with an office."""
    return [model for model in our_models() if any(field.name == "office" for field in model._meta.fields)]


def test_models_outside_offices_are_the_known_ones():
    mine = set(own_models())
    assert {model._meta.label for model in our_models() if model not in mine} == OUT_OF_OFFICES


def test_nothing_is_forgotten():
    assert faults(own_models()) == []


def test_forgotten_model_and_field_are_found(monkeypatch):
    kept = [entry for entry in declared() if entry.model != "crm.Note"]
    changed = [
        Exported("crm.KorMark", "relation valid_from onbekend") if entry.model == "crm.KorMark" else entry for entry in kept
    ]
    monkeypatch.setattr("offices.transfer.declaring.declared", lambda: changed)
    assert set(faults(own_models())) == {
        "crm.KorMark.valid_to (forgotten)",
        "crm.KorMark.onbekend (unknown)",
        "crm.Note neither leaves nor stays for a reason",
    }


def test_waived_model_without_a_reason_is_found(monkeypatch):
    changed = [Waived(entry.model, "nee") if entry.model == "offices.Job" else entry for entry in declared()]
    monkeypatch.setattr("offices.transfer.declaring.declared", lambda: changed)
    assert faults(own_models()) == ["offices.Job stays without a reason"]


def test_every_secret_of_an_office_stays():
    secrets = {"offices.OfficeSecret", "offices.ApiToken", "offices.LoginSession", "offices.OneTimeLink"}
    assert secrets & {entry.model for entry in exported()} == set()
    named = {(entry.model, name) for entry in exported() for name in entry.names if name in ("secret", "token_hash", "password", "chain_key")}
    assert named == set()


def test_every_keyed_hash_is_computed_again():
    kept = {
        (entry.model, field.name)
        for entry in exported()
        for field in entry.get_model()._meta.concrete_fields
        if isinstance(field, models.CharField) and field.name.endswith("_hmac") and field.name in entry.names and field.name not in entry.numbers
    }
    assert kept == set()
