"""`hotline eval`: how well the platform understands what citizens write, on any file. Only `find` needs a database."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from hotline.project.cli import needs_database

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
A_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class ManyValues(click.Command):
    """`--text title content` means the same as `--text title --text content`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        many = {name for p in self.params if isinstance(p, click.Option) and p.multiple for name in p.opts}
        spread: list[str] = []
        open_option = None
        for arg in args:
            if arg.startswith("--"):
                open_option = arg if arg in many else None
            elif open_option and spread[-1] != open_option:
                spread.append(open_option)
            elif spread and spread[-1] not in many and spread[-1].startswith("--"):
                open_option = None
            spread.append(arg)
        return super().parse_args(ctx, spread)


class Measures(click.Group):
    """A file that cannot be measured on is told in a sentence, whichever command met it.

    One thread for numpy, unless the environment says otherwise: as fast with matrices of this size, a third of the
    processor's time, and threads that spin for one another do not stall beside other work (240 s instead of 27).
    """

    def invoke(self, ctx: click.Context) -> Any:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from hotline.language.tables import DataError

        try:
            return super().invoke(ctx)
        except DataError as error:
            raise click.ClickException(str(error)) from error


@click.group(
    cls=Measures,
    help="Measure classification, topics, extraction and likeness on any file; figures with intervals.",
)
def command() -> None:
    pass


@command.command(
    cls=ManyValues,
    help="Learn from labelled messages and measure on others. Without --test: folds of the training file (the first "
    "one; further ones only train), near-duplicates kept together.",
)
@click.option("--train", type=A_FILE, multiple=True, required=True, help="CSV with labels; may be given several times.")
@click.option("--test", type=A_FILE, help="CSV with labels that is only measured on.")
@click.option("--text", multiple=True, required=True, help="Columns of the text, what stands first given first.")
@click.option("--label", required=True, help="Column of the class.")
@click.option("--key", help="Column that names a message: one key is one message, in whichever file.")
@click.option("--classes", type=A_FILE, help="CSV of descriptions: the class, then words for it.")
@click.option("--examples-per-class", type=click.IntRange(1), help="Learn from so many examples of each class only.")
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True, help="Folds without --test.")
@click.option(
    "--precision", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True, help="Of what is preset."
)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--plain", is_flag=True, help="Measure a plain TF-IDF model beside it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def classify(
    train: tuple[Path, ...],
    test: Path | None,
    text: tuple[str, ...],
    label: str,
    key: str | None,
    classes: Path | None,
    examples_per_class: int | None,
    folds: int,
    precision: float,
    seed: int,
    plain: bool,
    as_json: bool,
) -> None:
    from hotline.language import evaluating, report
    from hotline.language.classify import Options

    columns = [name for given in text for name in given.split(",")]
    try:
        described = evaluating.descriptions(classes) if classes else None
        evaluation = evaluating.Evaluation(Options(precision=precision, seed=seed), described, plain)
        rows = evaluating.read_all(train[:1] if test is None else train, columns, label, key)
        if test is None:
            known = {row.key for row in rows if row.key}
            more = [r for r in evaluating.read_all(train[1:], columns, label, key) if r.key not in known]
            result = evaluation.cross(rows, more, folds, examples_per_class)
        else:
            tested = evaluating.read(test, columns, label, key)
            if examples_per_class:
                keys = {row.key for row in tested if row.key}
                rows = evaluating.few([r for r in rows if r.key not in keys], examples_per_class, seed)
            result = evaluation.train_and_test(rows, tested)
    except evaluating.DataError as error:
        raise click.ClickException(str(error)) from error
    _print(report.as_json(result) if as_json else report.as_text(result))


