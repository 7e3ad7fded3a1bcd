"""`hotline coverage`: which requirement is carried by which tests and packs, from the last whole test run."""

from __future__ import annotations

import json

import click

from hotline.infra.paths import base_dir
from hotline.project import coverage
from hotline.project.words import COVERAGE


@click.command(help="Requirements × packs × tests, from the last `make test`.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--write", is_flag=True, help="Write docs/coverage.md anew.")
def command(as_json: bool, write: bool) -> None:
    root = base_dir()
    known = coverage.catalogue(root)
    try:
        found = coverage.last_run(root)
    except FileNotFoundError:
        raise click.ClickException(COVERAGE["no_run"]) from None
    if write:
        (root / coverage.DOCUMENT).write_text(coverage.as_markdown(known, found), encoding="utf-8")
    told = coverage.as_json(known, found)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(coverage.as_markdown(known, found))
    for name in ("without", "later"):
        listed = told[name]
        assert isinstance(listed, (list, dict))
        click.echo(COVERAGE[f"{name}_summary"].format(count=len(listed), ids="、".join(listed) or "—"))
