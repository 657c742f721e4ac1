"""What the stand-in keeps: what it received, which statuses it will tell, and which faults it was asked to show.

One SQLite file in its folder. The simulator writes it; pages and tests read it and add rules, also while it runs.
"""

import json
import random
import sqlite3
import threading
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sbr_inbox.digipoort.simulator.scenarios import DEFAULT, SCENARIOS, TEXTS, Scenario, named

FILE = "simulator.sqlite"
# Milliseconds apart, as in the answers of the real one: several codes in a burst.
BURST = 0.01
ALL = "*"

_TABLES = """
CREATE TABLE IF NOT EXISTS received (
  id INTEGER PRIMARY KEY, aanleverkenmerk TEXT NOT NULL, kenmerk TEXT NOT NULL, sha256 TEXT NOT NULL,
  number TEXT NOT NULL, identity_type TEXT NOT NULL, role TEXT NOT NULL, berichtsoort TEXT NOT NULL,
  certificate TEXT NOT NULL, at REAL NOT NULL, accepted INTEGER NOT NULL, scenario TEXT NOT NULL, why TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS received_once ON received (certificate, aanleverkenmerk) WHERE accepted = 1 AND aanleverkenmerk <> '';
CREATE INDEX IF NOT EXISTS received_kenmerk ON received (kenmerk);
CREATE INDEX IF NOT EXISTS received_number ON received (certificate, berichtsoort, number);
CREATE TABLE IF NOT EXISTS status (
  kenmerk TEXT NOT NULL, position INTEGER NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL,
  foutcode TEXT NOT NULL, fout TEXT NOT NULL, details TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (kenmerk, position)
);
CREATE TABLE IF NOT EXISTS choice (
  certificate TEXT NOT NULL, aanleverkenmerk TEXT NOT NULL, scenario TEXT NOT NULL,
  PRIMARY KEY (certificate, aanleverkenmerk)
);
CREATE TABLE IF NOT EXISTS tries (what TEXT PRIMARY KEY, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS rule (
  id INTEGER PRIMARY KEY, certificate TEXT NOT NULL, number TEXT NOT NULL, mix TEXT NOT NULL, seed TEXT NOT NULL, left INTEGER
);
CREATE TABLE IF NOT EXISTS call (
  id INTEGER PRIMARY KEY, at REAL NOT NULL, certificate TEXT NOT NULL, operation TEXT NOT NULL, outcome TEXT NOT NULL, text TEXT NOT NULL
);
"""


@dataclass(frozen=True)
class Delivered:
    """What a request to deliver says."""

    aanleverkenmerk: str
    number: str
    identity_type: str
    role: str
    berichtsoort: str
    certificate: str
    sha256: str


class Duplicate(Exception):
    """This aanleverkenmerk was taken in before."""


