"""Making connections, pausing them, and running them one round at a time."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from integrations.enums import ConnectionState, RunState
from integrations.models import Connection, SyncRun
from integrations.registry import connector
from offices.audit import Program, record
from offices.crypto import decrypt, encrypt
from offices.errors import RuleBroken, StaleForm

# A round that shows no end after this time was killed; the next one closes it.
GIVEN_UP_AFTER = timedelta(minutes=15)


def make_connection(key: str, *, by, name: str) -> Connection:
    """A new connection of this kind.

    Raises RuleBroken on an empty or repeated name.
    """
    kind, name = connector(key), name.strip()[:60]
    if not name:
        raise RuleBroken("Vul een naam in, zodat u de koppeling later herkent.", code="G01", field="name")
    try:
        with transaction.atomic():
            made = Connection.objects.create(connector=kind.key, name=name, created_by=by)
            record(by, "connection.authorised", made, data={"soort": kind.key})
    except IntegrityError:
        text = f"Er is al een koppeling {kind.name} met de naam {name}. Kies een andere naam."
        raise RuleBroken(text, code="INT01", field="name") from None
    kind.made(made)
    return made


def save_settings(connection: Connection, values: dict[str, str], *, by, version: int) -> Connection:
    """Keep what the office filled in; an empty secret leaves the one that is there.

    Raises StaleForm, and RuleBroken on the field that is wrong.
    """
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
        if row.version != version:
            raise StaleForm(f"{row.name} is intussen gewijzigd. Vergelijk de verschillen en sla opnieuw op.")
        kept = dict(row.settings)
        for field in connector(row.connector).fields:
            try:
                value = field.check(values.get(field.name, ""))
            except RuleBroken as fault:
                raise RuleBroken(fault.text, code=fault.code, field=field.name)
            if field.secret and not value:
                continue
            kept[field.name] = encrypt(value) if field.secret else value
        row.settings, row.version = kept, row.version + 1
        row.save(update_fields=["settings", "version", "updated_at"])
        record(by, "connection.changed", row, data={"soort": row.connector})
    return row


def setting_of(connection: Connection, name: str) -> str:
    """What was filled in, a secret decrypted; empty when nothing was."""
    field = next(one for one in connector(connection.connector).fields if one.name == name)
    value = connection.settings.get(name, "")
    return decrypt(value) if field.secret and value else value


def set_state(connection: Connection, state: str, *, by) -> Connection:
    """Pause, resume or remove a connection; what it brought stays."""
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
        if row.state == ConnectionState.REMOVED:
            raise RuleBroken("Deze koppeling is verwijderd. Maak een nieuwe.", code="INT02")
        if row.state != state:
            row.state, row.version = state, row.version + 1
            row.save(update_fields=["state", "version", "updated_at"])
            record(by, "connection.state_changed", row, data={"status": state})
    return row


def check_connection(connection: Connection, *, by) -> tuple[bool, str]:
    """Ask the other side something harmless; (whether it answered well, what to tell). The outcome is kept on the connection.

    No transaction is open while the other side is asked.
    """
    kind = connector(connection.connector)
    if kind.check is None:
        raise RuleBroken("Deze koppeling heeft geen test.", code="INT03")
    try:
        well, text = True, kind.check(connection)
    except RuleBroken as fault:
        well, text = False, fault.text
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
        row.memory = row.memory | {"check": {"at": timezone.now().isoformat(), "well": well, "text": text[:300]}}
        row.save(update_fields=["memory"])
        record(by, "connection.checked", row, data={"soort": row.connector, "gelukt": well})
    return well, text


def last_check(connection: Connection) -> dict | None:
    """The outcome of the last test: `at` as a moment, `well`, `text`; None when it was never tested."""
    found = connection.memory.get("check")
    return found and found | {"at": datetime.fromisoformat(found["at"])}


def begin_run(connection: Connection, *, by=None) -> SyncRun | None:
    """The row of a new round; None while another one is going on or the connection does not work."""
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).get(pk=connection.pk)
        if row.state != ConnectionState.ACTIVE or not connector(row.connector).rounds:
            return None
        running = SyncRun.objects.filter(connection=row, state=RunState.RUNNING).first()
        if running and running.started_at > timezone.now() - GIVEN_UP_AFTER:
            return None
        if running:
            _close(running, RunState.FAILED, error="De ronde is onderbroken; wat nog niet was opgehaald, volgt nu.")
        return SyncRun.objects.create(connection=row, asked_by=by)


def run_connection(connection: Connection, *, by=None) -> SyncRun | None:
    """Do one round now; None when there was nothing to start. A round that brought nothing leaves no row."""
    run = begin_run(connection, by=by)
    if run is None:
        return None
    try:
        counts = connector(connection.connector).run(connection, run)
    except RuleBroken as fault:
        _close(run, RunState.FAILED, error=fault.text)
        record(by or _program(connection), "sync.stopped", connection, data={"code": fault.code})
        return run
    with transaction.atomic():
        for name, value in vars(counts).items():
            setattr(run, name, value)
        Connection.objects.filter(pk=connection.pk).update(last_run_at=timezone.now())
        if by is None and not (counts.taken or counts.known or counts.refused):
            run.delete()
            return None
        _close(run, RunState.DONE)
        record(by or _program(connection), "sync.run", connection, data=vars(counts))
    return run


def _program(connection: Connection) -> Program:
    return Program(f"Koppeling {connection.name}")


def _close(run: SyncRun, state: str, *, error: str = "") -> None:
    run.state, run.error, run.finished_at = state, error, timezone.now()
    run.save()
