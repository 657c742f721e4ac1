"""An import walked in a browser: a messy file, repair, plan, carry out, take back."""

import os
from pathlib import Path

from crm.models import ImportBatch, Relation
from offices.scope import office_scope
from tests.browser.chromium import PHONE, WIDE, faults, show
from tests.browser.world import elsewhere
from tests.factories.imports import work_jobs, xlsx_bytes

SHOTS = os.environ.get("KANTOOR_SHOTS")
PLACE = {"straat": "Brink", "huisnummer": "4", "postcode": "9401 HS", "plaats": "Assen"}
CLIENTS = [
    {"nummer": f"IM{place:03}", "type": "organisatie", "naam": f"Ingevoerd bedrijf {place} B.V.", "rechtsvorm": "bv"} | PLACE
    for place in range(1, 9)
]
CLIENTS[1] |= {"rsin_bsn": "123456789"}
CLIENTS[2] |= {"rechtsvorm": "", "email": "geen adres"}
CLIENTS[3] |= {"naam": "", "nummer": "IM004"}
CONTACTS = [
    {"contactnummer": "IC1", "relatienummers": "IM001;IM005", "achternaam": "Vogel", "email": "vogel@import.example"},
    {"contactnummer": "IC2", "relatienummers": "IM999", "achternaam": "Zwaluw", "email": "zwaluw@import.example"},
]


def look(page, name):
    """No noise, no axe violation; a picture when asked."""
    for size in (WIDE, PHONE) if SHOTS else ():
        show(page, size, "light")
        page.screenshot(path=str(Path(SHOTS) / f"import-{name}-{size[0]}.png"), full_page=True)
    assert faults(page) == []
    show(page, WIDE, "light")


def worked(world, page):
    elsewhere(_work, world.office.pk)
    page.reload()


def _work(office_id) -> None:
    with office_scope(office_id):
        work_jobs()


def test_messy_file_is_repaired_carried_out_and_taken_back(open_page, world, tmp_path):
    with office_scope(world.office.pk):
        known = Relation.objects.filter(type="ORGANISATION", status="CLIENT").order_by("number").first()
        changed = {"nummer": known.number, "naam": known.name, "telefoon": "050 555 99 99", "rsin_bsn": "", "memo": "LEEG"}
        before = Relation.objects.count()
    file = tmp_path / "clienten en contacten.xlsx"
    file.write_bytes(xlsx_bytes([*CLIENTS, changed], CONTACTS))
    with open_page("desk", f"/k/{world.office.slug}/import/") as page:
        look(page, "1-begin")
        page.set_input_files("#bestand", str(file))
        page.click("text=Bekijken")
        look(page, "2-kolommen")
        page.click("button:has-text('Vergelijken')")
        look(page, "3-bezig")
        worked(world, page)
        look(page, "4-ongeldig")
        assert page.locator("li[id^=regel-]").count() == 3
        page.fill("input[name='c:rsin_bsn']", "")
        page.click("#regel-3 button:has-text('Opnieuw controleren')")
        page.click("#regel-4 button:has-text('Overslaan')")
        page.click("a.bucket:has-text('Verschillen')")
        look(page, "5-verschillen")
        page.click("a.bucket:has-text('Nieuw')")
        look(page, "6-nieuw")
        page.click("a.bucket:has-text('Alleen hier')")
        look(page, "7-hier")
        page.click("button:has-text('Plan maken')")
        worked(world, page)
        look(page, "8-plan")
        page.click("button:has-text('aanmaken en')")
        worked(world, page)
        look(page, "9-verslag")
        with office_scope(world.office.pk):
            assert Relation.objects.count() == before + 6
        page.click("button:has-text('Terugdraaien')")
        worked(world, page)
        look(page, "10-terug")
        with office_scope(world.office.pk):
            assert (Relation.objects.count(), ImportBatch.objects.latest("created_at").state) == (before, "ROLLED_BACK")
