"""What the rows about sending share: a simulator beside the benchmark, and filings that may be sent."""

import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from config.launcher.ports import free_port
from crm.enums import FilingKind
from offices.files import store
from offices.ids import uuid7
from offices.models import Office, PortalAccount
from offices.scope import require_office_id
from sbr_inbox.approval_enums import Factor
from sbr_inbox.delivery_enums import Environment
from sbr_inbox.digipoort.simulator.probe import answers
from sbr_inbox.digipoort.simulator.scenarios import SCENARIOS
from sbr_inbox.digipoort.simulator.state import Delivered
from sbr_inbox.enums import SendAfterApproval
from sbr_inbox.models import ApprovalRequest, Certificate, Delivery, Filing, KindSetting
from sbr_inbox.rules.approval import approve
from sbr_inbox.rules.environment import change_environment
from sbr_inbox.rules.offering import offer
from sbr_inbox.rules.simulation import opened
from tests.factories.offices import find_kantoor, make_account
from tests.factories.sbr import make_taxpayer, ready_filing

ROOT = Path(__file__).resolve().parents[2]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@contextmanager
def simulating(*options: str):
    """A simulator process; the open office sends to it for the block."""
    folder, port = Path(tempfile.mkdtemp(prefix="kantoor-simulator-")), free_port()
    command = [
        sys.executable,
        "-m",
        "sbr_inbox.digipoort.simulator",
        f"--dir={folder}",
        f"--port={port}",
        "--pace=0",
        *options,
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while not answers(f"https://127.0.0.1:{port}", 1):
            time.sleep(0.1)
        settings.DIGIPOORT_SIMULATOR_URL, settings.DIGIPOORT_SIMULATOR_DIR = (
            f"https://127.0.0.1:{port}",
            str(folder),
        )
        _may_send()
        yield folder
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _may_send() -> None:
    office = Office.objects.get(pk=require_office_id())
    KindSetting.objects.filter(kind="OB").update(
        berichtsoort="Omzetbelasting",
        identity_type="BTW",
        role="Intermediair",
        send_after_approval=SendAfterApproval.AUTO,
    )
    change_environment(Environment.SIMULATION, by=find_kantoor(office.slug).admin, typed_name=office.name)


def approved(count: int) -> list[Delivery]:
    """Deliveries of filings their clients approved; not due yet. The summary is one page for all: it is not what is timed."""
    kantoor = find_kantoor(Office.objects.get(pk=require_office_id()).slug)
    paper = store(PDF, name="samenvatting.pdf", purpose="summary", mime="application/pdf")
    made = []
    for _ in range(count):
        relation = make_taxpayer(FilingKind.OB, ob=True)
        filing = ready_filing(relation)
        offer(filing, by=kantoor.manager)
        ApprovalRequest.objects.filter(filing=filing).update(
            pdf_file=paper, pdf_sha256=paper.sha256, pdf_due_at=None
        )
        request = ApprovalRequest.objects.get(filing=filing)
        contact = relation.contact_links.select_related("contact").first().contact
        account = PortalAccount.objects.filter(contact_id=contact.pk).first() or make_account(
            kantoor.office, contact.pk, contact.email
        )
        approve(
            request,
            account=account,
            sha256_shown=request.sha256,
            pdf_sha256_shown=request.pdf_sha256,
            factor=Factor.STRONG,
        )
        delivery = Delivery.objects.get(filing=filing)
        Delivery.objects.filter(pk=delivery.pk).update(due_at=None)
        made.append(delivery)
    return made


def followed(count: int) -> None:
    """So many deliveries that were sent and are due to be asked after: copies of one real one, with statuses at the receiver."""
    (first,) = approved(1)
    filing, certificate, now = first.filing, _fingerprint(), timezone.now()
    with opened() as state:
        rows = []
        for number in range(count):
            given = Delivered(
                f"bench-{number}",
                filing.key.normal,
                "BTW",
                "Intermediair",
                "Omzetbelasting",
                certificate,
                filing.sha256,
            )
            rows.append((given, state.accept(given, SCENARIOS["GeenEindstatus"], pace=0)[0]))
    filings, deliveries = [], []
    for number, (given, kenmerk) in enumerate(rows):
        copy = _copy(filing)
        copy.state, copy.digipoort_kenmerk, copy.sent_at = "IN_PROGRESS", kenmerk, now
        # What may exist once only differs.
        copy.sequence, copy.corrects_id, copy.sha256 = number + 2, filing.pk, f"{number:064x}"
        filings.append(copy)
        deliveries.append(
            Delivery(
                filing=copy, route=first.route, environment=first.environment, state="SENT", aanleverkenmerk=given.aanleverkenmerk,
                sha256=copy.sha256, kenmerk=kenmerk, sent_at=now, due_at=now,
            )
        )  # fmt: skip
    Filing.objects.bulk_create(filings, batch_size=500)
    Delivery.objects.bulk_create(deliveries, batch_size=500)


def _fingerprint() -> str:
    return Certificate.objects.get(environment=Environment.SIMULATION).fingerprint


def _copy(filing: Filing) -> Filing:
    """A filing like this one with an id of its own."""
    values = {field.attname: getattr(filing, field.attname) for field in Filing._meta.concrete_fields}
    return Filing(**values | {"id": uuid7(), "due_at": None, "lease_until": None})
