"""What was thrown away: of one relation, and of the whole office."""

from dossier.models import DossierItem
from dossier.rules.bin import DAYS, kept_until
from dossier.views.base import DossierPage
from offices.views import DeskList
from offices.views.lists import keyset_page

SIZE = 50


def dressed(rows: list) -> list:
    """Rows with the day on which they may be destroyed."""
    for row in rows:
        row.kept_until = kept_until(row)
    return rows


class Bin(DossierPage):
    """The bin of one relation."""

    permission = "dossier.item.view"

    def get(self, request, relation_id):
        """Newest first."""
        items = self.items if self.relation else None
        rows = items.in_bin().select_related("folder", "relation", "current", "deleted_by__user")
        found, _, last, _, more = keyset_page(
            rows, keys=("id",), size=SIZE, position=request.GET.get("na", ""), descending=True
        )
        context = {
            "rows": dressed(found),
            "next_url": f"{request.path}?na={last}" if more else None,
            "days": DAYS,
            "may": {
                "restore": self.reach.may("dossier.item.restore"),
                "destroy": self.reach.may("dossier.destroy"),
            },
            "here": request.get_full_path(),
        }
        return self.render("dossier/bin.html", context)


class OfficeBin(DeskList):
    """Everything that was thrown away in dossiers this member sees."""

    permission = "trash.restore"
    nav = "settings"
    template_name = "dossier/office_bin.html"
    sorts = {"datum": ("deleted_at", "id")}
    default_sort = "-datum"
    things = "stukken"

    def rows(self):
        """Items of every relation within the reach of this member."""
        rows = DossierItem.objects.visible_to(self.member).in_bin()
        return rows.select_related("folder", "relation", "current", "deleted_by__user")

    def dress(self, rows):
        return dressed(rows)

    def context(self):
        return super().context() | {
            "days": DAYS,
            "here": self.request.get_full_path(),
            "may": {"restore": self.may("dossier.item.restore"), "destroy": self.may("dossier.destroy")},
        }
