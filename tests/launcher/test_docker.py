"""What the containers run is what ./run runs."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml

from config.launcher.commands import StartFailed, web_command
from config.launcher.launch import REPO
from config.launcher.postgres import SUPERUSER, Cluster, new_passwords
from config.launcher.role import command_of
from config.launcher.throwaway import memory_folder
from tests.launcher.test_postgres import ask


@pytest.fixture
def bare_cluster():
    """A server on which nothing of ours was set up."""
    folder = Path(tempfile.mkdtemp(prefix="kantoor-docker-", dir=memory_folder()))
    folder.chmod(0o711)
    cluster = Cluster(folder / "postgres", new_passwords(), throw_away=True)
    cluster.set_up = lambda: None
    try:
        cluster.initialise()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_docker_init_script_makes_the_same_roles_and_grants_as_the_launcher(bare_cluster):
    cluster = bare_cluster
    environment = {
        "PATH": f"{cluster.binaries}:/usr/bin:/bin",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(cluster.port),
        "PGPASSWORD": cluster.passwords[SUPERUSER],
        "POSTGRES_USER": SUPERUSER,
        "KANTOOR_OWNER_PASSWORD": cluster.passwords["kantoor_owner"],
        "KANTOOR_APP_PASSWORD": cluster.passwords["kantoor_app"],
        "KANTOOR_SQL": str(REPO / "config" / "launcher"),
    }
    subprocess.run([REPO / "config/launcher/docker-init.sh"], env=environment, check=True)
    made, ours = cluster.url("kantoor_app"), os.environ["DATABASE_URL"]
    for question in (
        "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles "
        "WHERE rolname LIKE 'kantoor%' ORDER BY 1",
        "SELECT defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1",
        "SELECT extname FROM pg_extension ORDER BY 1",
        "SELECT datdba::regrole::text, datlocale FROM pg_database WHERE datname = 'kantoor'",
        "SELECT setconfig FROM pg_db_role_setting",
        "SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'",
    ):
        assert ask(made, question) == ask(ours, question)


@pytest.mark.parametrize("role", ["web", "worker", "beat", "simulator", "migrate"])
def test_role_becomes_a_command_of_our_own_python(role):
    assert command_of(role, [])[0] == sys.executable


def test_role_web_is_what_run_starts(monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    assert command_of("web", []) == web_command(8123)


def test_role_manage_passes_arguments_on():
    assert command_of("manage", ["create_office", "alfa"])[1:] == ["manage.py", "create_office", "alfa"]


def test_unknown_role_is_refused():
    with pytest.raises(StartFailed, match="Onbekende rol «wbe»"):
        command_of("wbe", [])


def test_only_migrate_knows_the_password_of_the_owner():
    services = yaml.safe_load((REPO / "docker-compose.yml").read_text())["services"]
    knows = [
        name
        for name, service in services.items()
        if "KANTOOR_OWNER_PASSWORD" in str(service.get("environment", {}))
    ]
    assert knows == ["postgres", "migrate"]


def test_every_process_of_the_product_has_a_service_and_a_role():
    services = yaml.safe_load((REPO / "docker-compose.yml").read_text())["services"]
    roles = [service["command"][0] for service in services.values() if service.get("image") == "kantoor"]
    assert roles == ["migrate", "web", "worker", "beat", "simulator", "kvk-simulator"]
