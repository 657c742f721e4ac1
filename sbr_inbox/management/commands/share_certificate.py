"""manage.py share_certificate bestand.p12 --password-file F --environment PRODUCTION --office a --office b"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from offices.audit import Program
from offices.errors import RuleBroken
from offices.models import Office
from offices.scope import office_scope
from sbr_inbox.keystore import read_keystore
from sbr_inbox.rules.certificates import SENDING, keep_bundle


class Command(BaseCommand):
    help = "Puts one certificate of the installation in each office named; every office gets its own encrypted copy."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--password-file", type=Path, required=True, help="a file with the password on its first line")
        parser.add_argument("--environment", choices=[str(one.value) for one in SENDING], required=True)
        parser.add_argument("--office", action="append", required=True, help="the slug of an office; may be given more than once")
        parser.add_argument("--name", default="")

    def handle(self, *args, file, password_file, environment, office, name, **options):
        try:
            lines = password_file.read_text(encoding="utf-8").splitlines()
            bundle = read_keystore(file.read_bytes(), lines[0] if lines else "", now=timezone.now())
        except OSError as fault:
            raise CommandError(f"{fault.filename} is niet te lezen: {fault.strerror}.") from fault
        except RuleBroken as fault:
            raise CommandError(fault.text) from fault
        found = {row.slug: row for row in Office.objects.filter(slug__in=office)}
        if missing := sorted(set(office) - set(found)):
            raise CommandError(f"Er is geen kantoor {missing[0]}. Er is niets gedeeld.")
        for row in found.values():
            try:
                with office_scope(row.pk):
                    keep_bundle(bundle, by=Program("Platformbeheer"), environment=environment, name=name, pooled=True)
            except RuleBroken as fault:
                self.stderr.write(f"{row.slug}: {fault.text}")
            else:
                self.stdout.write(f"{row.slug}: toegevoegd")
