"""Which files in a folder are whole: those that stopped growing, and those renamed from `*.part`."""

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

IGNORED = ("thumbs.db", ".ds_store")


@dataclass(frozen=True)
class Dropped:
    """A regular file in the folder, as it is now."""

    path: Path
    inode: int
    size: int
    mtime_ns: int

    @property
    def name(self) -> str:
        """The name the sender gave."""
        return self.path.name

    @property
    def external_id(self) -> str:
        """The same file gives the same id in a later round, until somebody writes in it."""
        return f"{self.inode}-{self.size}-{self.mtime_ns}"


def look(folder: Path) -> tuple[list[Dropped], list[Dropped]]:
    """(files, unfinished `*.part` files). Links, folders and devices are not looked at: they could lead elsewhere."""
    files, parts = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            info = entry.stat(follow_symlinks=False)
            if not stat.S_ISREG(info.st_mode) or entry.name.startswith((".", "~$")) or entry.name.lower() in IGNORED:
                continue
            found = Dropped(Path(entry.path), info.st_ino, info.st_size, info.st_mtime_ns)
            (parts if entry.name.lower().endswith(".part") else files).append(found)
    return sorted(files, key=lambda f: f.name), parts


def ready(folder: Path, memory: dict, *, quiet_seconds: float, now: float | None = None) -> tuple[list[Dropped], int]:
    """(whole files, number still waiting); `memory` is changed to what the next round must know.

    A file is whole when its size and time did not change for `quiet_seconds`, or when it was seen as `*.part`
    before: its sender renamed it as the last thing he did.
    """
    now = time.time() if now is None else now
    files, parts = look(folder)
    seen, known_parts = memory.get("seen", {}), set(memory.get("parts", []))
    whole, still = [], {}
    for file in files:
        since = seen.get(file.external_id, now)
        if file.inode in known_parts or now - since >= quiet_seconds:
            whole.append(file)
        still[file.external_id] = since
    memory["seen"] = still
    memory["parts"] = sorted({part.inode for part in parts} | known_parts & {file.inode for file in files})
    return whole, len(files) - len(whole) + len(parts)
