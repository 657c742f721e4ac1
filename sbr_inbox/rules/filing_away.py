"""Putting the files of a filing into the dossier, sealed, in the folder of its kind."""

from pathlib import PurePosixPath

from crm.enums import FilingKind, RelationType
from crm.models import Relation
from dossier.enums import PeriodSetting, Source
from dossier.models import DossierItem
from dossier.queries import folder_by_path
from dossier.rules.filing import file_item
from offices.errors import RuleBroken
from sbr_inbox.models import Filing, KindSetting
from workflows.enums import Frequency

# The message itself holds wages of employees or data of a partner: the client reads the PDF, not the message.
OFFICE_ONLY_XML = (FilingKind.LH, FilingKind.LH_CORRECTIE, FilingKind.IB, FilingKind.VIA, FilingKind.UITSTEL)
_LETTERS: dict[str, str] = {Frequency.MONTH: "m", Frequency.FOUR_WEEKS: "p", Frequency.QUARTER: "q", Frequency.HALF_YEAR: "h"}


def file_away(filing: Filing, *, by, extra=(), kind: str | None = None) -> list[DossierItem]:
    """File XML and PDF, and what else belongs to it, sealed in the folder of the kind.

    `extra` holds (StoredFile, name), with False behind it for what the client does not see. Doing it again gives the
    items that are there. Raises DOS06, DOS07, DOS13 when the folder is closed or gone.
    """
    relation = filing.relation or _own_office()
    folder = folder_by_path(relation, folder_path(kind or filing.kind))
    items = []
    for part, stored, name, public in _parts(filing, extra):
        items.append(
            file_item(
                relation,
                folder,
                stored,
                by=by,
                name=name,
                year=filing.year or filing.received_at.year,
                period=period_code(filing) if folder.period_setting == PeriodSetting.ANY else None,
                source=Source.FILING,
                source_ref=f"{filing.pk}:{part}",
                sealed=True,
                is_public=public,
            )
        )
    return items


def folder_path(kind: str) -> str:
    """The path of the folder of a kind, as set in *Beheer > SBR*."""
    path = KindSetting.objects.filter(kind=kind).values_list("folder", flat=True).first()
    if not path:
        label = FilingKind(kind).label if kind in FilingKind.values else "deze soort"
        raise RuleBroken(f"Voor {label} is nog geen dossiermap gekozen. Kies een map bij Beheer > SBR.", code="E23")
    return path


def period_code(filing: Filing) -> str | None:
    """The period of a filing as the dossier writes it: `m10`, `q1`, `p05`, `h2`, or nothing for a whole year."""
    letter = _LETTERS.get(filing.frequency)
    if letter is None or filing.period is None:
        return None
    if letter == "q" and filing.period_start.month % 3 != 1:
        return None
    index = filing.period.index
    return f"{letter}{index}" if letter in "qh" else f"{letter}{index:02}"


def _parts(filing: Filing, extra):
    if filing.xml_file_id:
        suffix = PurePosixPath(filing.name).suffix or ".xbrl"
        public = False if filing.kind in OFFICE_ONLY_XML else None
        yield "xml", filing.xml_file, f"{filing.title}{suffix}", public
    if filing.pdf_file_id:
        yield "pdf", filing.pdf_file, f"{filing.title}.pdf", None
    for stored, name, *public in extra:
        yield f"extra:{stored.pk}", stored, name, public[0] if public else None


def _own_office() -> Relation:
    """A request for many clients at once is kept in the office's own dossier."""
    relation = Relation.objects.filter(type=RelationType.INTERNAL).first()
    if relation is None:
        raise RuleBroken("Uw kantoor heeft nog geen intern dossier. Maak eerst de interne relatie aan.", code="E23")
    return relation
