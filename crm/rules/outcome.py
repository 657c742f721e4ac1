"""What a rule of the crm answers beside the saved row: warnings, and names a person may hear."""

from typing import NamedTuple

from crm.models import Contact, Relation
from offices.models import TeamMember
from offices.permissions import may


class Warn(NamedTuple):
    """Something that is saved as it is but deserves a look; Dutch text with its code."""

    code: str
    text: str
    field: str | None = None


class Saved(NamedTuple):
    """A relation or contact as it is now stored, and what deserves a look."""

    row: object
    warnings: list


def holds(by, key):
    """Whether whoever acts holds this right; a program never holds a right by itself."""
    return isinstance(by, TeamMember) and may(by, key)


def name_for(by, row):
    """The name of a relation or contact for the end of a sentence; words without it when it may not be told."""
    if not isinstance(by, TeamMember):
        return row.name.removesuffix(".")
    if isinstance(row, Relation):
        seen = Relation.objects.visible_to(by).filter(pk=row.pk).exists()
        return row.name.removesuffix(".") if seen else "een relatie buiten uw rechten"
    seen = Contact.objects.visible_to(by).filter(pk=row.pk).exists()
    return row.name.removesuffix(".") if seen else "een contact buiten uw rechten"
