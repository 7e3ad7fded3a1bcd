"""Where the bench works: a PostgreSQL of its own in `var/bench`, a scratch database in it, and the machine's facts.

The server has the product's own settings (fsync and synchronous_commit on); DATABASE_URL measures a real one instead.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from hotline.infra.addresses import with_name
from hotline.infra.embedded import EmbeddedServer
from hotline.infra.paths import base_dir, var_dir

DATABASE = os.environ.get("BENCH_DATABASE", "scratch_bench")
MANY = "scratch_bench_many"
FIND = "scratch_bench_find"
FLOOR_DATABASE = "scratch_bench_floor"
KEPT = bool(os.environ.get("BENCH_REUSE"))
"""Whether all databases stay for the next run. The million orders (MANY) stay anyway on a server of our own: 25 GB."""
RELAXED = ("fsync", "full_page_writes", "autovacuum")
SHOWN = ("server_version", "shared_buffers", "work_mem", "fsync", "synchronous_commit", "max_wal_size")


@contextmanager
def server() -> Iterator[str]:
    """A running PostgreSQL; yields the address of its maintenance database, which DATABASE_URL then names."""
    given = os.environ.get("DATABASE_URL")
    if given:
        try:
            yield given
        finally:
            os.environ["DATABASE_URL"] = given
            if not KEPT:
                for name in (DATABASE, MANY, FIND, FLOOR_DATABASE):
                    drop(name)
        return
    own = EmbeddedServer(var_dir() / "bench")
    if not own.try_own():
        raise SystemExit("bench: another bench runs in this folder")
    own.start()
    try:
        os.environ["DATABASE_URL"] = own.url("postgres")
        os.environ["BENCH_OWN"] = "1"
        _strict()
        yield own.url("postgres")
    finally:
        stays = KEPT or exists(MANY)
        if not KEPT:
            for name in (DATABASE, FIND, FLOOR_DATABASE):
                drop(name)
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("BENCH_OWN", None)
        own.stop()
        if not stays:
            shutil.rmtree(own.root)


@contextmanager
def relaxed() -> Iterator[None]:
    """A server of our own does not wait for the disk within the block: a crash would cost what it fills."""
    if "BENCH_OWN" not in os.environ:
        yield
        return
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        for name in RELAXED:
            link.execute(f"ALTER SYSTEM SET {name} = off".encode())
        link.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        _strict()
        os.sync()
        checkpoint()


def _strict() -> None:
    """The product's own settings."""
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        for name in RELAXED:
            link.execute(f"ALTER SYSTEM RESET {name}".encode())
        link.execute("SELECT pg_reload_conf()")


def address(name: str = DATABASE) -> str:
    """The address of one of the bench's databases on the server in use."""
    return with_name(os.environ["DATABASE_URL"], name)


def exists(name: str) -> bool:
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        return bool(link.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone())


def drop(name: str) -> None:
    """Drop one of the bench's databases, with those who are connected to it."""
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def fresh(name: str) -> str:
    """An empty database of that name in place of an earlier one."""
    drop(name)
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        link.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0".encode())
    return address(name)


def point_django() -> None:
    """Load Django with the scratch database as its default, in this process and those it starts."""
    os.environ["DATABASE_URL"] = address()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.project.settings")
    import django

    django.setup(set_prefix=False)


def checkpoint() -> None:
    """Write out what earlier work left behind, so that it does not fall into the next measurement."""
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        link.execute("CHECKPOINT")


def facts() -> dict[str, str]:
    """Machine, software and settings, for the head of the report."""
    found = {
        "cores": f"{psutil.cpu_count(logical=False) or '?'} cores, {psutil.cpu_count()} threads",
        "processor": _processor(),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "commit": commit(),
    }
    with psycopg.connect(address("postgres"), autocommit=True) as link:
        for name in SHOWN:
            row = link.execute("SELECT current_setting(%s)", (name,)).fetchone()
            found[name] = row[0] if row else "?"
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "?"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "?")


def commit() -> str:
    """The commit that is measured, with `+` when files were changed since."""
    try:
        head = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=base_dir(), text=True).strip()
        status = ["git", "status", "--porcelain", "--untracked-files=no", "--", "src", "packs"]
        return head + ("+" if subprocess.check_output(status, cwd=base_dir(), text=True).strip() else "")
    except (OSError, subprocess.CalledProcessError):
        return "?"
