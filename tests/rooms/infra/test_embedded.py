"""The embedded server: start, stop, ownership, and what happens when its owner dies."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from hotline.infra import addresses, database
from hotline.infra.embedded import EmbeddedServer, EmbeddedServerError

OWNER = """
import sys, time
from pathlib import Path
from hotline.infra.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]), dict(fsync="off", shared_buffers="16MB", listen_addresses=""))
server.start()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def root():
    """A folder the server's account can walk to (pytest's own are closed to others)."""
    from hotline.infra.paths import base_dir

    folder = base_dir() / "var" / "test-pg" / f"{os.getpid()}" / f"own-{time.monotonic_ns()}"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def server(root, embedded_settings):
    made = EmbeddedServer(root, embedded_settings)
    yield made
    made.stop()


def answer(server):
    with psycopg.connect(server.url("postgres")) as connection:
        return connection.execute("SELECT 1").fetchone()[0]


def postmaster(root: Path) -> psutil.Process:
    return psutil.Process(int((root / "data" / "postmaster.pid").read_text().split()[0]))


def test_what_is_committed_is_there_after_a_restart(server):
    server.start()
    with psycopg.connect(server.url("postgres")) as connection:
        connection.execute("CREATE TABLE kept (n int)")
    server.stop()
    assert not server.running
    server.start()
    with psycopg.connect(server.url("postgres")) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_the_server_is_no_other_machines_business(server):
    server.start()
    listening = [c for c in postmaster(server.root).net_connections() if c.status == psutil.CONN_LISTEN and c.laddr]
    assert [c for c in listening if not isinstance(c.laddr, str)] == []
    assert server.run.stat().st_mode & 0o077 == 0


def test_one_folder_has_one_owner(server, embedded_settings):
    server.start()
    with pytest.raises(EmbeddedServerError, match="another process"):
        EmbeddedServer(server.root, embedded_settings).start()
    assert answer(server) == 1


def test_a_pid_file_that_points_to_a_stranger_is_no_obstacle(server):
    server.start()
    pid_file = server.data / "postmaster.pid"
    text = pid_file.read_text()
    server.stop()
    pid_file.write_text(text.replace(text.split("\n")[0], str(os.getpid()), 1))
    server.start()
    assert answer(server) == 1


def test_a_cluster_cut_off_while_it_was_made_is_made_again(server):
    server.data.mkdir(parents=True)
    (server.data / "half").mkdir()
    server.start()
    assert answer(server) == 1


@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM])
def test_no_postgres_outlives_its_owner_and_the_next_start_works(root, embedded_settings, death):
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(root)], stdout=subprocess.PIPE)
    assert owner.stdout.readline() == b"ready\n"
    postgres = postmaster(root)
    owner.send_signal(death)
    owner.wait()
    psutil.wait_procs([postgres], timeout=30)
    assert not postgres.is_running()
    server = EmbeddedServer(root, embedded_settings)
    server.start()
    assert answer(server) == 1
    server.stop()


def test_a_killed_postgres_can_be_started_again(server):
    server.start()
    process = postmaster(server.root)
    process.kill()
    psutil.wait_procs([process], timeout=10)
    while server.running:
        time.sleep(0.01)
    server.start()
    assert answer(server) == 1


def test_databases_are_made_and_dropped_by_name(server):
    server.start()
    url = database.create("one", server=server.url())
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("one",)
    assert database.ensure_database(url) is False
    database.drop("one", server=server.url())
    database.drop("one", server=server.url())
    assert database.ensure_database(url) is True


def test_scratch_names_are_plain_words():
    with pytest.raises(ValueError, match="small letters"):
        database.create_scratch('x"; DROP DATABASE hotline; --')


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p%40ss@db.example:6432/h?sslmode=require", ("h", "u", "p@ss", "db.example", "6432")),
        ("postgres://u@localhost/h", ("h", "u", "", "localhost", "")),
        ("postgresql:///h?host=/run/pg", ("h", "", "", "/run/pg", "")),
        ("postgresql://localhost", ("hotline", "", "", "localhost", "")),
    ],
)
def test_addresses_become_settings(url, expected):
    settings = addresses.parse_database_url(url)
    assert tuple(settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")) == expected
    assert "host" not in settings["OPTIONS"]


def test_other_databases_are_refused():
    with pytest.raises(ValueError, match="postgresql://"):
        addresses.parse_database_url("sqlite:///x.db")


def test_a_folder_with_a_long_name_gets_a_short_socket():
    long = Path("/" + "very-long-name/" * 20)
    assert len(bytes(addresses.socket_dir(long))) < 89
    assert addresses.socket_dir(long) == addresses.socket_dir(long)
