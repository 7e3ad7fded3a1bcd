"""Every law that a guided diagnosis cites stands in the page that says how far it was checked."""

from __future__ import annotations

import re
from pathlib import Path

from hotline.core.diagnosis.shapes import Conclusion
from hotline.policy.scenarios import scenario_files, scenarios

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "statutes.md").read_text(encoding="utf-8")
LAW = re.compile(r"([一-鿿]+?(?:法典|法|条例|办法|规则|规程))(?:（[^）]*）)?第")


def cited() -> set[str]:
    packs = {path.split("/")[0] for path in scenario_files()}
    ends = [step for pack in packs for s in scenarios(pack) for step in s.steps if isinstance(step, Conclusion)]
    return {law for end in ends for law in LAW.findall(end.basis)}


def test_the_laws_cited_in_diagnoses_were_checked() -> None:
    laws = cited()
    assert {"生态环境法典", "社会救助法", "居民身份证法"} <= laws
    assert [law for law in sorted(laws) if law not in PAGE] == []
    assert not laws & {"噪声污染防治法", "社会救助暂行办法"}, "repealed or replaced in 2026"
