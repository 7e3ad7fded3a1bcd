"""`hotline models`: what was learned, from what, how well it fares; train, take into use, take back."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database

KINDS = click.Choice(["nature", "content_class", "unit"])


@click.group(help="Models that suggest nature, content class and unit.")
def command() -> None:
    pass


@command.command("list", help="Models, latest first: state, rows, figures on the weeks they had not seen.")
@click.option("--line", default="", help="Only of this hotline.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole cards as JSON.")
@needs_database
def list_command(line: str, as_json: bool) -> None:
    import json

    from hotline.language.keeping import models

    rows = models(line)
    if as_json:
        told = [{"id": str(r.id), "line": r.line, "kind": r.kind, "state": r.state, **r.card} for r in rows]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for row in rows:
        card = row.card
        accuracy = card.get("accuracy", {})
        click.echo(
            f"{row.id}  {row.line}  {row.kind:14} {row.state:10} {row.trained_at:%Y-%m-%d %H:%M}  "
            f"rows {card.get('rows', 0)}  accuracy {accuracy.get('value', 0):.3f} "
            f"({accuracy.get('low', 0):.3f}-{accuracy.get('high', 0):.3f})  ECE {card.get('ece', 0):.3f}"
        )


@command.command("train", help="Learn now from what was decided; in use at once if better.")
@click.option("--line", required=True)
@click.option("--kind", type=KINDS, multiple=True, help="All kinds without it.")
@click.option("--keep", is_flag=True, help="Only store and compare.")
@needs_database
def train_command(line: str, kind: tuple[str, ...], keep: bool) -> None:
    from hotline.accounts.selectors import lines
    from hotline.dispatch import past
    from hotline.insight.learning import train
    from hotline.language.shapes import Kind

    if line not in lines():
        raise click.ClickException(f"no such hotline: {line}; there are {' '.join(lines())}")
    past.recount(line)
    for one in kind or [k.value for k in Kind]:
        done = train(line, Kind(one), switch=not keep)
        click.echo(f"{done.kind.value}: {done.done}, {done.rows} rows {done.model}".rstrip())


@command.command("switch", help="Take a model into use.")
@click.argument("model", type=click.UUID)
@needs_database
def switch_command(model: object) -> None:
    from hotline.language.keeping import NoModel, Refused, switch

    try:
        row = switch(str(model))
    except NoModel as error:
        raise click.ClickException(f"no such model, or its bytes were given up: {error}") from error
    except Refused as error:
        raise click.ClickException(f"model {error.ident} was not made by this platform, or was changed") from error
    click.echo(f"{row.kind} of {row.line}: {row.id} is in use")


@command.command("back", help="One step back: the model before is in use again.")
@click.option("--line", required=True)
@click.option("--kind", type=KINDS, required=True)
@needs_database
def back_command(line: str, kind: str) -> None:
    from hotline.language.keeping import NoModel, Refused, back
    from hotline.language.shapes import Kind

    try:
        row = back(Kind(kind), line)
    except NoModel as error:
        raise click.ClickException("no model is in use") from error
    except Refused as error:
        raise click.ClickException(f"model {error.ident} was not made by this platform, or was changed") from error
    click.echo(f"{kind} of {line}: {row.id if row else 'the words of the pack'} in use")
