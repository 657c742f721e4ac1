"""Sign-in events in the activity log of every office where the person works or is a client."""

from offices.audit import Program, record
from offices.scope import office_scope
from offices.signin.places import accounts, memberships

# Nobody is signed in yet when a try fails, so the person himself did not do it.
VISITOR = Program("Inloggen")


def note(user, event: str, data: dict | None = None, *, by=None) -> None:
    """Write the event in each office of the person, done by himself unless `by` says otherwise.

    Somebody without an office leaves no line.
    """
    for who in [*memberships(user), *accounts(user)]:
        with office_scope(who.office_id):
            record(by or who, event, who, data=data or {})
