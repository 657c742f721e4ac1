"""What people do and what a checker sees, each in a process of its own. Arguments and answers are plain data."""

import hashlib
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db.models import Q
from django.test import Client

from crm.enums import FilingKind
from crm.models import Relation, TimelineEntry
from dossier.models import DossierItem
from offices.audit import seal, verify_chain
from offices.crypto import public_keys
from offices.files import open_file
from offices.files.orphans import remove_orphans
from offices.models import AuditEvent, Office, OutgoingMail, PortalAccount, StoredFile
from offices.rules.tokens import make_token
from offices.scope import office_scope
from sbr_inbox.models import Approval, ApprovalRequest, Filing, FilingEvent, Receipt
from sbr_inbox.receipts import verify
from tests.conftest import portal_client_for
from tests.factories.crm import link_contact, make_contact
from tests.factories.offices import make_account, make_kantoor
from tests.factories.sbr import invite, make_taxpayer, ob_file, ob_number


def alfa() -> Office:
    """The office everything happens in; there is another one."""
    return Office.objects.get(slug="alfa")


def found() -> dict:
    """Make two offices and a token."""
    kantoor = make_kantoor("alfa")
    make_kantoor("beta")
    with kantoor.scope:
        return {"token": make_token(kantoor.admin, name="Pakket", by=kantoor.admin)[1], "office": kantoor.office.pk}


def prepare(number: int) -> dict:
    """A client with a product, a contact and an account; and a filing as his package exports it."""
    office = alfa()
    with office_scope(office.pk):
        own = {"ob": f"{base(number)}B01", "rsin": base(number), "number": f"K{number}", "kvk_nummer": str(90_500_000 + number)}
        relation = make_taxpayer(FilingKind.OB, contact=False, name=f"Klant {number} B.V.", **own)
        contact = make_contact(number=f"K{number}", last_name=f"Klant {number}", email=f"klant{number}@proef.example")
        link_contact(relation, contact, is_preferred=True, sees=["DOSSIER", "OB"])
        invite(contact)
        account = make_account(office, contact.pk, contact.email)
        file = Path(settings.MEDIA_ROOT).parent / f"ob-{number}.xbrl"
        file.write_bytes(ob_file(ob_number(relation), turnover=1000 + number, reference=f"R{number}"))
        last = AuditEvent.objects.order_by("-at", "-id").first()
        return {"relation": relation.pk, "account": account.pk, "file": str(file), "since": last.at.isoformat(), "number": number}


def base(number: int) -> str:
    """The number-th nine digits that pass the elfproef."""
    from crm.numbers import passes_elfproef

    valid = (f"002{value:06}" for value in range(1, 999_999) if passes_elfproef(f"002{value:06}"))
    return next(value for place, value in enumerate(valid) if place == number)


def program(token: str) -> Client:
    """A program of the office."""
    return Client(headers={"authorization": f"Bearer {token}"})


def upload(*, token: str, file: str) -> dict:
    """Send a file as a package does."""
    body = SimpleUploadedFile(Path(file).name, Path(file).read_bytes())
    answer = program(token).post("/api/v1/filings/", {"file": body})
    return {"status": answer.status_code, **answer.json()}


def offer(*, token: str, filing: str) -> dict:
    """Put it before the client."""
    return {"status": program(token).post(f"/api/v1/filings/{filing}/offer/", {}, content_type="application/json").status_code}


def withdraw(*, token: str, filing: str) -> dict:
    """Take it back."""
    body = {"reason": "Toch niet"}
    return {"status": program(token).post(f"/api/v1/filings/{filing}/withdraw/", body, content_type="application/json").status_code}


def relink(*, token: str, filing: str, relation: str) -> dict:
    """Say it belongs to another client."""
    body = {"relation": relation}
    return {"status": program(token).post(f"/api/v1/filings/{filing}/link/", body, content_type="application/json").status_code}


def approve(*, account: str, filing: str) -> dict:
    """Say yes to exactly what the page shows."""
    with office_scope(alfa().pk):
        row = PortalAccount.objects.select_related("user", "office").get(pk=account)
        request = ApprovalRequest.objects.filter(filing_id=filing).order_by("-offered_at").first()
    shown = {"sha256": request.sha256, "pdf_sha256": request.pdf_sha256}
    return {"status": portal_client_for(row).post(f"/p/alfa/aangiften/{request.pk}/akkoord/", shown).status_code}


def sweep() -> dict:
    """One round of the sweeper."""
    call_command("sweep", once=True)
    return {}


def clear_orphans(*, hours: int) -> dict:
    """Remove what nothing points to, as if it were so many hours later."""
    with office_scope(alfa().pk):
        return {"gone": remove_orphans(datetime.now(UTC) + timedelta(hours=hours))}


def facts(*, relation: str, since: str) -> dict:
    """Everything that may exist once and once only, counted."""
    office = alfa()
    with office_scope(office.pk):
        filings = Filing.objects.filter(relation_id=relation)
        requests = ApprovalRequest.objects.filter(filing__in=filings)
        receipts = Receipt.objects.filter(approval__request__in=requests).select_related("file")
        about = Q(relation_id=relation) | Q(subject_id__in=[str(pk) for pk in filings.values_list("pk", flat=True)])
        events = AuditEvent.objects.filter(about, at__gt=since).values_list("event", flat=True)
        lines = TimelineEntry.objects.filter(relation_id=relation, at__gt=since)
        told = {
            "filings": sorted(filings.values_list("state", flat=True)),
            "requests": sorted(requests.values_list("state", flat=True)),
            "approvals": Approval.objects.filter(request__in=requests).count(),
            "receipts": [verify(open_file(row.file).read(), public_keys()).ok for row in receipts],
            "items": items_of(relation),
            "moves": count(FilingEvent.objects.filter(filing__in=filings).values_list("event", flat=True)),
            "audit": count(events),
            "timeline": count(lines.values_list("event", flat=True)),
            "mails": count(OutgoingMail.objects.filter(to=address_of(relation)).values_list("kind", flat=True)),
        }
        seal()
        return told | {"chain": verify_chain(office).faults, "broken files": broken_files()}


def items_of(relation: str) -> list[str]:
    """What lies in the dossier: kind of piece, sealed or not, and whether its bytes are those that were kept."""
    rows = DossierItem.objects.filter(relation_id=relation).select_related("current__stored_file")
    return sorted(
        f"{row.name.rpartition('.')[2]} {'sealed' if row.sealed else 'open'} {same_bytes(row.current.stored_file)}" for row in rows
    )


def same_bytes(stored: StoredFile) -> bool:
    """Whether the bytes on disk are those of the row."""
    with open_file(stored) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256


def broken_files() -> list[str]:
    """Rows whose bytes are not there."""
    return [row.key for row in StoredFile.objects.all() if not default_storage.exists(row.key)]


def address_of(relation: str) -> str:
    """Where mail to this client goes."""
    return Relation.objects.get(pk=relation).contact_links.get().contact.email


def count(values) -> dict:
    """How often each occurs."""
    return dict(sorted(Counter(values).items()))
