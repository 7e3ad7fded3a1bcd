"""The first thing anybody sees: the sign-in page, or the first-run page; complete, from this machine only."""

import pytest

from hotline.desk.views.admin import setup
from tests.journeys import city

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("somebody", [True, False], ids=["sign-in", "first-run"])
def test_the_front_door_is_whole_and_loads_nothing_from_elsewhere(page, live, somebody, tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "var_dir", lambda: tmp_path)
    if somebody:
        city.build()
    asked, failed, said = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="登录" if somebody else "建立管理员").is_visible()
    assert [url for url in asked if not url.startswith((live, "data:"))] == []
    assert failed == []
    assert said == []
