"""Controleert deze bewijsmap zonder internet: `python3 controleer.py`. Nodig: Python 3.9 of nieuwer en het pakket cryptography.

De sleutels komen uit sleutels.json in deze map. Wie ook wil weten of die van het kantoor zijn, haalt ze op bij het
kantoor (het adres staat in LEESMIJ.txt) en geeft ze mee: `python3 controleer.py --sleutels opgehaald.json`.
Eindigt met 0 als alles klopt, met 1 als iets niet klopt, en met 3 als alles klopt maar uit een simulatie komt.
"""

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MANIFEST = "manifest.json"


def say(text):
    """One line for whoever runs this."""
    sys.stdout.write(f"{text}\n")


def opened(body, keys):
    """The content of a signed file and the id of its key; ValueError says in Dutch why it does not hold."""
    try:
        file = json.loads(body)
        payload, key_id = file["receipt"].encode(), file["key_id"]
        content, signature = json.loads(payload), base64.b64decode(file["signature"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ValueError("is geen ondertekend bestand") from fault
    if key_id not in keys:
        raise ValueError(f"heeft een onbekende sleutel ({key_id})")
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(keys[key_id]["public"])).verify(signature, payload)
    except (InvalidSignature, ValueError) as fault:
        raise ValueError("heeft een ongeldige handtekening") from fault
    if content.get("key_id") != key_id:
        raise ValueError("noemt een andere sleutel dan waarmee het is ondertekend")
    return content, key_id


def check_files(here, content):
    """What is wrong with the files of the map: changed, missing, or not on the list."""
    listed = {part["path"]: part["sha256"] for part in content["files"]}
    found = {path.relative_to(here).as_posix() for path in here.rglob("*") if path.is_file()}
    faults = [f"{path} ontbreekt" for path in sorted(set(listed) - found)]
    faults += [f"{path} staat niet in de inhoudsopgave" for path in sorted(found - set(listed) - {MANIFEST})]
    for path in sorted(found & set(listed)):
        if hashlib.sha256((here / path).read_bytes()).hexdigest() != listed[path]:
            faults.append(f"{path} is veranderd")
    return faults


def tell(content, hashes):
    """Say what a receipt is about, and whether its files lie in this map; one may have been left out on purpose."""
    wanted = [("aangifte", content.get("xml_sha256")), ("pdf", content.get("pdf_sha256"))]
    wanted += [(f"antwoord {number}", digest) for number, digest in enumerate(content.get("answers") or [], 1)]
    for what, digest in wanted:
        if digest:
            say(f"  {what}: {'aanwezig en gelijk' if digest in hashes else 'niet in deze map'}")
    who = content.get("person") or content.get("confirmed") or {"name": content.get("verdict", "")}
    say(f"  {who['name']}, {content.get('at')}")


def check(here, keys):
    """(faults, whether the proof is simulated)."""
    try:
        content, key_id = opened((here / MANIFEST).read_bytes(), keys)
    except (OSError, ValueError) as fault:
        return [f"{MANIFEST} {fault}"], False
    faults = check_files(here, content)
    simulated = key_id.startswith("sim-")
    hashes = {part["sha256"] for part in content["files"]}
    for path in sorted((here / "bewijzen").glob("*.json")):
        name = path.relative_to(here).as_posix()
        try:
            receipt, used = opened(path.read_bytes(), keys)
        except ValueError as fault:
            faults.append(f"{name} {fault}")
            continue
        say(f"{name}: handtekening klopt")
        if receipt.get("filing") != content.get("filing"):
            faults.append(f"{name} gaat over een andere aangifte")
        tell(receipt, hashes)
        simulated = simulated or used.startswith("sim-")
    return faults, simulated


def main():
    """Say what was found."""
    asked = argparse.ArgumentParser(description="Controleert deze bewijsmap zonder internet.")
    asked.add_argument("--sleutels", type=Path, help="sleutels die u zelf bij het kantoor ophaalde")
    here = Path(__file__).resolve().parent
    said = json.loads((asked.parse_args().sleutels or here / "sleutels.json").read_text(encoding="utf-8"))
    faults, simulated = check(here, {**said["keys"], **said["simulated"]})
    for fault in faults:
        say(f"FOUT: {fault}")
    if faults:
        say("DEZE MAP KLOPT NIET")
        return 1
    say("SIMULATIE: alles is onveranderd, maar er is niets echt ingediend" if simulated else "GELDIG: alles is onveranderd")
    return 3 if simulated else 0


if __name__ == "__main__":
    sys.exit(main())
