"""Somebody of one office who tries every address with what belongs to the other, and what his answers are held against."""

import hashlib
import io
import random
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from offices.checks import OUTSIDE, our_models
from offices.models import ApiToken, PortalAccount, TeamMember
from tests.guards.world import Side, rows_written, written_since

WALLED = [model for model in our_models() if model._meta.label not in OUTSIDE]


@dataclass
class Loot:
    """Everything of an office that somebody else may try: its ids, its words, its mark, and a hash of its rows."""

    side: Side
    seals: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> bytes:
        """What no other office may ever read: the part of the canary that cannot be guessed."""
        return self.side.canary.rpartition("-")[2].encode()

    @cached_property
    def ids(self) -> dict[str, list]:
        """Model -> ids of its rows in this office."""
        found = {}
        with self.side.scope:
            for model in WALLED:
                if model._meta.pk.get_internal_type() == "UUIDField":
                    found[model._meta.label] = list(model._default_manager.order_by("pk").values_list("pk", flat=True))
            for model in (TeamMember, PortalAccount, ApiToken):
                found[model._meta.label] = list(model.objects.filter(office=self.side.office).values_list("pk", flat=True))
        return {label: pks for label, pks in found.items() if pks}

    def sample(self, seed: str, most: int) -> list:
        """Ids of as many models; all of them when `most` is 0."""
        if not most:
            return [pk for pks in self.ids.values() for pk in pks]
        rng = random.Random(seed)
        labels = rng.sample(sorted(self.ids), min(most, len(self.ids)))
        return [rng.choice(self.ids[label]) for label in labels]

    def seal(self, table: str) -> str:
        """A hash of the rows of this office in one table, as they are now."""
        with self.side.scope, connection.cursor() as cursor:
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t WHERE office_id = %s', [self.side.office.pk])
            return cursor.fetchone()[0] or ""

    def seal_all(self) -> dict[str, str]:
        """Table -> hash of its rows of this office."""
        tables = [model._meta.db_table for model in WALLED]
        return {table: self.seal(table) for table in [*tables, "offices_teammember", "offices_portalaccount", "offices_apitoken"]}


class Thief:
    """Asks, reads the whole answer, and undoes what it did; `faults` says what got through."""

    def __init__(self, victim: Loot):
        self.victim, self.faults, self.asked = victim, [], 0
        self.before = victim.seal_all()

    def ask(self, client: Client, method: str, url: str, data=None, *, who: str = "", allow: str = "", **kwargs) -> bytes:
        """One request; every fault is kept with who asked what. `allow` is a text that may stand there, the name of an office."""
        self.asked += 1
        said, written, counted = f"{who} {method} {url} {data or ''}"[:400], {}, rows_written()
        body = b""
        with transaction.atomic():
            try:
                response = getattr(client, method.lower())(url, data, **kwargs)
                body = b"".join(response.streaming_content) if response.streaming else response.content
                body += str(sorted(response.headers.items())).encode()
                connection.check_constraints()
                if response.status_code >= 500:
                    self.faults.append(f"{said}: status {response.status_code}")
            except Exception as fault:
                self.faults.append(f"{said}: {type(fault).__name__} {str(fault)[:200]}")
                transaction.set_rollback(True)
                return b""
            written = written_since(counted)
            for table in set(written) & set(self.before):
                if self.victim.seal(table) != self.before[table]:
                    self.faults.append(f"{said}: changed rows of the other office in {table}")
            transaction.set_rollback(True)
        shown = body.replace(allow.encode(), b"").replace(escape(allow).encode(), b"") if allow else body
        if self.victim.mark in shown:
            self.faults.append(f"{said}: answer {response.status_code} holds the mark of the other office")
        return body


class Fields(HTMLParser):
    """The fields of all forms on a page with their values; of a choice also what can be chosen."""

    def __init__(self):
        super().__init__()
        self.values: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self.select = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "select":
            self.select = name
            self.values.setdefault(name, "")
        elif tag == "option" and self.select:
            self.choices.setdefault(self.select, []).append(given.get("value") or "")
            if "selected" in given:
                self.values[self.select] = given.get("value") or ""
        elif tag in ("input", "textarea") and name and given.get("type") not in ("file", "submit"):
            self.values.setdefault(name, given.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def pointing_fields(page: str) -> tuple[dict[str, str], list[str]]:
    """The values of the forms on a page, and the names of the fields that hold or offer an id."""
    fields = Fields()
    fields.feed(page)
    names = [name for name, value in fields.values.items() if UUID.fullmatch(value)]
    names += [name for name, choices in fields.choices.items() if any(UUID.fullmatch(choice) for choice in choices)]
    return fields.values, sorted(set(names))


def digest(body: bytes) -> str:
    """A page without what differs by the request: form tokens and moments."""
    if body.startswith(b"PK"):
        # A workbook holds the moment of its making, in its properties and in the entries of the archive.
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = sorted(set(archive.namelist()) - {"docProps/core.xml"})
            body = b"".join(name.encode() + archive.read(name) for name in names)
    plain = re.sub(rb'(csrfmiddlewaretoken" value="|csrf-token" content=")[^"]*|X-CSRFToken[^}]*', b"", body)
    plain = re.sub(rb"[0-9]+ (seconden?|minuten?|minuut) (geleden|achter)|\d\d:\d\d(:\d\d)?", b"", plain)
    return hashlib.sha256(plain).hexdigest()


def in_place(name: str, slug: str, ids: dict) -> str:
    """The address of a name."""
    return reverse(name, kwargs=({"slug": slug} if slug else {}) | ids)


def finders() -> list[str]:
    """The names of all functions that look with the rights of the owner; one that gives nothing back finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE prosecdef AND nspname = 'public' AND prorettype <> 'void'::regtype"
        )
        return sorted(name for (name,) in cursor.fetchall())