@command.command(
    help="Join messages into topics, day by day as they came, and compare with issues that are known: for each, the "
    "topic that fits best. One fixed setting."
)
@click.option("--messages", type=A_FILE, required=True, help="CSV: message_id, title, content, created_at.")
@click.option("--reference", type=A_FILE, required=True, help="CSV: message_id, topic.")
@click.option("--seed", type=int, default=7, show_default=True, help="Of the resampling.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def topics(messages: Path, reference: Path, seed: int, as_json: bool) -> None:
    from hotline.language import evaluating, evaluating_topics

    try:
        result = evaluating_topics.measure(messages, reference, seed)
    except evaluating.DataError as error:
        raise click.ClickException(str(error)) from error
    _print(evaluating_topics.as_json(result) if as_json else evaluating_topics.as_text(result))


@command.command(
    help="Warn of what rises, as the messages came; then with known issues as bursts of a few days; then with days "
    "dealt out by chance, where every warning is false. The rule is the pack's."
)
@click.option("--messages", type=A_FILE, required=True, help="CSV: message_id, title, content, created_at.")
@click.option("--reference", type=A_FILE, required=True, help="CSV: message_id, topic.")
@click.option("--pack", default="national", show_default=True, help="Whose rule of warnings.")
@click.option("--within", type=click.IntRange(1, 60), default=4, show_default=True, help="Days of a seeded burst.")
@click.option("--slowly", type=click.IntRange(5, 90), default=21, show_default=True, help="Days of a slow growth.")
@click.option("--times", type=click.IntRange(1, 100), default=5, show_default=True, help="Runs with seeded bursts.")
@click.option("--seed", type=int, default=7, show_default=True, help="Of the chance.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def warnings(
    messages: Path, reference: Path, pack: str, within: int, slowly: int, times: int, seed: int, as_json: bool
) -> None:
    from hotline.infra import clock
    from hotline.language import evaluating, evaluating_warnings

    rule = evaluating_warnings.rule_of(pack, clock.today())
    if rule is None:
        raise click.ClickException(f"the pack has no rule of warnings: {pack}")
    try:
        result = evaluating_warnings.measure(messages, reference, rule, within, slowly, times, seed)
    except evaluating.DataError as error:
        raise click.ClickException(str(error)) from error
    _print(evaluating_warnings.as_json(result) if as_json else evaluating_warnings.as_text(result))


@command.command(help="Places, times, names, amounts and wishes found in labelled messages: precision, recall.")
@click.option("--labels", type=A_FILE, required=True, help="CSV of spans: set, id, half, kind, start, end, value.")
@click.option("--data", type=A_FOLDER, required=True, help="Folder of the message sets that the labels name.")
@click.option("--half", type=click.Choice(["seen", "held"]), help="Only the half that rules were made from, or not.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def extract(labels: Path, data: Path, half: str | None, as_json: bool) -> None:
    from hotline.language import evaluating_extract

    told = evaluating_extract.evaluate(labels, data, half)
    _print(told if as_json else evaluating_extract.as_lines(told))


@command.command(help="Whether messages of one known issue find each other, and only each other.")
@click.option("--messages", type=A_FILE, required=True, help="CSV: message_id, title, content, created_at.")
@click.option("--reference", type=A_FILE, required=True, help="CSV: message_id, topic.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def similar(messages: Path, reference: Path, as_json: bool) -> None:
    from hotline.language import evaluating_similar

    told = evaluating_similar.evaluate(messages, reference)
    _print(told if as_json else evaluating_similar.as_lines(told))


@command.command(
    cls=ManyValues,
    help="Which unit answers: learn from decided messages and measure on others (folds without --test). Text, area and "
    "list joined; the text alone beside it.",
)
@click.option("--train", type=A_FILE, required=True, help="CSV with text, unit and perhaps area.")
@click.option("--test", type=A_FILE, help="CSV that is only measured on.")
@click.option("--text", multiple=True, required=True, help="Columns of the text, what stands first given first.")
@click.option("--unit", required=True, help="Column of the unit.")
@click.option("--area", help="Column of the area.")
@click.option("--duties", type=A_FILE, help="CSV area, unit: who answers there; empty area for everywhere.")
@click.option("--folds", type=click.IntRange(2, 20), default=5, show_default=True, help="Folds without --test.")
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def route(
    train: Path,
    test: Path | None,
    text: tuple[str, ...],
    unit: str,
    area: str | None,
    duties: Path | None,
    folds: int,
    seed: int,
    as_json: bool,
) -> None:
    from hotline.language import evaluating, evaluating_route

    columns = [name for given in text for name in given.split(",")]
    try:
        rows = evaluating_route.read(train, columns, area, unit)
        tested = evaluating_route.read(test, columns, area, unit) if test else None
        listed = evaluating_route.read_duties(duties) if duties else {}
        told = evaluating_route.evaluate(rows, tested, listed, folds, seed)
    except evaluating.DataError as error:
        raise click.ClickException(str(error)) from error
    _print(told if as_json else evaluating_route.as_lines(told))


@command.command(
    cls=ManyValues,
    help="Emergencies: what is missed and what is flagged for nothing. Without --kind every flag is a false alarm.",
)
@click.option("--messages", type=A_FILE, required=True, help="CSV of messages.")
@click.option("--text", multiple=True, required=True, help="Columns of the text.")
@click.option("--kind", help="Column that names the emergency; empty in it: none.")
@click.option("--half", help="Only rows whose column `half` says this.")
@click.option("--pack", default="national", show_default=True, help="Pack whose list of emergencies is used.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def emergency(
    messages: Path, text: tuple[str, ...], kind: str | None, half: str | None, pack: str, as_json: bool
) -> None:
    from hotline import policy
    from hotline.language import evaluating, evaluating_emergency

    columns = [name for given in text for name in given.split(",")]
    try:
        kinds = policy.load(pack).lists.emergencies
        told = evaluating_emergency.evaluate(messages, kinds, columns, kind, half)
    except evaluating.DataError as error:
        raise click.ClickException(str(error)) from error
    _print(told if as_json else evaluating_emergency.as_lines(told))


def _print(made: dict[str, Any] | list[str]) -> None:
    click.echo("\n".join(made) if isinstance(made, list) else json.dumps(made, ensure_ascii=False, indent=1))


@command.command(
    help="Find entries for labelled questions: the product's own search beside plain tsquery and BM25, in one run. The "
    "entries are published inside a transaction that is rolled back; nothing of them stays."
)
@click.option("--entries", type=A_FILE, required=True, help="CSV of service guides, spreadsheet or export.")
@click.option("--questions", type=A_FILE, required=True, help="CSV: question, answers (ids joined by a space).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@needs_database
def find(entries: Path, questions: Path, as_json: bool) -> None:
    from hotline.project.finding import evaluate

    report = evaluate(entries, questions)
    from hotline.knowledge import evaluating

    click.echo(evaluating.as_json(report) if as_json else evaluating.as_text(report))


@command.command(
    help="Which guided diagnosis a message is about: detected share, precision, calibration, and how many scripted "
    "calls end in an answer."
)
@click.option("--messages", type=A_FILE, required=True, help="CSV: id, half, scenario, and text or set.")
@click.option("--data", type=A_FOLDER, help="Folder of the message sets, for labels that name messages by id.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--calibrate", help="Of this half: how sure a proposal may say it is, fitted by folds within it.")
def detect(messages: Path, data: Path | None, as_json: bool, calibrate: str | None) -> None:
    from hotline.knowledge.diagnosis import calibrating
    from hotline.knowledge.diagnosis import evaluating as detecting
    from hotline.policy.scenarios import everywhere

    scenarios = {one.id: one for _, one in everywhere()}
    try:
        rows = detecting.read(messages, data)
        if calibrate:
            lower, flatter = calibrating.fitted([row for row in rows if row.half == calibrate], scenarios)
            click.echo(f"LOWER {lower:.3f}  FLATTER {flatter:.3f}")
            return
        told = {
            half: (
                detecting.measure(some, scenarios),
                detecting.calibration(some, scenarios),
                detecting.answered(some, scenarios, detecting.SAID),
            )
            for half in sorted({row.half for row in rows})
            if (some := [row for row in rows if row.half == half])
        }
    except detecting.DataError as error:
        raise click.ClickException(str(error)) from error
    _print(told if as_json else detecting.as_lines(told))
