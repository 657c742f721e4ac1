"""manage.py export_office SLUG --out FILE: everything of an office in one pack."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from offices.audit import SYSTEM
from offices.errors import RuleBroken
from offices.models import Office
from offices.rules.transfer import write_office
from offices.scope import office_scope


class Command(BaseCommand):
    help = "Writes a whole office to a pack: data, files, tables, and pages that read without this product."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="the office, as in /k/<slug>/")
        parser.add_argument("--out", required=True, help="the zip to write; it holds client data, keep it safe")

    def handle(self, *args, slug, out, **options):
        office = Office.objects.filter(slug=slug).first()
        if office is None:
            raise CommandError(f"Er is geen kantoor met het adres {slug}.")
        path = Path(out)
        try:
            with office_scope(office.pk), path.open("xb") as target:
                path.chmod(0o600)
                manifest, sha256 = write_office(target, by=SYSTEM)
        except FileExistsError as fault:
            raise CommandError(f"{out} bestaat al. Kies een andere naam.") from fault
        except RuleBroken as fault:
            path.unlink(missing_ok=True)
            raise CommandError(f"{fault.code}: {fault.text}") from fault
        rows = sum(part.get("rows", 0) for part in manifest["parts"])
        self.stdout.write(f"{office.name}: {rows} rijen in {len(manifest['parts'])} onderdelen; manifest {sha256}")
