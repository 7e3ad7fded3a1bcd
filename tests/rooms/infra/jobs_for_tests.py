"""Jobs the tests defer."""

from django.db import transaction

from hotline.infra import jobs

seen: list[str] = []


@jobs.task(queue="tests", name="tests.note")
def note(*, text: str) -> None:
    seen.append(text)


@jobs.task(queue="tests", name="tests.fail", retry=False)
def fail() -> None:
    raise ValueError("on purpose")


@jobs.task(queue="tests", name="tests.ask_and_fail", retry=False)
def ask_and_fail() -> None:
    with transaction.atomic():
        note.defer(text="never")
        raise ValueError("on purpose")


@jobs.task(queue="tests", name="tests.ask")
def ask() -> None:
    with transaction.atomic():
        note.defer(text="asked for")
