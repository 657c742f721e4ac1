"""An office that grows: everything a list can show, first a few of each and then many."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from crm.enums import FilingKind
from crm.timeline import write_entry
from dossier.rules.bin import trash
from integrations.models import Connection, SyncItem, SyncRun
from offices.mail import queue_mail
from offices.models import PortalAccount
from offices.rules.tokens import make_token
from sbr_inbox.enums import Channel
from sbr_inbox.models import Filing, FilingIssue, Intake
from tests.factories.crm import assign, link_contact, make_contact, make_relation
from tests.factories.dossier import folder, make_item
from tests.factories.offices import Kantoor, make_account, make_kantoor, make_member
from tests.factories.portal import make_client_contact, make_filing, put_before
from tests.factories.workflows import give_product

_numbers = count(1)


class Crowd:
    """One office with one relation that has everything, and as many other rows as asked. Its office must be open."""

    def __init__(self, slug: str = "groei"):
        self.kantoor: Kantoor = make_kantoor(slug)
        self.size = 0
        with self.kantoor.scope:
            self.relation = make_relation(name="Alles B.V.", ob_nummers=["001000019B01"])
            self.contact = make_client_contact(self.relation, f"klant@{slug}.example", is_preferred=True)
            self.account: PortalAccount = make_account(self.kantoor.office, self.contact.pk, self.contact.email)
            self.connection = Connection.objects.create(connector="drop_folder", name="Map")
            assign(self.relation, self.kantoor.editor)
            self.folder = folder()
            self.item = make_item(self.relation, is_public=True)
            give_product(self.relation, FilingKind.OB)

    def grow(self, size: int) -> None:
        """Add rows of every kind until there are `size` of each."""
        with self.kantoor.scope:
            for _ in range(size - self.size):
                self.one_more(next(_numbers))
        self.size = size

    def one_more(self, number: int) -> None:
        """One of each."""
        admin, editor = self.kantoor.admin, self.kantoor.editor
        other = make_relation(name=f"Bedrijf {number:04} B.V.")
        assign(other, editor)
        colleague = make_member(self.kantoor.office, "EDITOR", f"collega{number}@{self.kantoor.office.slug}.example")
        assign(self.relation, colleague, role="ACCOUNTANT")
        link_contact(other, make_contact())
        link_contact(self.relation, make_contact(), sees=["DOSSIER"])
        make_item(self.relation, is_public=True)
        trash(make_item(self.relation), by=admin)
        self.filings(other, number)
        write_entry(self.relation, "note.written", by=editor, title=f"Notitie {number}")
        make_token(colleague, name=f"Token {number}", by=admin)
        queue_mail(to=f"x{number}@y.example", subject="Proef", body="Proef", kind="test", idempotency_key=f"proef-{number}")
        run = SyncRun.objects.create(connection=self.connection, state="DONE", finished_at=timezone.now())
        SyncItem.objects.create(connection=self.connection, run=run, external_id=f"{number}", name=f"{number}.xbrl")

    def filings(self, other, number: int) -> None:
        """A filing that waits for somebody, one at another client, and one before the client who signs in."""
        day = date(2020, 1, 1) + timedelta(days=number)
        lost = make_filing(other, period_start=day, period_end=day)
        Filing.objects.filter(pk=lost.pk).update(state="UNMATCHED", relation=None)
        FilingIssue.objects.create(filing=lost, code="E04")
        make_filing(other, period_start=day, period_end=day)
        mine = make_filing(self.relation, period_start=day, period_end=day)
        put_before(mine, by=self.kantoor.admin, addressees=[self.contact])
        Intake.objects.create(channel=Channel.UPLOAD, name=f"{number}.xbrl", filing=mine, by=self.kantoor.editor, by_label="Proef")

