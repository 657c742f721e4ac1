"""Where settings come from: the environment first, then the files of the embedded services.

`$KANTOOR_VAR/env` (three URLs) and `$KANTOOR_VAR/secrets` (keys) hold lines of `NAME=value`.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent


def var_dir() -> Path:
    """The folder for everything this installation writes: data, logs, pid files, uploads."""
    return Path(os.environ.get("KANTOOR_VAR") or BASE_DIR / "var").resolve()


def read_lines(path: Path) -> dict[str, str]:
    """`NAME=value` lines of a file; a missing file is an empty answer."""
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#") and "=" in line)


FILES = read_lines(var_dir() / "secrets") | read_lines(var_dir() / "env")


def text(name: str, default: str = "") -> str:
    """A setting as text; the environment wins over the files."""
    return os.environ.get(name) or FILES.get(name) or default


def flag(name: str, default: bool = False) -> bool:
    """A setting as yes or no; 1, true, yes, ja and on mean yes."""
    value = text(name)
    return value.lower() in {"1", "true", "yes", "ja", "on"} if value else default


def number(name: str, default: int) -> int:
    """A setting as a whole number."""
    return int(text(name) or default)


def words(name: str, default: str = "") -> list[str]:
    """A setting as a list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(url: str) -> dict:
    """Django's connection settings for `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    return {
        "ENGINE": "offices.db",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }
