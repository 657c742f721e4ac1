"""The invariants I1 to I8, by SQL as owner of the server and by what the receiver wrote down."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from bench.storms.house import House
from bench.storms.people import Case

# What stands in the queue behind one in doubt of the same number and kind waits for the same person; once he decided, it
# must go.
# Ends of the road for a filing that was approved; a person is named by the issue that is open.
ENDED = ("ACCEPTED", "REJECTED_DIGIPOORT", "REJECTED_RECEIVER", "DELIVERY_FAILED")
FOR_A_PERSON = (*ENDED, "DELIVERY_UNKNOWN", "APPROVED")
OPEN_ISSUE = "EXISTS (SELECT 1 FROM sbr_inbox_filingissue i WHERE i.filing_id = f.id AND i.closed_at IS NULL AND i.code IN ('E15', 'E19', 'E20'))"
UNSETTLED = f"""
SELECT f.id, f.state, d.state, d.due_at, d.lease_until, f.due_at
  FROM sbr_inbox_filing f LEFT JOIN sbr_inbox_delivery d ON d.filing_id = f.id
 WHERE NOT (f.state IN ('ACCEPTED', 'REJECTED_DIGIPOORT', 'REJECTED_RECEIVER', 'DELIVERY_FAILED') AND f.due_at IS NULL
            AND (d.id IS NULL OR d.settled_at IS NOT NULL))
   AND NOT (f.state = 'IN_PROGRESS' AND d.state = 'SENT' AND d.due_at IS NOT NULL AND f.id::text = ANY(%s))
   AND NOT (f.state IN ('DELIVERY_UNKNOWN', 'APPROVED') AND {OPEN_ISSUE})
   AND NOT (f.state = 'QUEUED' AND EXISTS (
        SELECT 1 FROM sbr_inbox_filing o JOIN sbr_inbox_filingissue i ON i.filing_id = o.id AND i.closed_at IS NULL
         WHERE o.office_id = f.office_id AND o.kind = f.kind AND o.key_hmac = f.key_hmac AND o.state = 'DELIVERY_UNKNOWN'
           AND i.code IN ('E15', 'E19', 'E20')))
"""
# An answer that counts and a verdict each have their receipt, and it takes a worker to make one.
UNPROVEN = """
SELECT a.id, 'approval', NULL, NULL, NULL, NULL FROM sbr_inbox_approval a
  JOIN sbr_inbox_approvalrequest q ON q.id = a.request_id
 WHERE a.decision = 'APPROVED' AND q.state = 'APPROVED' AND NOT EXISTS (SELECT 1 FROM sbr_inbox_receipt r WHERE r.approval_id = a.id)
UNION ALL
SELECT d.id, 'verdict', d.state, NULL, NULL, NULL FROM sbr_inbox_delivery d JOIN sbr_inbox_filing f ON f.id = d.filing_id
 WHERE d.settled_at IS NOT NULL AND f.state IN ('ACCEPTED', 'REJECTED_DIGIPOORT', 'REJECTED_RECEIVER')
   AND NOT EXISTS (SELECT 1 FROM sbr_inbox_receipt r WHERE r.delivery_id = d.id AND r.reference = d.aanleverkenmerk)
