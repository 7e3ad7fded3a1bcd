"""Learning in a process of its own: a worker does other jobs meanwhile, and the memory goes back when it ends.

The child is given the messages on its standard input and gives back the model's bytes; it opens no file, no database
and no connection, and loads no Django. What it says of a failure is not passed on: it may hold what citizens wrote.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from hotline.language import model_file
from hotline.language.classify import Model, learn

FROM = 1_000
"""Messages; fewer are learned in the process that asks: a second, and less memory than a child takes."""
LONGEST = 1_800
"""Seconds after which the child is given up; ten thousand messages take about thirty on one core."""
BEHIND = 10
"""By how much the child stands back for others (nice): pages are answered while models are learned."""
TOO_FEW = 3


class LearningFailed(RuntimeError):
    """The child ended without a model."""


def learn_apart(
    texts: Sequence[Sequence[str]], labels: Sequence[str], described: Mapping[str, Sequence[str]] | None = None
) -> tuple[Model, bytes]:
    """As `classify.learn`, with the model's bytes, which the model reads from: a large one is not held twice.

    ValueError for too few messages, LearningFailed when the child fell or took too long.
    """
    if len(texts) < FROM:
        model = learn(texts, labels, described)
        return model, model_file.dump(model)
    asked = json.dumps({"texts": texts, "labels": labels, "described": described}).encode()
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", __name__],  # -P: nothing is imported from where we happen to stand
            input=asked,
            capture_output=True,
            env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LearningFailed("too slow") from None
    if done.returncode == TOO_FEW:
        raise ValueError("too few messages to learn from")
    if done.returncode:
        raise LearningFailed(f"ended with {done.returncode}")
    return model_file.load(done.stdout), done.stdout


def main() -> int:
    """The child: a question on standard input, bytes of a model on standard output."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    asked = json.loads(sys.stdin.buffer.read())
    try:
        model = learn(asked["texts"], asked["labels"], asked["described"])
    except ValueError:
        return TOO_FEW
    sys.stdout.buffer.write(model_file.dump(model))
    return 0


if __name__ == "__main__":
    sys.exit(main())
