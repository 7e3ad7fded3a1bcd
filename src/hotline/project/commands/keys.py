"""`hotline keys`: the keys of personal fields. Nothing printed here is secret."""

from __future__ import annotations

import click

from hotline.infra import keys
from hotline.project.cli import needs_database


@click.group(help="Keys that seal personal fields.")
def command() -> None:
    pass


@command.command(help="Create the key file if there is none.")
def init() -> None:
    created = keys.create()
    click.echo(f"{keys.key_file()}: {'created; keep a copy apart from the database' if created else 'is there'}")


@command.command("list", help="Show the generations (numbers and dates, never keys).")
def list_generations() -> None:
    ring = keys.keyring()
    for generation in ring.generations:
        mark = "active" if generation is ring.active else ""
        click.echo(f"{generation.number:>4}  {generation.created_at}  {mark}")


@command.command(help="Make a new generation; new values are sealed with it, old ones stay readable.")
def rotate() -> None:
    click.echo(f"generation {keys.rotate().number} is active; run `hotline keys reencrypt` to move the old values")


@command.command(help="Seal all values again under the active generation.")
@click.option("--retire", is_flag=True, help="Afterwards forget generations that nothing uses any more.")
@needs_database
def reencrypt(retire: bool) -> None:
    from hotline.infra import reencrypt as work

    models = work.sealed_models()
    total = work.reencrypt(models, progress=lambda label, rows: click.echo(f"{label}: {rows}"))
    from hotline.language import keeping

    total += keeping.sign_again()
    click.echo(f"{total} rows sealed again")
    if not retire:
        return
    from hotline.archive.selectors import key_generations

    used, sealed = work.generations_in_use(models), key_generations()
    for number in _unused(used):
        if number in sealed:
            click.echo(f"generation {number} is kept: sealed files are checked with it")
        else:
            keys.retire(number)
            click.echo(f"generation {number} forgotten")


def _unused(used: set[int]) -> list[int]:
    ring = keys.keyring()
    return [g.number for g in ring.generations if g.number not in used and g is not ring.active]
