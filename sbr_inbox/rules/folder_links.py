"""The folder of a kind of filing follows the folder in the dossier, and keeps it from being removed."""

from sbr_inbox.models import KindSetting


def uses(paths: list[str]) -> dict[str, list[str]]:
    """Path -> the kinds that are filed there, for the tree editor of *Beheer > Dossier*. One query."""
    known, found = {path.casefold(): path for path in paths}, {}
    for row in KindSetting.objects.all():
        if path := known.get(row.folder.casefold()):
            found.setdefault(path, []).append(row.get_kind_display())
    return found


def follow(before: str, after: str, *, by) -> None:
    """A folder has another name or place: what was filed in or below it goes to the new path."""
    old = before.casefold()
    for row in KindSetting.objects.select_for_update():
        now = row.folder.casefold()
        if now == old or now.startswith(f"{old}/"):
            row.folder = after + row.folder[len(before) :]
            row.version += 1
            row.save(update_fields=["folder", "version", "updated_at"])
