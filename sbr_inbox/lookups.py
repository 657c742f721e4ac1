"""Everything the ladder needs to know, in two selects for any number of filings and relations.

The first finds relations by number along every road at once (each branch is one index look-up on a blind index), the
second says who they are in the period of the filing. Both run under the wall and name the office themselves, because
the accounts of clients stand outside it.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils import timezone

from crm.enums import FilingKind
from crm.indexes import base_index, bsn_index, tax_number_index
from offices.scope import require_office_id
from sbr_inbox import states
from sbr_inbox.enums import KeyType
from sbr_inbox.indexes import key_index
from sbr_inbox.keys import Key
from sbr_inbox.matching import FilingFacts, Hit, How, Known, Profile

# A relation in the bin, or gone into another one, is nobody's client.
_HITS = """
SELECT h.road, h.found, h.relation_id, h.valid_from, h.valid_to FROM (
SELECT 'TAX' road, t.value_hmac found, t.relation_id, t.valid_from, t.valid_to FROM crm_taxnumber t
 WHERE t.office_id = %(office)s AND t.kind = ANY('{OB,LH}') AND t.value_hmac = ANY(%(tax)s)
UNION ALL
SELECT 'BASE', t.base_hmac, t.relation_id, t.valid_from, t.valid_to FROM crm_taxnumber t
 WHERE t.office_id = %(office)s AND t.kind = ANY('{OB,LH}') AND t.base_hmac = ANY(%(base)s)
UNION ALL
SELECT 'RSIN', r.rsin, r.id, NULL, NULL FROM crm_relation r WHERE r.office_id = %(office)s AND r.rsin = ANY(%(rsin)s)
UNION ALL
SELECT 'BSN', r.bsn_hmac, r.id, NULL, NULL FROM crm_relation r
 WHERE r.office_id = %(office)s AND r.bsn_hmac = ANY(%(bsn)s)
UNION ALL
SELECT 'KVK', r.kvk_nummer, r.id, NULL, NULL FROM crm_relation r
 WHERE r.office_id = %(office)s AND r.kvk_nummer = ANY(%(kvk)s)
UNION ALL
SELECT 'UNITY_HEAD', u.number_hmac, u.head_id, m.valid_from, m.valid_to FROM crm_fiscalunity u
 LEFT JOIN crm_fiscalunitymember m ON m.unity_id = u.id AND m.relation_id = u.head_id AND m.office_id = u.office_id
 WHERE u.office_id = %(office)s AND u.kind = ANY('{OB,VPB}') AND u.number_hmac = ANY(%(unity)s)
UNION ALL
SELECT 'UNITY_MEMBER', u.number_hmac, m.relation_id, m.valid_from, m.valid_to FROM crm_fiscalunity u
 JOIN crm_fiscalunitymember m ON m.unity_id = u.id AND m.office_id = u.office_id
 WHERE u.office_id = %(office)s AND u.kind = ANY('{OB,VPB}') AND u.number_hmac = ANY(%(unity)s)
UNION ALL
SELECT 'BRANCH', r.btw_id, r.id, NULL, NULL FROM crm_relation r
 WHERE r.office_id = %(office)s AND r.btw_id = ANY(%(btw_id)s)
UNION ALL
SELECT 'BRANCH_NUMBER', t.value_hmac, t.relation_id, t.valid_from, t.valid_to FROM crm_taxnumber t
 WHERE t.office_id = %(office)s AND t.kind = 'ICP_BTW_ID' AND t.value_hmac = ANY(%(branch)s)
UNION ALL
SELECT 'MEMORY ' || m.kind, m.key_hmac, m.relation_id, NULL, NULL FROM sbr_inbox_matchmemory m
 WHERE m.office_id = %(office)s AND m.key_hmac = ANY(%(memory)s)
) h JOIN crm_relation alive ON alive.id = h.relation_id AND alive.office_id = %(office)s
 WHERE alive.deleted_at IS NULL AND alive.merged_into_id IS NULL
