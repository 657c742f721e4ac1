"""Arelle, an optional validator outside our process: a filing and packages in, a verdict out.

It runs in a child with a ceiling on time and memory, offline, with a folder of its own for everything it writes.
"""

import json
import os
import re
import resource
import shlex
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sbr_inbox.delivery_enums import CheckState

SECONDS, MIB, MOST = 180, 1536, 50
_TELLS = ("error", "warning", "inconsistency")
# The schema of the filing is not in any package: nothing was held against anything.
_NO_TAXONOMY = ("FileNotLoadable", "xbrl:schemaImportMissing", "IOerror", "webCache:retrievalError")
# A rule for annual accounts that the plug-in also tells of messages of the tax office.
_ONLY_KVK = "FR-KVK"
_NUMBERS = re.compile(r"\d{7,}")


@dataclass(frozen=True)
class Verdict:
    """How a filing stood the test: VALID, ERRORS with messages, or NOT with the reason."""

    state: str
    reason: str = ""
    messages: tuple[dict, ...] = ()


def validate(body: bytes, packages: list[tuple[str, bytes]], *, command: str, is_kvk: bool, name="aangifte.xbrl", seconds=SECONDS, mib=MIB) -> Verdict:
    """Hold a filing against these packages (name, bytes). Never raises: what goes wrong is «niet gevalideerd»."""
    if not command:
        return Verdict(CheckState.NOT, "Er is geen validatieprogramma ingesteld.")
    with tempfile.TemporaryDirectory(prefix="validatie-") as place:
        folder = Path(place)
        main, log = folder / name, folder / "uitkomst.json"
        main.write_bytes(body)
        zips = []
        for number, (_, content) in enumerate(packages):
            zips.append(folder / f"pakket-{number}.zip")
            zips[-1].write_bytes(content)
        asked = [*shlex.split(command), "--file", str(main), "--validate", "--internetConnectivity", "offline",
                 "--disablePersistentConfig", "--logFile", str(log)]  # fmt: skip
        asked += ["--packages", "|".join(map(str, zips))] if zips else []
        fault = _run(asked, folder, seconds, mib)
        if fault:
            return Verdict(CheckState.NOT, fault)
        return judge(log.read_bytes() if log.exists() else b"", main.name, is_kvk=is_kvk)


def _run(asked: list[str], folder: Path, seconds: int, mib: int) -> str:
    """Why it did not run to its end; empty when it did. The child inherits no secret of ours."""
    surroundings = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "LANG": "C.UTF-8"}

    def limits():
        resource.setrlimit(resource.RLIMIT_AS, (mib << 20, mib << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    try:
        child = subprocess.Popen(
            asked, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, preexec_fn=limits,
        )  # fmt: skip
    except OSError:
        return "Het validatieprogramma kon niet worden gestart."
    try:
        code = child.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return f"De validatie duurde langer dan {seconds} seconden."
    return "" if code == 0 else "Het validatieprogramma stopte voortijdig."


def judge(log: bytes, name: str, *, is_kvk: bool) -> Verdict:
    """The verdict in a log of the validator. What is about the taxonomy and not about the file `name` is left out."""
    try:
        entries = json.loads(log)["log"]
        told = [_told(entry) for entry in entries if entry.get("level") in _TELLS]
    except (ValueError, KeyError, TypeError, AttributeError):
        return Verdict(CheckState.NOT, "De uitkomst van de validatie is niet te lezen.")
    if any(code.startswith(_NO_TAXONOMY) for code, _, _ in told):
        return Verdict(CheckState.NOT, "Voor dit soort bericht is geen taxonomiepakket toegevoegd.")
    about = [(code, text) for code, text, places in told if _about_file(places, name) and (is_kvk or _ONLY_KVK not in code)]
    messages = tuple({"code": code, "text": text} for code, text in dict.fromkeys(about))
    return Verdict(CheckState.ERRORS if messages else CheckState.VALID, "", messages[:MOST])


def _told(entry: dict) -> tuple[str, str, list[str]]:
    """Code, text without numbers of persons, and the files it is about."""
    message = entry.get("message") or {}
    text = str(message.get("text", "") if isinstance(message, dict) else message)
    code = str(entry.get("code", ""))[:80]
    text = text.removeprefix(f"[{code}]").rpartition(" - ")[0] or text
    places = [str(ref.get("href", "")) for ref in entry.get("refs") or [] if isinstance(ref, dict)]
    return code, _NUMBERS.sub(lambda found: "•" * len(found[0]), text.strip())[:300], places


def _about_file(places: list[str], name: str) -> bool:
    return not places or any(place.partition("#")[0].endswith(name) for place in places)
