"""The whole start, in order: services, tables, static files, practice data, web, worker, beat."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from config.launcher import accounts, ports
from config.launcher.commands import (
    YES,
    StartFailed,
    beat_command,
    bind_address,
    kvk_simulator_command,
    refuse_psycopg3,
    simulator_command,
    wants_kvk_simulator,
    wants_simulator,
    web_command,
    web_port,
    worker_command,
)
from config.launcher.home import AlreadyRunning, Home, read_lines, write_lines
from config.launcher.postgres import Cluster, PostgresFailed
from config.launcher.services import (
    PRIVATE,
    Child,
    EmbeddedPostgres,
    EmbeddedValkey,
    clear_orphans,
    heartbeat_age,
    web_answers,
    worker_answers,
)
from config.launcher.supervisor import Supervisor
from config.launcher.valkey import Valkey, ValkeyFailed
from sbr_inbox.digipoort.simulator.probe import answers as simulator_answers

REPO = Path(__file__).resolve().parents[2]
READY_SECONDS = 120.0
# Written to `$KANTOOR_VAR/env`, so that manage.py in another terminal works on the same installation.
OWN_SETTINGS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PORT", "KANTOOR_PRACTICE")


def main() -> int:
    """Start, look after everything until a signal, stop. Returns the exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    signal.signal(signal.SIGHUP, _leave)
    home = Home(Path(os.environ.get("KANTOOR_VAR") or REPO / "var").resolve())
    try:
        home.lock()
        return Launch(home).run()
    except (AlreadyRunning, StartFailed, PostgresFailed, ValkeyFailed, accounts.NoAccount) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def _leave(number, frame):
    """The first signal ends the watch; later ones must not disturb the stopping."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(0)


class Launch:
    """One run of the product."""

    def __init__(self, home: Home):
        self.home = home
        self.began = time.monotonic()
        self.port = web_port()
        self.supervisor = Supervisor(home, lambda: heartbeat_age(os.environ["DATABASE_URL"]))
        self.services: list[EmbeddedPostgres | EmbeddedValkey] = []

    def run(self) -> int:
        refuse_psycopg3()
        self._prepare_services()
        self._clear_up()
        if ports.is_taken(self.port, bind_address()):
            raise StartFailed(
                f"Poort {self.port} is al in gebruik. Kies een andere: PORT={self.port + 1} ./run"
            )
        self.home.write_pid("launcher", os.getpid())
        try:
            self._start_services()
            self._prepare_site()
            self._start_site()
            self._wait_until_ready()
            self._greet()
            self.supervisor.watch()
        finally:
            print("\nStoppen…", flush=True)
            self.supervisor.stop_all()
            self.home.forget_pid("launcher")
        return 0

    def _prepare_services(self) -> None:
        """The embedded services, unless the environment names other ones."""
        passwords, account = self.home.service_passwords(), accounts.service_account()
        if bool(os.environ.get("DATABASE_URL")) != bool(os.environ.get("DATABASE_OWNER_URL")):
            raise StartFailed("Geef DATABASE_URL (kantoor_app) en DATABASE_OWNER_URL (kantoor_owner) samen.")
        if not os.environ.get("REDIS_URL"):
            folder = accounts.reachable(self.home.var / "valkey", account)
            server = Valkey(folder, passwords["valkey"], log=self.home.log_file("valkey"))
            self.services.append(EmbeddedValkey(server))
        if not os.environ.get("DATABASE_URL"):
            folder = accounts.reachable(self.home.var / "postgres", account)
            cluster = Cluster(folder, passwords, log=self.home.log_file("postgres"))
            self.services.append(EmbeddedPostgres(cluster))

    def _clear_up(self) -> None:
        folders = [service.folder for service in self.services]
        if clear_orphans(self.home, folders):
            self.supervisor.note("Achtergebleven processen van een vorige keer zijn gestopt.")

    def _start_services(self) -> None:
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.supervisor.add, self.services))
        self.supervisor.kept.sort(key=lambda kept: ("postgres", "valkey").index(kept.service.name))
        # Made-up offices belong in a database of our own making, never unasked in somebody's server.
        practice = "0" if os.environ.get("DATABASE_URL") else "1"
        values = {"PORT": str(self.port), "KANTOOR_PRACTICE": practice}
        values |= {name: os.environ[name] for name in OWN_SETTINGS if os.environ.get(name)}
        for service in self.services:
            values |= service.addresses()
        write_lines(self.home.var / "env", values)
        os.environ.update(self.home.keys() | dict(os.environ) | values | {"KANTOOR_VAR": str(self.home.var)})
        if wants_simulator():
            self._start_simulator()
        if wants_kvk_simulator():
            self._start_kvk_simulator()

    def _start_simulator(self) -> None:
        """Before the practice offices are made: they get their certificates from it."""
        port, folder = ports.free_port(), self.home.var / "simulator"
        values = {
            "DIGIPOORT_SIMULATOR_URL": f"https://127.0.0.1:{port}",
            "DIGIPOORT_SIMULATOR_DIR": str(folder),
        }
        os.environ.update(values)
        write_lines(self.home.var / "env", read_lines(self.home.var / "env") | values)
        url = values["DIGIPOORT_SIMULATOR_URL"]
        command = simulator_command(str(folder), port)
        self.supervisor.add(
            Child("simulator", command, self.home, grace=5, ping=lambda: simulator_answers(url))
        )

    def _start_kvk_simulator(self) -> None:
        """A trade register of invented companies."""
        port = ports.free_port()
        values = {"KVK_BASE_URL": f"http://127.0.0.1:{port}"}
        os.environ.update(values)
        write_lines(self.home.var / "env", read_lines(self.home.var / "env") | values)
        self.supervisor.add(
            Child("kvk-simulator", kvk_simulator_command(port), self.home, grace=5, ping=lambda: web_answers(port, path="/")[0] == 200)
        )

    def _prepare_site(self) -> None:
        """Tables, and practice offices at the first start, while the static files are made ready beside it."""
        self.supervisor.note("Tabellen bijwerken en vaste bestanden klaarzetten…")
        with ThreadPoolExecutor() as pool:
            static = pool.submit(self._collect_static)
            self._manage("migrate", "--verbosity", "0", KANTOOR_AS_OWNER="1")
            loaded = self.home.var / "practice-loaded"
            if os.environ["KANTOOR_PRACTICE"].lower() in YES and not loaded.exists():
                self.supervisor.note("Oefenkantoren maken…")
                self._manage("load_practice_office")
                loaded.touch()
            static.result()

    def _collect_static(self) -> None:
        """Only when a static file or an installed package changed since last time."""
        digest = hashlib.sha256((REPO / "requirements" / "base.txt").read_bytes())
        for file in sorted((REPO / "static").rglob("*")):
            seen = file.stat()
            digest.update(f"{file} {seen.st_size} {seen.st_mtime_ns}\n".encode())
        stamp = self.home.var / "static.stamp"
        if stamp.exists() and stamp.read_text() == digest.hexdigest():
            return
        self._manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
        stamp.write_text(digest.hexdigest())

    def _manage(self, *arguments: str, **environment: str) -> None:
        with open(self.home.log_file("manage"), "a+b") as log:
            start = log.seek(0, os.SEEK_END)
            done = subprocess.run(
                [sys.executable, "manage.py", *arguments],
                cwd=REPO, env=os.environ | environment, check=False,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, umask=PRIVATE,
            )  # fmt: skip
            if done.returncode:
                log.seek(start)
                said = log.read()[-4000:].decode(errors="replace")
                raise StartFailed(f"{said}\nmanage.py {arguments[0]} is mislukt; de reden staat hierboven.")

    def _start_site(self) -> None:
        self.supervisor.note("Site, werker en klok starten…")
        broker = os.environ["REDIS_URL"]
        self.supervisor.add(Child("web", web_command(self.port), self.home, grace=20, ping=self._web_answers))
        self.supervisor.add(
            Child("worker", worker_command(), self.home, grace=20, ping=lambda: worker_answers(broker))
        )
        self.supervisor.add(Child("beat", beat_command(), self.home, grace=5, ping=lambda: True))

    def _web_answers(self) -> bool:
        """Any answer counts: a red health page is a fault of something else."""
        return web_answers(self.port)[0] != 0

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_SECONDS
        answer = (0, "")

        def ready() -> bool:
            nonlocal answer
            answer = web_answers(self.port, seconds=5)
            return answer[0] == 200 or time.monotonic() > until

        self.supervisor.watch(ready)
        if answer[0] != 200:
            log = self.home.log_file("web").read_bytes()[-3000:].decode(errors="replace")
            said = f"/health/ zegt {answer[0]}: {answer[1]}"
            raise StartFailed(f"{log}\n{said}\nDe site is niet op tijd klaar.")

    def _greet(self) -> None:
        seconds = time.monotonic() - self.began
        address = os.environ.get("KANTOOR_BASE_URL") or f"http://localhost:{self.port}"
        print(f"\nHet portaal draait op {address}/ (na {seconds:.1f} s)\n", flush=True)
        logins = self.home.var / "practice-logins.txt"
        if logins.exists():
            print(logins.read_text(encoding="utf-8"), flush=True)
        print(f"Logboeken: {self.home.log}   Sleutels (bewaar ze goed): {self.home.var}/secrets", flush=True)
        print("Stoppen: Ctrl-C", flush=True)
