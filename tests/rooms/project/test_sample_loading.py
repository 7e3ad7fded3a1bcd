"""The sample city loads at any moment of the year, and every printed account finds work in its lists."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from hotline.accounts.models import Person
from hotline.appraisal import selectors as appraisal
from hotline.archive.models import SealedFile
from hotline.archive.selectors import check
from hotline.infra import clock, jobs
from hotline.insight import rebuilding
from hotline.insight import selectors as insight
from hotline.orders.selectors import NotFound, next_fire, queue, queues
from hotline.orders.verification import verify
from hotline.project.commands.sample import command
from hotline.project.sample import city, judging, loading
from hotline.project.sample.messages import load
from hotline.quality import selectors as quality
from hotline.supervision.services import Swept, sweep

FULL = {
    "agent1": {"my_drafts", "sent_back"},
    "dispatcher1": {"awaiting_dispatch", "return_requests", "extension_requests", "disputes"},
    "clerk-shizheng": {
        "to_sign", "in_hand", "near_limit", "rework", "child_answers", "co_signatures", "supervision_orders",
    },
    "leader-shizheng": {"in_review", "unit_requests"},
    "clerk-shizheng-ludeng": {"to_sign", "in_hand"},
    "clerk-wanglan-zhifa": {"to_sign", "in_hand"},
    "callback1": {"to_call_back"},
    "supervisor1": {"overdue", "to_judge", "endorsements", "supervised", "objections", "disputes", "instructions"},
    "director1": {"open", "overdue"},
    "mayor1": {"awaiting_instruction"},
}  # fmt: skip
"""Lists that hold something, whenever it is loaded."""

MOMENTS = {
    "Sunday evening": "2026-11-22T20:28+08:00",
    "after the Spring Festival": "2026-03-04T10:00+08:00",
    "in the October holiday, at night": "2026-10-05T00:10+08:00",
    "last known day": "2026-12-31T17:00+08:00",
}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))


def counts(username: str) -> dict[str, int]:
    return {name.name: name.count for name in queues(Person.objects.get(username=username))}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_every_list_of_every_account_has_something(moment):
    with clock.moved_to(datetime.fromisoformat(moment), process_wide=True) as moving:
        done = loading.fill()
        assert done.orders >= 150
        for username, names in FULL.items():
            empty = {name for name, count in counts(username).items() if name in names and not count}
            # What is near its limit hangs on the working days around the moment.
            assert empty <= {"near_limit"}, username
        assert SealedFile.objects.count() >= 10
        assert all(check(sealed.order_id).ok for sealed in SealedFile.objects.all())
        report = verify()
        assert report.ok, report.broken[:3]
        assert sweep() == Swept(), "everything that was due has spoken already"
        assert next_fire(moving.now()) is not None
        assert jobs.run_waiting(queues=["events"]) == 0, "consumers have acted already"


@pytest.mark.django_db(transaction=True)
def test_its_boards_sheets_and_recordings_live(moving_clock):
    loading.fill(orders=1)
    now = clock.today()
    supervisor, leader = (Person.objects.get(username=name) for name in ("supervisor1", "leader-shizheng"))
    board = insight.board(supervisor, judging.CALLED, (now - timedelta(days=14), now), "day")
    assert board.total["kpi.1"].denominator > 500 and board.total["kpi.3"].denominator > 20
    assert {row.key for row in board.rows} >= {f"{now - timedelta(days=n):%Y-%m-%d}" for n in range(14)}
    (run,) = appraisal.runs(leader)
    assert run.state == "published" and appraisal.holds(run) == []
    assert [o.subject for o in appraisal.open_objections(Person.objects.get(username="director1"), run.pack)]
    inspector = Person.objects.get(username="quality1")
    assert quality.to_inspect(inspector, judging.INSPECTED, run.start)
    assert quality.agreed(supervisor, judging.INSPECTED, run.start).pairs
    assert all(rebuilding.verify(pack).broken == 0 for pack in (judging.CALLED, judging.SCORED))


@pytest.mark.django_db(transaction=True)
def test_it_loads_where_the_calendar_has_ended():
    """Limits that nobody can compute wait for a person; everything else goes on."""
    with clock.moved_to(datetime.fromisoformat("2027-02-10T10:00+08:00"), process_wide=True):
        assert loading.fill().orders >= 150
        assert counts("dispatcher1")["limits_to_set"] > 10
        assert verify().ok


@pytest.mark.django_db(transaction=True)
def test_the_command_prints_the_accounts_and_loads_once(moving_clock, monkeypatch):
    monkeypatch.setattr("hotline.infra.database.close_connections", lambda: None)
    run = CliRunner().invoke
    first = run(command, ["--if-empty", "--orders", "1"])
    assert first.exit_code == 0, first.output
    again = run(command, ["--if-empty"])
    assert again.exit_code == 0 and again.stdout == first.stdout
    for account in load("accounts")["accounts"]:
        assert account["username"] in first.stdout and account["label"] in first.stdout
    assert run(command, []).exit_code == 1
    password = city.password()
    assert password in first.stdout
    assert Person.objects.get(username="agent1").check_password(password)
    assert Person.objects.filter(password__startswith="!").count() == 0


@pytest.mark.django_db(transaction=True)
def test_building_the_city_again_changes_nothing(moving_clock):
    before = {name: person.pk for name, person in city.build().items()}
    assert {name: person.pk for name, person in city.build().items()} == before and len(before) == 358
    inspector = Person.objects.get(username="admin")
    with pytest.raises(NotFound):
        queue(inspector, "open")


def test_a_password_is_made_for_this_installation(tmp_path, monkeypatch):
    first = city.password()
    assert city.password() == first and len(first) >= 16
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path / "other"))
    assert city.password() != first
