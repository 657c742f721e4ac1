"""The office a platform admin has entered: one at a time, an hour at most, kept in the session."""

import time
from dataclasses import dataclass

from offices.enums import OfficeState
from offices.models import Office

SESSION_KEY = "platform.visit"
MINUTES = 60


@dataclass(frozen=True)
class Visit:
    """Which office is open in the admin, and until when (seconds since 1970)."""

    office_id: int
    name: str
    until: float

    @property
    def minutes_left(self) -> int:
        """Whole minutes until the visit ends."""
        return max(0, int((self.until - time.time()) // 60))


def begin(request, office: Office) -> None:
    """Remember the office for an hour; call it after the rule that wrote it down."""
    until = time.time() + MINUTES * 60
    request.session[SESSION_KEY] = {"office": office.pk, "until": until, "user": str(request.user.pk)}


def end(request) -> None:
    """Forget the office."""
    request.session.pop(SESSION_KEY, None)
    request.platform_visit = None


def present(request) -> Visit | None:
    """The visit of this session, while it lasts and belongs to this platform admin."""
    if not hasattr(request, "platform_visit"):
        request.platform_visit = _read(request)
    return request.platform_visit


def _read(request) -> Visit | None:
    kept = request.session.get(SESSION_KEY)
    if (
        not kept
        or not request.user.is_staff
        or kept["user"] != str(request.user.pk)
        or time.time() >= kept["until"]
    ):
        return None
    office = Office.objects.filter(pk=kept["office"]).exclude(state=OfficeState.CLOSED).first()
    return Visit(office.pk, office.name, kept["until"]) if office else None
