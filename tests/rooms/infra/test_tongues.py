"""A text is said in the language that is spoken; what no catalogue knows stays as it is."""

from __future__ import annotations

from hotline.infra import tongues


def test_chinese_is_what_is_written() -> None:
    assert tongues.speaking() == tongues.SOURCE
    assert tongues.said("待转办") == "待转办"


def test_english_comes_from_the_catalogue_and_ends_with_its_stretch(monkeypatch) -> None:
    monkeypatch.setattr(tongues, "catalogue", lambda tongue: {"待转办": "Awaiting dispatch"})
    with tongues.spoken("en"):
        assert tongues.said("待转办") == "Awaiting dispatch"
        assert tongues.said("没有的话") == "没有的话"
    assert tongues.said("待转办") == "待转办"
