"""Small packs in a folder of their own, for the tests of this room."""

import pytest

from hotline.policy import registry
from tests.rooms.policy.small import files


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """The folder of the small packs, which the loader reads instead of the real ones."""
    for path, text in files().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()
    yield tmp_path
    registry.reload()
