"""The faults of a storm: drawn from its seed, in its own few seconds."""

import os
import random
import signal
import time

import psycopg2
import redis

from bench.storms.house import House
from sbr_inbox.digipoort.simulator.scenarios import SCENARIOS

PARTS = ("web", "worker", "beat", "simulator", "valkey", "postgres")
PAUSED = ("web", "worker", "simulator", "valkey")
ENDS_WELL = [scenario.name for scenario in SCENARIOS.values() if scenario.ends_well]
ENDS_BADLY = [scenario.name for scenario in SCENARIOS.values() if not scenario.ends_well]


class Weather:
    """One storm: what breaks, and when."""

    def __init__(self, house: House, seed: str, seconds: float):
        self.house, self.seconds, self.seed = house, seconds, seed
        self.draw = random.Random(seed)
        self.did: list[str] = []

    def blow(self) -> list[str]:
        """Break things for so many seconds; what was done, for the report."""
        self._scenarios()
        count = self.draw.randint(1, 3)
        moments = sorted(self.draw.uniform(0, self.seconds) for _ in range(count))
        begun = time.monotonic()
        for moment in moments:
            time.sleep(max(0.0, begun + moment - time.monotonic()))
            act = self.draw.choice(
                (
                    self.kill,
                    self.kill,
                    self.kill_child,
                    self.pause,
                    self.starve,
                    self.empty_broker,
                    self.cut_backend,
                )
            )
            try:
                act()
            except (OSError, psycopg2.Error, redis.RedisError) as error:
                self.did.append(f"{act.__name__}: {type(error).__name__}")
        time.sleep(max(0.0, begun + self.seconds - time.monotonic()))
        return self.did

    def _scenarios(self) -> None:
        """Half of the filings have trouble at the receiver, some of it for good."""
        menu = ["Happyflow"] * 6 + self.draw.sample(ENDS_WELL, 5) + self.draw.sample(ENDS_BADLY, 1)
        self.house.state.clear_rules()
        self.house.state.set_rule(menu, seed=self.seed)

    def kill(self) -> None:
        """SIGKILL to a whole part; PostgreSQL goes as in a power cut."""
        name = self.draw.choice(PARTS)
        self.did.append(f"kill {name}")
        pid = self.house.pid_of(name)
        if name == "postgres":
            os.kill(pid, signal.SIGQUIT)
        elif pid:
            os.killpg(pid, signal.SIGKILL)

    def kill_child(self) -> None:
        """SIGKILL to one process of web or worker, not to its master."""
        name = self.draw.choice(("web", "worker"))
        children = children_of(self.house.pid_of(name))
        if children:
            self.did.append(f"kill child of {name}")
            os.kill(self.draw.choice(children), signal.SIGKILL)

    def pause(self) -> None:
        """SIGSTOP to a part for a while."""
        name = self.draw.choice(PAUSED)
        self.did.append(f"pause {name}")
        self._stopped(name, self.draw.uniform(0.3, 2.5))

    def starve(self) -> None:
        """A part gets one tenth of its time for two seconds."""
        name = self.draw.choice(PAUSED)
        self.did.append(f"starve {name}")
        for _ in range(10):
            self._stopped(name, 0.18)
            time.sleep(0.02)

    def empty_broker(self) -> None:
        """Lose every queued job."""
        self.did.append("empty broker")
        with redis.Redis.from_url(self.house.valkey.url, socket_timeout=3) as link:
            link.flushall()

    def cut_backend(self) -> None:
        """End every connection to the database in the middle of what it does."""
        self.did.append("cut connections")
        self.house.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'kantoor_app' AND pid <> pg_backend_pid()"
        )

    def _stopped(self, name: str, seconds: float) -> None:
        pid = self.house.pid_of(name)
        if not pid:
            return
        os.killpg(pid, signal.SIGSTOP)
        try:
            time.sleep(seconds)
        finally:
            # The part may have been replaced meanwhile; whoever was stopped goes on.
            try:
                os.killpg(pid, signal.SIGCONT)
            except ProcessLookupError:
                pass


def children_of(parent: int) -> list[int]:
    """The processes a process started."""
    try:
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []
