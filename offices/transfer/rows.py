"""The rows of the open office as lines of a pack, a chunk at a time: flat in memory, the office's own index only."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from offices.models import StoredFile, User
from offices.scope import require_office_id
from offices.transfer.declaring import Exported, history_names, history_of
from offices.transfer.ids import Ids
from offices.transfer.values import person, writer

CHUNK = 2_000
OBJECTS = 1_000


class Lines:
    """Reads one model, or its history; gathers which files the rows point to."""

    def __init__(self, entry: Exported, ids: Ids, *, alias: str, history: bool = False):
        self.entry, self.ids, self.alias = entry, ids, alias
        self.model = history_of(entry) if history else entry.get_model()
        self.names = history_names(entry) if history else entry.names
        fields = [self.model._meta.get_field(name) for name in self.names]
        self.attnames = [field.attname for field in fields]
        self.writers = [writer(field, ids, pointer=field.name in entry.pointers) for field in fields]
        self.people = [i for i, field in enumerate(fields) if field.related_model is User]
        self.files = [i for i, field in enumerate(fields) if field.related_model is StoredFile]
        self.seen_files: set = set()

    def all(self) -> Iterator[list[dict]]:
        """Chunks of lines of the whole office, in the order of their ids in the pack."""
        return self.past() if self.model is not self.entry.get_model() else self.now(Q())

    def own(self) -> QuerySet:
        """The rows of the open office, said out loud: people and their accounts stand in tables without a wall."""
        return self.model._base_manager.using(self.alias).filter(office_id=require_office_id())

    def now(self, condition: Q, *, narrow=None) -> Iterator[list[dict]]:
        """Chunks of lines that meet a condition."""
        rows = self.own().order_by("id")
        if condition:
            # A condition may look along several links to the same row; each row leaves once.
            rows = rows.filter(pk__in=self.own().filter(condition).values("pk"))
        for narrowing in (self.entry.rows, narrow):
            rows = narrowing(rows) if narrowing else rows
        last = None
        while found := list((rows.filter(id__gt=last) if last else rows).values_list("id", *self.attnames)[:CHUNK]):
            last = found[-1][0]
            yield sorted(self.dressed([row[1:] for row in found]), key=lambda line: line["id"])
            if len(found) < CHUNK:
                return

    def past(self) -> Iterator[list[dict]]:
        """Chunks of events, those of one row together and in the order in which they happened."""
        rows, last = self.own(), None
        while True:
            ahead = rows.filter(pgh_obj_id__gt=last) if last else rows.all()
            objects = list(ahead.order_by("pgh_obj_id").values_list("pgh_obj_id", flat=True).distinct()[:OBJECTS])
            if not objects:
                return
            last = objects[-1]
            found = list(rows.filter(pgh_obj_id__in=objects).order_by("pgh_created_at", "pgh_id").values_list(*self.attnames))
            yield sorted(self.dressed(found), key=lambda line: line["pgh_obj"])

    def dressed(self, found: list[tuple]) -> list[dict]:
        """Rows as lines."""
        known = self._people(found)
        lines = []
        for row in found:
            line = {name: write(value) for name, write, value in zip(self.names, self.writers, row, strict=True)}
            for i in self.people:
                line[self.names[i]] = known.get(row[i])
            for i in self.files:
                if row[i] is not None:
                    self.seen_files.add(row[i])
            lines.append(line)
        for name, number in self.entry.numbers.items():
            known_numbers = number.find(list({line[name] for line in lines}))
            lines = [line | {name: known_numbers[line[name]]} for line in lines if line[name] in known_numbers]
        return lines

    def _people(self, found: list[tuple]) -> dict:
        wanted = {row[i] for i in self.people for row in found}
        return {user.pk: person(user) for user in User.objects.using(self.alias).filter(pk__in=wanted)} if wanted else {}
