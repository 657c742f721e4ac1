"""Check a receipt, with the keys of an office or with a file of published keys (no database needed)."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from offices.crypto import public_keys
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.receipt_paper import lines
from sbr_inbox.receipts import verify


class Command(BaseCommand):
    """`manage.py verify_receipt bewijs.json --office SLUG [--xml F] [--pdf F] [--answer F]`; leaves with 1 when it does not hold."""

    help = "Controleert een bewijs."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="het bewijs (json, of de tekst van de QR-code)")
        keys = parser.add_mutually_exclusive_group(required=True)
        keys.add_argument("--office", help="webadres van het kantoor op deze installatie")
        keys.add_argument("--keys", type=Path, help="bestand met gepubliceerde sleutels (json)")
        parser.add_argument("--xml", type=Path, help="het aangiftebestand")
        parser.add_argument("--pdf", type=Path, help="de pdf die is getoond")
        parser.add_argument("--answer", type=Path, help="een antwoord van de ontvanger")

    def handle(self, *, file, office, keys, **options):
        files = {part: options[part].read_bytes() for part in ("xml", "pdf", "answer") if options.get(part)}
        real, simulated = self.known(office, keys)
        verdict = verify(file.read_bytes(), real, files=files, simulated_keys=simulated)
        self.stdout.write(verdict.word)
        self.stdout.write(verdict.text)
        if not verdict.ok:
            sys.exit(1)
        if verdict.sentence:
            self.stdout.write(verdict.sentence)
        for label, value, _ in lines(verdict.content):
            self.stdout.write(f"{label}: {value}")

    def known(self, office, keys) -> tuple[dict[str, str], dict[str, str]]:
        """The published keys to check against, real ones and those of simulation."""
        if keys:
            said = json.loads(keys.read_text())
            return tuple({key_id: key["public"] for key_id, key in said[part].items()} for part in ("keys", "simulated"))
        found = Office.objects.filter(slug=office).first()
        if found is None:
            raise CommandError(f"Er is geen kantoor met webadres {office}.")
        with office_scope(found.pk):
            return public_keys(), public_keys(simulated=True)
