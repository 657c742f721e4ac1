"""Fills an installation that allows it with complete, made-up offices."""

import json
import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from offices.checks import OUTSIDE, our_models
from offices.errors import RuleBroken
from offices.models import Office
from offices.practice import login, make_offices, platform_admin
from offices.scope import office_scope

# Filled only by what a person or program does later; a practice office cannot have them beforehand.
NOT_FILLED = frozenset({"offices.IdempotencyKey", "offices.AuditRoot", "offices.TransferPack"})


class Command(BaseCommand):
    help = "Maak volledige oefenkantoren met verzonnen gegevens."

    def add_arguments(self, parser):
        parser.add_argument("--offices", type=int, default=2, help="aantal kantoren (2)")
        parser.add_argument("--relations", type=int, default=60, help="relaties per kantoor (60)")
        parser.add_argument("--seed", type=int, default=1, help="zelfde getal, zelfde gegevens (1)")
        parser.add_argument(
            "--canaries", action="store_true", help="zet een onraadbaar merk per kantoor in elke tekst"
        )
        parser.add_argument(
            "--json",
            nargs="?",
            const="-",
            help="schrijf de gegevens als JSON naar dit bestand, of naar het scherm",
        )

    def handle(self, *args, **options):
        if Office.objects.filter(is_practice=True).exists():
            raise CommandError(
                "Er zijn al oefenkantoren. Begin met een lege database als u ze opnieuw wilt maken."
            )
        try:
            # All or nothing: a start that was killed halfway makes them again.
            with transaction.atomic():
                plans = make_offices(
                    options["offices"],
                    relations=options["relations"],
                    seed=options["seed"],
                    canaries=options["canaries"],
                )
                self.refuse_empty_models(plans)
                admin = platform_admin(plans[0].password)
        except RuleBroken as fault:
            raise CommandError(fault.text) from fault
        logins = [line for plan in plans for line in plan.logins]
        logins.append(login(admin, None, "platformbeheer", plans[0].password))
        self.write_logins(logins)
        if options["json"]:
            self.write_json(options["json"], plans, logins)

    def refuse_empty_models(self, plans) -> None:
        """Every model of an office has a row in every practice office, or this command fails."""
        empty = []
        for plan in plans:
            with office_scope(plan.office.pk):
                empty += [
                    f"{plan.office.slug}: {model._meta.label}"
                    for model in our_models()
                    if model._meta.label not in OUTSIDE | NOT_FILLED and not model._default_manager.exists()
                ]
        if empty:
            raise CommandError("Deze modellen bleven leeg: " + ", ".join(empty))

    def write_logins(self, logins) -> None:
        """The practice logins on the screen and in a file beside the data."""
        lines = [f"{'kantoor':14} {'wie':28} {'e-mail':38} wachtwoord / verificatie-app"]
        lines += [
            f"{line['office'] or '-':14} {line['what']:28} {line['email']:38} {line['password'] or '(code per mail)'} / {line['totp']}"
            for line in logins
        ]
        lines.append(
            f"Codes per mail en van de verificatie-app staan op {settings.KANTOOR_BASE_URL}/oefenpostbus/"
        )
        self.stdout.write("\n".join(lines))
        if not settings.TESTING:
            path = Path(settings.VAR_DIR) / "practice-logins.txt"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            path.chmod(0o600)

    def write_json(self, target: str, plans, logins) -> None:
        """What a tester needs to know about what was made."""
        offices = [
            {"id": p.office.pk, "slug": p.office.slug, "name": p.office.name, "canary": p.canary, **p.made}
            for p in plans
        ]
        text = json.dumps({"offices": offices, "logins": logins}, ensure_ascii=False, indent=1, default=str)
        if target == "-":
            sys.stdout.write(text + "\n")
        else:
            Path(target).write_text(text, encoding="utf-8")
