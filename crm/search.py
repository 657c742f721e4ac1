"""Finding relations and contacts by a fragment of a name or by any number they have.

Everything goes through search functions of the database that give ids of the open office only, each by its index;
many of them fit in one statement that reads no table itself. What a person may see is asked afterwards, in the query
that reads the rows.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from crm.asked import SHORTEST, Asked, wanted

__all__ = ["MOST", "SHORTEST", "ask", "contact_reasons", "find_contacts", "find_relations", "relation_reasons"]
MOST = 1_000
BY_NAME, BY_CONTACT_NAME = "naam, plaats of relatienummer", "naam of contactnummer"
# What a search function says -> why something was found.
REASONS = {
    "name": BY_NAME,
    "contact": BY_CONTACT_NAME,
    "kvk_nummer": "KvK-nummer",
    "vestigingsnummer": "vestigingsnummer",
    "rsin": "RSIN",
    "bsn": "BSN",
    "btw_id": "btw-id",
    "OB": "OB-nummer",
    "LH": "loonbelastingnummer",
    "ICP_BTW_ID": "btw-id",
    "iban": "IBAN",
    "address": "adres",
    "email": "e-mail",
    "phone": "telefoon",
}
# A piece of SQL that gives rows of (id, why), and its parameters; it calls search functions and reads nothing else.
Question = tuple[str, list]
Found = dict[UUID, str]


def ask(questions: dict[str, list[Question]]) -> dict[str, Found]:
    """{key: {id: why it was found}} of many questions in one statement; the first reason of an id counts."""
    parts, params = [], []
    for key, pieces in questions.items():
        for sql, given in pieces:
            # The SQL stands in our own modules; what was typed goes along as parameters.
            parts.append(f"SELECT %s, found.* FROM ({sql}) AS found (id, why)")  # noqa: S608
            params += [key, *given]
    found: dict[str, Found] = {key: {} for key in questions}
    if not parts:
        return found
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for key, pk, why in cursor.fetchall():
            found[key].setdefault(pk, REASONS.get(why, why))
    return found


def about_relations(asked: Asked) -> list[Question]:
    """Exact numbers first; then names, places and relation numbers by fragment."""
    if not asked.long_enough:
        return []
    exact = [("SELECT id, why FROM crm_find_numbered(%s, %s)", [wanted(asked.numbers), MOST])] if asked.numbers else []
    return [*exact, ("SELECT crm_find_relations(%s, %s), 'name'", [asked.fragment, MOST])]


def about_contacts(asked: Asked) -> list[Question]:
    """Mail, telephone and BSN; then names and contact numbers by fragment."""
    exact = [("SELECT id, why FROM crm_find_people(%s, %s)", [wanted(asked.people), MOST])] if asked.people else []
    by_name = [("SELECT crm_find_contacts(%s, %s), 'contact'", [asked.fragment, MOST])] if asked.long_enough else []
    return exact + by_name


def resembling(asked: Asked) -> Found:
    """Relations whose name looks like a text in which something is misspelled."""
    if len(asked.fragment) <= 3:
        return {}
    return ask({"": [("SELECT crm_resemble_relations(%s, %s), 'name'", [asked.fragment, MOST])]})[""]


def relation_reasons(text, *, member=None) -> Found:
    """{relation id: why it was found}, exact numbers first; what is misspelled when nothing else is found.

    A BSN is only searched for a member with the right to reveal one, and only by all nine digits.
    """
    asked = Asked(text, member)
    if not asked.long_enough:
        return {}
    return ask({"": about_relations(asked)})[""] or resembling(asked)


def contact_reasons(text, *, member=None) -> Found:
    """{contact id: why it was found}: by a fragment of the name, mail address or phone number."""
    return ask({"": about_contacts(Asked(text, member))})[""]


def find_relations(queryset, text, *, member=None):
    """The relations of a query set that a text finds; an empty text leaves it as it is."""
    if not (text or "").strip():
        return queryset
    return queryset.filter(pk__in=_keys(relation_reasons(text, member=member)))


def find_contacts(queryset, text, *, member=None):
    """The contacts of a query set that a text finds; an empty text leaves it as it is."""
    if not (text or "").strip():
        return queryset
    return queryset.filter(pk__in=_keys(contact_reasons(text, member=member)))


def _keys(found: Iterable[UUID]) -> list[UUID]:
    return list(found)
