"""The billing service of the sample: invented accounts over real HTTP, which can be broken off and mended."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.infra.resting import Rest
from hotline.knowledge.connectors import asking
from hotline.knowledge.connectors.shapes import Came, Cause
from hotline.policy.scenarios import everywhere
from hotline.project.sample import billing
from hotline.project.supervisor import Options, Supervisor
from tests.rooms.project.test_sample_data import FICTIONAL


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The service, with the connectors of the sample leading to it."""
    service = billing.Service(billing.listen(0))
    thread = threading.Thread(target=service.serve_forever)
    thread.start()
    address = f"http://{billing.HOST}:{service.socket.getsockname()[1]}"
    file = tmp_path / billing.FILE
    file.write_text(billing.connectors(address).replace("timeout = 2", "timeout = 0.3"), encoding="utf-8")
    monkeypatch.setenv("HOTLINE_CONNECTORS", str(file))
    monkeypatch.setattr(asking, "rest", Rest())
    yield address
    service.shutdown()
    thread.join()
    service.server_close()


def ask(number: str) -> tuple[Came, Cause | None]:
    answer = asking.ask("billing", {"account": number})
    return answer.came, answer.cause


def test_it_knows_what_the_scenario_shows(address: str) -> None:
    scenario = next(one for _, one in everywhere() if one.id == "bill")
    look = scenario.step("account")
    answer = asking.ask("billing", {"account": "13900000001"})
    assert set(answer.data) == set(look.fields) and answer.data["item"] == "游戏包"
    assert ask("13900009999") == (Came.NOTHING, None)
    assert ask("13900000004") == (Came.DOWN, Cause.TIMEOUT), "it answers, but never to the end"


def test_it_can_be_broken_off_and_mended(address: str) -> None:
    def turn(name: str) -> str:
        with urllib.request.urlopen(urllib.request.Request(f"{address}/{name}", method="POST")) as page:
            return str(page.read().decode())

    assert "已断开" in turn("break")
    assert ask("13900000001") == (Came.DOWN, Cause.NO_CONNECTION)
    assert "正常" in turn("mend")
    assert ask("13900000001")[0] is Came.FOUND


def test_its_numbers_are_nobodys(address: str) -> None:
    with urllib.request.urlopen(address) as page:
        assert "编造" in page.read().decode()
    assert all(FICTIONAL.fullmatch(number) for number in billing.load("billing")["accounts"])


def test_a_port_that_is_taken_is_no_hindrance() -> None:
    with billing.listen(0) as first:
        taken = first.getsockname()[1]
        with billing.listen(taken) as other, billing.listen(99_999) as third:
            assert other.getsockname()[1] not in (0, taken) and third.getsockname()[0] == billing.HOST


def test_it_stands_beside_the_sample_city_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_VAR", str(tmp_path))
    monkeypatch.delenv("HOTLINE_CONNECTORS", raising=False)
    manager = Supervisor(Options(port=65_535))
    assert manager._sample_billing() == ([], {}), "no invented accounts beside real orders"
    manager._has_city = True
    (child,), told = manager._sample_billing()
    with manager._held[0]:
        text = Path(told["HOTLINE_CONNECTORS"]).read_text("utf-8")
        assert "样例数据" in text and str(manager._held[0].getsockname()[1]) in text
        assert "sample-billing" in child.command and manager._billing
    (tmp_path / "connectors.toml").write_text("", "utf-8")
    assert manager._sample_billing() == ([], {}), "who has systems of his own has none of ours"
