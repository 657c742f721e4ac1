"""The logo or photo of a relation."""

from offices.errors import RuleBroken
from offices.files import store

MOST_BYTES = 2 * 1024 * 1024
PICTURES = frozenset({"image/png", "image/jpeg"})


def keep_avatar(upload):
    """Store an uploaded picture; PNG or JPG by its bytes, at most 2 MB. Gives the StoredFile.

    Raises RuleBroken for anything else; the orphan sweep removes what was kept before the refusal.
    """
    stored = store(upload, name=upload.name, purpose="crm.avatar", max_bytes=MOST_BYTES)
    if stored.mime not in PICTURES:
        raise RuleBroken(
            "Dit is geen PNG of JPG. Bewaar het logo als PNG of JPG en kies het opnieuw.",
            code="CRM19",
            field="avatar",
        )
    return stored
