"""What is wrong with a pack: every problem with its file, line and rule, collected before anything is raised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hotline.policy.messages import say


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one place. `rule` is the id of the rule or list entry it stands in, where there is one."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where} [{self.rule}] {self.message}" if self.rule else f"{where} {self.message}"


class PackError(Exception):
    """The pack was not loaded, not even in part. `problems` lists everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.file, p.line, p.message)))
        super().__init__("\n".join(str(p) for p in self.problems))


class Bad(Exception):
    """A value that cannot be built, raised while reading and collected by `Problems`. `line` 0 = unknown."""

    def __init__(self, file: str, line: int, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.file, self.line, self.message = file, line, say(code, **params)


class Reported(Exception):
    """Something is wrong and has been written down already: unwinds to the next entry of the list."""


class Problems:
    """Collects problems so that an official sees all of them at once."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self.rule = ""

    def add(self, file: str, line: int, code: str, /, **params: object) -> None:
        self.found.append(Problem(file, line, self.rule, say(code, **params)))

    def note(self, bad: Bad) -> None:
        self.found.append(Problem(bad.file, bad.line, self.rule, bad.message))

    def stop_if_any(self) -> None:
        if self.found:
            raise PackError(self.found)
