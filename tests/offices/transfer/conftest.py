"""A practice office with everything in it, and its pack."""

import io

import pytest

from offices.practice import make_one
from offices.rules.transfer import make_pack
from offices.scope import office_scope


@pytest.fixture
def full(offices):
    """A complete made-up office beside alfa and beta."""
    return make_one(0, relations=2, seed=5, password="oefen-wachtwoord", canaries=True)


@pytest.fixture
def packed(full):
    """(its pack as bytes that can seek, the manifest)"""
    return pack_of(full.office)


def pack_of(office):
    """Everything of an office."""
    target = io.BytesIO()
    with office_scope(office.pk):
        manifest, _ = make_pack(target, tell=lambda done: None)
    target.seek(0)
    return target, manifest
