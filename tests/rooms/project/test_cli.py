"""The command line and the web application's outside."""

import sys
from types import ModuleType

import pytest
from click.testing import CliRunner
from django.test import Client

from hotline.project import commands
from hotline.project.cli import hotline


def run(*arguments):
    return CliRunner().invoke(hotline, arguments)


def test_help_names_every_command():
    result = run("--help")
    assert result.exit_code == 0
    for name in ("run", "migrate", "keys", "worker", "web"):
        assert f"\n  {name} " in result.output


def test_a_command_that_cannot_be_loaded_does_not_disturb_the_others(tmp_path, monkeypatch):
    (tmp_path / "broken.py").write_text("import no_such_module")
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    result = run("--help")
    assert result.exit_code == 0
    assert "cannot be loaded: ModuleNotFoundError" in result.output
    assert "Bring the database's tables up to date" in result.output


def test_an_unknown_command_is_refused():
    assert run("no-such-thing").exit_code == 2


def test_keys_are_listed_without_being_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_KEYS_FILE", str(tmp_path / "keys.json"))
    assert "created" in run("keys", "init").output
    assert "is there" in run("keys", "init").output
    assert "generation 2 is active" in run("keys", "rotate").output
    listed = run("keys", "list").output
    from hotline.infra.keys import keyring

    for generation in keyring().generations:
        assert generation.cipher_key.hex() not in listed
    assert listed.count("active") == 1


@pytest.mark.django_db
def test_health_and_security_headers():
    answer = Client().get("/healthz")
    assert answer.json() == {"status": "ok"}
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe-eval" not in answer["Content-Security-Policy"]
    assert "microphone=(self)" in answer["Permissions-Policy"] and "camera=()" in answer["Permissions-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_health_without_a_database(monkeypatch):
    from django.db import OperationalError, connection

    def broken():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", broken)
    assert Client().get("/healthz").status_code == 503


def test_python_m_hotline_is_the_same_command(monkeypatch):
    called = []
    monkeypatch.setitem(sys.modules, "hotline.project.cli", stub := ModuleType("cli"))
    stub.main = lambda: called.append(True)
    import runpy

    runpy.run_module("hotline", run_name="__main__")
    assert called == [True]
