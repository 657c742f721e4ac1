"""Loads the address table that fills in street and town and places relations on the map."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from crm.postcodes import load_file
from offices.errors import RuleBroken


class Command(BaseCommand):
    help = "Laad de adrestabel (postcode, huisnummer, straat, plaats, breedtegraad, lengtegraad) uit een CSV-bestand."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV-bestand in UTF-8 met de kolomnamen op de eerste regel")
        parser.add_argument("--replace", action="store_true", help="maak de tabel eerst leeg")

    def handle(self, *args, **options):
        try:
            done = load_file(options["file"], replace=options["replace"])
        except (RuleBroken, OSError, UnicodeDecodeError) as fault:
            raise CommandError(getattr(fault, "text", str(fault))) from fault
        self.stdout.write(f"{done.read} regels gelezen, {done.left_out} overgeslagen; de tabel telt nu {done.stands} adressen.")
        for example in done.examples:
            self.stdout.write(f"  overgeslagen {example}")