"""

_PROFILES = """
SELECT a.n, r.id, r.type, r.rechtsvorm, r.client_since, CASE WHEN r.status = 'ENDED' THEN r.ended_on END,
       p.kinds, p.product, coalesce(p.rhythm, f.frequency), c.name, c.mail, c.invited, l.id
  FROM unnest(%(n)s::int[], %(relation)s::uuid[], %(kind)s::text[], %(start)s::date[], %(end)s::date[],
              %(key)s::text[], %(sequence)s::int[], %(self)s::uuid[])
       AS a(n, relation, kind, first, last, key, sequence, self)
  JOIN crm_relation r ON r.id = a.relation AND r.office_id = %(office)s
  LEFT JOIN LATERAL (
       SELECT array_agg(k.kind) kinds, (array_agg(d.id) FILTER (WHERE k.kind = a.kind))[1] product,
              (array_agg(o.frequency) FILTER (WHERE k.kind = a.kind))[1] rhythm
         FROM workflows_relationproduct rp
         JOIN workflows_product d ON d.id = rp.product_id AND d.office_id = rp.office_id
        CROSS JOIN LATERAL unnest(d.filing_kinds) k(kind)
         LEFT JOIN LATERAL (
              SELECT q.frequency FROM workflows_relationproductfrequency q
               WHERE q.office_id = rp.office_id AND q.relation_product_id = rp.id
                 AND q.valid_from <= coalesce(a.last, %(today)s::date)
               ORDER BY q.valid_from DESC LIMIT 1) o ON true
        WHERE rp.office_id = r.office_id AND rp.relation_id = r.id
          AND rp.starts_on <= coalesce(a.last, %(today)s::date)
          AND (rp.ends_on IS NULL OR rp.ends_on >= coalesce(a.first, a.last, %(today)s::date))) p ON true
  LEFT JOIN LATERAL (
       SELECT t.frequency FROM crm_taxfrequency t
        WHERE t.office_id = r.office_id AND t.relation_id = r.id AND t.kind = a.kind
          AND t.valid_from <= coalesce(a.last, %(today)s::date)
        ORDER BY t.valid_from DESC LIMIT 1) f ON true
  LEFT JOIN LATERAL (
       SELECT x.name, coalesce(nullif(link.email_override, ''), x.email) mail,
              link.portal_access = 'FULL' AND a.kind = ANY(link.sees) AND (
                EXISTS (SELECT 1 FROM crm_invitation i WHERE i.office_id = r.office_id AND i.contact_id = x.id
                           AND i.state = ANY('{QUEUED,SENT,OPENED,ACTIVE}'))
                OR EXISTS (SELECT 1 FROM offices_portalaccount s WHERE s.office_id = r.office_id
                              AND s.contact_id = x.id AND s.active)) invited
         FROM crm_relationcontact link
         JOIN crm_contact x ON x.id = link.contact_id AND x.office_id = link.office_id
        WHERE link.office_id = r.office_id AND link.relation_id = r.id AND link.is_preferred
          AND x.deceased_on IS NULL AND link.valid_from <= %(today)s::date
          AND (link.valid_to IS NULL OR link.valid_to >= %(today)s::date)
        LIMIT 1) c ON true
  LEFT JOIN LATERAL (
       SELECT g.id FROM sbr_inbox_filing g
        WHERE g.office_id = r.office_id AND g.relation_id = r.id AND g.key_hmac = a.key AND g.kind = a.kind
          AND g.period_start IS NOT DISTINCT FROM a.first AND g.period_end IS NOT DISTINCT FROM a.last
          AND g.sequence = a.sequence AND g.id <> a.self AND g.state = ANY(%(live)s)
        LIMIT 1) l ON true
