"""Which requirement each passed test carries, written down by the run itself.

A test names its requirements with `@pytest.mark.req("DSP-5")`; a worked case of a pack names them under `covers:`. A
whole run leaves `var/coverage.json`, from which `hotline coverage` prints; it fails when an id that `docs/coverage.md`
shows as covered has lost its last test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotline.infra.paths import base_dir
from hotline.project import coverage

_PROPERTY = "requirements"
_runs = coverage.Runs()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """The ids travel with the report, so that a worker's tests count, too."""
    story = getattr(item, "callspec", None) and item.callspec.params.get("story")
    for ident in _ids(item):
        item.user_properties.append((_PROPERTY, [ident, ""]))
    for ident in getattr(story, "covers", ()):
        item.user_properties.append((_PROPERTY, [ident, story.pack]))


def _ids(item: pytest.Item) -> Iterator[str]:
    for mark in item.iter_markers("req"):
        yield from mark.args


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        for name, value in report.user_properties:
            if name == _PROPERTY:
                _runs.add(value[0], value[1], report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    if hasattr(config, "workerinput") or exitstatus != 0 or not _whole(config):
        return
    _runs.write(base_dir())
    known = coverage.catalogue(base_dir())
    faults = coverage.faults(known, _runs.found, coverage.promised(base_dir()))
    if faults:
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        for fault in faults:
            if reporter:
                reporter.write_line(fault, red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _whole(config: pytest.Config) -> bool:
    """Every test there is was run."""
    options = config.option
    narrowed = (options.keyword, options.markexpr, getattr(options, "lf", False), getattr(options, "last_failed", None))
    return config.args == config.getini("testpaths") and not any(narrowed) and not options.collectonly
