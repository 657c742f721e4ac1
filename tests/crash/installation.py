"""An installation of its own that may be broken: PostgreSQL, Valkey, workers and people, all real processes."""

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from base64 import b64encode
from contextlib import closing, contextmanager
from pathlib import Path

from config.launcher.postgres import Cluster, new_passwords
from config.launcher.valkey import Valkey

ROOT = Path(__file__).resolve().parents[2]
GATE = 4711
UNWATCHED = ("django_session", "offices_loginsession", "offices_apitoken", "offices_heartbeat", "offices_portalaccount", "offices_teammember")
# Before each statement that writes: the one that is told to stop waits at the gate, where the test kills its process.
WATCH = f"""
CREATE SCHEMA crash;
CREATE SEQUENCE crash.steps;
CREATE TABLE crash.plan (stop_at bigint);
INSERT INTO crash.plan VALUES (0);
GRANT USAGE ON SCHEMA crash TO PUBLIC;
CREATE FUNCTION crash.step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF current_setting('application_name') LIKE 'crash:%' AND nextval('crash.steps') = (SELECT stop_at FROM crash.plan) THEN
    PERFORM pg_advisory_xact_lock_shared({GATE});
  END IF;
  RETURN NULL;
END $$;
"""


class Killed(Exception):
    """The process was killed at its crash point."""


class Late(AssertionError):
    """Something did not come to be."""


