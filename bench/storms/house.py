"""The installation of the storms: every process is real, every one can be killed, and a supervisor starts it again."""

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import psycopg2

from config.launcher import commands, ports
from config.launcher.postgres import Cluster, PostgresFailed, new_passwords
from config.launcher.services import web_answers
from config.launcher.valkey import Valkey, ValkeyFailed
from sbr_inbox.digipoort.simulator import pki
from sbr_inbox.digipoort.simulator.state import State

ROOT = Path(__file__).resolve().parents[2]
# The clock of the storms runs faster than life: waits of the ledger by this factor, the sweeper every few seconds.
PACE = "0.01"
SWEEP_SECONDS = 5
CALL_SECONDS = "4"
SIMULATOR = "sbr_inbox.digipoort.simulator"
CHILDREN = ("simulator", "web", "worker", "beat")


class House:
    """PostgreSQL, Valkey, simulator, web, worker and beat of one run of storms."""

    def __init__(self, folder: Path, *, relations: int):
        folder.chmod(0o711)
        self.folder, self.relations = folder, relations
        self.cluster = Cluster(folder / "postgres", new_passwords(), log=folder / "postgres.log")
        self.valkey = Valkey(folder / "valkey", secrets.token_urlsafe(24), log=folder / "valkey.log")
        self.children: dict[str, int] = {}
        self.zygote: subprocess.Popen | None = None
        self.asking = threading.Lock()
        self.commands: dict[str, list[str]] = {}
        self.restarts = 0
        self.stopping = threading.Event()
        self.paused = threading.Event()
        self.keeper = threading.Thread(target=self._keep, daemon=True)

    # --- beginning and end

    def start(self) -> dict:
        """Start everything; gives what was founded: offices with tokens, clients and their sessions."""
        self.cluster.initialise()
        self.cluster.start()
        self.valkey.start()
        self.web_port, simulator_port = ports.free_port(), ports.free_port()
        self.env = os.environ | {
            "DATABASE_URL": self.cluster.url("kantoor_app"),
            "DATABASE_OWNER_URL": self.cluster.url("kantoor_owner"),
            "REDIS_URL": self.valkey.url,
            "KANTOOR_VAR": str(self.folder / "var"),
            "KANTOOR_MEDIA": str(self.folder / "files"),
            "KANTOOR_PRACTICE": "0",
            "KANTOOR_LOG_LEVEL": "WARNING",
            "KANTOOR_API_RATE": "1000000/min",
            "KANTOOR_WEB_WORKERS": "1",
            "KANTOOR_DELIVERY_PACE": PACE,
            "DIGIPOORT_TIMEOUT": CALL_SECONDS,
            "DIGIPOORT_SIMULATOR_URL": f"https://127.0.0.1:{simulator_port}",
            "DIGIPOORT_SIMULATOR_DIR": str(self.folder / "simulator"),
            "SECRET_KEY": "storm-" + "x" * 60,
            "KANTOOR_MASTER_KEYS": "storm:" + b64encode(bytes(range(32))).decode(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
        }
        for name in ("KANTOOR_AS_OWNER", "KANTOOR_TEST"):
            self.env.pop(name, None)
        simulator = [SIMULATOR, f"--dir={self.folder / 'simulator'}", f"--port={simulator_port}"]
        self.commands = {
            "simulator": [*simulator, "--pace=0.3", "--slow=1", "--late=6"],
            "web": commands.web_command(self.web_port)[2:],
            "worker": [*commands.worker_command()[2:], "--loglevel=WARNING"],
            "beat": commands.beat_command()[2:],
        }
        (self.folder / "simulator").mkdir(mode=0o700)
        pki.ensure(self.folder / "simulator")
        self.product("manage.py", "migrate", "-v0", KANTOOR_AS_OWNER="1")
        self.product("manage.py", "collectstatic", "-v0", "--no-input")
        founded = json.loads(self.product("-m", "bench.storms.found", str(self.relations)).splitlines()[-1])
        self._load()
        for name in CHILDREN:
            self._run(name)
        self.wait(lambda: web_answers(self.web_port)[0] != 0, 180)
        self.wait(self._sweep_often, 180)
        self._kill("beat")
        self._run("beat")
        self.state = State(self.folder / "simulator")
        self.keeper.start()
        return founded

    def _load(self) -> None:
        command = [sys.executable, "-m", "bench.storms.zygote"]
        self.zygote = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._told()

    def _told(self) -> dict:
        assert self.zygote and self.zygote.stdout
        line = self.zygote.stdout.readline()
        assert line, "the process that forks ended; its fault stands above"
        return json.loads(line)

    def product(self, *arguments: str, **environment: str) -> str:
        """Run a command of the product to its end; what it printed."""
        env = {name: value for name, value in (self.env | environment).items() if value}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    def stop(self) -> None:
        """End everything that was started here."""
        self.stopping.set()
        if self.keeper.is_alive():
            self.keeper.join(timeout=90)
        for name in reversed(CHILDREN):
            self._kill(name)
        if self.zygote and self.zygote.stdin:
            self.zygote.stdin.close()
            self.zygote.wait(timeout=30)
        self.valkey.stop()
        self.cluster.stop()

    def _sweep_often(self) -> bool:
        """Beat writes its schedule when it starts; from then on the sweeper rings more often."""
        self.sql(
            "UPDATE django_celery_beat_intervalschedule SET every = %s WHERE every = 30 AND period = 'seconds'",
            SWEEP_SECONDS,
        )
        return (
            self.sql(
                "SELECT count(*) FROM django_celery_beat_intervalschedule WHERE every = %s", SWEEP_SECONDS
            )[0][0]
            == 1
        )

    @staticmethod
    def wait(condition, seconds: float):
        """The first true answer. Raises TimeoutError when it does not come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if found := condition():
                    return found
            except psycopg2.Error:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"not so within {seconds} seconds")

    # --- the supervisor

    def _keep(self) -> None:
        while not self.stopping.wait(0.2):
            if self.paused.is_set():
                continue
            try:
                self._restart_dead()
            except (PostgresFailed, ValkeyFailed, psycopg2.Error, OSError) as error:
                print(f"supervisor: {error}", file=sys.stderr)

    def _restart_dead(self) -> None:
        if self.cluster.process is None or self.cluster.process.poll() is not None:
            self.restarts += 1
            self.cluster.start(self.cluster.port)
        if self.valkey.process is None or self.valkey.process.poll() is not None:
            self.restarts += 1
            self.valkey.start(self.valkey.port)
        for name in CHILDREN:
            if not alive(self.children[name]):
                self.restarts += 1
                self._kill(name)
                self._run(name)

    def _run(self, name: str) -> None:
        assert self.zygote and self.zygote.stdin
        order = {"argv": self.commands[name], "log": str(self.folder / f"{name}.log")}
        with self.asking:
            self.zygote.stdin.write(json.dumps(order) + "\n")
            self.zygote.stdin.flush()
            self.children[name] = self._told()["pid"]

    def _kill(self, name: str) -> None:
        """The main process of a part with everything it started; what outlived a killed master goes along."""
        pid = self.children.get(name)
        if pid is None:
            return
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.wait(lambda: not alive(pid), 20)

    # --- the hand that breaks

    def pid_of(self, name: str) -> int:
        """The main process of a part."""
        if name == "postgres":
            return self.cluster.process.pid if self.cluster.process else 0
        if name == "valkey":
            return self.valkey.process.pid if self.valkey.process else 0
        return self.children[name]

    def sql(self, statement: str, *values):
        """Run a statement past every wall; rows when it has any."""
        with closing(self.cluster.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []


def alive(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
