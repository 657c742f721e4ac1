"""python -m config.launcher.role web|worker|beat|simulator|kvk-simulator|migrate|manage …: one process of the product in a container."""

import os
import sys

from config.launcher.commands import (
    StartFailed,
    beat_command,
    kvk_simulator_command,
    refuse_psycopg3,
    simulator_command,
    web_command,
    web_port,
    worker_command,
)

ROLES = ("web", "worker", "beat", "simulator", "kvk-simulator", "migrate", "manage")


def command_of(role: str, arguments: list[str]) -> list[str]:
    """The command this role becomes. Raises StartFailed for a role that does not exist."""
    if role == "web":
        return web_command(web_port())
    if role == "worker":
        return worker_command()
    if role == "beat":
        return beat_command()
    if role == "simulator":
        return simulator_command(
            os.environ.get("DIGIPOORT_SIMULATOR_DIR") or "/var/lib/kantoor/simulator", 9443
        )
    if role == "kvk-simulator":
        return kvk_simulator_command(9081)
    if role == "migrate":
        return [sys.executable, "manage.py", "migrate", "--noinput"]
    if role == "manage":
        return [sys.executable, "manage.py", *arguments]
    raise StartFailed(f"Onbekende rol «{role}». Kies uit: {', '.join(ROLES)}.")


def main() -> None:
    try:
        refuse_psycopg3()
        command = command_of(sys.argv[1] if len(sys.argv) > 1 else "web", sys.argv[2:])
    except StartFailed as error:
        sys.exit(str(error))
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
