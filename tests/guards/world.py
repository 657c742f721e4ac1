"""Two complete practice offices for the suites that walk every address, and a measure of what was written."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from offices.models import Office, PortalAccount, TeamMember
from offices.scope import office_scope
from tests.conftest import desk_client_for, portal_client_for
from tests.guards.dressing import LINKED, UNLINKED, dress, relation_called, things

ROLES = ("VIEWER", "EDITOR", "MANAGER", "ADMIN")
SLUGS = ("lindeboom", "duin-en-dijk")


@dataclass
class Side:
    """One of the two offices, with who works there and a client of its own."""

    office: Office
    canary: str
    members: dict[str, TeamMember]
    account: PortalAccount
    housemate: PortalAccount
    tokens: dict[str, str]
    linked: dict
    unlinked: dict

    @property
    def scope(self):
        """Opens this office."""
        return office_scope(self.office.pk)

    def browser(self, role: str) -> Client:
        """A member of this role, signed in and stepped up just now."""
        return desk_client_for(self.members[role])

    def portal(self, *, strong: bool = True) -> Client:
        """The client of this office, with a passkey or with a mailed code alone."""
        return portal_client_for(self.account, strong=strong)

    def program(self, role: str) -> Client:
        """A program that works with the rights of this role."""
        return Client(headers={"authorization": f"Bearer {self.tokens[role]}"})


@dataclass
class World:
    """Two offices: nothing of beta may reach alfa."""

    alfa: Side
    beta: Side


@dataclass(frozen=True)
class Made:
    """Where the offices lie."""

    database: str
    media: Path
    told: list


def keep_files_in(patch, media: Path) -> None:
    """Let the storage stand in this folder."""
    patch.setattr(django_settings, "MEDIA_ROOT", media)
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": media}}
    patch.setattr(django_settings, "STORAGES", django_settings.STORAGES | {"default": store})
    patch.setattr(django_settings, "KANTOOR_DROP_ROOT", media / "drop")
    forget_storages()


def forget_storages() -> None:
    """What django.test.signals does when a setting is overridden."""
    from django.core.files.storage import default_storage, storages
    from django.utils.functional import empty

    storages.__dict__.pop("backends", None)
    storages._backends, storages._storages = None, {}
    default_storage._wrapped = empty


def use(name: str) -> None:
    """Speak with this database from now on."""
    connection.close()
    connection.settings_dict["NAME"] = name


def dressed(told: dict) -> dict:
    """What the command told of an office, with what the walk needs besides: tokens per role, and ids of things."""
    office = Office.objects.get(slug=told["slug"])
    with office_scope(office.pk):
        tokens = dress(office, members_of(office), told["canary"])
        linked, unlinked = (things(relation_called(name), office.slug) for name in (LINKED, UNLINKED))
    return told | {"tokens": tokens, "linked": linked, "unlinked": unlinked}


def members_of(office: Office) -> dict[str, TeamMember]:
    """Role -> the first member who holds it."""
    found: dict[str, TeamMember] = {}
    for row in TeamMember.objects.filter(office=office).select_related("user", "office", "role").order_by("number"):
        found.setdefault(str(row.role.shipped), row)
    return found


def side(told: dict) -> Side:
    """One office, its people read again for each test."""
    office = Office.objects.get(slug=told["slug"])
    with office_scope(office.pk):
        members = members_of(office)
        accounts = PortalAccount.objects.select_related("user", "office")
        account = accounts.get(user__email=f"alleen0@{office.slug}.example")
        housemate = accounts.get(user__email=f"huisgenoot0@{office.slug}.example")
    return Side(office, told["canary"], members, account, housemate, told["tokens"], told["linked"], told["unlinked"])


def rows_written() -> dict[str, int]:
    """Per table how many rows this transaction wrote so far, also what was rolled back to a savepoint."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return dict(cursor.fetchall())


def written_since(before: dict[str, int]) -> dict[str, int]:
    """Table -> rows written since `before`."""
    return {table: n - before.get(table, 0) for table, n in rows_written().items() if n != before.get(table, 0)}

