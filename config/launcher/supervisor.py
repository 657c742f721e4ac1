"""Keeps the services running: starts again what died or fell silent, and stops all in the right order."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from config.launcher.home import Home
from config.launcher.services import Service

PULSE_SECONDS = 15.0
SILENT_PULSES = 3
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0
# Beat may be started again at any time; a worker only when no job can still be running (time limit 540 s).
STALE_BEAT, STALE_WORKER = 180.0, 660.0


class Kept:
    """A service with its history: since when it runs, how often it failed in a row, how long it is silent."""

    def __init__(self, service: Service):
        self.service = service
        self.started = 0.0
        self.failures = 0
        self.silent = 0
        self.next_start = 0.0

    def pause(self) -> float:
        """Seconds before the next try: twice as long after each quick failure."""
        return min(LONGEST_PAUSE, 0.5 * 2**self.failures)


class Supervisor:
    """Services in starting order; stopping goes the other way round."""

    def __init__(self, home: Home, heartbeat: Callable[[], float | None] = lambda: None):
        self.home = home
        self.kept: list[Kept] = []
        self.heartbeat = heartbeat
        self.stopping = threading.Event()
        self.pulse = threading.Thread(target=self._listen, daemon=True)

    def add(self, service: Service) -> None:
        """Start a service and keep it running from now on."""
        kept = Kept(service)
        self.kept.append(kept)
        self._start(kept)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look after the services until told to stop (a signal raises out of here) or `until` says so."""
        if not self.pulse.is_alive():
            self.pulse.start()
        turns = 0
        while not until():
            self.step()
            turns += 1
            if turns % 200 == 0:
                self.home.rotate_logs()
            time.sleep(0.3)

    def step(self) -> None:
        """One round: start again what is dead, and what was silent for too long."""
        now = time.monotonic()
        for kept in self.kept:
            if not kept.service.is_running():
                self._restart(kept, "is gestopt", now)
            elif kept.silent >= SILENT_PULSES:
                self._restart(kept, "antwoordt niet meer", now)
            elif kept.failures and now - kept.started > STEADY_SECONDS:
                kept.failures = 0

    def _restart(self, kept: Kept, reason: str, now: float) -> None:
        if not kept.next_start:
            quick = now - kept.started < STEADY_SECONDS
            kept.failures = kept.failures + 1 if quick else 0
            kept.next_start = now + (kept.pause() if quick else 0)
            self.note(f"{kept.service.name} {reason}, start opnieuw over {kept.next_start - now:.0f} s")
            kept.service.stop()
            self.home.forget_pid(kept.service.name)
        if now >= kept.next_start:
            self._start(kept)

    def _start(self, kept: Kept) -> None:
        kept.started, kept.silent, kept.next_start = time.monotonic(), 0, 0.0
        try:
            pid = kept.service.start()
        except Exception as error:
            if kept.failures == 0:
                raise
            self.note(f"{kept.service.name} start niet: {error}")
            return
        self.home.write_pid(kept.service.name, pid)

    def _listen(self) -> None:
        while not self.stopping.wait(PULSE_SECONDS):
            self.listen_once()

    def listen_once(self) -> None:
        """Ask every service whether it answers, and look how old the last heartbeat is."""
        for kept in list(self.kept):
            if self.stopping.is_set() or not kept.service.is_running():
                continue
            began = kept.started
            answered = kept.service.answers()
            if kept.started == began:
                kept.silent = 0 if answered else kept.silent + 1
        age = self.heartbeat()
        for kept in list(self.kept):
            limit = {"beat": STALE_BEAT, "worker": STALE_WORKER}.get(kept.service.name)
            if limit and age and age > limit and time.monotonic() - kept.started > limit:
                kept.silent = SILENT_PULSES

    def stop_all(self) -> None:
        """Stop in order: what hands out work first, what keeps the data last."""
        self.stopping.set()
        for kept in reversed(self.kept):
            kept.service.stop()
            self.home.forget_pid(kept.service.name)

    def note(self, text: str) -> None:
        """A line in launcher.log and on the terminal."""
        line = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {text}"
        print(line, flush=True)
        with open(self.home.log_file("launcher"), "a", encoding="utf-8") as log:
            log.write(line + "\n")
