"""manage.py import_office FILE --slug S: a new office with everything of a pack."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from offices.audit import SYSTEM
from offices.errors import RuleBroken
from offices.models import Office
from offices.rules.transfer import let_in, read_office
from offices.scope import office_scope


class Command(BaseCommand):
    help = "Makes a new office from a pack. People nobody knows here cannot sign in until somebody lets them in."

    def add_arguments(self, parser):
        parser.add_argument("file", help="the pack")
        parser.add_argument("--slug", required=True, help="the address of the new office: /k/<slug>/")
        parser.add_argument("--admin", help="e-mail of a member of the pack who may sign in at once")

    def handle(self, *args, file, slug, admin, **options):
        try:
            with Path(file).open("rb") as source:
                row = read_office(source, slug=slug, by=SYSTEM)
            office = Office.objects.get(pk=row.office_id)
            with office_scope(office.pk):
                if admin:
                    let_in(office, admin, by=SYSTEM)
        except OSError as fault:
            raise CommandError(f"{file} is niet te lezen: {fault.strerror}.") from fault
        except RuleBroken as fault:
            raise CommandError(f"{fault.code}: {fault.text}") from fault
        aside = row.findings["opzij"]
        self.stdout.write(f"{office.name}: /k/{office.slug}/, {sum(row.counts.values())} rijen")
        if aside:
            self.stdout.write(f"Opzij gezet tot iemand hen toelaat ({len(aside)}): {', '.join(aside)}")
