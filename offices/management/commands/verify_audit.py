"""Proves that the activity log of every office is whole."""

import json
import sys

from django.core.management.base import BaseCommand

from offices.audit import seal, verify_chain
from offices.models import Office
from offices.scope import office_scope


class Command(BaseCommand):
    help = "Reken de keten van het activiteitenlog na, per kantoor; eindigt met 1 als er iets niet klopt."

    def add_arguments(self, parser):
        parser.add_argument("--office", help="alleen dit kantoor (webadres)")
        parser.add_argument("--json", action="store_true", help="antwoord als JSON")
        parser.add_argument("--seal", action="store_true", help="verzegel eerst wat nog wacht")

    def handle(self, *args, **options):
        offices = Office.objects.order_by("slug")
        if options["office"]:
            offices = offices.filter(slug=options["office"])
        verdicts = []
        for office in offices:
            with office_scope(office.pk):
                if options["seal"]:
                    seal()
                verdicts.append(verify_chain(office))
        if options["json"]:
            self.stdout.write(json.dumps([vars(verdict) for verdict in verdicts], ensure_ascii=False))
        else:
            for verdict in verdicts:
                state = "klopt" if not verdict.faults else "; ".join(verdict.faults)
                self.stdout.write(
                    f"{verdict.office}: {verdict.sealed} verzegeld, {verdict.unsealed} wachten, {state}"
                )
        if any(verdict.faults for verdict in verdicts):
            sys.exit(1)
