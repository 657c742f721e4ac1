"""manage.py create_member EMAIL --office S --role R: a colleague, by password or by invitation."""

import os

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from offices.audit import SYSTEM
from offices.enums import ShippedRole
from offices.errors import RuleBroken
from offices.models import AuthorisationRole, Office
from offices.rules.invitations import activate, invitation_link, invite_member
from offices.scope import office_scope


class Command(BaseCommand):
    help = "Makes a member of an office. Without a password it prints the one-time address of the invitation."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--office", required=True, help="the slug of the office")
        parser.add_argument("--role", required=True, choices=ShippedRole.values)
        parser.add_argument("--name", default="", help="name of the person; the address without it")
        parser.add_argument(
            "--password",
            help="first password; the second factor follows at sign-in. Or the variable KANTOOR_PASSWORD",
        )

    def handle(self, *args, email, office, role, name, password, **options):
        found = Office.objects.filter(slug=office).first()
        if found is None:
            raise CommandError(
                f"Er is geen kantoor met het adres {office}. Maak het eerst met create_office."
            )
        password = password or os.environ.get("KANTOOR_PASSWORD")
        try:
            with office_scope(found.pk), transaction.atomic():
                self.stdout.write(self.make(found, email, role, name or email.split("@")[0], password))
        except RuleBroken as fault:
            raise CommandError(f"{fault.code}: {fault.text}") from fault
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault

    def make(self, office, email, role, name, password) -> str:
        """The line to print."""
        shipped = AuthorisationRole.objects.get(shipped=role)
        member = invite_member(office, email=email, name=name, role=shipped, by=SYSTEM, send=False)
        if not password:
            return invitation_link(member)
        validate_password(password, member.user)
        activate(member, password=password, by=SYSTEM)
        return f"{member.user.email}: {shipped.name} in {office.name}"
