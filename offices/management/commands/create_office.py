"""manage.py create_office NAME --slug S: a new office with its keys and roles."""

from django.core.management.base import BaseCommand, CommandError

from offices.errors import RuleBroken
from offices.rules.office import create_office


class Command(BaseCommand):
    help = "Makes an office with its keys, shipped roles and everything other parts give a new office."

    def add_arguments(self, parser):
        parser.add_argument("name", help="name of the office, as its clients know it")
        parser.add_argument("--slug", required=True, help="the part of its address: /k/<slug>/")
        parser.add_argument(
            "--practice", action="store_true", help="an office to practise in; mail stays here"
        )

    def handle(self, *args, name, slug, practice, **options):
        try:
            office = create_office(name, slug=slug, is_practice=practice)
        except RuleBroken as fault:
            raise CommandError(f"{fault.code}: {fault.text}") from fault
        self.stdout.write(f"{office.name}: /k/{office.slug}/")
