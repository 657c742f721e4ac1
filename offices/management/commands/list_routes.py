"""manage.py list_routes [--json]: every address, what it asks and which ids it takes."""

import json

from django.core.management.base import BaseCommand

from offices.routes import all_routes


class Command(BaseCommand):
    help = "Lists every address of the product: path, name, methods, permission and id parameters."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON list instead of a table")

    def handle(self, *args, **options):
        routes = all_routes()
        if options["json"]:
            self.stdout.write(json.dumps([route.as_dict() for route in routes], indent=1))
            return
        for route in routes:
            self.stdout.write(
                f"{route.path}  {route.name}  {','.join(route.methods)}  {route.permission or '-'}"
            )
