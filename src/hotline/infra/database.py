"""The database for whoever needs it: a running server, databases by name, scratch databases.

`DATABASE_URL` (a real server) is used when it is set; otherwise the embedded server in `var/pg`.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from hotline.infra.addresses import embedded_url, parse_database_url, with_name
from hotline.infra.embedded import EmbeddedServer
from hotline.infra.paths import var_dir

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def url() -> str:
    """The address this process uses."""
    return os.environ.get("DATABASE_URL") or embedded_url()


@contextmanager
def serve() -> Iterator[str]:
    """A server for the length of the block; yields the address of the product's database, which exists.

    The embedded server is started when no other process of ours runs it; the process that started it stops it at the
    end, after the other users have finished.
    """
    if os.environ.get("DATABASE_URL"):
        ensure_database(url())
        yield url()
        return
    server = EmbeddedServer(var_dir() / "pg")
    try:
        with _using(server):
            if server.try_own():
                atexit.register(server.stop)
                server.start()
            else:
                server.wait_ready()
            ensure_database(server.url())
            yield server.url()
    finally:
        if server.owned():
            with _alone(server):
                server.stop()
            atexit.unregister(server.stop)


@contextmanager
def _using(server: EmbeddedServer) -> Iterator[None]:
    server.root.mkdir(parents=True, exist_ok=True)
    with (server.root / "users.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def _alone(server: EmbeddedServer) -> Iterator[None]:
    with (server.root / "users.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure_database(address: str) -> bool:
    """Create the database of `address` if its server has none of that name; True when it was created."""
    try:
        psycopg.connect(address, connect_timeout=10).close()
        return False
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
    create(parse_database_url(address)["NAME"], server=address)
    return True


def create(name: str, *, server: str | None = None, template: str = "template0") -> str:
    """Create an empty database on the server in use (or on that of `server`); returns its address."""
    address = server or url()
    _maintain(
        address,
        sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template)
        ),
    )
    return with_name(address, name)


def drop(name: str, *, server: str | None = None) -> None:
    """Drop a database and cut its connections; nothing happens when there is none."""
    _maintain(server or url(), sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def create_scratch(name: str) -> str:
    """A new empty database `scratch_<name>`, in place of an earlier one; returns its address."""
    full = _scratch_name(name)
    drop(full)
    return create(full)


def drop_scratch(name: str) -> None:
    """Drop `scratch_<name>`."""
    drop(_scratch_name(name))


@contextmanager
def scratch(name: str, *, keep: bool = False) -> Iterator[str]:
    """Work in a scratch database: Django's default connection points to it, migrations are applied; yields its address.

    Dropped at the end unless `keep`. The server must be running (`serve`).
    """
    address = create_scratch(name)
    with connected_to(address):
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        try:
            yield address
        finally:
            close_connections()
            if not keep:
                drop_scratch(name)


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    """Point Django's default connection, and the processes started meanwhile, to another database."""
    from django.db import connections

    settings = connections.settings["default"]
    fresh = parse_database_url(address)
    fresh["OPTIONS"] = {k: v for k, v in settings["OPTIONS"].items() if k != "host"} | fresh["OPTIONS"]
    before: dict[str, Any] = {key: settings[key] for key in fresh}
    before_url = os.environ.get("DATABASE_URL")
    _switch(fresh, address)
    try:
        yield
    finally:
        _switch(before, before_url)


def _switch(values: dict[str, Any], address: str | None) -> None:
    from django.db import connections

    close_connections()
    connections.settings["default"].update(values)
    connections["default"].settings_dict.update(values)
    if address is None:
        os.environ.pop("DATABASE_URL", None)
    else:
        os.environ["DATABASE_URL"] = address


def close_connections() -> None:
    """Close this thread's connections and the pool: before a server or a database goes away."""
    from django.db import connections

    connections.close_all()
    connections["default"].close_pool()


def _scratch_name(name: str) -> str:
    full = f"scratch_{name}"
    if not _NAME.fullmatch(full):
        raise ValueError("a scratch database is named by small letters, digits and underscores")
    return full


def _maintain(address: str, statement: sql.Composed) -> None:
    with psycopg.connect(with_name(address, "postgres"), autocommit=True, connect_timeout=10) as connection:
        connection.execute(statement)
