"""Sentences DOS01 to DOS14: what is wrong, where, what to do. DOS01 and DOS02 stand with the files themselves."""

from offices.errors import RuleBroken

MIB = 1 << 20


def helper_file(name: str) -> RuleBroken:
    """DOS02: a file the operating system leaves behind."""
    return RuleBroken(
        f"{name} is een hulpbestand van uw computer en is overgeslagen.", code="DOS02", field="file"
    )


def blocked_type(ending: str) -> RuleBroken:
    """DOS04: executables and scripts."""
    return RuleBroken(
        f"Bestanden van het type {ending or 'programma'} zijn niet toegestaan. Lever het aan als PDF.",
        code="DOS04",
        field="file",
    )


def has_children(folder: str) -> RuleBroken:
    """DOS05: files live in leaves only."""
    return RuleBroken(
        f"{folder} bevat submappen; bestanden staan alleen in de onderste map. Kies een submap.",
        code="DOS05",
        field="folder",
    )


def frozen(folder: str, year: int | None, by: str, reason: str) -> RuleBroken:
    """DOS06: the folder is closed, for all years or one."""
    where = f"{folder} {year}" if year else folder
    return RuleBroken(
        f"{where} is bevroren door {by} ({reason}). Vraag een manager de map te openen of kies een ander jaar.",
        code="DOS06",
        field="folder",
    )


def year_needed(folder: str, besides: str, *, field: str) -> RuleBroken:
    """DOS07: the folder asks a year; `besides` names the other facet, with its «en»."""
    return RuleBroken(f"Kies een jaar{besides}; dat vraagt de map {folder}.", code="DOS07", field=field)


def name_taken(name: str) -> RuleBroken:
    """DOS08: two folders of one name in one place."""
    return RuleBroken(
        f"Er bestaat al een map {name} op deze plek. Kies een andere naam.", code="DOS08", field="name"
    )


class SameContent(RuleBroken):
    """DOS09: the relation has these bytes already. `item` is the earlier item."""

    code, status = "DOS09", 409

    def __init__(self, name: str, folder: str, item):
        super().__init__(
            f"{name} staat al in {folder} (gelijke inhoud). Kies: overslaan of toch bewaren.",
            field="file",
            retryable=True,
        )
        self.item = item


def is_sealed() -> RuleBroken:
    """DOS10: signed and approved pieces stay as they are."""
    return RuleBroken(
        "Dit stuk is verzegeld (ondertekend of geaccordeerd). Voeg een nieuw stuk toe in plaats van dit te wijzigen.",
        code="DOS10",
    )


def destroy_later(day, ground: str) -> RuleBroken:
    """DOS11: inside its term; `day` is a date."""
    return RuleBroken(f"Dit stuk mag pas na {day:%d-%m-%Y} worden vernietigd: {ground}.", code="DOS11")


def folder_gone(folder: str, setting: str) -> RuleBroken:
    """DOS13: a setting points to a folder that is no longer there."""
    return RuleBroken(
        f"De map {folder} bestaat niet meer. Kies een nieuwe map in de instelling {setting}.",
        code="DOS13",
        field="folder",
    )


def unreadable(reason: str) -> str:
    """DOS14: no preview can be made."""
    return (
        f"Het bestand kon niet worden gelezen ({reason}). Het origineel is bewaard; "
        "probeer opnieuw te verwerken of upload een andere versie."
    )
