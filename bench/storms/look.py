"""What the product says of itself after a storm: every dossier item opens, receipts verify, the log is unbroken.

python -m bench.storms.look; the last line printed is JSON: invariant → what is wrong.
"""

import hashlib
import json


def main() -> None:
    """Look into both offices."""
    import django

    django.setup()
    from offices.models import Office
    from offices.scope import office_scope

    wrong: dict[str, list[str]] = {"I7": [], "I8": []}
    for office in Office.objects.order_by("pk"):
        with office_scope(office.pk):
            wrong["I7"] += broken_items() + broken_receipts()
            wrong["I8"] += broken_chain(office)
    print(json.dumps(wrong))


def broken_items() -> list[str]:
    """Dossier items whose bytes are not those that were kept."""
    from dossier.models import DossierItem
    from offices.files import open_file

    wrong = []
    for item in DossierItem.objects.select_related("current__stored_file"):
        stored = item.current.stored_file
        try:
            with open_file(stored) as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
        except OSError:
            same = False
        if not same:
            wrong.append(f"dossier item {item.name} does not open")
    return wrong


def broken_receipts() -> list[str]:
    """Receipts that do not verify, and approvals that have more than one."""
    from django.db.models import Count

    from offices.crypto import public_keys
    from offices.files import open_file
    from sbr_inbox.models import Approval, Receipt
    from sbr_inbox.receipts import SIMULATION, verify

    wrong = []
    for row in Receipt.objects.select_related("file"):
        with open_file(row.file) as file:
            verdict = verify(file.read(), public_keys(), simulated_keys=public_keys(simulated=True))
        # Nothing here is more than a simulation; one with an unknown key has no mark of having been checked.
        if verdict.word != SIMULATION or "onbekend" in verdict.text:
            wrong.append(f"receipt {row.pk}: {verdict.text}")
    for row in Approval.objects.annotate(n=Count("receipts")).exclude(n=1):
        wrong.append(f"approval {row.pk} has {row.n} receipts")
    return wrong


def broken_chain(office) -> list[str]:
    """Faults in the activity log."""
    from offices.audit import seal, verify_chain

    seal()
    return [str(fault) for fault in verify_chain(office).faults]


if __name__ == "__main__":
    main()