class State:
    """The file of one simulator; safe between threads and between processes."""

    def __init__(self, folder: Path):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._link = sqlite3.connect(folder / FILE, timeout=20, isolation_level=None, check_same_thread=False)
        self._link.row_factory = sqlite3.Row
        self._link.execute("PRAGMA journal_mode=WAL")
        self._link.executescript(_TABLES)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._link.close()

    @contextmanager
    def _writing(self):
        with self._lock:
            self._link.execute("BEGIN IMMEDIATE")
            try:
                yield self._link
            except BaseException:
                self._link.execute("ROLLBACK")
                raise
            self._link.execute("COMMIT")

    def rows(self, statement: str, *values) -> list[sqlite3.Row]:
        """Rows of a question."""
        with self._lock:
            return self._link.execute(statement, values).fetchall()

    # --- which scenario

    def set_rule(
        self,
        names: list[str],
        *,
        certificate: str = ALL,
        number: str = ALL,
        times: int | None = None,
        seed: str = "",
    ) -> None:
        """Show these scenarios from now on, one at random by `seed` for each filing; `times` is for how many filings."""
        unknown = [name for name in names if name not in SCENARIOS]
        if unknown:
            raise ValueError(f"Onbekend scenario: {', '.join(unknown)}")
        with self._writing() as link:
            values = (certificate, number, json.dumps(names), seed, times)
            link.execute(
                "INSERT INTO rule (certificate, number, mix, seed, left) VALUES (?, ?, ?, ?, ?)", values
            )

    def clear_rules(self, *, certificate: str | None = None) -> None:
        """All goes well again, for everybody or for who has this certificate."""
        with self._writing() as link:
            link.execute("DELETE FROM rule WHERE ? IS NULL OR certificate = ?", (certificate, certificate))

    def calm(self) -> None:
        """No more trouble: rules go, and what still troubles a filing that can end well stops."""
        good = [(DEFAULT, name) for name, scenario in SCENARIOS.items() if scenario.ends_well]
        with self._writing() as link:
            link.execute("DELETE FROM rule")
            link.executemany("UPDATE choice SET scenario = ? WHERE scenario = ?", good)

    def rules_of(self, certificate: str) -> list[tuple[list[str], int | None]]:
        """The scenarios chosen for this certificate that still hold, latest first, with how many filings are left."""
        found = self.rows(
            "SELECT mix, left FROM rule WHERE certificate = ? AND (left IS NULL OR left > 0) ORDER BY id DESC", certificate
        )
        return [(json.loads(row["mix"]), row["left"]) for row in found]

    def scenario_of(self, certificate: str, aanleverkenmerk: str, number: str) -> Scenario:
        """What this filing goes through: chosen at its first call and kept."""
        asked = named(aanleverkenmerk)
        if asked:
            return SCENARIOS[asked]
        with self._writing() as link:
            known = link.execute(
                "SELECT scenario FROM choice WHERE certificate = ? AND aanleverkenmerk = ?",
                (certificate, aanleverkenmerk),
            ).fetchone()
            name = known["scenario"] if known else self._choose(link, certificate, aanleverkenmerk, number)
        return SCENARIOS[name]

    def _choose(self, link, certificate: str, aanleverkenmerk: str, number: str) -> str:
        rule = link.execute(
            "SELECT * FROM rule WHERE certificate IN (?, '*') AND number IN (?, '*') AND (left IS NULL OR left > 0)"
            " ORDER BY number = '*', certificate = '*', id DESC LIMIT 1",
            (certificate, number),
        ).fetchone()
        name = DEFAULT
        if rule:
            name = random.Random(f"{rule['seed']}:{aanleverkenmerk}").choice(json.loads(rule["mix"]))  # noqa: S311 (a seeded draw)
            link.execute("UPDATE rule SET left = left - 1 WHERE id = ? AND left IS NOT NULL", (rule["id"],))
        if aanleverkenmerk:
            link.execute("INSERT INTO choice VALUES (?, ?, ?)", (certificate, aanleverkenmerk, name))
        return name

    def count(self, what: str) -> int:
        """How often this happened, this time included."""
        with self._writing() as link:
            link.execute(
                "INSERT INTO tries VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET count = count + 1", (what,)
            )
            return link.execute("SELECT count FROM tries WHERE what = ?", (what,)).fetchone()["count"]

    def first_time(self, what: str) -> bool:
        """Whether this happens for the first time."""
        return self.count(what) == 1

    # --- what was received

    def accept(self, order: Delivered, scenario: Scenario, *, pace: float) -> tuple[str, float]:
        """Take a filing in: its kenmerk and the moment. Raises Duplicate."""
        kenmerk, now = str(uuid.uuid4()), time.time()
        try:
            with self._writing() as link:
                _insert(link, order, kenmerk, now, 1, scenario.name, "")
                for position, row in enumerate(scenario.rows):
                    at = now + row.step * pace + (position + 1) * BURST
                    values = (
                        kenmerk,
                        position,
                        row.code,
                        TEXTS[row.code],
                        at,
                        row.foutcode,
                        row.fout,
                        row.details,
                    )
                    link.execute(
                        "INSERT INTO status (kenmerk, position, code, text, at, foutcode, fout, details) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        values,
                    )
        except sqlite3.IntegrityError:
            raise Duplicate(order.aanleverkenmerk) from None
        return kenmerk, now

    def refuse(self, order: Delivered, scenario: str, why: str) -> None:
        """Remember what came in and was not taken."""
        with self._writing() as link:
            _insert(link, order, "", time.time(), 0, scenario, why)

    def note(self, certificate: str, operation: str, outcome: str, text: str = "") -> None:
        """A line about a call; the oldest go when there are many."""
        with self._writing() as link:
            values = (time.time(), certificate, operation, outcome, text[:500])
            link.execute(
                "INSERT INTO call (at, certificate, operation, outcome, text) VALUES (?, ?, ?, ?, ?)", values
            )
            link.execute("DELETE FROM call WHERE id <= (SELECT max(id) FROM call) - 20000")

    # --- what is told of it

    def process(self, certificate: str, kenmerk: str) -> sqlite3.Row | None:
        """What was taken in under this kenmerk with this certificate."""
        found = self.rows(
            "SELECT * FROM received WHERE kenmerk = ? AND certificate = ? AND accepted = 1",
            kenmerk,
            certificate,
        )
        return found[0] if found else None

    def received_from(self, certificates: list[str], *, most: int) -> list[sqlite3.Row]:
        """The last that came in with one of these certificates, latest first."""
        return self.rows(
            "SELECT * FROM received WHERE certificate IN (SELECT value FROM json_each(?)) ORDER BY id DESC LIMIT ?",
            json.dumps(certificates),
            most,
        )

    def processes(self, certificate: str, berichtsoort: str, number: str) -> list[sqlite3.Row]:
        """Everything taken in for this number, oldest first."""
        return self.rows(
            "SELECT * FROM received WHERE certificate = ? AND berichtsoort = ? AND number = ? AND accepted = 1 ORDER BY id",
            certificate, berichtsoort, number,
        )  # fmt: skip

    def statuses(
        self,
        kenmerk: str,
        *,
        since: float = 0,
        until: float | None = None,
        only_new: bool = False,
        pace: float,
    ) -> list[sqlite3.Row]:
        """The statuses that show by now, in order; those told before only when all are asked."""
        shown = time.time() + (1 if pace == 0 else 0)
        with self._writing() as link:
            found = link.execute(
                "SELECT * FROM status WHERE kenmerk = ? AND at <= ? AND at >= ? AND (? IS NULL OR at <= ?) AND (NOT ? OR told = 0) ORDER BY position",
                (kenmerk, shown, since, until, until, only_new),
            ).fetchall()
            link.executemany(
                "UPDATE status SET told = 1 WHERE kenmerk = ? AND position = ?",
                [(kenmerk, row["position"]) for row in found],
            )
        return found


def _insert(link, order: Delivered, kenmerk: str, at: float, accepted: int, scenario: str, why: str) -> None:
    link.execute(
        "INSERT INTO received (aanleverkenmerk, kenmerk, sha256, number, identity_type, role, berichtsoort, certificate, at, accepted, scenario, why)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (order.aanleverkenmerk, kenmerk, order.sha256, order.number, order.identity_type, order.role, order.berichtsoort,
         order.certificate, at, accepted, scenario, why),
    )  # fmt: skip
