"""The first thing anybody sees: the sign-in page, complete, from this machine only."""

import pytest

pytestmark = pytest.mark.journey


def test_the_sign_in_page_is_whole_and_loads_nothing_from_elsewhere(page, live):
    asked, failed, said = [], [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert page.locator("input[type=password]").is_visible()
    assert [url for url in asked if not url.startswith((live, "data:"))] == []
    assert failed == []
    assert said == []
