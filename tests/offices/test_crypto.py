"""Secrets of an office stay its own."""

import pytest
from cryptography.exceptions import InvalidTag

from offices.crypto import blind_index, decrypt, encrypt, forget_keys, public_keys, sign, verify
from offices.enums import KeyPurpose
from offices.rules.office import make_key, make_signing_key
from offices.scope import NoOffice


def test_encrypt_gives_another_value_each_time_and_decrypts(in_alfa):
    first, second = encrypt("123456782"), encrypt("123456782")
    assert first != second
    assert "123456782" not in first
    assert (decrypt(first), decrypt(second)) == ("123456782", "123456782")


def test_another_office_cannot_decrypt(offices):
    with offices.alfa.scope:
        sealed = encrypt("123456782")
    with offices.beta.scope, pytest.raises((KeyError, InvalidTag)):
        decrypt(sealed)


def test_blind_index_is_equal_within_an_office_and_differs_between(offices):
    with offices.alfa.scope:
        one, same, other_purpose = (blind_index("123456782", p) for p in ("bsn", "bsn", "ob"))
    with offices.beta.scope:
        beta = blind_index("123456782", "bsn")
    assert one == same
    assert len({one, other_purpose, beta}) == 3


def test_old_values_stay_readable_after_a_new_data_key(in_alfa):
    sealed = encrypt("123456782")
    new = make_key(KeyPurpose.DATA, b"k" * 32)
    forget_keys()
    assert decrypt(sealed) == "123456782"
    assert encrypt("x").split(":")[0] == new.key_id


def test_signature_verifies_with_its_public_key_only(in_alfa):
    key_id, signature = sign(b"bewijs")
    assert verify(public_keys()[key_id], b"bewijs", signature)
    assert not verify(public_keys()[key_id], b"bewijs!", signature)
    other = make_signing_key()
    forget_keys()
    assert not verify(other.public, b"bewijs", signature)
    assert key_id in public_keys()


def test_nothing_is_encrypted_without_an_office(db):
    with pytest.raises(NoOffice):
        encrypt("123456782")
