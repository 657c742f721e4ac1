"""The frame of the interface for programs: who asks, what goes wrong, paging, repeated POSTs.

The edges themselves stand in `<app>/api.py`; config/api_urls.py joins them.
"""

from offices.api.idempotency import idempotent
from offices.api.views import OfficeViewSet

__all__ = ["OfficeViewSet", "idempotent"]