class Installation:
    """What runs, and the hand that kills it."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.chmod(0o711)
        # With the settings of a real one: a server that does not wait for its disk forgets commits when it is killed.
        self.cluster = Cluster(folder / "postgres", new_passwords())
        self.valkey = Valkey(folder / "valkey", secrets.token_urlsafe(24), throw_away=True)
        self.worker: int | None = None
        self.zygote: subprocess.Popen | None = None
        self.answers = 0

    def start(self) -> None:
        """Services, tables, crash points, and the process that forks."""
        self.cluster.initialise()
        self.cluster.start()
        self.valkey.start()
        self.env = os.environ | {
            "DATABASE_URL": self.cluster.url("kantoor_app"),
            "DATABASE_OWNER_URL": self.cluster.url("kantoor_owner"),
            "REDIS_URL": self.valkey.url,
            "KANTOOR_VAR": str(self.folder / "var"),
            "KANTOOR_MEDIA": str(self.folder / "files"),
            "KANTOOR_TEST": "1",
            "SECRET_KEY": "crash-" + "x" * 60,
            "KANTOOR_MASTER_KEYS": "crash:" + b64encode(bytes(range(32))).decode(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
        }
        self.env.pop("KANTOOR_AS_OWNER", None)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=self.env | {"KANTOOR_AS_OWNER": "1"}, check=True)
        self.sql(WATCH)
        for (table,) in self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            if table not in UNWATCHED and not table.startswith(("django_", "auth_", "socialaccount_")):
                self.sql(f'CREATE TRIGGER crash_step BEFORE INSERT OR UPDATE OR DELETE ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION crash.step()')
        self.hold_gate()
        self.zygote = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.zygote"], cwd=ROOT, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.told()

    def told(self) -> dict:
        """The next answer of the process that forks."""
        line = self.zygote.stdout.readline()
        assert line, "the forking process ended; its fault stands above"
        return json.loads(line)

    def stop(self) -> None:
        """End everything that was started here."""
        self.kill_worker()
        if self.zygote:
            self.zygote.stdin.close()
            self.zygote.wait(timeout=20)
        self.valkey.stop()
        self.cluster.stop()

    # --- the database, as superuser

    def sql(self, statement: str, *values):
        """Run a statement past every wall; rows when it has any."""
        with closing(self.cluster.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def hold_gate(self) -> None:
        """Close the gate of the crash points for as long as the database runs."""
        self.gate = self.cluster.connect()
        with self.gate.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])

    def time_passes(self) -> None:
        """Let every lease run out and every waiting row be due."""
        self.sql("UPDATE sbr_inbox_filing SET lease_until = NULL, due_at = least(due_at, now()) WHERE due_at IS NOT NULL")
        self.sql("UPDATE sbr_inbox_approvalrequest SET pdf_due_at = now() WHERE pdf_due_at IS NOT NULL")
        self.sql("UPDATE offices_outgoingmail SET due_at = now() WHERE due_at IS NOT NULL")

    def restart_database(self) -> None:
        """Stop the server as a fault does, and start it again on the same port."""
        self.cluster.process.send_signal(signal.SIGQUIT)
        self.cluster.process.wait()
        self.cluster.start(self.cluster.port)
        self.hold_gate()

    def empty_broker(self) -> None:
        """Lose every queued job."""
        self.redis("FLUSHALL")

    def redis(self, *words):
        """One command to Valkey."""
        import redis

        with redis.Redis.from_url(self.valkey.url) as link:
            return link.execute_command(*words)

    def redeliver(self) -> None:
        """What the broker does after its visibility timeout: hand out again what no worker has confirmed."""
        for tag, packed in (self.redis("HGETALL", "unacked") or {}).items():
            self.redis("RPUSH", "celery", json.dumps(json.loads(packed)[0]))
            self.redis("HDEL", "unacked", tag)
            self.redis("ZREM", "unacked_index", tag)

    # --- processes

    def fork(self, **order) -> int:
        """A new process of the product; its pid."""
        order["log"] = str(self.folder / "processes.log")
        self.zygote.stdin.write(json.dumps(order) + "\n")
        self.zygote.stdin.flush()
        return self.told()["pid"]

    def start_worker(self, *options: str) -> None:
        """One Celery worker; solo unless told otherwise, so that a kill takes all of it."""
        self.worker = self.fork(do="work", options=list(options or ("--pool=solo",)))

    def kill_worker(self) -> None:
        """SIGKILL to the worker and its children."""
        if self.worker and alive(self.worker):
            os.killpg(self.worker, signal.SIGKILL)
            wait_until(lambda: not alive(self.worker))
        self.worker = None

    def act(self, name: str, **kwargs) -> dict:
        """What a person did, in a process of its own. Raises Killed when a crash point took it."""
        pid, out = self.begin(name, **kwargs)
        return self.answer(pid, out)

    def begin(self, name: str, **kwargs) -> tuple[int, Path]:
        """Begin an act without waiting for its answer."""
        self.answers += 1
        out = self.folder / f"answer-{self.answers}.json"
        return self.fork(do="act", name=name, kwargs=kwargs, out=str(out)), out

    def answer(self, pid: int, out: Path) -> dict:
        """The answer of an act; meanwhile whoever waits at the gate is killed, with the act itself perhaps."""
        wait_until(lambda: out.exists() or not alive(pid) or bool(self.kill_at_gate()), seconds=60)
        wait_until(lambda: not alive(pid), seconds=30)
        if not out.exists():
            raise Killed(self.log())
        told = json.loads(out.read_text(encoding="utf-8"))
        assert "fault" not in told, told["fault"]
        return told

    def log(self) -> str:
        """The end of what all processes wrote."""
        file = self.folder / "processes.log"
        return file.read_text(encoding="utf-8", errors="replace")[-3000:] if file.exists() else ""

    # --- crash points

    def stop_at(self, step: int) -> None:
        """Count from here; the process that comes to this step waits at the gate. 0: nobody does."""
        self.sql("UPDATE crash.plan SET stop_at = %s", step)
        self.sql("SELECT setval('crash.steps', 1, false)")

    def steps(self) -> int:
        """How many writing statements there were since `stop_at`."""
        return self.sql("SELECT last_value FROM crash.steps WHERE is_called")[0][0]

    def at_gate(self) -> list[tuple]:
        """Who waits at the gate: backend, name and statement."""
        return self.sql(
            "SELECT a.pid, a.application_name, a.query FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.objid = %s AND NOT l.granted",
            GATE,
        )

    def kill_at_gate(self) -> str:
        """Kill the process that waits at the gate, its connection with it; gives the statement it was at."""
        for backend, name, query in self.at_gate():
            os.killpg(int(name.partition(":")[2]), signal.SIGKILL)
            self.let_go(backend)
            return query.partition("; ")[2][:100]
        return ""

    def kill_child(self) -> None:
        """Kill the children of the worker that waits at the gate, and not the worker itself."""
        ((backend, _, _),) = self.at_gate()
        for pid in children(self.worker):
            os.kill(pid, signal.SIGKILL)
        self.let_go(backend)

    def let_go(self, backend: int) -> None:
        """End the connection of a dead process, as the server would find out for itself, and stop nobody any more."""
        self.sql("SELECT pg_terminate_backend(%s, 5000)", backend)
        self.stop_at(0)


def alive(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(parent: int) -> list[int]:
    """The processes a process started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(entry.parent.name))
    return found


def wait_until(condition, *, seconds: float = 30):
    """The first true answer of `condition`. Raises Late when it does not come."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.03)
    raise Late(f"not so within {seconds} seconds")


@contextmanager
def installed(folder: Path):
    """An installation for the tests of one run."""
    made = Installation(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()
