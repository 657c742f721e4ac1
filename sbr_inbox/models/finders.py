"""The search function of filings: by whole references and numbers, each by its index."""

from offices.walls import Finder

FIND_FILINGS = Finder(
    name="sbr_inbox_find_filings",
    arguments="wanted text, most int",
    returns="TABLE(id uuid, why text)",
    sql=(
        "SELECT * FROM ("
        "SELECT id, 'reference' FROM sbr_inbox_filing WHERE office_id = {open_office} "
        "AND upper(supplier_reference) = upper({said[reference]}) AND supplier_reference <> '' UNION ALL "
        "SELECT id, 'file' FROM sbr_inbox_filing WHERE office_id = {open_office} "
        "AND upper(name) = upper({said[reference]}) AND name <> '' UNION ALL "
        "SELECT id, 'kenmerk' FROM sbr_inbox_filing WHERE office_id = {open_office} "
        "AND digipoort_kenmerk = {said[reference]} AND digipoort_kenmerk <> '' UNION ALL "
        # What holds a BSN is found by its number only by who may see one.
        "SELECT filing.id, 'number' FROM sbr_inbox_filing filing LEFT JOIN crm_relation relation "
        "ON relation.office_id = filing.office_id AND relation.id = filing.relation_id "
        "WHERE filing.office_id = {open_office} AND filing.key_hmac = {said[number]} "
        "AND ({said[reveal]} = '1' OR (filing.key_type <> 'BSN' AND coalesce(relation.bsn_hmac, '') = ''))"
        ") AS found LIMIT least(most, 1000)"
    ),
)
