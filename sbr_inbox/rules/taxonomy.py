"""Taxonomy packages of an office: upload, indexing in the background, stopping, switching off and removing."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from offices.audit import SYSTEM, record
from offices.errors import RuleBroken
from offices.files import open_file, store
from offices.permissions import require
from sbr_inbox.delivery_enums import PackageState
from sbr_inbox.models import TaxonomyLabel, TaxonomyPackage, TaxonomyPlace
from sbr_inbox.reading import Unreadable
from sbr_inbox.taxonomy.package import MOST_BYTES, Package

RIGHT = "sbr.taxonomy.manage"
MAX_ATTEMPTS = 3
LEASE = timedelta(minutes=5)
# After this many files the progress is written, and somebody may have stopped it.
STRIDE = 25
_BATCH = 2_000


class PackageFault(RuleBroken):
    """A package that cannot be used, or an act that does not fit its state."""

    code = "SBR40"


class _Stopped(Exception):
    """Somebody stopped or removed the package while its files were read."""


def add_package(content, *, name: str, by) -> TaxonomyPackage:
    """Keep an uploaded zip and have its labels read. Raises PackageFault for a zip that is not safe or no taxonomy."""
    require(by, RIGHT)
    stored = store(content, name=name, purpose="taxonomy", mime="application/zip", max_bytes=MOST_BYTES)
    try:
        with open_file(stored) as source:
            generation = Package(source).generation
    except Unreadable as fault:
        raise PackageFault(f"Dit pakket kan niet worden gebruikt ({fault.reason}). {fault.remedy}", field="file") from fault
    with transaction.atomic():
        if TaxonomyPackage.objects.filter(file__sha256=stored.sha256).exists():
            raise PackageFault("Dit pakket is al eerder toegevoegd. Zet het in de lijst aan als het uit staat.", field="file")
        package = TaxonomyPackage.objects.create(
            name=name[:200], generation=generation[:20], file=stored, due_at=timezone.now(), created_by=by
        )
        record(by, "taxonomy.added", package, data={"name": package.name, "generation": generation, "sha256": stored.sha256})
    return package


def packages_due():
    """Ids of packages whose files are to be read now, oldest first."""
    due = TaxonomyPackage.objects.filter(due_at__lte=timezone.now(), state__in=(PackageState.WAITING, PackageState.BUSY))
    return due.order_by("due_at").values_list("pk", flat=True)


def _claim(pk) -> TaxonomyPackage | None:
    now = timezone.now()
    with transaction.atomic():
        rows = TaxonomyPackage.objects.select_for_update(of=("self",), skip_locked=True)
        package = rows.filter(pk=pk, due_at__lte=now, state__in=(PackageState.WAITING, PackageState.BUSY)).first()
        if package is None:
            return None
        if package.attempt >= MAX_ATTEMPTS:
            package.state, package.due_at, package.fault = PackageState.FAILED, None, "Het lezen van dit pakket lukte niet."
        else:
            package.state, package.attempt, package.due_at = PackageState.BUSY, package.attempt + 1, now + LEASE
        package.save(update_fields=["state", "attempt", "due_at", "fault"])
    return package if package.due_at else None


def index_package(pk) -> bool:
    """Read the labels and the order in one package; True when that was done now.

    A run that died is done again from the start: its rows are written in one go at the end.
    """
    package = _claim(pk)
    if package is None:
        return False
    try:
        with open_file(package.file) as source:
            labels, places = _collect(package, Package(source))
    except _Stopped:
        return False
    except Unreadable as fault:
        return _finish(package, PackageState.FAILED, fault=f"{fault.text}"[:300])
    with transaction.atomic():
        locked = TaxonomyPackage.objects.select_for_update(of=("self",)).filter(pk=pk, state=PackageState.BUSY).first()
        if locked is None:
            return False
        TaxonomyLabel.objects.filter(package=locked).delete()
        TaxonomyPlace.objects.filter(package=locked).delete()
        rows = [TaxonomyLabel(package=locked, element=name, label=text) for name, text in labels.items()]
        TaxonomyLabel.objects.bulk_create(rows, batch_size=_BATCH)
        TaxonomyPlace.objects.bulk_create([TaxonomyPlace(package=locked, **place) for place in places], batch_size=_BATCH)
        return _finish(locked, PackageState.DONE, count=len(rows))


def _collect(package: TaxonomyPackage, opened: Package) -> tuple[dict[str, str], list[dict]]:
    labels, trees, uses, total = {}, {}, {}, len(opened.wanted)
    for number, found in enumerate(opened.read(), start=1):
        if found is not None:
            labels |= {name: text for name, text in found.labels.items() if name not in labels}
            trees[found.path] = found.tree
            uses[found.entrypoint if found.uses else ""] = found.uses
        if number % STRIDE == 0 or number == total:
            _progress(package.pk, number, total)
    uses.pop("", None)
    return labels, [place for entrypoint, paths in uses.items() for place in _places(entrypoint, paths, trees)]


def _places(entrypoint: str, paths: list[str], trees: dict) -> list[dict]:
    found = {}
    for path in paths:
        for place in trees.get(path, ()):
            found.setdefault(place.element, place)
    return [
        {"entrypoint": entrypoint, "position": number, **place._asdict()}
        for number, place in enumerate(found.values(), start=1)
    ]


def _progress(pk, done: int, total: int) -> None:
    rows = TaxonomyPackage.objects.filter(pk=pk, state=PackageState.BUSY)
    if not rows.update(done=done, total=total, due_at=timezone.now() + LEASE):
        raise _Stopped


@transaction.atomic
def _finish(package: TaxonomyPackage, state: str, *, count: int = 0, fault: str = "") -> bool:
    package.state, package.due_at, package.fault, package.labels_count = state, None, fault, count
    package.save(update_fields=["state", "due_at", "fault", "labels_count"])
    record(SYSTEM, "taxonomy.indexed" if state == PackageState.DONE else "taxonomy.failed", package, data={"labels": count})
    return state == PackageState.DONE


@transaction.atomic
def cancel_package(package: TaxonomyPackage, *, by) -> TaxonomyPackage:
    """Stop the reading of a package; what was read so far is forgotten."""
    row = _changed(package, by, ("WAITING", "BUSY"), "Dit pakket wordt niet meer gelezen.")
    row.state, row.due_at = PackageState.CANCELLED, None
    return _saved(row, by, "taxonomy.cancelled")


@transaction.atomic
def restart_package(package: TaxonomyPackage, *, by) -> TaxonomyPackage:
    """Read a package again that was stopped or failed."""
    row = _changed(package, by, ("CANCELLED", "FAILED"), "Dit pakket is al gelezen of wordt gelezen.")
    row.state, row.attempt, row.done, row.due_at, row.fault = PackageState.WAITING, 0, 0, timezone.now(), ""
    return _saved(row, by, "taxonomy.restarted")


@transaction.atomic
def switch_package(package: TaxonomyPackage, *, by, active: bool) -> TaxonomyPackage:
    """Use the labels of a package, or leave them aside."""
    row = _changed(package, by, PackageState.values, "")
    row.active = active
    return _saved(row, by, "taxonomy.switched_on" if active else "taxonomy.switched_off")


@transaction.atomic
def remove_package(package: TaxonomyPackage, *, by) -> None:
    """Remove a package with its labels. Filings keep what they say; names without a label are shown in loose words."""
    row = _changed(package, by, PackageState.values, "")
    record(by, "taxonomy.removed", row, data={"name": row.name, "generation": row.generation})
    row.delete()


@transaction.atomic
def _changed(package: TaxonomyPackage, by, states, otherwise: str) -> TaxonomyPackage:
    require(by, RIGHT)
    row = TaxonomyPackage.objects.select_for_update(of=("self",)).filter(pk=package.pk).first()
    if row is None or row.state not in states:
        raise PackageFault(f"{otherwise or 'Dit pakket is al verwijderd.'} Ververs de pagina.")
    return row


def _saved(row: TaxonomyPackage, by, event: str) -> TaxonomyPackage:
    row.version += 1
    row.save()
    record(by, event, row, data={"name": row.name})
    return row
