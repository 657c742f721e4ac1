"""What a process that is going to die is doing."""

from pathlib import Path

from offices.models import TeamMember
from sbr_inbox.models import Filing
from sbr_inbox.rules.offering import offer
from sbr_inbox.rules.working import work
from tests.factories.sbr import receive


def take(path: str) -> None:
    """Take a file in."""
    receive(Path(path).read_bytes(), name="aangifte.xbrl")


def do_work() -> None:
    """Do what is due."""
    work()


def put_forward(filing: str, member: str) -> None:
    """Offer a filing to the client."""
    offer(Filing.objects.get(pk=filing), by=TeamMember.objects.get(pk=member))
