"""The data of the benchmarks: offices with relations and numbers, the same for the same size."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction


@dataclass(frozen=True)
class Size:
    """How many offices, relations per office, and relations in the one large office that is measured."""

    name: str
    offices: int
    small: int
    large: int


# S is the scale of the product's goals, S/100 and S/10 its fractions.
SIZES = {
    "S/100": Size("S/100", 2, 1_800, 200),
    "S/10": Size("S/10", 20, 945, 2_000),
    "S": Size("S", 200, 905, 20_000),
}

INSERT = """
INSERT INTO crm_relation (id, office_id, created_at, updated_at, version, number, type, status, memo, is_private, language,
  name, sort_name, search_text, trade_names, rechtsvorm, display_name, initials, first_names, infix, last_name, call_name,
  gender, birth_place, marital_status, phone, mobile, email, invoice_email, website, kvk_nummer, vestigingsnummer, sector,
  sbi_codes, rsin, bsn, bsn_hmac, btw_id, end_reason)
SELECT uuidv7(), %(office)s, now(), now(), 1, n::text, 'ORGANISATION', 'CLIENT', '', false, 'nl',
  w.name, lower(w.name), lower(w.name), '{}', 'BV', '', '', '', '', '', '', '', '', '', '', '', '', '', '',
  lpad((10000000 + n)::text, 8, '0'), '', '', '{}', lpad((800000000 + n)::text, 9, '0'), '', '', '', ''
FROM generate_series(100000, 99999 + %(count)s) n,
  LATERAL (SELECT initcap(substr(md5(n::text || %(office)s), 1, 8)) || ' ' ||
    (ARRAY['Bakkerij','Beheer','Bouw','Advies','Horeca','Techniek','Transport','Zorg'])[1 + n %% 8] || ' B.V.' AS name) w
"""


def fill(size: Size):
    """Make the offices of a size; gives the office that is measured and its admin and editor."""
    from offices.models import Office
    from offices.scope import office_scope
    from tests.factories.offices import make_kantoor

    measured = make_kantoor("groot")
    kantoren = [measured] + [make_kantoor(f"k{number}") for number in range(size.offices - 1)]
    for kantoor in kantoren:
        count = size.large if kantoor is measured else size.small
        with office_scope(kantoor.office.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, {"office": kantoor.office.pk, "count": count})
            _dossiers(cursor, kantoor.office.pk)
    _assign(measured)
    return Office.objects.get(slug="groot")


def _dossiers(cursor, office_pk: int) -> None:
    cursor.execute(
        "INSERT INTO dossier_dossier (id, office_id, relation_id, opened_on) "
        "SELECT uuidv7(), office_id, id, %s FROM crm_relation r WHERE office_id = %s "
        "AND NOT EXISTS (SELECT 1 FROM dossier_dossier d WHERE d.relation_id = r.id)",
        [date(2024, 1, 1), office_pk],
    )


def _assign(kantoor) -> None:
    """Give the editor of the measured office a role on every second relation, so that restricted rights have work."""
    from offices.models import TeamRole
    from offices.scope import office_scope

    with office_scope(kantoor.office.pk), connection.cursor() as cursor:
        role = TeamRole.objects.order_by("order").first()
        cursor.execute(
            "INSERT INTO crm_teamassignment (id, office_id, created_at, updated_at, version, relation_id, role_id, member_id, valid_from) "
            "SELECT uuidv7(), office_id, now(), now(), 1, id, %s, %s, %s FROM crm_relation WHERE office_id = %s AND number::int %% 2 = 0 "
            "AND number ~ '^[0-9]+$'",
            [str(role.pk), str(kantoor.editor.pk), date(2024, 1, 1), kantoor.office.pk],
        )


def analyse() -> None:
    """Fresh statistics, as a database that runs for a while has them."""
    from offices.db.owner import as_owner

    with as_owner(connection), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
