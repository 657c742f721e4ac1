"""Whether the open office came here as a pack."""

from offices.enums import PackDirection, PackReach, PackState
from offices.models import TransferPack


def arrived_mask() -> str:
    """The mask with which the open office arrived; empty when it was made here."""
    came = TransferPack.objects.filter(direction=PackDirection.IN, reach=PackReach.OFFICE, state=PackState.READY)
    return came.values_list("mask", flat=True).first() or ""
