"""Rings again for everything that is due, in every office."""

import time

from django.core.management.base import BaseCommand

from offices.registry import sweeps
from offices.scope import office_scope
from offices.tasks import active_offices

EVERY_SECONDS = 30


class Command(BaseCommand):
    help = "Veegronde: laat alles wat aan de beurt is opnieuw in behandeling nemen."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="één ronde en dan stoppen")

    def handle(self, *args, **options):
        while True:
            self.stdout.write(f"{self.round()} opnieuw aangeboden")
            if options["once"]:
                return
            time.sleep(EVERY_SECONDS)

    def round(self) -> int:
        """One sweep over all active offices; how much was rung again."""
        rung = 0
        for pk in active_offices():
            with office_scope(pk):
                rung += sum(entry() or 0 for entry in sweeps)
        return rung
