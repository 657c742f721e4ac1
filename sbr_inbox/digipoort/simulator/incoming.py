"""Messages that wait to be fetched, such as a servicebericht aanslag: files in folders.

inbox/<certificate or all>/<number>/<berichtsoort>/<file>. Whoever puts a file there makes it appear in the Ophaalservice.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

EVERYBODY = "all"


@dataclass(frozen=True)
class Waiting:
    """A message that can be fetched."""

    kenmerk: str
    number: str
    berichtsoort: str
    path: Path

    @property
    def at(self) -> float:
        """When it was put there."""
        return self.path.stat().st_mtime


def put_message(
    folder: Path, content: bytes, *, number: str, berichtsoort: str, name: str, certificate: str = EVERYBODY
) -> str:
    """Put a message there for whoever asks with this certificate; gives its kenmerk. `name` is a bare file name."""
    parts = (certificate, number, berichtsoort, name)
    if any(not part or Path(part).name != part or part.startswith(".") for part in parts):
        raise ValueError("Een naam mag geen map bevatten.")
    place = folder / "inbox" / certificate / number / berichtsoort
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = place / f".{name}.new"
    fresh.write_bytes(content)
    fresh.replace(place / name)
    return _kenmerk(folder, place / name)


def waiting(folder: Path, certificate: str, *, number: str = "", berichtsoort: str = "") -> list[Waiting]:
    """What may be fetched with this certificate, oldest first; for one number and one berichtsoort when given."""
    found = []
    for owner in (certificate, EVERYBODY):
        for path in (folder / "inbox" / owner).glob(f"{number or '*'}/{berichtsoort or '*'}/*"):
            if not path.name.startswith("."):
                found.append(Waiting(_kenmerk(folder, path), path.parts[-3], path.parts[-2], path))
    return sorted(found, key=lambda message: (message.at, message.kenmerk))


def _kenmerk(folder: Path, path: Path) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, str(path.relative_to(folder))))
