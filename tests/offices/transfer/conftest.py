"""A complete practice office and its pack, which is made once: each test rolls back what it did."""

import io

import pytest

from offices.rules.transfer import make_pack
from offices.scope import office_scope

_made: dict[str, tuple[bytes, dict]] = {}


@pytest.fixture
def full(world):
    """A complete made-up office beside another one."""
    return world.alfa


@pytest.fixture
def packed(full):
    """(its pack as bytes that can seek, the manifest)"""
    if full.canary not in _made:
        target, manifest = pack_of(full.office)
        _made[full.canary] = target.getvalue(), manifest
    raw, manifest = _made[full.canary]
    return io.BytesIO(raw), manifest


def pack_of(office):
    """Everything of an office."""
    target = io.BytesIO()
    with office_scope(office.pk):
        manifest, _ = make_pack(target, tell=lambda done: None)
    target.seek(0)
    return target, manifest
