"""Lets deliveries go again after the data were restored from a backup."""

from django.core.management.base import BaseCommand

from offices.audit import Program, record
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.rules.delivering.holding import ask_first, hold, release

OPERATOR = Program("Technisch beheer")


class Command(BaseCommand):
    help = "Geeft het verzenden vrij na het terugzetten van een back-up. Wat openstaat wordt eerst bij de ontvanger nagevraagd."

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="zonder vraag vooraf")

    def handle(self, *args, **options):
        held = hold()
        self.stdout.write(held.text if held else "Het verzenden staat niet stil.")
        if held and held.code == "forgetful":
            self.stderr.write("Dit is geen teruggezette back-up; vrijgeven helpt niet.")
            return
        if not options["yes"] and input("Verzenden vrijgeven? Typ ja: ").strip().lower() != "ja":
            self.stdout.write("Niets gewijzigd.")
            return
        release()
        for pk in Office.objects.order_by("pk").values_list("pk", flat=True):
            with office_scope(pk):
                asked = ask_first()
                record(OPERATOR, "delivery.released", data={"deliveries": asked})
                self.stdout.write(f"{pk}: {asked} verzendingen worden eerst nagevraagd")
