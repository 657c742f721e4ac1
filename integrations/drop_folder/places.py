"""The folders of a connection. The operator chooses the root; an office never names a path of the server."""

from pathlib import Path

from django.conf import settings

from offices.models import Office
from offices.scope import require_office_id

IN, DONE, ERROR = "in", "klaar", "fout"


def folder(connection) -> Path:
    """The folder of one connection: root, office, connection; made of ids of ours only."""
    slug = Office.objects.values_list("slug", flat=True).get(pk=require_office_id())
    return Path(settings.KANTOOR_DROP_ROOT) / slug / str(connection.pk)


def make(connection) -> Path:
    """Make the three folders; the one where files are put may be written by the group that shares it."""
    base = folder(connection)
    for name in (IN, DONE, ERROR):
        (base / name).mkdir(parents=True, exist_ok=True)
    return base
