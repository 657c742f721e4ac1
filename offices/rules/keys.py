"""Replacing the key with which an office signs its proofs."""

from django.db import transaction
from django.utils import timezone

from offices.audit import record
from offices.crypto import forget_keys, is_simulated_key, signing_keys
from offices.models import Office, OfficeSecret, TeamMember
from offices.permissions import require
from offices.rules.office import make_signing_key
from offices.scope import require_office_id


def rotate_signing_key(*, by, simulated: bool = False) -> OfficeSecret:
    """Sign with a new key from now on; what the old one signed stays valid, and its public half stays published.

    `by` is a member with the right key.manage, or a Program for the operator's command.
    """
    if isinstance(by, TeamMember):
        require(by, "key.manage")
    with transaction.atomic():
        office = Office.objects.select_for_update().get(pk=require_office_id())
        live = [row for row in signing_keys() if is_simulated_key(row.key_id) == simulated and row.valid_to is None]
        made = make_signing_key(simulated=simulated)
        for row in live:
            row.valid_to = max(timezone.now(), row.valid_from)
            row.save(update_fields=["valid_to"])
        data = {"new": made.key_id, "old": [row.key_id for row in live], "simulated": simulated}
        record(by, "key.rotated", office, data=data)
    forget_keys()
    return made