"""

_LIVE = [state.value for state in states.LIVE]
_ROADS = {
    "TAX": How.NUMBER,
    "BASE": How.BASE,
    "UNITY_HEAD": How.UNITY_HEAD,
    "UNITY_MEMBER": How.UNITY_MEMBER,
    "BRANCH": How.BRANCH,
    "BRANCH_NUMBER": How.BRANCH,
    "KVK": How.NUMBER,
}
_BARE = (KeyType.BSN, KeyType.RSIN, KeyType.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Ask:
    """A filing that wants to be matched: what it says, its own id (it is not its own earlier filing), its relation."""

    facts: FilingFacts
    id: UUID
    also: UUID | None = None


def look_up(asks: list[Ask]) -> list[Known]:
    """What is known for each of these filings, in the same order. Two selects."""
    office = require_office_id()
    wanted = [_Wanted(ask) for ask in asks]
    with connection.cursor() as cursor:
        cursor.execute(_HITS, {"office": office, **_arguments(wanted)})
        found = defaultdict(list)
        for road, value, relation, valid_from, valid_to in cursor.fetchall():
            found[road, value].append((relation, valid_from, valid_to))
        hits = [each.hits(found) for each in wanted]
        profiles = _profiles(cursor, office, asks, hits)
    return [Known(each, who) for each, who in zip(hits, profiles, strict=True)]


class _Wanted:
    """The values under which one filing is looked for, per road."""

    def __init__(self, ask: Ask):
        self.facts = ask.facts
        keys = [ask.facts.key, *[row.key for row in ask.facts.rows]]
        self.keys = [key for key in keys if key.normal]
        self.roads = {key.normal: self._roads(key) for key in self.keys}
        if ask.facts.branch:
            whole = f"NL{ask.facts.branch}"
            self.roads[ask.facts.branch] = [
                *self.roads.get(ask.facts.branch, []),
                ("BRANCH", whole, "btw_id"),
                ("BRANCH_NUMBER", tax_number_index(whole), "branch"),
                ("BRANCH_NUMBER", tax_number_index(ask.facts.branch), "branch"),
            ]

    def _roads(self, key: Key) -> list[tuple[str, str, str]]:
        memory = (f"MEMORY {self.facts.kind}", key_index(key.normal), "memory")
        if key.type == KeyType.KVK_NUMMER:
            return [("KVK", key.normal, "kvk"), memory]
        if not key.base:
            return [memory]
        roads = [
            memory,
            ("BASE", base_index(key.base), "base"),
            ("RSIN", key.base, "rsin"),
            ("BSN", bsn_index(key.base), "bsn"),
            ("UNITY_HEAD", tax_number_index(key.normal), "unity"),
            ("UNITY_MEMBER", tax_number_index(key.normal), "unity"),
        ]
        if key.type not in _BARE:
            roads.append(("TAX", tax_number_index(key.normal), "tax"))
        return roads

    def hits(self, found) -> dict[str, tuple[Hit, ...]]:
        """The hits per number of this filing."""
        types = {key.normal: key.type for key in self.keys}
        return {
            normal: tuple(
                Hit(relation, _how(road, types.get(normal, "")), valid_from, valid_to)
                for road, value, _ in roads
                for relation, valid_from, valid_to in found.get((road, value), ())
            )
            for normal, roads in self.roads.items()
        }


def _how(road: str, key_type: str) -> How:
    if road.startswith("MEMORY"):
        return How.MEMORY
    if road in ("RSIN", "BSN"):
        exact = key_type == KeyType.UNKNOWN or key_type == road
        return How.NUMBER if exact else How.BASE
    return _ROADS[road]


def _arguments(wanted: list[_Wanted]) -> dict[str, list[str]]:
    arguments: dict[str, set[str]] = {
        name: set() for name in ("tax", "base", "rsin", "bsn", "kvk", "unity", "btw_id", "branch", "memory")
    }
    for each in wanted:
        for roads in each.roads.values():
            for _, value, argument in roads:
                arguments[argument].add(value)
    return {name: sorted(values) for name, values in arguments.items()}


def _profiles(cursor, office: int, asks: list[Ask], hits: list[dict]) -> list[dict[UUID, Profile]]:
    rows: list[tuple] = []
    for n, (ask, found) in enumerate(zip(asks, hits, strict=True)):
        relations = {hit.relation for each in found.values() for hit in each} | {ask.facts.source_relation, ask.also}
        rows += [_profile_row(n, ask, pk) for pk in sorted(pk for pk in relations if pk is not None)]
    profiles: list[dict[UUID, Profile]] = [{} for _ in asks]
    names = ("n", "relation", "kind", "start", "end", "key", "sequence", "self")
    columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in names]
    cursor.execute(_PROFILES, {"office": office, "live": _LIVE, "today": timezone.localdate()} | dict(zip(names, columns, strict=True)))
    for n, *who in cursor.fetchall():
        profile = _profile(*who)
        profiles[n][profile.id] = profile
    return profiles


def _profile_row(n: int, ask: Ask, relation: UUID) -> tuple:
    facts = ask.facts
    kind = facts.kind or FilingKind.OVERIG
    return n, relation, str(kind), facts.period_start, facts.period_end, key_index(facts.key.normal), facts.sequence, ask.id


def _profile(pk, type_, rechtsvorm, since, ended, kinds, product, rhythm, contact, mail, invited, live) -> Profile:
    return Profile(
        pk,
        type_,
        rechtsvorm or "",
        client_since=since,
        ended_on=ended,
        kinds=frozenset(kinds or ()),
        product=product,
        frequency=rhythm,
        contact_name=contact or "",
        has_mail=bool(mail),
        invited=bool(invited),
        live=live,
    )
