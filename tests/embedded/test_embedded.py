"""The embedded server in real processes: two starts at once, kills, long paths, root and plain users."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from nonet.kernel.embedded import EmbeddedError, Layout, cluster, ensure_started, status, stop
from nonet.kernel.embedded.account import Account, server_account

START = "import sys, pathlib; from nonet.kernel.embedded import *; ensure_started(pathlib.Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    # Not pytest's own folder: that one is closed to the account which runs the server for root.
    folder = Path(tempfile.mkdtemp(prefix="nonet-embedded-"))
    folder.chmod(0o755)
    ensure_started(folder)
    yield folder
    stop(folder)
    shutil.rmtree(folder)


def connect(home: Path) -> psycopg.Connection:
    return psycopg.connect(**Layout(home).conninfo(), autocommit=True)  # type: ignore[arg-type]


def start_in_processes(home: Path, count: int) -> list[int]:
    command = [sys.executable, "-c", START, str(home)]
    processes = [subprocess.Popen(command) for _ in range(count)]
    return [process.wait(timeout=60) for process in processes]


def kill_server(home: Path) -> None:
    pid = status(home).pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while status(home).running and time.monotonic() < deadline:
        time.sleep(0.01)


def test_settings_are_durable_and_sorting_is_fixed(home: Path) -> None:
    with connect(home) as connection:
        for name, value in {
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "data_checksums": "on",
            "max_connections": "100",
            "jit": "off",
            "listen_addresses": "",
            "statement_timeout": "0",
        }.items():
            assert connection.execute(f"SHOW {name}").fetchone() == (value,), name
        found = connection.execute(
            "SELECT pg_encoding_to_char(encoding), datlocale, datlocprovider FROM pg_database"
            " WHERE datname = current_database()"
        ).fetchone()
        assert found == ("UTF8", "C.UTF-8", "b")


def test_a_second_start_is_quick_and_starts_nothing(home: Path) -> None:
    before = status(home).pid
    began = time.perf_counter()
    ensure_started(home)
    assert time.perf_counter() - began < 0.2
    assert status(home).pid == before


def test_several_processes_start_one_server() -> None:
    folder = Path(tempfile.mkdtemp(prefix="nonet-several-"))
    folder.chmod(0o755)
    try:
        assert start_in_processes(folder, 4) == [0, 0, 0, 0]
        assert status(folder).running
    finally:
        stop(folder)
        shutil.rmtree(folder)


def test_committed_work_outlives_a_killed_server(home: Path) -> None:
    with connect(home) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    kill_server(home)
    assert start_in_processes(home, 3) == [0, 0, 0]
    with connect(home) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]
        connection.execute("DROP TABLE kept")


def test_a_killed_client_leaves_the_server_well(home: Path) -> None:
    code = START + "; import time; print('up', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE) as client:
        assert client.stdout
        assert client.stdout.readline() == b"up\n"
        client.kill()
    with connect(home) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_process_file_whose_number_is_in_use_again_is_no_hindrance(home: Path) -> None:
    kill_server(home)
    (Layout(home).data / "postmaster.pid").write_text(f"{os.getpid()}\n{Layout(home).data}\n")
    assert not status(home).running
    ensure_started(home)
    assert status(home).running


def test_stopping_when_idle_spares_those_who_work(home: Path) -> None:
    with connect(home):
        assert not stop(home, only_when_idle=True)
        assert status(home).running
    assert stop(home, only_when_idle=True)
    assert not status(home).running
    ensure_started(home)


def test_a_dropped_database_is_made_again(home: Path) -> None:
    with psycopg.connect(**Layout(home).conninfo("postgres"), autocommit=True) as admin:  # type: ignore[arg-type]
        admin.execute("DROP DATABASE nonet")
    ensure_started(home)
    with connect(home) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("nonet",)


def test_a_path_too_long_for_a_socket_works() -> None:
    folder = Path(tempfile.mkdtemp(prefix="nonet-")) / ("long" * 30)
    folder.mkdir()
    folder.parent.chmod(0o755)
    sockets = Layout(folder).sockets
    try:
        ensure_started(folder)
        assert sockets.parent == Path("/tmp")
        with connect(folder) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        stop(folder)
        shutil.rmtree(folder.parent)
        shutil.rmtree(sockets, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="is about root")
def test_root_s_closed_home_stays_closed() -> None:
    folder = Path(tempfile.mkdtemp(prefix="nonet-closed-"))
    try:
        ensure_started(folder)
        outside = Layout(folder).folder.resolve()
        assert folder.stat().st_mode & 0o077 == 0
        assert outside.is_relative_to("/var/lib/nonet")
        with connect(folder) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        stop(folder)
        shutil.rmtree(Layout(folder).folder.resolve(), ignore_errors=True)
        shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_a_plain_user_runs_the_server_as_itself() -> None:
    nobody = pwd.getpwnam("nobody")
    folder = Path(tempfile.mkdtemp(prefix="nonet-plain-"))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o755)
    try:
        assert server_account(Layout(folder)).uid == nobody.pw_uid, "root lends the home's owner its server"
        ensure_started(folder)
        pid = status(folder).pid
        assert Path(f"/proc/{pid}").stat().st_uid == nobody.pw_uid
    finally:
        stop(folder)
        shutil.rmtree(folder)


def test_a_folder_of_another_release_is_told(home: Path, tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.data.mkdir(parents=True)
    (layout.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedError, match="belongs to PostgreSQL 17"):
        cluster.prepare_data(layout, Account(os.geteuid(), os.getegid(), borrowed=False), tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a stranger's folder")
def test_a_stranger_s_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(EmbeddedError, match="belongs to someone else"):
        cluster._own(folder, Account(0, 0, borrowed=False))
