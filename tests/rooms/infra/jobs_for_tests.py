"""Jobs the tests defer."""

from hotline.infra import jobs

seen: list[str] = []


@jobs.task(queue="tests", name="tests.note")
def note(*, text: str) -> None:
    seen.append(text)


@jobs.task(queue="tests", name="tests.fail", retry=False)
def fail() -> None:
    raise ValueError("on purpose")
