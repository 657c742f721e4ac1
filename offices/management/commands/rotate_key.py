"""Replace the signing key of an office."""

from django.core.management.base import BaseCommand, CommandError

from offices.audit import Program
from offices.models import Office
from offices.rules.keys import rotate_signing_key
from offices.scope import office_scope


class Command(BaseCommand):
    """`manage.py rotate_key SLUG [--simulated]`; proofs made before stay valid."""

    help = "Vervangt de sleutel waarmee een kantoor bewijzen ondertekent."

    def add_arguments(self, parser):
        parser.add_argument("office", help="webadres van het kantoor")
        parser.add_argument("--simulated", action="store_true", help="de sleutel voor simulaties in plaats van de echte")

    def handle(self, *, office, simulated, **options):
        found = Office.objects.filter(slug=office).first()
        if found is None:
            raise CommandError(f"Er is geen kantoor met webadres {office}.")
        with office_scope(found.pk):
            made = rotate_signing_key(by=Program("rotate_key"), simulated=simulated)
        self.stdout.write(f"{found.name} ondertekent nu met sleutel {made.key_id}.")
