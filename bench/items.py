"""Items in the dossiers of the benchmark: ten per relation, in all offices, with names as people give them."""

from django.db import connection, transaction

from offices.models import Office
from offices.scope import office_scope

PER_RELATION = 10
INSERT = """
WITH made AS (
  SELECT uuidv7() AS id, uuidv7() AS version, r.id AS relation_id, (SELECT id FROM dossier_folder WHERE office_id = %(office)s
    AND relation_id IS NULL ORDER BY id DESC LIMIT 1) AS folder_id,
    (ARRAY['Jaarrekening','Btw-aangifte','Loonstaat','Factuur','Contract','Bankafschrift','Notulen','Polis'])[1 + n %% 8]
      || ' ' || (2016 + n) || ' ' || initcap(substr(md5(r.id::text || n), 1, 7)) AS name
  FROM crm_relation r, generate_series(1, %(each)s) n WHERE r.office_id = %(office)s
), items AS (
  INSERT INTO dossier_dossieritem (id, office_id, created_at, updated_at, version, relation_id, folder_id, name, sort_key, search_text,
    original_filename, period, is_public, status, source, source_ref, sealed, note, current_id, destroy_reason)
  SELECT id, %(office)s, now(), now(), 1, relation_id, folder_id, name || '.pdf', lower(name) || '.pdf',
    lower(replace(name, '-', ' ')) || ' pdf', name || '.pdf', '', false, 'AVAILABLE', 'UPLOAD', '', false, '', version, '' FROM made
)
INSERT INTO dossier_itemversion (id, office_id, item_id, number, sha256, size, mime, original_filename, uploaded_label, at)
SELECT version, %(office)s, id, 1, md5(id::text) || md5(version::text), 1000, 'application/pdf', name || '.pdf', 'bench', now() FROM made
"""


def fill_items() -> int:
    """Give every relation its items unless they are there; gives how many stand in the whole installation."""
    total = 0
    for pk in Office.objects.values_list("pk", flat=True):
        with office_scope(pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM dossier_dossieritem)")
            if not cursor.fetchone()[0]:
                cursor.execute(INSERT, {"office": pk, "each": PER_RELATION})
            cursor.execute("SELECT count(*) FROM dossier_dossieritem")
            total += cursor.fetchone()[0]
    return total
