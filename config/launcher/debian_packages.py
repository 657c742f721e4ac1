"""Getting the few Debian packages we need: as root, with sudo, or unpacked into a folder of our own.

Runs on the system's Python before anything is installed: standard library only.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

# What WeasyPrint loads, and the Debian package that has it (Debian 12 and 13, Ubuntu 24.04).
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
CHROMIUM = ("chromium", "libatomic1")
CHROMIUM_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")


def say(text: str) -> None:
    """Tell the person at the terminal what takes time."""
    print(text, file=sys.stderr, flush=True)


def missing_libraries() -> list[str]:
    """Debian packages whose library or font this machine lacks."""
    packages = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(package)
    fonts = (font for folder in FONT_FOLDERS for font in Path(folder).expanduser().rglob("*.[to]tf"))
    if next(fonts, None) is None:
        packages.append(FONT)
    return packages


class Packages:
    """Installs packages in the best way this account has; `root` is where unpacked ones land."""

    def __init__(self, var: Path):
        self.private = var / "apt"
        self.root = self.private / "root"

    def get(self, packages: list[str]) -> bool:
        """Install or unpack the packages; False when this machine cannot."""
        if not packages:
            return True
        if shutil.which("apt-get") is None:
            say(f"Geen apt-get: installeer zelf wat overeenkomt met {', '.join(packages)}.")
            return False
        say(f"Debian-pakketten ophalen: {', '.join(packages)}")
        if os.geteuid() == 0:
            return self._install([], packages)
        if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]):
            return self._install(["sudo", "-n"], packages)
        return self._unpack(packages)

    def _install(self, prefix: list[str], packages: list[str]) -> bool:
        silent = ["env", "DEBIAN_FRONTEND=noninteractive"]
        command = [*prefix, *silent, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        install = [*command, "install", "-y", "--no-install-recommends", *packages]
        return _quiet(install) or (_loud([*command, "update"]) and _loud(install))

    def _unpack(self, packages: list[str]) -> bool:
        """With apt's state in a folder of ours nothing of the system is touched and no rights are needed."""
        for folder in ("state/lists/partial", "cache/archives/partial", "root"):
            (self.private / folder).mkdir(parents=True, exist_ok=True)
        command = ["apt-get", "-qq", "-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]
        for name, value in {
            "Dir::State": self.private / "state",
            "Dir::State::lists": self.private / "state" / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": self.private / "cache",
        }.items():
            command += ["-o", f"{name}={value}"]
        download = [*command, "install", "-y", "--download-only", "--no-install-recommends", *packages]
        if not (_loud([*command, "update"]) and _loud(download)):
            return False
        archives = self.private / "cache" / "archives"
        done = all(_loud(["dpkg", "-x", str(file), str(self.root)]) for file in archives.glob("*.deb"))
        shutil.rmtree(archives, ignore_errors=True)
        self._write_font_settings()
        return done

    def _write_font_settings(self) -> None:
        places = (f"{self.root}/usr/share/fonts", *FONT_FOLDERS[:2])
        folders = "".join(f"<dir>{place}</dir>" for place in places)
        (self.private / "fonts.conf").write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">'
            f"<fontconfig>{folders}<cachedir>{self.private}/fontcache</cachedir></fontconfig>\n"
        )

    def environment(self) -> dict[str, str]:
        """What lets a process find the unpacked libraries and fonts; empty when nothing was unpacked."""
        folders = {file.parent for file in self.root.rglob("lib*.so*")}
        libraries = sorted(str(folder) for folder in folders if _holds_libraries(folder))
        if not libraries:
            return {}
        known = os.environ.get("LD_LIBRARY_PATH")
        return {
            "LD_LIBRARY_PATH": ":".join([*libraries, *([known] if known else [])]),
            "FONTCONFIG_FILE": str(self.private / "fonts.conf"),
        }

    def chromium(self) -> Path | None:
        """The browser for the browser tests, installed or unpacked; None when there is none."""
        places = [Path(place) for place in CHROMIUM_PLACES] + [self.root / "usr/lib/chromium/chromium"]
        return next((place for place in places if place.is_file()), None)

    def pip_wheel(self) -> Path | None:
        """Debian's own wheel of pip, for a Python that came without ensurepip."""
        places = [Path("/usr/share/python-wheels"), self.root / "usr/share/python-wheels"]
        return next((wheel for place in places for wheel in sorted(place.glob("pip-*.whl"))), None)


def _holds_libraries(folder: Path) -> bool:
    """The library folders and the private ones right below them, without the plug-in trees deeper down."""
    return folder.name == "lib" or folder.name.endswith("-gnu") or folder.parent.name.endswith("-gnu")


def _quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0


def _loud(command: list[str]) -> bool:
    """Run; show what it said only when it failed."""
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, text=True, check=False)
    if done.returncode:
        say(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.returncode == 0
