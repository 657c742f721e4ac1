"""Check a receipt of approval, with the keys of an office or with a file of published keys (no database needed)."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from offices.crypto import public_keys
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.receipts import verify


class Command(BaseCommand):
    """`manage.py verify_receipt bewijs.json --office SLUG [--xml F] [--pdf F]`; leaves with 1 when it does not hold."""

    help = "Controleert een bewijs van akkoord."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="het bewijs (json, of de tekst van de QR-code)")
        keys = parser.add_mutually_exclusive_group(required=True)
        keys.add_argument("--office", help="webadres van het kantoor op deze installatie")
        keys.add_argument("--keys", type=Path, help="bestand met gepubliceerde sleutels (json: sleutel → base64)")
        parser.add_argument("--xml", type=Path, help="het aangiftebestand")
        parser.add_argument("--pdf", type=Path, help="de pdf die is getoond")

    def handle(self, *, file, office, keys, xml, pdf, **options):
        files = {part: path.read_bytes() for part, path in (("xml", xml), ("pdf", pdf)) if path}
        verdict = verify(file.read_bytes(), self.known(office, keys), files=files)
        self.stdout.write(verdict.word)
        self.stdout.write(verdict.text)
        if verdict.ok:
            person = verdict.content["person"]["name"]
            self.stdout.write(f"{person}, {verdict.content['at']}: {verdict.sentence}")
        else:
            sys.exit(1)

    def known(self, office, keys) -> dict[str, str]:
        """The published keys to check against."""
        if keys:
            return json.loads(keys.read_text())
        found = Office.objects.filter(slug=office).first()
        if found is None:
            raise CommandError(f"Er is geen kantoor met webadres {office}.")
        with office_scope(found.pk):
            return public_keys()
