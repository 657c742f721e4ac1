"""The folder of an installation."""

import os
import subprocess
import sys

import pytest

from config.env import read_lines as read_as_settings_do
from config.launcher import home as home_module
from config.launcher.home import AlreadyRunning, Home, read_lines, write_lines


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "var")


def test_env_file_comes_back_as_written_for_launcher_and_settings(tmp_path):
    values = {"DATABASE_URL": "postgresql://kantoor_app:a=b@127.0.0.1:5/kantoor", "PORT": "8000"}
    write_lines(tmp_path / "env", values)
    assert read_lines(tmp_path / "env") == values
    assert read_as_settings_do(tmp_path / "env") == values


def test_env_file_skips_comments_and_empty_lines(tmp_path):
    (tmp_path / "env").write_text("# NAME=comment\n\n  A=1  \nnonsense\nB=x=y\n")
    assert read_lines(tmp_path / "env") == {"A": "1", "B": "x=y"}


def test_env_file_is_readable_for_its_owner_only(tmp_path):
    write_lines(tmp_path / "env", {"A": "1"})
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_keys_are_made_once_and_stay(home):
    first = home.keys()
    assert sorted(first) == ["KANTOOR_MASTER_KEYS", "SECRET_KEY"]
    assert Home(home.var).keys() == first
    assert (home.var / "secrets").stat().st_mode & 0o777 == 0o600


def test_key_that_is_new_in_a_release_leaves_the_old_ones_alone(home):
    write_lines(home.var / "secrets", {"SECRET_KEY": "kept"})
    assert home.keys()["SECRET_KEY"] == "kept"
    assert read_lines(home.var / "secrets") == home.keys()


def test_pid_file_holds_the_number_alone(home):
    home.write_pid("web", 4321)
    assert home.pid_file("web").read_text() == "4321\n"
    assert home.pid_of("web") == 4321
    home.forget_pid("web")
    assert home.pid_of("web") is None


def test_lock_refuses_a_second_launcher_and_names_the_first(home):
    code = (
        "import sys, pathlib; from config.launcher.home import Home;"
        "h = Home(pathlib.Path(sys.argv[1])); h.lock(); h.write_pid('launcher', 77);"
        "print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(home.var)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunning, match="proces 77"):
            home.lock()
    finally:
        other.communicate("")
    home.lock()


def test_log_rotation_keeps_three_and_writers_go_on_in_the_same_file(home, monkeypatch):
    monkeypatch.setattr(home_module, "LOG_BYTES", 5)
    log = home.log_file("web")
    with open(log, "ab", buffering=0) as writer:
        for text in (b"first.", b"second", b"third.", b"fourth"):
            writer.write(text)
            home.rotate_logs()
        writer.write(b"now")
    assert log.read_bytes() == b"now"
    kept = [log.with_suffix(f".log.{number}").read_bytes() for number in (1, 2, 3)]
    assert kept == [b"fourth", b"third.", b"second"]
    assert sorted(os.listdir(home.log)) == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
