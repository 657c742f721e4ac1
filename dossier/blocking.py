"""Types of files nobody may put into a dossier: what a computer would run instead of show (DOS04)."""

from dossier.texts import blocked_type
from offices.files.sniffing import PROGRAM, ending

ENDINGS = frozenset(
    [
        "exe",
        "com",
        "scr",
        "pif",
        "cpl",
        "msi",
        "msp",
        "dll",
        "sys",
        "ocx",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "mjs",
        "ws",
        "wsf",
        "wsh",
        "hta",
        "jar",
        "jnlp",
        "app",
        "apk",
        "sh",
        "bash",
        "csh",
        "ksh",
        "zsh",
        "py",
        "pyc",
        "rb",
        "pl",
        "php",
        "asp",
        "aspx",
        "jsp",
        "lnk",
        "url",
        "scf",
        "reg",
        "inf",
        "gadget",
        "msc",
        "chm",
        "hlp",
        "iso",
        "img",
        "vhd",
        "vhdx",
        "appx",
        "msix",
        "deb",
        "rpm",
        "dmg",
        "pkg",
    ]
)


def require_allowed(name: str, mime: str) -> None:
    """Raises DOS04 when the ending or the first bytes are those of a program."""
    end = ending(name.strip().rstrip("."))
    if end in ENDINGS or mime == PROGRAM:
        raise blocked_type(f".{end}" if end else "")