"""
# What may happen to one filing once only.
ONCE = ("filing.received", "filing.offered", "filing.approved", "filing.accepted")


@dataclass
class Verdict:
    """What was found after a round."""

    violations: list[str] = field(default_factory=list)
    states: dict[str, int] = field(default_factory=dict)

    def wrong(self, invariant: str, text: str) -> None:
        """Write down one violation."""
        self.violations.append(f"{invariant}: {text}")


def unsettled(house: House, endless: list[str]) -> list[tuple]:
    """Filings and proof on which something should still happen; what the receiver never decides is settled once it has it."""
    return house.sql(UNSETTLED, endless) + house.sql(UNPROVEN)


def endless(house: House) -> list[str]:
    """Filings for which the receiver gives no final status, by their sha256."""
    rows = house.state.rows("SELECT sha256 FROM received WHERE accepted = 1 AND scenario = 'GeenEindstatus'")
    sums = [row["sha256"] for row in rows]
    return [str(pk) for (pk,) in house.sql("SELECT id FROM sbr_inbox_filing WHERE sha256 = ANY(%s)", sums)]


def in_doubt(house: House) -> list[str]:
    """Filings that wait for a person because nobody knows whether they arrived, and that did not."""
    waiting = house.sql(
        f"SELECT f.id::text, f.sha256 FROM sbr_inbox_filing f WHERE f.state = 'DELIVERY_UNKNOWN' AND {OPEN_ISSUE}"
    )
    taken = {row["sha256"] for row in house.state.rows("SELECT sha256 FROM received WHERE accepted = 1")}
    return [pk for pk, sha256 in waiting if sha256 not in taken]


def check(house: House, cases: list[Case]) -> Verdict:
    """Everything that must be true at rest."""
    verdict = Verdict()
    verdict.states = dict(house.sql("SELECT state, count(*) FROM sbr_inbox_filing GROUP BY 1"))
    _intake(house, cases, verdict)
    _people(house, cases, verdict)
    _receiver(house, cases, verdict)
    _lines(house, verdict)
    _product(house, verdict)
    return verdict


def _intake(house: House, cases: list[Case], verdict: Verdict) -> None:
    """I1: what was answered exists with the bytes that were sent; nothing exists twice."""
    rows = house.sql(
        "SELECT f.id::text, f.office_id, f.sha256, s.key, s.sha256 FROM sbr_inbox_filing f"
        " LEFT JOIN offices_storedfile s ON s.id = f.xml_file_id"
    )
    known = {row[0]: row for row in rows}
    twice = house.sql("SELECT office_id, sha256 FROM sbr_inbox_filing GROUP BY 1, 2 HAVING count(*) > 1")
    for office, sha256 in twice:
        verdict.wrong("I1", f"{sha256[:12]} twice in office {office}")
    for case in (case for case in cases if case.answered):
        row = known.get(case.filing)
        if row is None:
            verdict.wrong("I1", f"storm {case.storm}: {case.filing} was answered and is gone")
        elif row[1] != case.office["office"] or row[2] != case.sha256 or row[4] != case.sha256:
            verdict.wrong("I1", f"storm {case.storm}: {case.filing} has other bytes or another office")
        elif _sha256(house.folder / "files" / row[3]) != case.sha256:
            verdict.wrong("I1", f"storm {case.storm}: the file of {case.filing} is not on the disk")


def _people(house: House, cases: list[Case], verdict: Verdict) -> None:
    """I2: nobody was left without an answer, and each filing rests or waits for a person."""
    for case in cases:
        if case.fault:
            verdict.wrong("I2", f"storm {case.storm}: {case.fault}")
    for row in unsettled(house, endless(house)):
        verdict.wrong("I2", f"{row[0]} is {row[1]}, delivery {row[2]}, due {row[3]}, lease {row[4]}")


def _receiver(house: House, cases: list[Case], verdict: Verdict) -> None:
    """I3, I4 and I5 by what the receiver took in, and both sides telling the same story."""
    taken = house.state.rows("SELECT * FROM received WHERE accepted = 1 ORDER BY id")
    owner = {case.office["certificate"]: case.office["office"] for case in cases}
    filings = {
        (row[0], row[1]): row
        for row in house.sql(
            "SELECT office_id, sha256, id::text, state, digipoort_kenmerk FROM sbr_inbox_filing"
        )
    }
    approved = {(row[0], row[1]): row[2] for row in house.sql(
        "SELECT a.office_id, a.sha256, extract(epoch FROM min(a.at)) FROM sbr_inbox_approval a WHERE a.decision = 'APPROVED' GROUP BY 1, 2"
    )}  # fmt: skip
    seen: dict[tuple, str] = {}
    for row in taken:
        office = owner.get(row["certificate"])
        filing = filings.get((office, row["sha256"]))
        if filing is None:
            verdict.wrong("I5", f"{row['kenmerk']} holds bytes that office {office} does not have")
            continue
        what = (row["certificate"], row["number"], row["berichtsoort"], row["sha256"])
        if what in seen:
            verdict.wrong("I3", f"{filing[2]} was taken in as {seen[what]} and as {row['kenmerk']}")
        seen[what] = row["kenmerk"]
        at = approved.get((office, row["sha256"]))
        if at is None or float(at) > row["at"] + 1:
            verdict.wrong("I4", f"{filing[2]} was taken in without an earlier approval of those bytes")
    _same_story(house, taken, owner, filings, verdict)
    kenmerken = {row["kenmerk"] for row in taken}
    for office, sha256, pk, state, kenmerk in filings.values():
        if state in ("ACCEPTED", "REJECTED_RECEIVER", "IN_PROGRESS", "SENT") and kenmerk not in kenmerken:
            verdict.wrong("I3", f"{pk} is {state} and the receiver does not know it")
        if state in ("READY", "OFFERED", "APPROVED") and (office, sha256) in {
            (owner.get(r["certificate"]), r["sha256"]) for r in taken
        }:
            verdict.wrong("I4", f"{pk} is {state} and the receiver has it")


def _same_story(house: House, taken: list, owner: dict, filings: dict, verdict: Verdict) -> None:
    """I2: what the receiver decided is what the office reads."""
    last = {row["kenmerk"]: row["codes"].split() for row in house.state.rows(
        "SELECT kenmerk, group_concat(code, ' ') AS codes FROM (SELECT * FROM status ORDER BY kenmerk, position) GROUP BY kenmerk"
    )}  # fmt: skip
    for row in taken:
        filing = filings.get((owner.get(row["certificate"]), row["sha256"]))
        codes = last.get(row["kenmerk"], [])
        decided = "ACCEPTED" if "500" in codes else "REJECTED_RECEIVER" if "510" in codes else ""
        decided = decided or ("REJECTED_DIGIPOORT" if {"210", "230", "311", "410"} & set(codes) else "")
        if filing and decided and filing[3] != decided:
            verdict.wrong(
                "I2",
                f"{filing[2]} is {filing[3]} and the receiver says {decided} ({' '.join(codes)}, {row['scenario']})",
            )


def _lines(house: House, verdict: Verdict) -> None:
    """I8: each change of a filing has exactly one line, in its own history and in the activity log."""
    for event in ONCE:
        for pk, count in house.sql(
            "SELECT filing_id, count(*) FROM sbr_inbox_filingevent WHERE event = %s GROUP BY 1 HAVING count(*) > 1",
            event,
        ):
            verdict.wrong("I8", f"{event} stands {count} times with {pk}")
    missing = house.sql(
        "SELECT e.event, e.subject FROM (SELECT event, filing_id::text AS subject, count(*) AS n FROM sbr_inbox_filingevent GROUP BY 1, 2) e"
        " FULL JOIN (SELECT event, subject_id AS subject, count(*) AS n FROM offices_auditevent WHERE subject_kind = 'sbr_inbox.filing'"
        " GROUP BY 1, 2) a ON a.event = e.event AND a.subject = e.subject WHERE e.n IS DISTINCT FROM a.n AND e.event IS NOT NULL"
    )
    for event, subject in missing:
        verdict.wrong("I8", f"{event} of {subject} has not one line in the log for each change")
    for pk, count in house.sql(
        "SELECT request_id, count(*) FROM sbr_inbox_approval GROUP BY 1 HAVING count(*) > 1"
    ):
        verdict.wrong("I8", f"request {pk} was approved {count} times")


def _product(house: House, verdict: Verdict) -> None:
    """I7 and I8 as the product itself sees them: dossier, receipts, chain."""
    told = json.loads(house.product("-m", "bench.storms.look").splitlines()[-1])
    for invariant, texts in told.items():
        for text in texts:
            verdict.wrong(invariant, text)


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
