"""manage.py create_api_token --office S --email E --name N: prints the token alone."""

from django.core.management.base import BaseCommand, CommandError

from offices.audit import SYSTEM
from offices.errors import RuleBroken
from offices.models import TeamMember
from offices.rules.tokens import MAX_DAYS, make_token
from offices.scope import office_scope


class Command(BaseCommand):
    help = "Makes an API token of a member and prints it, alone on its line; it cannot be shown again."

    def add_arguments(self, parser):
        parser.add_argument("--office", required=True, help="the slug of the office")
        parser.add_argument("--email", required=True, help="the member the token works for")
        parser.add_argument("--name", required=True, help="what uses it")
        parser.add_argument(
            "--scope", action="append", default=[], help="a permission key; none means all of the member's"
        )
        parser.add_argument("--days", type=int, default=MAX_DAYS)

    def handle(self, *args, office, email, name, scope, days, **options):
        rows = TeamMember.objects.select_related("user", "office")
        member = rows.filter(office__slug=office, user__email__iexact=email).first()
        if member is None:
            raise CommandError(
                f"{email} werkt niet in het kantoor {office}. Maak eerst een teamlid met create_member."
            )
        try:
            with office_scope(member.office_id):
                _, raw = make_token(member, name=name, by=SYSTEM, scopes=scope, days=days)
        except RuleBroken as fault:
            raise CommandError(f"{fault.code}: {fault.text}") from fault
        self.stdout.write(raw)
