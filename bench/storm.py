"""Storms over a real installation: python -m bench.storm --storms 200 --seed 7.

A storm is a few seconds in which two offices that hold the same numbers send filings while processes are killed,
stopped and starved and the receiver shows its menu of faults. After each round of storms the weather ends, everything
must come to rest by itself, and the invariants of quality are checked. Prints seeds, storms, violations, duration and
how long it took to come to rest.
"""

import argparse
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2

from bench.storms import checks
from bench.storms.house import House
from bench.storms.people import Case, Story, make_case
from bench.storms.weather import Weather
from config.launcher.throwaway import memory_folder

RELATIONS = 12
MONTHS = 70
# I6 says how soon; how long one waits before it counts as never is for a machine that has more to do.
REST_GOAL, REST_SECONDS = 120, 600
PEOPLE_SECONDS = 600


@dataclass
class Result:
    """What a run of storms gave."""

    storms: int = 0
    cases: list[Case] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    faults: Counter = field(default_factory=Counter)
    states: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    restarts: int = 0
    sent_again: int = 0


class Run:
    """One installation through all its storms."""

    def __init__(self, house: House, offices: list[dict], seed: str, *, seconds: float, filings: int):
        self.house, self.offices, self.seed = house, offices, seed
        self.seconds, self.filings = seconds, filings
        self.draw = random.Random(seed)
        self.result = Result()
        self.used = 0

    def round(self, storms: int) -> None:
        """So many storms one after another, then rest and the invariants."""
        stories: list[Story] = []
        for _ in range(storms):
            number = self.result.storms
            stories += self._people(number)
            did = Weather(self.house, f"{self.seed}:{number}", self.seconds).blow()
            self.result.faults.update(did)
            self.result.storms += 1
        self._calm(stories)

    def _people(self, storm: int) -> list[Story]:
        """Filings of this storm: of the same client in both offices, or of one of them."""
        made = []
        for _ in range(self.filings):
            client, months = self.used % RELATIONS, self.used // RELATIONS % MONTHS
            for office in self.offices if self.draw.random() < 0.3 else [self.draw.choice(self.offices)]:
                turnover = 10_000 + self.used * 10 + self.offices.index(office)
                case = make_case(
                    storm, office, office["clients"][client], months_ago=months, turnover=turnover
                )
                self.result.cases.append(case)
                made.append(Story(self.house, case))
            self.used += 1
        for story in made:
            story.start()
        return made

    def _calm(self, stories: list[Story]) -> None:
        """The faults end: people finish what they were at, the machine comes to rest, and all must be true."""
        self.house.state.calm()
        self.house.wait(lambda: self.house.sql("SELECT 1"), 60)
        until = time.monotonic() + PEOPLE_SECONDS
        for story in stories:
            story.join(timeout=max(0.1, until - time.monotonic()))
            if story.is_alive():
                story.case.fault = f"still busy: {story.case.told[-2:]}"
        self._rest(time.monotonic())
        if self._decide(stories):
            self._rest(time.monotonic())
        verdict = checks.check(self.house, self.result.cases)
        self.result.violations += [f"after storm {self.result.storms}: {text}" for text in verdict.violations]
        self.result.states = verdict.states
        print(
            f"  {self.result.storms} storms, {len(self.result.cases)} filings, {verdict.states}, rest after {self.result.rests[-1]:.0f} s",
            flush=True,
        )
        for text in verdict.violations:
            print(f"  VIOLATION {text}", flush=True)

    def _decide(self, stories: list[Story]) -> int:
        """People decide about what nobody knows; how many filings they sent again."""
        doubtful = set(checks.in_doubt(self.house))
        again = [story for story in stories if story.case.filing in doubtful]
        for story in again:
            story.send_again()
        self.result.sent_again += len(again)
        return len(again)

    def _rest(self, begun: float) -> None:
        """Wait until nothing is left to do; keep for each filing how long that took."""
        endless = checks.endless(self.house)
        open_ones: set[str] = set()
        while True:
            try:
                now_open = {str(row[0]) for row in checks.unsettled(self.house, endless)}
            except psycopg2.Error:
                continue
            gone = time.monotonic() - begun
            self.result.rests += [gone] * len(open_ones - now_open)
            open_ones = now_open
            if not open_ones or gone > REST_SECONDS:
                self.result.rests += [gone] * max(1, len(open_ones))
                return
            time.sleep(0.5)


def storm(storms: int, seed: str, *, seconds: float = 4.0, filings: int = 1, each: int = 25) -> Result:
    """Run so many storms on an installation of their own; `each` is how many pass before the invariants are checked."""
    folder = Path(tempfile.mkdtemp(prefix="kantoor-storm-", dir=memory_folder()))
    house = House(folder, relations=RELATIONS)
    begun = time.monotonic()
    try:
        offices = house.start()
        print(f"installation ready after {time.monotonic() - begun:.0f} s", flush=True)
        run = Run(house, offices, seed, seconds=seconds, filings=filings)
        begun = time.monotonic()
        while run.result.storms < storms:
            run.round(min(each, storms - run.result.storms))
        run.result.seconds, run.result.restarts = time.monotonic() - begun, house.restarts
        return run.result
    finally:
        house.stop()
        keep = folder.with_name(folder.name + "-log")
        if sys.exc_info()[0] or "run" not in locals() or run.result.violations:
            keep.mkdir()
            for log in folder.glob("*.log"):
                shutil.copy(log, keep)
            print(f"logs: {keep}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def report(result: Result, seed: str) -> None:
    """The figures that count."""
    retries = sum(case.retries for case in result.cases)
    print(
        f"seed {seed}: {result.storms} storms, {len(result.cases)} filings, {len(result.violations)} violations, {result.seconds:.0f} s"
    )
    print(f"faults: {dict(result.faults)}; {result.restarts} restarts; people tried again {retries} times")
    print(f"sent again by a person after doubt: {result.sent_again}")
    last = percentile(result.rests, 0.99)
    holds = "holds" if last <= REST_GOAL else "MISSED"
    print(
        f"at rest: p50 {statistics.median(result.rests):.1f} s, p99 {last:.1f} s (I6, ≤ {REST_GOAL} s: {holds})"
    )
    print(f"states: {result.states}")
    for text in result.violations:
        print(f"VIOLATION {text}")


def main() -> None:
    """Storm, and say how it went; exit code 1 when something was violated."""
    parser = argparse.ArgumentParser(prog="bench.storm")
    parser.add_argument("--storms", type=int, default=10)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long one storm blows")
    parser.add_argument("--filings", type=int, default=1, help="clients that file in one storm")
    parser.add_argument("--each", type=int, default=25, help="storms before the invariants are checked")
    asked = parser.parse_args()
    # Whoever ends it leaves nothing running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    result = storm(asked.storms, asked.seed, seconds=asked.seconds, filings=asked.filings, each=asked.each)
    report(result, asked.seed)
    sys.exit(bool(result.violations))


if __name__ == "__main__":
    main()
