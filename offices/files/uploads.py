"""Multipart forms whose files go straight to their final key, with no copy in between.

request.upload_handlers = [StraightToStore(request, purpose="dossier")]
for arrival in StraightToStore.of(request).arrivals: ...
"""

from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from offices.errors import RuleBroken
from offices.files.storing import Incoming


@dataclass
class Arrival:
    """One file of a form: its own name and either the bytes (finished, not yet kept) or why they were refused."""

    field: str
    name: str
    incoming: Incoming | None = None
    refused: RuleBroken | None = None


class StraightToStore(FileUploadHandler):
    """Writes each file of a form to the storage while it is hashed. A refused file does not stop the rest.

    `arrivals` lists all files in the order of the form. Call `drop_rest` in a `finally`: what was not kept goes.
    """

    chunk_size = 1 << 18

    def __init__(self, request=None, *, purpose: str, max_bytes: int | None = None):
        super().__init__(request)
        self.purpose, self.max_bytes = purpose, max_bytes
        self.arrivals: list[Arrival] = []

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        incoming = Incoming(name=self.file_name, purpose=self.purpose, max_bytes=self.max_bytes)
        self.arrivals.append(Arrival(self.field_name, self.file_name, incoming))

    def receive_data_chunk(self, raw_data, start):
        try:
            self.arrivals[-1].incoming.write(raw_data)
        except RuleBroken as refused:
            self._refuse(refused)
            raise SkipFile from refused

    def file_complete(self, file_size):
        try:
            self.arrivals[-1].incoming.finish()
        except RuleBroken as refused:
            self._refuse(refused)

    def upload_interrupted(self):
        """The last file did not arrive whole; also called after a file that was skipped, when all is well."""
        if self.arrivals and (last := self.arrivals[-1]).incoming and not last.incoming.settled:
            last.incoming.drop()
            last.incoming = None
            last.refused = RuleBroken(
                f"{last.name} kwam niet helemaal aan. Kies het bestand opnieuw.", field="file", retryable=True
            )

    def drop_rest(self) -> None:
        """Remove the bytes of every file that was not kept."""
        for arrival in self.arrivals:
            if arrival.incoming and arrival.incoming.kept is None:
                arrival.incoming.drop()

    def _refuse(self, refused: RuleBroken) -> None:
        arrival = self.arrivals[-1]
        arrival.incoming.drop()
        arrival.incoming, arrival.refused = None, refused
