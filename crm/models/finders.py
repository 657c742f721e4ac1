"""Search functions that find by whole numbers: one call looks everywhere a number can stand, each by its index."""

from offices.walls import Finder

FIND_NUMBERED = Finder(
    name="crm_find_numbered",
    arguments="wanted text, most int",
    returns="TABLE(id uuid, why text)",
    sql=(
        "SELECT * FROM ("
        "SELECT id, 'kvk_nummer' FROM crm_relation WHERE office_id = {open_office} AND kvk_nummer = {said[kvk_nummer]} "
        "AND kvk_nummer <> '' AND deleted_at IS NULL UNION ALL "
        "SELECT id, 'vestigingsnummer' FROM crm_relation WHERE office_id = {open_office} "
        "AND vestigingsnummer = {said[vestigingsnummer]} UNION ALL "
        "SELECT id, 'rsin' FROM crm_relation WHERE office_id = {open_office} AND rsin = {said[rsin]} UNION ALL "
        "SELECT id, 'bsn' FROM crm_relation WHERE office_id = {open_office} AND bsn_hmac = {said[bsn]} UNION ALL "
        "SELECT id, 'btw_id' FROM crm_relation WHERE office_id = {open_office} AND btw_id = {said[btw_id]} UNION ALL "
        "SELECT id, 'email' FROM crm_relation WHERE office_id = {open_office} AND email = {said[email]} UNION ALL "
        "SELECT id, 'phone' FROM crm_relation WHERE office_id = {open_office} AND phone = {said[phone]} UNION ALL "
        "SELECT id, 'phone' FROM crm_relation WHERE office_id = {open_office} AND mobile = {said[phone]} UNION ALL "
        # The number of an eenmanszaak holds a BSN; without the right only the others are found by it.
        "SELECT number.relation_id, number.kind FROM crm_taxnumber number JOIN crm_relation relation "
        "ON relation.office_id = number.office_id AND relation.id = number.relation_id "
        "WHERE number.office_id = {open_office} AND number.kind IN ('OB', 'LH', 'ICP_BTW_ID') "
        "AND number.value_hmac = {said[tax]} AND ({said[reveal]} = '1' OR relation.bsn_hmac = '') UNION ALL "
        "SELECT relation_id, 'iban' FROM crm_bankaccount WHERE office_id = {open_office} AND iban = {said[iban]} UNION ALL "
        "SELECT relation_id, 'address' FROM crm_address WHERE office_id = {open_office} AND relation_id IS NOT NULL "
        "AND postal_code = {said[postal_code]} "
        "AND ({said[house_number]} IS NULL OR house_number = {said[house_number]}::int)"
        ") AS found LIMIT least(most, 1000)"
    ),
)
FIND_PEOPLE = Finder(
    name="crm_find_people",
    arguments="wanted text, most int",
    returns="TABLE(id uuid, why text)",
    sql=(
        "SELECT * FROM ("
        "SELECT id, 'email' FROM crm_contact WHERE office_id = {open_office} AND lower(email) = lower({said[email]}) "
        "AND email <> '' AND deleted_at IS NULL UNION ALL "
        "SELECT id, 'phone' FROM crm_contact WHERE office_id = {open_office} AND phone = {said[phone]} UNION ALL "
        "SELECT id, 'phone' FROM crm_contact WHERE office_id = {open_office} AND mobile = {said[phone]} UNION ALL "
        "SELECT id, 'bsn' FROM crm_contact WHERE office_id = {open_office} AND bsn_hmac = {said[bsn]}"
        ") AS found LIMIT least(most, 1000)"
    ),
)
