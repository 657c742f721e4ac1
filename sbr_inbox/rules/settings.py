"""The table per kind in *Beheer > SBR*: its seed and its changes."""

from django.db import transaction

from crm.enums import FilingKind
from offices.audit import record
from offices.errors import StaleForm
from sbr_inbox.enums import Route
from sbr_inbox.models import KindSetting

K = FilingKind
_FOLDERS = {
    K.OB: "Belastingen/Omzetbelasting",
    K.OB_SUPPLETIE: "Belastingen/Omzetbelasting",
    K.ICP: "Belastingen/ICP",
    K.LH: "Belastingen/Loonheffingen",
    K.LH_CORRECTIE: "Belastingen/Loonheffingen",
    K.IB: "Belastingen/Inkomstenbelasting",
    K.VIA: "Belastingen/Inkomstenbelasting",
    K.VPB: "Belastingen/Vennootschapsbelasting",
    K.VA_VPB: "Belastingen/Vennootschapsbelasting",
    K.KVK: "Jaarwerk/KvK-deponering",
    K.KREDIET: "Kredietrapportages",
    K.UITSTEL: "Belastingen/Uitstel en bezwaar",
    K.BZW: "Belastingen/Uitstel en bezwaar",
    K.SBA: "Belastingen/Aanslagen",
}
_ELSEWHERE = "Belastingen/Correspondentie Belastingdienst"
_BERICHTSOORTEN = {
    K.OB: "Omzetbelasting",
    K.OB_SUPPLETIE: "OBSUP",
    K.ICP: "ICP",
    K.LH: "Aangifte_LH",
    K.KVK: "jaarrekening_ixbrl_esd",
}
_NOT_SENT = (K.SBA, K.VIA, K.KREDIET, K.OVERIG)


def seed_kinds(office, *, by) -> None:
    """Give a new office a row per kind; running it again adds what is missing."""
    KindSetting.objects.bulk_create(
        [
            KindSetting(
                kind=kind,
                folder=_FOLDERS.get(kind, _ELSEWHERE),
                berichtsoort=_BERICHTSOORTEN.get(kind, ""),
                route=Route.NONE if kind in _NOT_SENT else Route.DIGIPOORT,
            )
            for kind in FilingKind
        ],
        ignore_conflicts=True,
    )


def save_kind(setting: KindSetting, *, by, version: int, **values) -> KindSetting:
    """Change the row of one kind. Raises StaleForm when someone else changed it meanwhile."""
    with transaction.atomic():
        row = KindSetting.objects.select_for_update().get(pk=setting.pk)
        if row.version != version:
            raise StaleForm(f"{row} is intussen gewijzigd. Vergelijk de verschillen en sla opnieuw op.")
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        record(by, "kind_setting.changed", row, data={"kind": row.kind, "folder": row.folder})
    return row
