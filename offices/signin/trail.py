"""Sign-in events in the activity log of every office where the person works or is a client."""

from offices.audit import Program, record
from offices.scope import office_scope
from offices.signin.places import places

# Nobody is signed in yet when a try fails, so the person himself did not do it.
VISITOR = Program("Inloggen")


def note(user, event: str, data: dict | None = None, *, by=None) -> None:
    """Write the event in each office of the person, done by himself unless `by` says otherwise.

    Somebody without an office leaves no line.
    """
    for place in places(user):
        if place.office is None:
            continue
        with office_scope(place.office.pk):
            record(by or place.who, event, place.who, data=data or {})
