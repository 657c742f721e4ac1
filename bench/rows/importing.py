"""Row 6: an import with preview and commit, against bare COPY of the same rows and against django-import-export."""

import csv
import io
import os
import random
import resource
import time

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from crm.importing import applying, batches
from crm.models import ImportBatch, Relation
from offices.files import store
from offices.jobs import work
from offices.models import Job, Office, TeamMember
from offices.scope import office_scope

ROWS = int(os.environ.get("BENCH_IMPORT_ROWS", "2000"))
SHARE, TIMES = 5, 5
NAMES = ("Bakkerij", "Beheer", "Bouw", "Advies", "Horeca", "Techniek", "Transport", "Zorg")


def run(*, rounds: int) -> list[dict]:
    """BENCH_IMPORT_ROWS clients, each with a contact; BENCH_IMPORT_ROWS=50000 is the full goal."""
    office = Office.objects.get(slug="groot")
    with office_scope(office.pk):
        by = TeamMember.objects.select_related("user", "role", "office").get(office=office, user__email="admin@groot.example")
        before = counts()
        begin = time.perf_counter()
        for name, rows in (("clienten.csv", clients()), ("contacten.csv", contacts())):
            carry_out(name, rows, by)
        taken = time.perf_counter() - begin
        written = {model: count - before[model] for model, count in counts().items() if count > before[model]}
        ours = sum(written.values()) / taken
        floor = sum(written.values()) / copied(written)
        other = by_other_means(office)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        line(f"import of {2 * ROWS} rows, rows written/s ({taken:.1f} s, {peak:.0f} MiB)", floor, ours, floor / ours, f"≤ {SHARE} × COPY", ours * SHARE >= floor),
        line("the same against django-import-export bulk, rows/s", other, ours, other / ours, f"≥ {TIMES} × as fast", ours >= TIMES * other),
    ]


def line(name, floor, ours, ratio, goal, holds) -> dict:
    return {"row": 6, "name": name, "floor": round(floor), "ours": round(ours), "ratio": round(ratio, 2), "goal": goal, "holds": bool(holds)}


def carry_out(name: str, content: bytes, by) -> None:
    """Look, compare, plan and carry out, as the pages do."""
    batch = batches.receive(store(content, name=name, purpose="import"), by=by, name=name)
    tabs = [{"sheet": tab["sheet"], "columns": tab["columns"]} for tab in batch.mapping["tabs"]]
    batches.start_matching(batch, by=by, tabs=tabs, values={}, defaults={}, scope={})
    done()
    applying.start_planning(ImportBatch.objects.get(pk=batch.pk), by=by)
    done()
    batch = ImportBatch.objects.select_related("plan").get(pk=batch.pk)
    applying.start_applying(batch, by=by, plan_hash=batch.plan.hash)
    done()
    batch.refresh_from_db()
    if batch.state != "DONE":
        raise RuntimeError(f"{name}: {batch.state} {batch.counts}")


def done() -> None:
    while job := Job.objects.filter(due_at__isnull=False, kind__startswith="crm.import").first():
        work(job.pk)


def clients() -> bytes:
    rng = random.Random(6)
    heads = ["nummer", "type", "naam", "achternaam", "rechtsvorm", "rsin_bsn", "ob_nummer", "kvk_nummer", "telefoon", "email",
             "bezoek_straat", "bezoek_huisnummer", "bezoek_postcode", "bezoek_plaats", "tijdvak_btw"]  # fmt: skip
    return table(heads, (client(place, rng) for place in range(ROWS)))


def client(place: int, rng) -> list:
    base = elfproef(place)
    return [f"IM{place:06}", "organisatie", f"{NAMES[place % 8]} {rng.randrange(10**6)} {place} B.V.", "", "bv", base, f"{base}B01",
            f"{20_000_000 + place}", f"050 {place % 900 + 100} {place % 9000 + 1000}", f"info{place}@bench.example", "Dorpsstraat",
            str(place % 900 + 1), f"{1000 + place % 8999} AB", "Groningen", "kwartaal"]  # fmt: skip


def elfproef(place: int) -> str:
    """The place-th number from 85000000 on that passes the 11-test."""
    base = 850_000_000 + place * 11
    total = sum(weight * int(digit) for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2), str(base)[:8], strict=True)) % 11
    return f"{str(base)[:8]}{total}" if total < 10 else elfproef(place + 2_000_000)


def contacts() -> bytes:
    heads = ["contactnummer", "relatienummers", "voorletters", "achternaam", "email", "mobiel"]
    return table(heads, ([f"IC{n:06}", f"IM{n:06}", "J.", f"Mens {n}", f"mens{n}@bench.example", f"06 {10_000_000 + n}"] for n in range(ROWS)))


def table(heads, rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode()


def counts() -> dict:
    """{model: rows in the open office} of everything an import can write."""
    models = [model for model in apps.get_models() if model._meta.app_label in ("crm", "dossier") and hasattr(model, "office")]
    models += [apps.get_model("offices", "AuditEvent")]
    return {model: model._base_manager.filter(office_id=_office()).count() for model in models}


def _office() -> int:
    from offices.scope import require_office_id

    return require_office_id()


def copied(written: dict) -> float:
    """Seconds that COPY takes for the newest rows of each table into an empty table with the same indexes."""
    seconds = 0.0
    with connection.cursor() as cursor:
        for model, count in written.items():
            table, key = model._meta.db_table, model._meta.pk.column
            spool = io.BytesIO()
            cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE office_id = {_office()} ORDER BY {key} DESC LIMIT {count}) TO STDOUT", spool)
            with transaction.atomic():
                cursor.execute(f"CREATE TEMP TABLE floor_of (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
                spool.seek(0)
                begin = time.perf_counter()
                cursor.copy_expert("COPY floor_of FROM STDIN", spool)
                seconds += time.perf_counter() - begin
    return seconds


def by_other_means(office) -> float:
    """Rows per second of django-import-export in bulk mode for the relations of the same file; 0 when it is not here."""
    try:
        import tablib
        from import_export import resources
    except ImportError:
        return 0.0
    settings.IMPORT_EXPORT_USE_TRANSACTIONS = True

    class Relations(resources.ModelResource):
        class Meta:
            model = Relation
            fields = ("id", "number", "type", "name", "sort_name", "search_text", "rechtsvorm", "rsin", "kvk_nummer", "phone", "email")
            use_bulk, batch_size, skip_diff, report_skipped, force_init_instance = True, 1000, True, False, True

    data = tablib.Dataset(headers=["number", "type", "name", "sort_name", "search_text", "rechtsvorm", "kvk_nummer", "phone", "email"])
    for place in range(ROWS):
        name = f"Ander {place} B.V."
        data.append([f"IX{place:06}", "ORGANISATION", name, name.lower(), name.lower(), "BV", f"{50_000_000 + place}", "+31505551234", f"x{place}@bench.example"])
    begin = time.perf_counter()
    Relations().import_data(data, dry_run=True, raise_errors=True)
    result = Relations().import_data(data, dry_run=False, raise_errors=True)
    taken = time.perf_counter() - begin
    # Each relation is one row and one row of its history.
    return 2 * result.totals["new"] / taken
